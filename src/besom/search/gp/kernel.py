"""Matern 5/2 with a lengthscale for each column, and categories that only match or do not."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]  # which rows each pair is of

SQRT5 = np.sqrt(5.0)


def gaps(a: Array, b: Array, categories: Mask) -> Array:
    """(d, n, m) squared distance in each column between every row of a (n, d) and every row of b (m, d).

    In a category column 0 where the codes are equal and 1 where they differ: half the squared distance of one-hot
    codes, so the kernel stays positive definite.
    """
    difference = a.T[:, :, None] - b.T[:, None, :]
    squared = difference * difference
    squared[categories] = difference[categories] != 0.0
    return squared


def pair_gaps(x: Array, pairs: Pairs, categories: Mask) -> Array:
    """(d, p) the same between the two rows of each of p pairs."""
    difference = (x[pairs[0]] - x[pairs[1]]).T
    squared = difference * difference
    squared[categories] = difference[categories] != 0.0
    return np.ascontiguousarray(squared)


def scaled(gap: Array, lengthscale: Array) -> Array:
    """(n, m) squared distance in units of the lengthscales, from gaps (d, n, m)."""
    d, n, m = gap.shape
    total: Array = (lengthscale**-2.0) @ gap.reshape(d, n * m)
    return total.reshape(n, m)


def distances(a: Array, b: Array, categories: Mask, lengthscale: Array) -> Array:
    """(n, m) the same from rows a (n, d) and b (m, d), with the ordered columns in one matrix product."""
    weights = np.where(categories, 0.0, 1.0 / lengthscale)
    scaled_a, scaled_b = a * weights, b * weights
    r2: Array = scaled_a @ (-2.0 * scaled_b.T)
    r2 += np.square(scaled_a).sum(axis=1)[:, None]
    r2 += np.square(scaled_b).sum(axis=1)
    np.maximum(r2, 0.0, out=r2)
    for j in np.flatnonzero(categories):
        r2 += (a[:, j, None] != b[:, j]) * lengthscale[j] ** -2.0
    return r2


def matern52(r2: Array) -> Array:
    """Correlation at squared scaled distance r2: 1 at 0. Rasmussen and Williams (2006), eq. 4.17 with nu = 5/2."""
    s: Array = np.sqrt(r2)
    s *= SQRT5
    correlation: Array = s / 3.0  # in place: these arrays are large, and this is most of what a suggestion takes
    correlation += 1.0
    correlation *= s
    correlation += 1.0
    np.negative(s, out=s)
    correlation *= np.exp(s, out=s)
    return correlation


def matern52_slope(r2: Array) -> Array:
    """Derivative of matern52 by r2; finite at 0, where the derivative by the distance itself is awkward."""
    s = SQRT5 * np.sqrt(r2)
    slope: Array = (-5.0 / 6.0) * (1.0 + s) * np.exp(-s)
    return slope
