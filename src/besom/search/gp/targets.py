"""Observed values as targets that a Gaussian process can believe in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

POWERS = np.linspace(-1.0, 3.0, 41)
HUGE = 1e150  # squares and differences of larger values overflow
BAD_TAIL = 1.0  # quartile ranges above the median from which on only the logarithm counts
GOOD_TAIL = 10.0  # the same below the median: a very good value is news, an absurd one must not hide all others
LIMIT = 6.0  # where the bad tail ends: about 150 quartile ranges


@dataclass(frozen=True)
class Scale:
    """From values, lower is better, to targets of mean 0 and sd 1 that rise with them, and back.

    Both tails are squashed to their logarithms, the bad one sooner and to a limit, so that diverged runs do not flatten
    all others. Then the power of Yeo and Johnson (2000) under which the values look most normal. `shrunk`, `scale` and
    `middle` bring values to quartile ranges from the median; `first` and `last` are mean and sd before and after the
    power. A scale of 0: all values are equal, and so are all targets.
    """

    shrunk: float
    middle: float
    scale: float
    first: tuple[float, float]
    power: float
    last: tuple[float, float]

    @classmethod
    def of(cls, values: Array) -> "Scale":
        """The one that fits finite values (n,) best."""
        shrunk = HUGE**-1.5 if np.abs(values).max(initial=0.0) > HUGE else 1.0
        values = values * shrunk
        quarter, middle, other = np.quantile(values, [0.25, 0.5, 0.75]) if len(values) else (0.0, 0.0, 0.0)
        scale = float((other - quarter) or (values.std() if len(values) else 0.0))
        if scale == 0.0:
            return cls(shrunk, float(middle), 0.0, (0.0, 1.0), 1.0, (0.0, 1.0))
        with np.errstate(over="ignore"):
            squashed = _squash(np.clip((values - middle) / scale, -1e300, 1e300))
        first = _moments(squashed)
        unit = (squashed - first[0]) / first[1]
        power = _best_power(unit)
        return cls(shrunk, float(middle), scale, first, power, _moments(_power(unit, power)))

    def to(self, values: Array) -> Array:
        """Targets of any finite values."""
        if self.scale == 0.0:
            return np.sign(values * self.shrunk - self.middle)
        with np.errstate(over="ignore"):
            squashed = _squash(np.clip((values * self.shrunk - self.middle) / self.scale, -1e300, 1e300))
        powered = _power((squashed - self.first[0]) / self.first[1], self.power)
        return (powered - self.last[0]) / self.last[1]

    def back(self, targets: Array) -> Array:
        """The values that have such targets; of targets beyond the limits of squashing or power the outermost value."""
        if self.scale == 0.0:
            return np.full(len(targets), self.middle / self.shrunk)
        unit = _unpower(targets * self.last[1] + self.last[0], self.power)
        squashed = np.minimum(unit * self.first[1] + self.first[0], LIMIT)
        with np.errstate(over="ignore"):
            values = _untail(-_untail(-squashed, GOOD_TAIL), BAD_TAIL) * self.scale + self.middle
            return np.clip(values / self.shrunk, -1e300, 1e300)


def _squash(centred: Array) -> Array:
    squashed: Array = -_tail(-np.minimum(_tail(centred, BAD_TAIL), LIMIT), GOOD_TAIL)
    return squashed


def _tail(values: Array, knee: float) -> Array:
    """The values, above the knee growing as their logarithm, with no jump and no kink."""
    return np.where(values > knee, knee * (1.0 + np.log(np.maximum(values, knee) / knee)), values)


def _untail(values: Array, knee: float) -> Array:
    """The inverse of _tail."""
    return np.where(values > knee, knee * np.exp(np.maximum(values, knee) / knee - 1.0), values)


def _moments(values: Array) -> tuple[float, float]:
    """Mean, and sd or 1 where there is none."""
    return float(values.mean()), float(values.std()) or 1.0


def _best_power(values: Array) -> float:
    """That of POWERS with the highest profile likelihood."""
    transformed = _power(values, POWERS[:, None])
    with np.errstate(divide="ignore"):
        spread = np.log(transformed.var(axis=1))
    jacobian = (POWERS - 1.0) * (np.sign(values) * np.log1p(np.abs(values))).sum()
    return float(POWERS[np.argmax(jacobian - 0.5 * len(values) * spread)])


def _power(values: Array, power: Array | float) -> Array:
    """Yeo-Johnson transform of values (n,), or (p, n) for powers (p, 1): a power of 1 + |v|, mirrored below 0."""
    size = np.log1p(np.abs(values))
    exponent = np.where(values >= 0.0, power, 2.0 - power)
    with np.errstate(divide="ignore", invalid="ignore"):
        grown = np.where(np.abs(exponent) < 1e-9, size, np.expm1(exponent * size) / exponent)
    result: Array = np.sign(values) * grown
    return result


def _unpower(values: Array, power: float) -> Array:
    """The inverse of _power; where a power is bounded, nothing lies beyond its bound but the outermost value."""
    exponent = np.where(values >= 0.0, power, 2.0 - power)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(
            np.abs(exponent) < 1e-9,
            np.abs(values),
            np.log1p(np.maximum(exponent * np.abs(values), -1.0 + 1e-12)) / exponent,
        )
    result: Array = np.sign(values) * np.expm1(np.minimum(size, 700.0))
    return result
