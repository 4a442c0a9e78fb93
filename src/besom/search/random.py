"""Independent draws from the space."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from besom.search.errors import SearchError
from besom.search.fresh import fresh_sample, sample
from besom.search.history import Aim, History, Suggestion
from besom.space import Space

DUPLICATES = ("never", "allow")


def build_random(space: Space, _aim: Aim, options: Mapping[str, object]) -> "Random":
    """The method for a sweep file. Raises SearchError for a word that `duplicates` does not know."""
    duplicates = options.get("duplicates", "never")
    if duplicates not in DUPLICATES:
        raise SearchError(f"duplicates must be one of {', '.join(DUPLICATES)}, got {duplicates!r}", "duplicates")
    return Random(space, duplicates == "allow")


@dataclass(frozen=True)
class Random:
    """A draw from each parameter's own distribution; a point that was tried comes again only with `duplicates`."""

    space: Space
    duplicates: bool = False
    learns = False

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        point = sample(self.space, rng) if self.duplicates else fresh_sample(self.space, history, rng)
        return None if point is None else Suggestion(point, {"by": "random"})
