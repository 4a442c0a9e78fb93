"""Floats: uniform, log-uniform, normal, log-normal and beta."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from besom.space.errors import SpaceError
from besom.space.parameters import LARGEST, Array, Value, is_number, nearest_float

SMALLEST = math.ulp(0.0)
TAIL = 2.0**-53  # the least chance that a coordinate tells from 1; what lies further out in a tail is not drawn
TAIL_SDS = 8.3  # standard deviations at which a normal distribution has less than TAIL left
LIKELY = (1e-3, 1.0 - 1e-3)  # three standard deviations to either side: beyond, a draw hardly ever falls
FAR = 9.0  # widths of the unit interval: the kernel has forgotten the ends by then


class Continuous(ABC):
    """A float with a density. A kind tells its ends, and how chance is spread between them."""

    __slots__ = ()
    size = None
    ordered = True
    continuous = True
    bounded = True  # whether draws come close to both ends
    likely = (0.0, 1.0)  # the coordinates that a model may ask for

    @property
    @abstractmethod
    def ends(self) -> tuple[float, float]:
        """The smallest and the largest value."""

    @abstractmethod
    def quantile(self, u: Array) -> Array:
        """The values below which a draw falls with chance u, in [0, 1]."""

    @abstractmethod
    def cumulative(self, x: Array) -> Array:
        """The chance that a draw is below x, the inverse of quantile(); goes on below 0 and above 1 where it can."""

    @property
    def _what(self) -> str:
        return "a number from {!r} to {!r}".format(*self.ends)

    def contains(self, value: Value, /) -> bool:
        low, high = self.ends
        return is_number(value) and low <= value <= high

    def canonical(self, value: Value, /) -> float:
        low, high = self.ends
        if not is_number(value) or not low <= value <= high:
            raise SpaceError(f"{value!r} is not {self._what}")
        return float(value) + 0.0  # -0.0 becomes 0.0

    def at(self, _index: int, /) -> Value:
        raise SpaceError("a continuous parameter has no list of values")

    def index(self, _value: Value, /) -> int:
        raise SpaceError("a continuous parameter has no list of values")

    def encode(self, value: Value, /) -> float:
        return min(max(self._below(self.canonical(value)), 0.0), 1.0)

    def decode(self, u: float, /) -> float:
        low, high = self.ends
        return min(max(float(self.quantile(np.array(u))), float(low)), float(high))

    def coordinate(self, value: Value, /) -> float | None:
        number = nearest_float(value)
        return None if number is None else near(self._below(number))

    def snap(self, u: Array, /) -> Array:
        return np.clip(u, *self.likely)

    def neighbours(self, _u: float, /) -> list[float]:
        return []

    def _below(self, x: float) -> float:
        with np.errstate(over="ignore"):  # infinitely many widths away is far enough
            return float(self.cumulative(np.array(x)))


@dataclass(frozen=True, slots=True)
class Uniform(Continuous):
    """A float, uniform between low and high."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _check_range(self.low, self.high)

    @property
    def ends(self) -> tuple[float, float]:
        return self.low, self.high

    def quantile(self, u: Array) -> Array:
        low, high = float(self.low), float(self.high)
        return low + u * (high - low)

    def cumulative(self, x: Array) -> Array:
        low, high = float(self.low), float(self.high)
        return (x - low) / (high - low)


