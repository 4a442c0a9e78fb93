"""Hyperparameters from data: the maximum of the posterior (MAP)."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_solve, lapack

from besom.search.gp.descend import descend
from besom.search.gp.kernel import Array, Mask, Pairs, matern52, matern52_slope, pair_gaps
from besom.search.gp.prior import Prior, prior_for

STEPS = 30
TWICE = 60  # observations from which on there are two starts; before, the prior decides
ROUGHER, QUIETER = 1.2, 2.3  # how far the second lies below the prior's mode, on the log scale


@dataclass(frozen=True, eq=False)
class Hyperparameters:
    """lengthscale (d,), in units of the cube (1 is its side); signal and noise variance, in squared standard units."""

    lengthscale: Array
    signal: float
    noise: float


def fit(x: Array, z: Array, categories: Mask) -> Hyperparameters:
    """The most probable hyperparameters for targets z (n,) at rows x (n, d), from the prior's mode by L-BFGS.

    With many observations also from short length scales and little noise, which explain narrow valleys as well as noise
    would; the more probable of the two ends is taken.
    """
    prior = prior_for(x.shape[1])
    pairs = np.tril_indices(len(x), -1)
    gap = pair_gaps(x, pairs, categories)

    def goal(theta: Array) -> tuple[float, Array]:
        return cost(theta, gap, pairs, z, prior)

    found = descend(goal, prior.mean, prior.low, prior.high, STEPS)
    if len(z) >= TWICE:
        rough = prior.mean - np.append(np.full(x.shape[1], ROUGHER), [0.0, QUIETER])
        found = min((found, descend(goal, rough, prior.low, prior.high, STEPS // 2)), key=lambda end: goal(end)[0])
    theta = np.exp(found)
    return Hyperparameters(theta[:-2], float(theta[-2]), float(theta[-1]))


def cost(theta: Array, gap: Array, pairs: Pairs, z: Array, prior: Prior) -> tuple[float, Array]:
    """Negative log posterior density of the log hyperparameters theta (d + 2,), and its gradient.

    gap: (d, p) from kernel.pair_gaps for all pairs of the n observations, since K is symmetric. Rasmussen and Williams
    (2006), eq. 5.8 and 5.9. Infinite where K is not positive definite in double precision, which L-BFGS
    steps back from.
    """
    d, n = len(gap), len(z)
    lengthscale, signal, noise = np.exp(theta[:d]), float(np.exp(theta[d])), float(np.exp(theta[d + 1]))
    r2 = lengthscale**-2.0 @ gap
    between = signal * matern52(r2)
    covariance = np.zeros((n, n))
    covariance[pairs] = between
    covariance.flat[:: n + 1] = signal + noise
    factor, failed = lapack.dpotrf(covariance, lower=1)
    if failed:
        return np.inf, np.zeros_like(theta)
    alpha = cho_solve((factor, True), z)
    value = 0.5 * float(z @ alpha) + float(np.log(np.diag(factor)).sum())
    inverse = lapack.dpotri(factor, lower=1)[0]
    # The derivative of the log likelihood by K is half of alpha alpha' - inverse; here for pairs, and for each alone.
    weight = alpha[pairs[0]] * alpha[pairs[1]] - inverse[pairs]
    alone = float(alpha @ alpha - np.trace(inverse))
    gradient = np.empty_like(theta)
    gradient[:d] = 2.0 * signal * (gap @ (weight * matern52_slope(r2))) / lengthscale**2
    gradient[d] = -float(weight @ between) - 0.5 * signal * alone
    gradient[d + 1] = -0.5 * noise * alone
    prior_value, prior_gradient = prior.cost(theta)
    return value + prior_value, gradient + prior_gradient
