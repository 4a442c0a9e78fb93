"""Random search: the measure for all others."""

import numpy as np

from benchmarks.tournament.problem import Parameters
from besom.parameters import read_space
from besom.space import Point


class Random:
    def __init__(self, parameters: Parameters, *, seed: int) -> None:
        self._space, self._rng = read_space(parameters), np.random.default_rng(seed)

    def ask(self) -> Point:
        return self._space.sample(self._rng)

    def tell(self, point: Point, value: float, /) -> None:
        """Nothing is learnt."""
