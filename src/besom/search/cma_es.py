"""Covariance matrix adaptation: a normal distribution that moves to where the best runs lie, and takes their shape."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from besom.search.errors import SearchError
from besom.search.fresh import Tried, fresh_sample
from besom.search.history import Aim, History, Suggestion
from besom.search.order import ordered
from besom.search.spread import spread
from besom.space import Space, Value

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

SIGMA = (
    0.2  # of the first generation, in parts of the unit interval: two of it reach from the middle nearly to the ends
)
FARTHEST = 100.0  # sigmas from the mean at which a run made elsewhere counts as lying, or it would tear all apart
DRAWS = 50  # of a generation, while constraints refuse them or they were tried


def build_cma_es(space: Space, aim: Aim, _options: Mapping[str, object]) -> "CmaEs":
    """The method for a sweep file. Raises SearchError without a metric."""
    if aim.objective is None:
        raise SearchError("cma-es needs a metric to learn from", "metric")
    return CmaEs(space, aim)


@dataclass(frozen=True)
class CmaEs:
    """CMA-ES (Hansen, 2016) over numbers; with categories CatCMA (Hamano et al., 2024), which learns chances for them.

    The distribution is worked out anew from the runs in order of arrival: each generation is the next so many of them.
    So agents need not wait for each other, and a run that comes in late teaches the generation that it comes into. The
    first points fill the space, and the first distribution lies around the best of them. What does not exist in a point
    is taken as the distribution has it, so that it moves nothing.
    """

    space: Space
    aim: Aim
    learns = True

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        known, values = ordered(self.space, self.aim, history)
        cube, tried = self.space.cube, Tried(self.space, history)
        if known.measured < 1 or len(known.placed) < self._size:
            row = spread(cube, known.placed, known.taken, rng)
            started = None if row is None else cube.decode(row)
            if started is not None and started not in tried:
                return Suggestion(started, {"by": "start"})
        elif cube.varying:
            strategy = self._grown(known.rows, values)
            strategy.reseed_rng(int(rng.integers(2**32)))
            for _ in range(DRAWS):
                row = cube.snap(self._row(strategy.ask())[None])[0]
                point = cube.decode(row)
                if cube.feasible(row[None])[0] and point not in tried:
                    made: dict[str, Value] = {"generation": strategy.generation + 1, "sigma": float(strategy._sigma)}
                    return Suggestion(point, {"by": "cma-es", **made})
        drawn = fresh_sample(self.space, history, rng)
        return None if drawn is None else Suggestion(drawn, {"by": "random", "why": "what was likely was tried"})

    def _grown(self, rows: Array, values: Array) -> Any:
        """The strategy that has seen all whole generations among rows (n, d)."""
        strategy = self._strategy(rows[: self._size][values[: self._size].argmin()])
        active = self.space.cube.active(rows)
        for first in range(self._size, len(rows) - self._size + 1, self._size):
            places = range(first, first + self._size)
            ranks = values[first : first + self._size].argsort(kind="stable").argsort()
            told = [self._told(strategy, rows[place], active[place], place) for place in places]
            strategy.tell([(solution, float(rank)) for solution, rank in zip(told, ranks, strict=True)])
        return strategy

    def _strategy(self, row: Array) -> Any:
        """One that begins around a row (d,)."""
        from cmaes import CMA, CatCMA  # load scipy.stats, which takes its time

        mean = np.append(row[self._numbers], np.full(self._idle, 0.5)).clip(0.0, 1.0)
        bounds = np.tile([0.0, 1.0], (len(mean), 1))
        if not self._levels:
            return CMA(mean, SIGMA, bounds=bounds, population_size=self._size)
        counts = np.array([len(levels) for levels in self._levels.values()])
        return CatCMA(mean, SIGMA, counts, bounds=bounds, population_size=self._size)

    def _told(self, strategy: Any, row: Array, active: Mask, place: int) -> Any:
        """A row (d,) as a solution of the strategy."""
        strategy.reseed_rng(place)
        asked = strategy.ask()
        numbers, chosen = asked if self._levels else (asked, None)
        count = len(self._numbers)
        numbers[:count] = np.where(active[self._numbers], row[self._numbers].clip(0.0, 1.0), numbers[:count])
        reach = FARTHEST * strategy._sigma
        numbers = strategy.mean + (numbers - strategy.mean).clip(-reach, reach)
        if chosen is None:
            return numbers
        for k, (j, levels) in enumerate(self._levels.items()):
            hit = np.isclose(row[j], levels)
            if active[j] and hit.any():
                chosen[k] = np.arange(chosen.shape[1]) == hit.argmax()
        return numbers, chosen

    def _row(self, asked: Any) -> Array:
        """(d,) what the strategy asks for, as a row of the cube."""
        numbers, chosen = asked if self._levels else (asked, ())
        row = np.empty(len(self.space.cube.varying))
        row[self._numbers] = numbers[: len(self._numbers)]
        for one_hot, (j, levels) in zip(chosen, self._levels.items(), strict=True):
            row[j] = levels[one_hot.argmax()]
        return row

    @property
    def _size(self) -> int:
        """Of a generation (Hansen, 2016, eq. 48)."""
        return 4 + int(3 * math.log(max(len(self.space.cube.varying), 1)))

    @property
    def _idle(self) -> int:
        """How many columns that mean nothing are needed besides: a strategy has two of numbers at least."""
        return max(2 - len(self._numbers), 0)

    @cached_property
    def _numbers(self) -> NDArray[np.intp]:
        """The columns of numbers."""
        return np.flatnonzero(~self.space.cube.categories)

    @cached_property
    def _levels(self) -> dict[int, Array]:
        """The coordinates of the categories of each column of them."""
        return {j: levels for j, levels in enumerate(self.space.cube.levels) if levels is not None}
