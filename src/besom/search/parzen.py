"""Densities over rows of the cube, estimated from a few of them: a kernel around each, and a wide one around all."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtr, ndtri

Array = NDArray[np.float64]

WIDTH = 0.2  # of a kernel around a single row, in parts of the unit interval
FINEST = 100  # kernels are no narrower than one such part, so that no observation stands alone
TINY = 1e-12  # a share of a kernel: beyond it its quantiles are infinite
LOG_SQRT_2PI = 0.5 * np.log(2 * np.pi)


class Parzen:
    """A mixture of products over columns: of normals cut off at 0 and 1, and of categories.

    rows: (n, d) observations, n may be 0. weights: (n,) of each. The prior over the whole cube weighs 1. levels: for
    each column the (k,) coordinates of its categories, None for a column of numbers. Kernels narrow with n by Scott's
    rule; those of categories leave the share of one observation to all categories (Bergstra et al., 2011; Falkner et
    al., 2018, for products over all columns).
    """

    def __init__(self, rows: Array, weights: Array, levels: Sequence[Array | None]) -> None:
        n, d = rows.shape
        all_weights = np.append(weights, 1.0)
        self._share = all_weights / all_weights.sum()
        self._numbers = np.array([j for j in range(d) if levels[j] is None], dtype=int)
        self._categories = {j: coordinates for j, coordinates in enumerate(levels) if coordinates is not None}
        self._centres = np.vstack([np.clip(rows[:, self._numbers], 0.0, 1.0), np.full((1, len(self._numbers)), 0.5)])
        narrow = max(WIDTH * max(n, 1) ** (-1 / (d + 4)), 1 / min(FINEST, n + 1))
        self._widths = np.append(np.full(n, narrow), 1.0)[:, None]
        self._chances = {j: _chances(rows[:, j], coordinates) for j, coordinates in self._categories.items()}

    def draw(self, count: int, rng: np.random.Generator) -> Array:
        """(count, d) random rows."""
        kernels = rng.choice(len(self._share), size=count, p=self._share)
        rows = np.empty((count, len(self._numbers) + len(self._categories)))
        low, high = (end[kernels] for end in self._ends)
        u = np.clip(low + rng.random(low.shape) * (high - low), TINY, 1 - TINY)
        rows[:, self._numbers] = np.clip(self._centres[kernels] + self._widths[kernels] * ndtri(u), 0.0, 1.0)
        for j, coordinates in self._categories.items():
            steps = self._chances[j][kernels].cumsum(axis=1)
            rows[:, j] = coordinates[(steps < rng.random((count, 1))).sum(axis=1).clip(max=len(coordinates) - 1)]
        return rows

    def log_density(self, rows: Array) -> Array:
        """(m,) of rows (m, d)."""
        z = (rows[:, None, self._numbers] - self._centres) / self._widths  # (m, n + 1, numbers)
        logs = -0.5 * np.square(z).sum(axis=2) + self._scale
        for j, coordinates in self._categories.items():
            places = np.abs(rows[:, j, None] - coordinates).argmin(axis=1)
            logs += np.log(self._chances[j].T[places])
        density: Array = logsumexp(logs, axis=1)
        return density

    @cached_property
    def _ends(self) -> tuple[Array, Array]:
        """(n + 1, numbers) the standard normal distribution at both ends of the cube, seen from each kernel."""
        return ndtr(-self._centres / self._widths), ndtr((1.0 - self._centres) / self._widths)

    @cached_property
    def _scale(self) -> Array:
        """(n + 1,) logs of the kernels' weights, and of what their normals are to be divided by."""
        low, high = self._ends
        normal = LOG_SQRT_2PI + np.log(self._widths) + np.log(high - low)
        scale: Array = np.log(self._share) - normal.sum(axis=1)
        return scale


def _chances(column: Array, coordinates: Array) -> Array:
    """(n + 1, k) the chance of each category under each kernel, the prior's last; a strange one tells nothing."""
    hits = np.isclose(column[:, None], coordinates)
    chances = np.vstack([hits + 1.0 / max(len(column), 1), np.ones((1, len(coordinates)))])
    normalised: Array = chances / chances.sum(axis=1, keepdims=True)
    return normalised
