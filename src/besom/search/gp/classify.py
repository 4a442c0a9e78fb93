"""The probability that a run succeeds, from which runs did: a Gaussian process behind a probit.

Further names: f (n,) the latent function at the rows less its mean, sign (n,) 1 where a run succeeded and -1 where it
failed. RW is Rasmussen and Williams (2006), chapters 3 and 5: the posterior of f is taken as normal around its mode.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, lapack, solve_triangular
from scipy.special import log_ndtr, ndtri

from besom.search.gp.acquisition import LOG_SQRT_2PI
from besom.search.gp.descend import descend
from besom.search.gp.fit import Hyperparameters
from besom.search.gp.kernel import Array, Mask, distances, gaps, matern52, matern52_slope, scaled
from besom.search.gp.posterior import Posterior
from besom.search.gp.prior import Prior, prior_for

KEEP_MOST = 200  # runs that the model holds: the time grows with the cube of their number
LOOK_MOST = 1000  # runs among which those are picked: the time of that grows with the square
FIT_MOST = 60  # runs that hyperparameters are fitted to, each step of which finds a mode; more measured no better
FIT_STEPS = 10
SIGNAL = (1.0, 0.7)  # prior variance in units of the probit's, and the sd of its log; larger ones measured worse
NEWTON_STEPS = 25  # far more than it takes
SETTLED = 1e-6  # the gain of a Newton step, in the log of the density, at which the mode is found
LEAST_WEIGHT = 1e-8  # of a run whose outcome was so sure that it tells nothing


class Success:
    """How likely a run at a row is to succeed, given rows x (n, d) of runs and which of them succeeded (n,).

    Far from all of them it is the rate of success. Of more than KEEP_MOST runs it holds a quarter that say where
    success ends, those nearest to one with the other outcome, and the latest: with more of the first, failures that
    depend on nothing look like places to avoid.
    """

    def __init__(self, x: Array, succeeded: Mask, categories: Mask, hyper: Hyperparameters) -> None:
        kept = _kept(x, succeeded, categories, hyper.lengthscale, KEEP_MOST)
        self._mean = _rate(succeeded) * np.sqrt(1.0 + hyper.signal)
        x, sign = x[kept], np.where(succeeded[kept], 1.0, -1.0)
        mode = _mode(hyper.signal * matern52(distances(x, x, categories, hyper.lengthscale)), sign, self._mean)
        # Such a normal is what measured targets f + slope / weight with noise 1 / weight would have led to (RW 3.23).
        target, noise = mode.f + mode.slope / mode.weight, 1.0 / mode.weight
        self._latent = Posterior(x, target, categories, hyper, noise)

    def log_probability(self, rows: Array) -> Array:
        """(m,) logarithm of the probability at rows (m, d). RW eq. 3.82."""
        mean, sd = self._latent.predict(rows)
        log: Array = log_ndtr((self._mean + mean) / np.sqrt(1.0 + sd * sd))
        return log

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The same (m,), and its gradients (m, d); 0 in category columns."""
        mean, sd, mean_slope, sd_slope = self._latent.slopes(rows)
        spread = np.sqrt(1.0 + sd * sd)
        u = (self._mean + mean) / spread
        value: Array = log_ndtr(u)
        by_u = np.exp(-0.5 * u * u - LOG_SQRT_2PI - value) / spread
        return value, by_u[:, None] * (mean_slope - (u * sd / spread)[:, None] * sd_slope)


def fit_success(x: Array, succeeded: Mask, categories: Mask) -> Hyperparameters:
    """The most probable hyperparameters for runs at rows x (n, d); noise is that of the probit, 1."""
    prior = prior_of_success(x.shape[1])
    kept = _kept(x, succeeded, categories, np.exp(prior.mean[:-1]), FIT_MOST)
    gap = gaps(x[kept], x[kept], categories)
    sign, rate = np.where(succeeded[kept], 1.0, -1.0), _rate(succeeded)
    found = descend(
        lambda theta: success_cost(theta, gap, sign, rate, prior), prior.mean, prior.low, prior.high, FIT_STEPS
    )
    theta = np.exp(found)
    return Hyperparameters(theta[:-1], float(theta[-1]), 1.0)


def prior_of_success(columns: int) -> Prior:
    """The prior of d log lengthscales, as of any metric, and of the log signal variance, in units of the probit's."""
    base = prior_for(columns)
    return Prior(
        mean=np.append(base.mean[:-2], np.log(SIGNAL[0])),
        sd=np.append(base.sd[:-2], SIGNAL[1]),
        low=np.append(base.low[:-2], np.log(0.01)),
        high=np.append(base.high[:-2], np.log(100.0)),
    )


