"""Covariance matrix adaptation: a normal distribution that moves to where the best runs lie, and takes their shape."""

import math
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from besom.search.errors import SearchError
from besom.search.fresh import Tried, fresh_suggestion
from besom.search.history import Aim, History, Suggestion
from besom.search.order import begun, ordered
from besom.space import Space, Value

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

SIGMA = 0.2  # of the first generation, in parts of the unit interval: two of it reach from the middle to near the ends
FARTHEST = 100.0  # sigmas from the mean at which a run made elsewhere counts as lying, or it would tear all apart
DRAWS = 50  # of a generation, while constraints refuse them or they were tried
MOST_GROWN = 64

_grown: dict[bytes, Any] = {}  # strategies by what they have seen: an accelerator only, as each suggestion asks again


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
        beginning = self._begun(values)
        if beginning is None:
            first = begun(self.space, known, tried, rng)
            if first is not None:
                return first
        elif cube.varying:
            strategy = self._grown(known.rows, values, beginning)
            strategy.reseed_rng(int(rng.integers(2**32)))
            for _ in range(DRAWS):
                row = cube.snap(self._row(strategy.ask())[None])[0]
                point = cube.decode(row)
                if cube.feasible(row[None])[0] and point not in tried:
                    made: dict[str, Value] = {"generation": strategy.generation + 1, "sigma": float(strategy._sigma)}
                    return Suggestion(point, {"by": "cma-es", **made})
        return fresh_suggestion(self.space, history, rng, "what was likely was tried")

    def _begun(self, values: Array) -> int | None:
        """How many runs the first generation has, enough of them measured; None while it has not come in."""
        measured = np.flatnonzero(np.isfinite(values))[: self._size // 2]
        if len(values) < self._size or len(measured) < self._size // 2:
            return None
        return max(self._size, int(measured[-1]) + 1)

    def _grown(self, rows: Array, values: Array, begun: int) -> Any:
        """The strategy that has seen all whole generations among rows (n, d), after so many that began."""
        size, active = self._size, self.space.cube.active(rows)
        start = rows[:begun][values[:begun].argmin()]
        generations = [slice(first, first + size) for first in range(begun, len(rows) - size + 1, size)]
        ranks = [values[runs].argsort(kind="stable").argsort() for runs in generations]
        seen = sha256(repr((size, self._most, list(self._levels))).encode() + start.tobytes())
        names = [seen.digest()]  # of what a strategy has seen after so many generations
        for runs, ranked in zip(generations, ranks, strict=True):
            seen.update(rows[runs].tobytes() + active[runs].tobytes() + ranked.tobytes())
            names.append(seen.digest())
        done = next((number for number in reversed(range(len(names))) if names[number] in _grown), 0)
        strategy = _grown.get(names[done]) or self._strategy(start)
        if done < len(generations):
            strategy = deepcopy(strategy)
        for runs, ranked in list(zip(generations, ranks, strict=True))[done:]:
            told = [self._told(strategy, rows[place], active[place], place) for place in range(runs.start, runs.stop)]
            strategy.tell([(solution, float(rank)) for solution, rank in zip(told, ranked, strict=True)])
        if len(_grown) >= MOST_GROWN:
            _grown.clear()
        _grown[names[-1]] = strategy
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
        count = len(self._numbers)
        hits = [active[j] & np.isclose(row[j], levels) for j, levels in self._levels.items()]
        chosen = np.zeros((len(hits), self._most), dtype=bool)
        if active.all() and not self._idle and all(hit.any() for hit in hits):
            numbers = row[self._numbers].clip(0.0, 1.0)
        else:
            strategy.reseed_rng(place)
            numbers, chosen = strategy.ask() if self._levels else (strategy.ask(), chosen)
            numbers[:count] = np.where(active[self._numbers], row[self._numbers].clip(0.0, 1.0), numbers[:count])
        reach = FARTHEST * strategy._sigma
        numbers = strategy.mean + (numbers - strategy.mean).clip(-reach, reach)
        for k, hit in enumerate(hits):
            if hit.any():
                chosen[k] = np.arange(self._most) == hit.argmax()
        return (numbers, chosen) if self._levels else numbers

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
    def _most(self) -> int:
        """Categories of the column that has most."""
        return max(map(len, self._levels.values()), default=0)

    @cached_property
    def _numbers(self) -> NDArray[np.intp]:
        """The columns of numbers."""
        return np.flatnonzero(~self.space.cube.categories)

    @cached_property
    def _levels(self) -> dict[int, Array]:
        """The coordinates of the categories of each column of them."""
        return {j: levels for j, levels in enumerate(self.space.cube.levels) if levels is not None}
