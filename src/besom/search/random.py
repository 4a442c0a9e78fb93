"""Independent draws from the space."""

from dataclasses import dataclass

import numpy as np

from besom.search.fresh import fresh_sample, tried
from besom.search.history import History, Suggestion
from besom.space import Space


@dataclass(frozen=True)
class Random:
    """A draw from each parameter's own distribution, never a point that was tried before."""

    space: Space
    learns = False

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        seen = tried(self.space, history) if self.space.cells is not None else set()
        point = fresh_sample(self.space, seen, rng)
        return None if point is None else Suggestion(point, {"by": "random"})