def success_cost(theta: Array, gap: Array, sign: Array, rate: float, prior: Prior) -> tuple[float, Array]:
    """Negative log posterior density of the log hyperparameters theta (d + 1,), and its gradient. RW algorithm 5.1.

    gap: (d, n, n) from kernel.gaps; rate: of success, as the probit has it.
    """
    d, n, _ = gap.shape
    lengthscale, signal = np.exp(theta[:-1]), float(np.exp(theta[-1]))
    r2 = scaled(gap, lengthscale)
    covariance = signal * matern52(r2)
    spread = np.sqrt(1.0 + signal)
    mode = _mode(covariance, sign, rate * spread)
    root = np.sqrt(mode.weight)
    half = solve_triangular(mode.factor, np.diag(root), lower=True, check_finite=False)
    inverse = half.T @ half  # of the covariance with noise 1 / weight
    variance = np.diag(covariance) - np.square(half @ covariance).sum(axis=0)
    by_mode = 0.5 * variance * mode.bend
    through = by_mode - inverse @ (covariance @ by_mode)
    cross = np.outer(through, mode.slope)
    weight = np.outer(mode.slope, mode.slope) - inverse + cross + cross.T
    gradient = np.empty_like(theta)
    by_gap = gap.reshape(d, n * n) @ (weight * matern52_slope(r2)).ravel()
    gradient[:-1] = signal * by_gap / lengthscale**2
    by_mean = float(mode.slope.sum() + through.sum())
    gradient[-1] = -0.5 * float((weight * covariance).sum()) - by_mean * rate * 0.5 * signal / spread
    value = float(np.log(np.diag(mode.factor)).sum()) - mode.density
    prior_value, prior_gradient = prior.cost(theta)
    return value + prior_value, gradient + prior_gradient


@dataclass(frozen=True, eq=False)
class _Mode:
    """The most probable f (n,), and what is so there.

    `slope`, `weight` and `bend` (n,) are the log likelihood's first derivative, less its second, and its third;
    `density` is the log of likelihood times prior but for the covariance's determinant; `factor` (n, n) is the lower
    Cholesky factor of I + W^1/2 K W^1/2, with K the covariance and W the weights.
    """

    f: Array
    slope: Array
    weight: Array
    bend: Array
    density: float
    factor: NDArray[np.float64]


def _mode(covariance: Array, sign: Array, mean: float) -> _Mode:
    """By Newton's method from f = 0, RW algorithm 3.1, where alpha is f by K; a step that overshoots is halved."""
    alpha = np.zeros(len(sign))
    mode = _at(alpha, covariance, sign, mean)
    for _ in range(NEWTON_STEPS):
        root = np.sqrt(mode.weight)
        aim = mode.weight * mode.f + mode.slope
        step = aim - root * cho_solve((mode.factor, True), root * (covariance @ aim), check_finite=False) - alpha
        trial = _at(alpha + step, covariance, sign, mean)
        while trial.density < mode.density - SETTLED:
            step *= 0.5
            trial = _at(alpha + step, covariance, sign, mean)
        gained, alpha, mode = trial.density - mode.density, alpha + step, trial
        if gained < SETTLED:
            break
    return mode


def _at(alpha: Array, covariance: Array, sign: Array, mean: float) -> _Mode:
    """What is so at f = K alpha. RW eq. 3.16; the third derivative follows from it."""
    f = covariance @ alpha
    t = sign * (f + mean)
    log = log_ndtr(t)
    hazard = np.exp(-0.5 * t * t - LOG_SQRT_2PI - log)
    excess = hazard + t
    weight = np.maximum(hazard * excess, LEAST_WEIGHT)
    bend = sign * hazard * (excess * excess - 1.0 + hazard * excess)
    root = np.sqrt(weight)
    inner = root[:, None] * covariance * root
    inner.flat[:: len(f) + 1] += 1.0
    factor, _ = lapack.dpotrf(inner, lower=1)
    return _Mode(f, sign * hazard, weight, bend, float(log.sum() - 0.5 * (alpha @ f)), factor)


def _rate(succeeded: Mask) -> float:
    """Of success, as the probit has it, and as if one more run had succeeded and one more had failed."""
    return float(ndtri((succeeded.sum() + 1.0) / (len(succeeded) + 2.0)))


def _kept(x: Array, succeeded: Mask, categories: Mask, lengthscale: Array, most: int) -> NDArray[np.int_]:
    """Indices, in order, of all runs, or of `most`: the latest, and a quarter that is nearest to the other outcome.

    Beyond LOOK_MOST that quarter is sought among half as many of the latest and as many evenly from all.
    """
    n = len(x)
    if n <= most:
        return np.arange(n)
    some = np.linspace(0, n - 1, min(n, LOOK_MOST // 2)).astype(int)
    looked = np.union1d(some, np.arange(max(n - LOOK_MOST // 2, 0), n))
    good, bad = looked[succeeded[looked]], looked[~succeeded[looked]]
    r2 = distances(x[good], x[bad], categories, lengthscale)
    gap = np.append(r2.min(axis=1, initial=np.inf), r2.min(axis=0, initial=np.inf))
    runs = np.append(good, bad)
    nearest = runs[np.lexsort([-runs, gap])[: most // 4]]
    others = np.setdiff1d(np.arange(n), nearest)
    return np.union1d(nearest, others[len(nearest) - most :])
