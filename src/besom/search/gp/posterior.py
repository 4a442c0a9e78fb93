"""The Gaussian process after its data."""

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from besom.search.gp.fit import Hyperparameters
from besom.search.gp.kernel import Array, Mask, distances, matern52, matern52_slope

JITTER = 1e-9  # keeps K positive definite where rows coincide and the noise is at its lower bound
LEAST_VARIANCE = 1e-12  # rounding may leave less, or even a negative one, at a row of the data


class Posterior:
    """What the noise-free function is at any row, given targets z (n,) at rows x (n, d).

    Rasmussen and Williams (2006), eq. 2.25 and 2.26, with the inverse Cholesky factor kept, because many candidates
    are asked for. `noise` (n,) is the variance of each target, where they differ in it.
    """

    def __init__(
        self, x: Array, z: Array, categories: Mask, hyper: Hyperparameters, noise: Array | None = None
    ) -> None:
        self._x = x
        self._categories = categories
        self._hyper = hyper
        self._weights = np.where(categories, 0.0, 1.0 / hyper.lengthscale)
        covariance = self._covariance(x)
        covariance.flat[:: len(x) + 1] += (hyper.noise if noise is None else noise) + JITTER
        factor = cholesky(covariance, lower=True, check_finite=False)
        self._root = solve_triangular(factor, np.eye(len(x)), lower=True, check_finite=False)
        self._alpha = self._root.T @ (self._root @ z)

    def predict(self, rows: Array) -> tuple[Array, Array]:
        """Mean (m,) and standard deviation (m,) at rows (m, d)."""
        covariance = self._covariance(rows)
        half = covariance @ self._root.T
        variance = self._hyper.signal - np.einsum("mn,mn->m", half, half)
        return covariance @ self._alpha, np.sqrt(np.maximum(variance, LEAST_VARIANCE))

    def slopes(self, row: Array) -> tuple[float, float, Array, Array]:
        """Mean, standard deviation, and the gradient (d,) of each by the row (d,); 0 in category columns."""
        signal = self._hyper.signal
        r2 = distances(row[None, :], self._x, self._categories, self._hyper.lengthscale)[0]
        covariance = signal * matern52(r2)
        step = (row - self._x) * self._weights**2
        slope = (2.0 * signal * matern52_slope(r2))[:, None] * step  # (n, d) of the covariance with each observation
        half = self._root @ covariance
        sd = float(np.sqrt(max(signal - float(half @ half), LEAST_VARIANCE)))
        return float(covariance @ self._alpha), sd, self._alpha @ slope, -(half @ self._root) @ slope / sd

    def _covariance(self, rows: Array) -> Array:
        r2 = distances(rows, self._x, self._categories, self._hyper.lengthscale)
        return self._hyper.signal * matern52(r2)