@dataclass(frozen=True, slots=True)
class LogUniform(Continuous):
    """A float whose logarithm is uniform between log(low) and log(high); both are plain values, not exponents."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _check_range(self.low, self.high)
        if not self.low > 0:
            raise SpaceError(f"min must be above 0 on a log scale, got min={self.low!r}")
        if not math.log(self.low) < math.log(self.high):
            given = f"min={self.low!r} and max={self.high!r}"
            raise SpaceError(f"min and max must have logarithms that a computer can tell apart, got {given}")

    @property
    def ends(self) -> tuple[float, float]:
        return self.low, self.high

    def quantile(self, u: Array) -> Array:
        low, high = math.log(self.low), math.log(self.high)
        inside = np.exp(np.minimum(low + u * (high - low), high))
        return np.where(u <= 0.0, self.low, np.where(u >= 1.0, self.high, inside))  # an end to its last digit

    def cumulative(self, x: Array) -> Array:
        low, high = math.log(self.low), math.log(self.high)
        return (np.log(np.maximum(x, SMALLEST)) - low) / (high - low)


@dataclass(frozen=True, slots=True)
class Normal(Continuous):
    """A float, normal with mean mu and standard deviation sigma."""

    mu: float = 0.0
    sigma: float = 1.0

    bounded = False
    likely = LIKELY

    def __post_init__(self) -> None:
        _check_normal(self.mu, self.sigma)
        if not all(abs(self.mu + sds * self.sigma) <= LARGEST for sds in (-TAIL_SDS, TAIL_SDS)):
            raise SpaceError(f"mu={self.mu!r} and sigma={self.sigma!r} give numbers that are too large")

    @property
    def ends(self) -> tuple[float, float]:
        return -LARGEST, LARGEST

    @property
    def _what(self) -> str:
        return "a finite number"

    def quantile(self, u: Array) -> Array:
        return self.mu + self.sigma * _standard_quantile(u)

    def cumulative(self, x: Array) -> Array:
        return _standard_cumulative(x, self.mu, self.sigma)


@dataclass(frozen=True, slots=True)
class LogNormal(Continuous):
    """A float above 0 whose logarithm is normal with mean mu and standard deviation sigma."""

    mu: float = 0.0
    sigma: float = 1.0

    bounded = False
    likely = LIKELY

    def __post_init__(self) -> None:
        _check_normal(self.mu, self.sigma)
        reach = TAIL_SDS * self.sigma
        if not math.log(SMALLEST) < self.mu - reach or not self.mu + reach < math.log(LARGEST):
            raise SpaceError(
                f"mu={self.mu!r} and sigma={self.sigma!r} are those of log(x), and give numbers too large or too small"
            )

    @property
    def ends(self) -> tuple[float, float]:
        return SMALLEST, LARGEST

    @property
    def _what(self) -> str:
        return "a finite number above 0"

    def quantile(self, u: Array) -> Array:
        return np.exp(self.mu + self.sigma * _standard_quantile(u))

    def cumulative(self, x: Array) -> Array:
        return _standard_cumulative(np.log(np.maximum(x, SMALLEST)), self.mu, self.sigma)


@dataclass(frozen=True, slots=True)
class Beta(Continuous):
    """A float from 0 to 1, beta distributed: the larger a beside b the nearer to 1."""

    a: float = 1.0
    b: float = 1.0

    likely = LIKELY

    def __post_init__(self) -> None:
        if not all(is_number(shape) and 1e-3 <= shape <= 1e6 for shape in (self.a, self.b)):
            raise SpaceError(f"a and b must be numbers from 0.001 to 1000000, got a={self.a!r} and b={self.b!r}")

    @property
    def ends(self) -> tuple[float, float]:
        return 0.0, 1.0

    def quantile(self, u: Array) -> Array:
        from scipy.special import betaincinv  # loaded when first drawn from, because it takes its time

        x: Array = betaincinv(float(self.a), float(self.b), np.clip(u, TAIL, 1.0 - TAIL))
        return x

    def cumulative(self, x: Array) -> Array:
        from scipy.special import betainc

        inside = np.clip(x, 0.0, 1.0)
        return np.where(x == inside, betainc(float(self.a), float(self.b), inside), x)


def near(coordinate: float) -> float:
    """A coordinate, however far out, brought to where it still tells a model on which side it lies, and no more."""
    return min(max(coordinate, -FAR), 1.0 + FAR)


def _check_range(low: float, high: float) -> None:
    if not (is_number(low) and is_number(high) and _finite(low) and _finite(high) and _finite(float(high) - low)):
        raise SpaceError(f"min and max must be finite numbers, got min={low!r} and max={high!r}")
    if not low < high:
        raise SpaceError(f"min must be below max, got min={low!r} and max={high!r}")


def _check_normal(mu: float, sigma: float) -> None:
    if not (is_number(mu) and is_number(sigma) and _finite(mu) and _finite(sigma) and sigma > 0):
        raise SpaceError(f"mu must be a finite number and sigma one above 0, got mu={mu!r} and sigma={sigma!r}")
    if mu - sigma == mu or mu + sigma == mu:
        raise SpaceError(f"sigma={sigma!r} is too small beside mu={mu!r}: every draw would be the same number")


def _finite(number: float) -> bool:
    return abs(number) <= LARGEST


def _standard_quantile(u: Array) -> Array:
    """Standard deviations from the mean at which a normal distribution has u below."""
    from scipy.special import ndtri  # loaded when first drawn from, because it takes its time

    z: Array = ndtri(np.clip(u, TAIL, 1.0 - TAIL))
    return z


def _standard_cumulative(x: Array, mu: float, sigma: float) -> Array:
    """The part of a normal distribution below x."""
    from scipy.special import ndtr

    below: Array = ndtr((x - mu) / sigma)
    return below
