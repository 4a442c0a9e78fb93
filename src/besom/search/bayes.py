"""Bayesian optimisation: a Gaussian process models the metric, probability of improvement chooses."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from besom.search.errors import SearchError
from besom.search.fresh import fresh_sample, tried
from besom.search.history import History, Objective, Suggestion
from besom.search.lessons import lessons
from besom.search.spread import spread
from besom.space import Space, Value

ACQUISITIONS = ("auto", "pi", "ei", "ucb")


def acquisition_of(options: Mapping[str, object]) -> str:
    """The acquisition that the sweep file asks for. Raises SearchError for one that does not exist."""
    acquisition = options.get("acquisition", "auto")
    if acquisition not in ACQUISITIONS:
        raise SearchError(f"acquisition must be one of {', '.join(ACQUISITIONS)}, got {acquisition!r}", "acquisition")
    return "pi" if acquisition == "auto" else str(acquisition)


@dataclass(frozen=True)
class Bayes:
    """Fills the space with a few points, then asks a Gaussian process where the metric most probably improves."""

    space: Space
    objective: Objective
    acquisition: str = "pi"
    learns = True

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        known = lessons(self.space, self.objective, history)
        if known.measured < 2 or len(known.tried) < self._start:
            row = spread(self.space.cube, known.tried, rng)
            info: dict[str, Value] = {"by": "start"}
        else:
            from besom.search.choose import choose  # loads scipy, which takes its time

            row, info = choose(known, self.space.cube, self.acquisition, history.issued, rng)
        if row is None:  # nearly everything was tried
            point = fresh_sample(self.space, tried(self.space, history), rng)
            return None if point is None else Suggestion(point, {"by": "random"})
        return Suggestion(self.space.cube.decode(row), info)

    @property
    def _start(self) -> int:
        """Points that fill the space before the model is asked: a few more than there are columns, within reason."""
        return min(max(4, len(self.space.cube.varying) + 2), 8)
