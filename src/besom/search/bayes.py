"""Bayesian optimisation."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from besom.search.errors import SearchError
from besom.search.fresh import fresh_sample, tried
from besom.search.history import History, Objective, Suggestion
from besom.space import Space


def acquisition_of(options: Mapping[str, object]) -> str:
    """The acquisition that the sweep file asks for. Raises SearchError for one that does not exist."""
    acquisition = options.get("acquisition", "auto")
    if acquisition not in ("auto", "pi"):
        raise SearchError(f"acquisition must be auto or pi, got {acquisition!r}", "acquisition")
    return str(acquisition)


@dataclass(frozen=True)
class Bayes:
    space: Space
    objective: Objective
    acquisition: str = "auto"
    learns = True

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        point = fresh_sample(self.space, tried(self.space, history), rng)
        return None if point is None else Suggestion(point, {"by": "start"})
