"""Independent draws from the space."""

from dataclasses import dataclass

import numpy as np

from besom.search.fresh import fresh_sample
from besom.search.history import History, Suggestion
from besom.space import Space


@dataclass(frozen=True)
class Random:
    """A draw from each parameter's own distribution, never a point of a discrete space that was tried before."""

    space: Space
    learns = False

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        point = fresh_sample(self.space, history, rng)
        return None if point is None else Suggestion(point, {"by": "random"})
