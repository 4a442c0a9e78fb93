"""How much a row may add to what several objectives have reached. Names as in besom.search.gp.pareto."""

from collections.abc import Sequence

import numpy as np
from scipy.special import log_ndtr, logsumexp

from besom.search.gp.acquisition import LOG_SQRT_2PI, log_gain
from besom.search.gp.kernel import Array
from besom.search.gp.pareto import boxes, distinct, thinned
from besom.search.gp.posterior import Posterior

FRONT_MOST = {2: 32, 3: 24, 4: 12}  # of a front's rows that boxes are made for, by k
FRONT_MOST_ELSE = 8  # what making the boxes costs grows as the power k - 1 of it


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
        low, high = boxes(thinned(distinct(front, reference), most), reference)
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

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The scores (m,) of rows, and their gradients (m, d)."""
        total = np.zeros((len(rows), len(self._low[0])))
        slopes: list[tuple[Array, Array, Array, Array]] = []
        for posterior, edges, low, high in zip(self._posteriors, self._edges, self._low, self._high, strict=True):
            mean, sd, mean_slope, sd_slope = posterior.slopes(rows)
            u = (edges - mean[:, None]) / sd[:, None]
            gain = np.log(sd)[:, None] + log_gain(u)
            share = _log_difference(gain[:, high], gain[:, low])
            below, density = log_ndtr(u), -0.5 * u * u - LOG_SQRT_2PI
            by_mean = np.exp(below[:, low] - share) - np.exp(below[:, high] - share)
            by_sd = np.exp(density[:, high] - share) - np.exp(density[:, low] - share)
            slopes.append((by_mean, by_sd, mean_slope, sd_slope))
            total += share
        score: Array = logsumexp(total, axis=1)
        weight = np.exp(total - score[:, None])
        gradient = np.zeros_like(rows)
        for by_mean, by_sd, mean_slope, sd_slope in slopes:
            gradient += (weight * by_mean).sum(axis=1)[:, None] * mean_slope
            gradient += (weight * by_sd).sum(axis=1)[:, None] * sd_slope
        return score, gradient


def _log_difference(more: Array, less: Array) -> Array:
    """log(exp(more) - exp(less)); very low, but finite, where they are equal."""
    difference: Array = more + np.log(np.maximum(-np.expm1(less - more), 1e-300))
    return difference
