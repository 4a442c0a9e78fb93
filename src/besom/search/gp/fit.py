"""Hyperparameters from data: the maximum of the posterior (MAP)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, lapack

from besom.search.gp.descend import descend
from besom.search.gp.kernel import Array, Mask, gaps, matern52, matern52_slope, scaled
from besom.search.gp.prior import Prior, prior_for

STEPS = 40


@dataclass(frozen=True, eq=False)
class Hyperparameters:
    """lengthscale (d,), in units of the cube (1 is its side); signal and noise variance, in squared standard units."""

    lengthscale: Array
    signal: float
    noise: float


def fit(x: Array, z: Array, categories: Mask) -> Hyperparameters:
    """The most probable hyperparameters for targets z (n,) at rows x (n, d), from the prior's mode by L-BFGS."""
    prior = prior_for(x.shape[1])
    gap = gaps(x, x, categories)
    found = descend(lambda theta: cost(theta, gap, z, prior), prior.mean, prior.low, prior.high, STEPS)
    theta = np.exp(found)
    return Hyperparameters(theta[:-2], float(theta[-2]), float(theta[-1]))


def cost(theta: Array, gap: Array, z: Array, prior: Prior) -> tuple[float, Array]:
    """Negative log posterior density of the log hyperparameters theta (d + 2,), and its gradient.

    gap: (d, n, n) from kernel.gaps. Rasmussen and Williams (2006), eq. 5.8 and 5.9. Infinite where K is not positive
    definite in double precision, which L-BFGS steps back from.
    """
    d, n, _ = gap.shape
    lengthscale, signal, noise = np.exp(theta[:d]), float(np.exp(theta[d])), float(np.exp(theta[d + 1]))
    r2 = scaled(gap, lengthscale)
    correlation = signal * matern52(r2)
    covariance = correlation.copy()
    covariance.flat[:: n + 1] += noise
    factor, failed = lapack.dpotrf(covariance, lower=1)
    if failed:
        return np.inf, np.zeros_like(theta)
    alpha = cho_solve((factor, True), z)
    value = 0.5 * float(z @ alpha) + float(np.log(np.diag(factor)).sum())
    inverse = _symmetric(lapack.dpotri(factor, lower=1)[0])
    weight = np.outer(alpha, alpha) - inverse  # the derivative of the log likelihood by K is half of it
    by_gap = gap.reshape(d, n * n) @ (weight * matern52_slope(r2)).ravel()
    gradient = np.empty_like(theta)
    gradient[:d] = signal * by_gap / lengthscale**2
    gradient[d] = -0.5 * float((weight * correlation).sum())
    gradient[d + 1] = -0.5 * noise * float(np.trace(weight))
    prior_value, prior_gradient = prior.cost(theta)
    return value + prior_value, gradient + prior_gradient


def _symmetric(lower: NDArray[np.float64]) -> Array:
    """The full matrix of one whose lower triangle is given."""
    strict: Array = np.tril(lower, -1)
    full: Array = strict + strict.T
    full.flat[:: len(lower) + 1] = np.diag(lower)
    return full
