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
        self.x = x
        self.categories = categories
        self.hyper = hyper
        covariance = self.covariance(x)
        covariance.flat[:: len(x) + 1] += (hyper.noise if noise is None else noise) + JITTER
        self._root = _inverse_factor(covariance)
        self._alpha = self.solve(z)

    def believing(self, rows: Array) -> "Posterior":
        """The same with rows (p, d) in flight, believed to come out as expected.

        So the mean stays and the variance shrinks. The factor grows by a block, as the covariance does.
        """
        if not len(rows):
            return self
        n = len(self.x)
        grown = object.__new__(Posterior)
        grown.x, grown.categories, grown.hyper = np.vstack([self.x, rows]), self.categories, self.hyper
        covariance = grown.covariance(rows)  # (p, n + p)
        half = self._root @ covariance[:, :n].T
        own = covariance[:, n:] - half.T @ half
        own.flat[:: len(rows) + 1] += self.hyper.noise + JITTER
        corner = _inverse_factor(own)
        grown._root = np.zeros((n + len(rows), n + len(rows)))
        grown._root[:n, :n] = self._root
        grown._root[n:, n:] = corner
        grown._root[n:, :n] = -corner @ (half.T @ self._root)
        grown._alpha = np.append(self._alpha, np.zeros(len(rows)))
        return grown

    def predict(self, rows: Array) -> tuple[Array, Array]:
        """Mean (m,) and standard deviation (m,) at rows (m, d)."""
        covariance = self.covariance(rows)
        half = covariance @ self._root.T
        variance = self.hyper.signal - np.einsum("mn,mn->m", half, half)
        return covariance @ self._alpha, np.sqrt(np.maximum(variance, LEAST_VARIANCE))

    def slopes(self, rows: Array) -> tuple[Array, Array, Array, Array]:
        """Mean (m,), standard deviation (m,), and the gradient (m, d) of each by its row; 0 in category columns."""
        covariance, slope = self._covariance_slope(rows)
        half = covariance @ self._root.T
        sd = np.sqrt(np.maximum(self.hyper.signal - np.einsum("mn,mn->m", half, half), LEAST_VARIANCE))
        mean_slope = self._by_row(rows, slope * self._alpha)
        sd_slope = self._by_row(rows, slope * (half @ self._root)) / -sd[:, None]
        return covariance @ self._alpha, sd, mean_slope, sd_slope

    def covariance(self, rows: Array) -> Array:
        """(m, n) of rows (m, d) with the data, without noise."""
        return self.hyper.signal * matern52(distances(rows, self.x, self.categories, self.hyper.lengthscale))

    def solve(self, values: Array) -> Array:
        """(n,) the weights on the covariances with the data that give values (n,) at the data, noise allowed for."""
        weights: Array = self._root.T @ (self._root @ values)
        return weights

    def weights_beyond(self, values: Array) -> Array:
        """(n,) the same of the targets less values (n,)."""
        return self._alpha - self.solve(values)

    def weighted(self, rows: Array, weights: Array) -> tuple[Array, Array]:
        """The sum (m,) of the covariances with the data under weights (n,), and its gradient (m, d)."""
        covariance, slope = self._covariance_slope(rows)
        return covariance @ weights, self._by_row(rows, slope * weights)

    def _covariance_slope(self, rows: Array) -> tuple[Array, Array]:
        """(m, n) the covariance with the data, and its derivative by half the squared distance."""
        r2 = distances(rows, self.x, self.categories, self.hyper.lengthscale)
        return self.hyper.signal * matern52(r2), (2.0 * self.hyper.signal) * matern52_slope(r2)

    def _by_row(self, rows: Array, weight: Array) -> Array:
        """(m, d) how the half squared distances to the data grow with each row, summed under weights (m, n)."""
        moved = weight.sum(axis=1)[:, None] * rows - weight @ self.x
        return np.where(self.categories, 0.0, moved / self.hyper.lengthscale**2)


def _inverse_factor(covariance: Array) -> Array:
    """The inverse of its lower Cholesky factor."""
    factor = cholesky(covariance, lower=True, check_finite=False)
    inverse: Array = solve_triangular(factor, np.eye(len(covariance)), lower=True, check_finite=False)
    return inverse
