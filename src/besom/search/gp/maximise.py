"""The best row of an acquisition over a cube with continuous, stepped and category columns."""

from collections.abc import Set as AbstractSet
from typing import Protocol

import numpy as np

from besom.search.gp.descend import descend
from besom.search.gp.domain import Domain, Part, draw
from besom.search.gp.kernel import Array, Mask

RANDOM = 256  # uniform rows
MUTANTS = 160  # rows near the best observations
SURVIVORS = 8  # rows that go on into each shrinking round
CHILDREN = 12  # of each survivor a round
MOST_DRAWN = 0.3  # of the categories of a row are drawn anew at once, at most
REACHES = (0.1, 0.03, 0.01)  # sd of the moves of each round, in units of the cube
CLIMBS = 3  # rows from which L-BFGS starts
CLIMB_STEPS = 15
RETREATS = (0.8, 0.6, 0.4, 0.2, 0.1)  # parts of the way that a climb made, tried where its end is refused
HOPS = 8  # moves of one discrete column each, at most, at the end


class Acquisition(Protocol):
    """What is maximised; see besom.search.gp.acquisition."""

    def score(self, rows: Array) -> Array:
        """(m,) the higher the better, of rows (m, d)."""

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The scores (m,) of rows, and their gradients (m, d); 0 in category columns."""


def candidates(part: Part, best: Array, rng: np.random.Generator) -> Array:
    """(m, d) rows all over the part, and more near the best observations (b, d), which come first.

    All are near them where the part is not the whole. None where constraints refuse all of them.
    """
    count = MUTANTS if part.whole else MUTANTS + RANDOM
    reach = np.exp(rng.uniform(np.log(0.01), np.log(0.3), (count, 1)))
    near = part.snap(np.vstack([best, _mutants(part, np.resize(best, (count, best.shape[1])), reach, rng)]))
    near = near[part.feasible(near)]
    return np.vstack([near, draw(part.domain, RANDOM, rng)]) if part.whole else near


def maximise(
    acquisition: Acquisition, part: Part, rows: Array, seen: AbstractSet[bytes], rng: np.random.Generator
) -> Array | None:
    """(d,) the row with the highest score found whose bytes are not in `seen`; None if there is none.

    It starts from the best of `rows` (m, d).
    """
    pool = _Pool(acquisition, part, seen)
    pool.add(rows)
    for reach in REACHES:
        pool.add(_mutants(part, np.repeat(pool.top(SURVIVORS), CHILDREN, axis=0), reach, rng))
    pool.add(_climb(acquisition, part, pool.top(CLIMBS), ~part.categories))
    for _ in range(HOPS):
        top = pool.top(1)
        if not len(top) or not pool.add(part.neighbours(top[0])):
            break
    if part.continuous.any() and not part.continuous.all():
        pool.add(_climb(acquisition, part, pool.top(1), part.continuous))
    top = pool.top(1)
    return top[0] if len(top) else None


class _Pool:
    """The best distinct rows looked at so far, best first, without those seen before."""

    def __init__(self, acquisition: Acquisition, domain: Domain, seen: AbstractSet[bytes]) -> None:
        self._acquisition = acquisition
        self._domain = domain
        self._seen = seen
        self._rows: Array = np.empty((0, len(domain.continuous)))
        self._scores: Array = np.empty(0)

    def add(self, rows: Array) -> bool:
        """Take in any rows (m, d); whether one of them is better than all before."""
        rows = self._domain.snap(rows)
        rows = rows[self._domain.feasible(rows)]
        best = self._scores[0] if len(self._scores) else -np.inf
        rows, scores = np.vstack([self._rows, rows]), np.append(self._scores, self._acquisition.score(rows))
        kept = dict[bytes, int]()
        for place in np.argsort(-scores, kind="stable"):
            name = rows[place].tobytes()
            if name not in self._seen:
                kept.setdefault(name, int(place))
                if len(kept) == SURVIVORS:
                    break
        places = list(kept.values())
        self._rows, self._scores = rows[places], scores[places]
        return bool(places and self._scores[0] > best)

    def top(self, count: int) -> Array:
        """(at most count, d) the best rows."""
        return self._rows[:count]


def _mutants(domain: Domain, parents: Array, reach: Array | float, rng: np.random.Generator) -> Array:
    """One child (m, d) of each parent: some columns moved by about `reach`, some categories drawn anew."""
    shape = parents.shape
    active = domain.active(parents)
    count = np.maximum(active.sum(axis=1, keepdims=True), 1)
    share = count ** -rng.random((shape[0], 1))  # of one column, or of all, or anything between
    changed = rng.random(shape) < np.where(domain.categories, np.minimum(share, MOST_DRAWN), share)
    if shape[1]:
        changed[np.arange(shape[0]), (active * rng.random(shape)).argmax(axis=1)] |= ~changed.any(axis=1)
    steps = np.clip(parents + reach * rng.standard_normal(shape), 0.0, 1.0)
    children = np.where(changed, np.where(domain.categories, rng.random(shape), steps), parents)
    woken = domain.active(children) & ~domain.active(parents)  # a parent has nothing to hand on there
    return np.where(woken, rng.random(shape), children) if woken.any() else children


def _climb(acquisition: Acquisition, part: Part, starts: Array, free: Mask) -> Array:
    """(m, d) where L-BFGS ends that starts at rows (s, d) and moves those of the free columns that say something.

    All rows climb at once, on the sum of their scores, so that each step is one call. Where constraints refuse the end,
    some places on the way there as well.
    """
    moves = free & part.active(starts)
    if not moves.any():
        return starts

    def cost(coordinates: Array) -> tuple[float, Array]:
        at = starts.copy()
        at[moves] = coordinates
        scores, slopes = acquisition.slope(at)
        return -float(scores.sum()), -slopes[moves]

    ends = starts.copy()
    low, high = (np.broadcast_to(end, starts.shape)[moves] for end in (part.low, part.high))
    ends[moves] = descend(cost, np.clip(starts[moves], low, high), low, high, CLIMB_STEPS)
    refused = ~part.feasible(part.snap(ends))
    if not refused.any():
        return ends
    begun, ended = starts[refused], ends[refused]
    return np.vstack([ends, *(begun + share * (ended - begun) for share in RETREATS)])
