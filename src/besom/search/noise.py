"""How far repeats of one point differ, and how sure their means are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HUGE = 1e140  # values beyond count as this much, so that squares of them stay finite
BORROWED = 4.0  # degrees of freedom that the other points lend to a point's own spread, at most


@dataclass(frozen=True, eq=False)
class Values:
    """n values: of which point, under which seed, and how much. `point` (n,) counts from 0 up to `points` - 1."""

    points: int
    point: NDArray[np.int_]
    seed: NDArray[np.int_]
    value: Array

    @classmethod
    def of(cls, points: Sequence[Sequence[tuple[int, float]]]) -> "Values":
        """From a list of (seed, value) for each point."""
        flat = [(number, seed, value) for number, pairs in enumerate(points) for seed, value in pairs]
        columns = [np.array([row[place] for row in flat]) for place in range(3)]
        value = np.clip(columns[2].astype(float), -HUGE, HUGE)
        return cls(len(points), columns[0].astype(int), columns[1].astype(int), value)

    @property
    def count(self) -> NDArray[np.int_]:
        """(points,) how many values each has."""
        return np.bincount(self.point, minlength=self.points)

    @property
    def mean(self) -> Array:
        """(points,) NaN for a point without values."""
        with np.errstate(invalid="ignore"):
            return np.bincount(self.point, self.value, self.points) / self.count


@dataclass(frozen=True, eq=False)
class Noise:
    """What is left of a value when the point's own and the seed's effect are taken away.

    `fair` (n,): the values as they would be had each been measured under an average seed. `sd`: of what is left, with
    `freedom` degrees of freedom; without any nobody knows how large the noise is, and it is infinite.
    """

    fair: Array
    sd: float
    freedom: int


def noise(values: Values) -> Noise:
    """The two-way layout value = point + seed + noise, by least squares over the points that have several values.

    Where seeds make no difference that costs a little certainty; where they do (folds of the data, some of which are
    hard) only so can points be compared that ran under different ones.
    """
    several = values.count[values.point] > 1
    if not several.any():
        return Noise(values.value, np.inf, 0)
    seeds, seed = np.unique(values.seed, return_inverse=True)
    _, point = np.unique(values.point[several], return_inverse=True)
    had = np.zeros((point.max() + 1, len(seeds)))  # how often each of those points ran under each seed
    np.add.at(had, (point, seed[several]), 1.0)
    share = had / had.sum(axis=1, keepdims=True)
    centred = values.value[several] - values.mean[values.point[several]]
    normal = np.diag(had.sum(axis=0)) - had.T @ share
    effect = np.linalg.pinv(normal, hermitian=True) @ np.bincount(seed[several], centred, len(seeds))
    left = centred - effect[seed[several]] + (share @ effect)[point]
    freedom = len(left) - len(had) - int(np.linalg.matrix_rank(normal, hermitian=True))
    sd = float(np.sqrt(np.square(left).sum() / freedom)) if freedom > 0 else np.inf
    return Noise(values.value - effect[seed], sd, max(freedom, 0))


def half_widths(values: Values) -> Array:
    """(points,) half of the 95 % interval of each point's mean, over what further seeds might give; NaN for one value.

    With two or three values a spread is hardly known, so each point borrows from the others: its own sum of squares and
    what is usual among all are pooled, the latter with at most `BORROWED` degrees of freedom (the moderated t statistic
    of Smyth, 2004, with a fixed weight and a median, so that a point that varies wildly lends to none but itself).
    """
    count = values.count
    squares = np.bincount(values.point, np.square(values.value - values.mean[values.point]), values.points)
    own = np.maximum(count - 1, 0)
    several = np.flatnonzero(own)
    widths = np.full(values.points, np.nan)
    if not len(several):
        return widths
    usual = float(np.median(squares[several] / own[several] / (1 - 2 / (9 * own[several])) ** 3))
    for each in several:
        lent = min(float(own.sum() - own[each]), BORROWED)
        freedom = own[each] + lent
        spread = (squares[each] + lent * usual) / freedom
        widths[each] = t_quantile(0.975, float(freedom)) * np.sqrt(spread / count[each])
    return widths


@lru_cache(maxsize=1024)
def t_quantile(probability: float, freedom: float) -> float:
    """Of Student's t distribution."""
    from scipy.special import stdtrit  # takes its time to load, and sweeps without repeats never ask

    return float(stdtrit(freedom, probability))
