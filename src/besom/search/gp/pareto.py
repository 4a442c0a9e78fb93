"""Several objectives at once, each lower is better: what no other beats, and how much a row may add to it.

Further names: k objectives, f rows of a front, b boxes; values (n, k) and the reference (k,), which bounds what counts.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, logsumexp

from besom.search.gp.acquisition import LOG_SQRT_2PI, log_gain
from besom.search.gp.kernel import Array, Mask
from besom.search.gp.posterior import Posterior

BOTTOM = -1e9  # below every target in standard units; finite, so that differences of it are
FRONT_MOST = {2: 32, 3: 24, 4: 12}  # of a front's rows that boxes are made for, by k
FRONT_MOST_ELSE = 8  # what making the boxes costs grows as the power k - 1 of it


def nondominated(values: Array) -> Mask:
    """(n,) marks rows that no other row equals or beats in each objective and beats in one; all of equal rows."""
    order = np.lexsort(values.T[::-1])  # a row can only be dominated by one that comes earlier
    mask = np.zeros(len(values), dtype=bool)
    if values.shape[1] == 2:
        mask[order] = _rising_alone(values[order])
        return mask
    left = values[order]
    while len(left):
        mask[order[0]] = True
        first = left[0]
        kept = (left < first).any(axis=1)
        kept |= (left == first).all(axis=1)
        kept[0] = False
        order, left = order[kept], left[kept]
    return mask


def _rising_alone(ordered: Array) -> Mask:
    """(n,) the same of two objectives, where rows are in order of the first, then of the second."""
    best = np.minimum.accumulate(ordered[:, 1])
    before = np.append(np.inf, best[:-1])
    same = np.append(False, (ordered[1:] == ordered[:-1]).all(axis=1))
    fresh = ordered[:, 1] < before
    leader = np.maximum.accumulate(np.where(same, 0, np.arange(len(ordered))))
    alone: Mask = fresh[leader]
    return alone


def hypervolume(front: Array, reference: Array) -> float:
    """Volume of what lies below the reference (k,) and is no better than some row of the front (f, k), for any k.

    Rows may be dominated or lie beyond the reference. While et al. (2012), with the last objective sorted so that each
    step is a problem with one objective less.
    """
    front = _distinct(front, reference)
    if not len(front):
        return 0.0
    if len(reference) == 1:
        return float(reference[0] - front[0, 0])
    if len(reference) == 2:  # in rising order of the first objective, which is the falling one of the second
        above = np.append(reference[1], front[:-1, 1])
        return float((reference[0] - front[:, 0]) @ (above - front[:, 1]))
    front = front[np.argsort(-front[:, -1], kind="stable")]
    depth = reference[-1] - front[:, -1]
    flat, corner = front[:, :-1], reference[:-1]
    own = np.prod(corner - flat, axis=1)
    shared = [hypervolume(np.maximum(flat[i + 1 :], flat[i]), corner) for i in range(len(front))]
    return float(depth @ (own - shared))


def boxes(front: Array, reference: Array) -> tuple[Array, Array]:
    """Lower and upper corners (b, k) of disjoint boxes that fill what lies below the reference and no row dominates.

    k >= 2. Slices between the front's levels of the last objective, where a box lasts as long as the slices agree.
    """
    front = _distinct(front, reference)
    if len(reference) == 2:
        first, second = front[:, 0], front[:, 1]
        low = np.column_stack([np.append(BOTTOM, first), np.full(len(front) + 1, BOTTOM)])
        return low, np.column_stack([np.append(first, reference[0]), np.append(reference[1], second)])
    levels = np.unique(front[:, -1])
    ended: list[tuple[float, ...]] = []
    since: dict[tuple[float, ...], float] = {}  # where each box of the slice begins
    for level in [BOTTOM, *levels.tolist()]:
        current = np.hstack(boxes(front[front[:, -1] <= level, :-1], reference[:-1]))
        lasting = {box: since.pop(box, level) for box in map(tuple, current.tolist())}
        ended += [(*box, begin, level) for box, begin in since.items()]
        since = lasting
    ended += [(*box, begin, float(reference[-1])) for box, begin in since.items()]
    low, high, begin, end = np.split(np.array(ended), np.cumsum([len(reference) - 1, len(reference) - 1, 1]), axis=1)
    return np.hstack([low, begin]), np.hstack([high, end])


def thinned(front: Array, most: int) -> Array:
    """(at most `most`, k) rows spread over the front, each the one farthest from those before it (Gonzalez, 1985).

    What lies between neighbours is the error made by leaving a row out, and this keeps the widest gap small.
    """
    if len(front) <= most:
        return front
    span = np.ptp(front, axis=0)
    unit = front / np.where(span > 0.0, span, 1.0)
    chosen = [int(unit[:, 0].argmin())]
    distance = np.full(len(front), np.inf)
    while len(chosen) < most:
        distance = np.minimum(distance, np.abs(unit - unit[chosen[-1]]).max(axis=1))
        chosen.append(int(distance.argmax()))
    few: Array = front[np.sort(chosen)]
    return few


def _distinct(front: Array, reference: Array) -> Array:
    """The rows that count: below the reference, not dominated, each once, in rising order of the first objective."""
    front = front[(front < reference).all(axis=1)]
    distinct: Array = np.unique(front[nondominated(front)], axis=0)
    return distinct


class ExpectedHypervolumeImprovement:
    """Logarithm of how much hypervolume a row is expected to add to the front (Emmerich et al., 2011).

    Objectives are independent. In a box, what is added is a product of one-dimensional expected improvements, each on
    the box's upper corner less that on its lower one (Yang et al., 2019); it is exact but for a front beyond
    FRONT_MOST, of which only so many rows count. Sums and differences are those of logarithms (Ament et al., 2023), so
    it is finite, and has a slope, where the improvement underflows.
    """

    def __init__(self, posteriors: Sequence[Posterior], front: Array, reference: Array) -> None:
        self._posteriors = posteriors
        most = FRONT_MOST.get(len(reference), FRONT_MOST_ELSE)
        low, high = boxes(thinned(_distinct(front, reference), most), reference)
        self._edges = [np.unique(np.append(low[:, j], high[:, j])) for j in range(len(reference))]
        self._low = [np.searchsorted(edges, low[:, j]) for j, edges in enumerate(self._edges)]
        self._high = [np.searchsorted(edges, high[:, j]) for j, edges in enumerate(self._edges)]

    def score(self, rows: Array) -> Array:
        """(m,) the higher the better."""
        total = np.zeros((len(rows), len(self._low[0])))
        for posterior, edges, low, high in zip(self._posteriors, self._edges, self._low, self._high, strict=True):
            mean, sd = posterior.predict(rows)
            gain = np.log(sd)[:, None] + log_gain((edges - mean[:, None]) / sd[:, None])
            total += _log_difference(gain[:, high], gain[:, low])
        score: Array = logsumexp(total, axis=1)
        return score

    def slope(self, row: Array) -> tuple[float, Array]:
        """The score of one row (d,) and its gradient (d,)."""
        total = np.zeros(len(self._low[0]))
        slopes: list[tuple[Array, Array, Array, Array]] = []
        for posterior, edges, low, high in zip(self._posteriors, self._edges, self._low, self._high, strict=True):
            mean, sd, mean_slope, sd_slope = posterior.slopes(row)
            u = (edges - mean) / sd
            gain = np.log(sd) + log_gain(u)
            share = _log_difference(gain[high], gain[low])
            below, density = log_ndtr(u), -0.5 * u * u - LOG_SQRT_2PI
            by_mean = np.exp(below[low] - share) - np.exp(below[high] - share)
            by_sd = np.exp(density[high] - share) - np.exp(density[low] - share)
            slopes.append((by_mean, by_sd, mean_slope, sd_slope))
            total += share
        score = float(logsumexp(total))
        weight: NDArray[np.float64] = np.exp(total - score)
        gradient = np.zeros_like(row)
        for by_mean, by_sd, mean_slope, sd_slope in slopes:
            gradient += (weight @ by_mean) * mean_slope + (weight @ by_sd) * sd_slope
        return score, gradient


def _log_difference(more: Array, less: Array) -> Array:
    """log(exp(more) - exp(less)); very low, but finite, where they are equal."""
    difference: Array = more + np.log(np.maximum(-np.expm1(less - more), 1e-300))
    return difference
