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

LIKELY = float(np.log(0.5))  # from here on a term is taken to hold
CAUTION = 3.0


class Term(Protocol):
    """Something that must hold beside; see Within, and besom.search.gp.classify."""

    def log_probability(self, rows: Array) -> Array:
        """(m,) logarithm of the probability that it holds at rows (m, d)."""

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The same (m,), and its gradients (m, d); 0 in category columns."""


@dataclass(frozen=True, eq=False)
class Product:
    """An acquisition, whose score is a logarithm, times the probabilities of terms that do not depend on each other.

    Without an acquisition only these count. Of a score in standard units the logarithms of the probabilities are taken
    away as a penalty.
    """

    acquisition: Acquisition | None
    terms: Sequence[Term]

    def score(self, rows: Array) -> Array:
        """(m,) the higher the better: the logarithm of the product."""
        total = np.zeros(len(rows)) if self.acquisition is None else self.acquisition.score(rows)
        for term in self.terms:
            total = total + term.log_probability(rows)
        return total

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The scores (m,) of rows, and their gradients (m, d)."""
        score, slope = np.zeros(len(rows)), np.zeros_like(rows)
        if self.acquisition is not None:
            score, slope = self.acquisition.slope(rows)
        for term in self.terms:
            value, gradient = term.slope(rows)
            score, slope = score + value, slope + gradient
        return score, slope


@dataclass(frozen=True, eq=False)
class Careful:
    """A term whose probability counts with the power CAUTION.

    By the plain probability a search goes on trying what fails, again and again, as long as much may be won there.
    """

    term: Term

    def log_probability(self, rows: Array) -> Array:
        """(m,) that of the term, raised to the power."""
        return CAUTION * self.term.log_probability(rows)

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The same (m,), and its gradients (m, d)."""
        log, slope = self.term.slope(rows)
        return CAUTION * log, CAUTION * slope


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

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The same (m,), and its gradients (m, d)."""
        mean, sd, mean_slope, sd_slope = self.posterior.slopes(rows)
        value = self._log_mass(mean, sd)
        gradient = np.zeros_like(rows)
        for limit, sign in ((self.low, -1.0), (self.high, 1.0)):
            if limit is not None:
                u = (limit - mean) / sd
                by_u = sign * np.exp(-0.5 * u * u - LOG_SQRT_2PI - value) / sd
                gradient -= by_u[:, None] * (mean_slope + u[:, None] * sd_slope)
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
