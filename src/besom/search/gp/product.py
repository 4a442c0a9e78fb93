"""An acquisition that counts only as far as a run succeeds and keeps its limits (Gardner et al., 2014)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import log_ndtr

from besom.search.gp.acquisition import LOG_SQRT_2PI
from besom.search.gp.kernel import Array
from besom.search.gp.maximise import Acquisition
from besom.search.gp.posterior import Posterior


class Term(Protocol):
    """Something that must hold beside; see Within, and besom.search.gp.classify."""

    def log_probability(self, rows: Array) -> Array:
        """(m,) logarithm of the probability that it holds at rows (m, d)."""

    def slope(self, row: Array) -> tuple[float, Array]:
        """The same of one row (d,), and its gradient (d,); 0 in category columns."""


@dataclass(frozen=True, eq=False)
class Product:
    """An acquisition, whose score is a logarithm, times the probabilities of terms that do not depend on each other."""

    acquisition: Acquisition
    terms: Sequence[Term]

    def score(self, rows: Array) -> Array:
        """(m,) the higher the better: the logarithm of the product."""
        total = self.acquisition.score(rows)
        for term in self.terms:
            total = total + term.log_probability(rows)
        return total

    def slope(self, row: Array) -> tuple[float, Array]:
        """The score of one row (d,) and its gradient (d,)."""
        score, slope = self.acquisition.slope(row)
        for term in self.terms:
            value, gradient = term.slope(row)
            score, slope = score + value, slope + gradient
        return score, slope


@dataclass(frozen=True, eq=False)
class Within:
    """That a metric lies between two limits, in the units of its posterior's targets; None where there is no limit."""

    posterior: Posterior
    low: float | None
    high: float | None

    def log_probability(self, rows: Array) -> Array:
        """(m,) logarithm of the probability at rows (m, d), finite where that underflows."""
        mean, sd = self.posterior.predict(rows)
        return self._log_mass(mean, sd)

    def slope(self, row: Array) -> tuple[float, Array]:
        """The same of one row (d,), and its gradient (d,)."""
        mean, sd, mean_slope, sd_slope = self.posterior.slopes(row)
        value = float(self._log_mass(np.array([mean]), np.array([sd]))[0])
        gradient = np.zeros_like(row)
        for limit, sign in ((self.low, -1.0), (self.high, 1.0)):
            if limit is not None:
                u = (limit - mean) / sd
                by_u = sign * np.exp(-0.5 * u * u - LOG_SQRT_2PI - value)
                gradient -= by_u * (mean_slope + u * sd_slope) / sd
        return value, gradient

    def _log_mass(self, mean: Array, sd: Array) -> Array:
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return _log_between((low - mean) / sd, (high - mean) / sd)


def _log_between(low: Array, high: Array) -> Array:
    """log(Phi(high) - Phi(low)), by the mirror image where both lie above 0, because Phi rounds to 1 there."""
    mirrored = low > -high
    low, high = np.where(mirrored, -high, low), np.where(mirrored, -low, high)
    most = log_ndtr(high)
    share: Array = most + np.log(np.maximum(-np.expm1(log_ndtr(low) - most), 1e-300))  # 0 where the limits are equal
    return share
