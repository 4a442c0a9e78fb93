"""How promising a row is, from the posterior there. Each acquisition can be maximised; see besom.search.gp.maximise."""

from dataclasses import dataclass

import numpy as np
from scipy.special import erfcx, log_ndtr

from besom.search.gp.kernel import Array
from besom.search.gp.posterior import Posterior

LOG_SQRT_2PI = 0.5 * np.log(2.0 * np.pi)


@dataclass(frozen=True, eq=False)
class ProbabilityOfImprovement:
    """Kushner (1964), as the number of sds by which the mean lies below the target.

    That number orders rows as the probability does, and keeps its slope where the probability rounds to 0 or 1.
    """

    posterior: Posterior
    target: float

    def score(self, rows: Array) -> Array:
        """(m,) the higher the better."""
        mean, sd = self.posterior.predict(rows)
        return (self.target - mean) / sd

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The scores (m,) of rows, and their gradients (m, d)."""
        mean, sd, mean_slope, sd_slope = self.posterior.slopes(rows)
        score = (self.target - mean) / sd
        return score, -(mean_slope + score[:, None] * sd_slope) / sd[:, None]


@dataclass(frozen=True, eq=False)
class LogProbabilityOfImprovement:
    """The same as the logarithm of a probability, to be added to others."""

    posterior: Posterior
    target: float

    def score(self, rows: Array) -> Array:
        """(m,) the higher the better."""
        log: Array = log_ndtr(ProbabilityOfImprovement(self.posterior, self.target).score(rows))
        return log

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The scores (m,) of rows, and their gradients (m, d)."""
        u, slope = ProbabilityOfImprovement(self.posterior, self.target).slope(rows)
        log: Array = log_ndtr(u)
        return log, np.exp(-0.5 * u * u - LOG_SQRT_2PI - log)[:, None] * slope


@dataclass(frozen=True, eq=False)
class LogExpectedImprovement:
    """Logarithm of the expected improvement on the target, finite where that underflows (Ament et al., 2023)."""

    posterior: Posterior
    target: float

    def score(self, rows: Array) -> Array:
        """(m,) the higher the better."""
        mean, sd = self.posterior.predict(rows)
        return np.log(sd) + log_gain((self.target - mean) / sd)

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The scores (m,) of rows, and their gradients (m, d)."""
        mean, sd, mean_slope, sd_slope = self.posterior.slopes(rows)
        u = (self.target - mean) / sd
        gain = log_gain(u)
        by_u = np.exp(log_ndtr(u) - gain)[:, None]  # the derivative of phi(u) + u Phi(u) is Phi(u)
        slope = (sd_slope - by_u * (mean_slope + u[:, None] * sd_slope)) / sd[:, None]
        return np.log(sd) + gain, slope


@dataclass(frozen=True, eq=False)
class LowerConfidenceBound:
    """How far the mean less two sds lies below the target (Cox and John, 1992; known as UCB where higher is better)."""

    posterior: Posterior
    target: float

    def score(self, rows: Array) -> Array:
        """(m,) the higher the better."""
        mean, sd = self.posterior.predict(rows)
        return self.target - mean + 2.0 * sd

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The scores (m,) of rows, and their gradients (m, d)."""
        mean, sd, mean_slope, sd_slope = self.posterior.slopes(rows)
        return self.target - mean + 2.0 * sd, 2.0 * sd_slope - mean_slope


def log_gain(u: Array) -> Array:
    """log(phi(u) + u Phi(u)), the improvement expected at unit sd.

    Below -1 the two terms cancel, so it is log phi(u) + log(1 - |u| Mills ratio); below -1e4 that cancels too, and the
    ratio is 1 - 1 / u^2 but for smaller terms.
    """
    near = np.maximum(u, -1.0)
    plain: Array = np.log(np.exp(-0.5 * near * near - LOG_SQRT_2PI) + near * np.exp(log_ndtr(near)))
    if u.min(initial=0.0) > -1.0:
        return plain
    far = np.minimum(u, -1.0)
    mills = np.sqrt(np.pi / 2.0) * erfcx(-far / np.sqrt(2.0))
    rest = np.where(far < -1e4, far**-2.0, np.maximum(1.0 + far * mills, 1e-300))
    gain: Array = np.where(u > -1.0, plain, -0.5 * far * far - LOG_SQRT_2PI + np.log(rest))
    return gain
