"""Numbers in steps: integers, and any distribution rounded to multiples."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeGuard

import numpy as np

from besom.space.continuous import Continuous, near
from besom.space.errors import SpaceError
from besom.space.parameters import LARGEST, Array, Value, is_integer, is_number, nearest_float
from besom.space.slots import beside, middle, slot, snapped

MOST_INTEGERS = 2**48  # beyond it (i + 0.5) / size * size may round to another integer in double precision
MOST_STEPS = 2**47  # from 0, to either side: multiples of a decimal that many steps out are still floats of their own


@dataclass(frozen=True, slots=True)
class IntUniform:
    """An integer, every one from low to high equally likely, both ends included."""

    low: int
    high: int

    ordered = True
    continuous = False

    def __post_init__(self) -> None:
        if not (is_integer(self.low) and is_integer(self.high)):
            raise SpaceError(f"min and max must be integers, got min={self.low!r} and max={self.high!r}")
        if not self.low < self.high:
            raise SpaceError(f"min must be below max, got min={self.low!r} and max={self.high!r}")
        if self.size > MOST_INTEGERS:
            raise SpaceError(f"an integer range may hold at most 2**48 values; {self.low} to {self.high} holds more")

    @property
    def size(self) -> int:
        return self.high - self.low + 1

    def contains(self, value: Value, /) -> TypeGuard[float]:
        return is_number(value) and self.low <= value <= self.high and value == int(value)

    def canonical(self, value: Value, /) -> int:
        if not self.contains(value):
            raise SpaceError(f"{value!r} is not an integer from {self.low} to {self.high}")
        return int(value)

    def at(self, index: int, /) -> int:
        return self.low + index

    def index(self, value: Value, /) -> int:
        return self.canonical(value) - self.low

    def encode(self, value: Value, /) -> float:
        return middle(self.index(value), self.size)

    def decode(self, u: float, /) -> int:
        return self.low + slot(u, self.size)

    def coordinate(self, value: Value, /) -> float | None:
        if self.contains(value):
            return self.encode(value)
        number = nearest_float(value)
        return None if number is None else near((number - self.low + 0.5) / self.size)

    def snap(self, u: Array, /) -> Array:
        return snapped(u, self.size)

    def neighbours(self, u: float, /) -> list[float]:
        return beside(u, self.size)


@dataclass(frozen=True)
class Quantized:
    """round(X / q) * q of a draw X of the base: a multiple of q, an integer where q is one.

    The outermost multiples may lie up to q / 2 beyond the base's ends, and have the chance of what rounds to them.
    Multiples are the decimals that people write: 3 * 0.1 is 0.3.
    """

    base: Continuous
    q: float
    _step: Fraction = field(init=False, repr=False, compare=False)  # q to the last digit written
    _ends: tuple[int, int] = field(init=False, repr=False, compare=False)  # the outermost multiples

    ordered = True
    continuous = False

    def __post_init__(self) -> None:
        if not (is_number(self.q) and 0 < self.q <= LARGEST):
            raise SpaceError(f"q must be a number above 0, got q={self.q!r}")
        object.__setattr__(self, "_step", Fraction(repr(self.q)))
        tails = self.base.quantile(np.array([0.0, 1.0]))
        reach = self.base.ends if self.base.bounded else (float(tails[0]), float(tails[1]))
        drawn = self._rounding_to(*reach)
        if max(map(abs, drawn)) > MOST_STEPS:
            furthest = max(map(abs, reach))
            raise SpaceError(f"q={self.q!r} is too small for values up to {furthest:g}, more than 2**47 steps from 0")
        if drawn[0] == drawn[1]:
            raise SpaceError(f"q={self.q!r} is too large: every draw is rounded to {self._value(drawn[0])!r}")
        first, last = self._rounding_to(*self.base.ends)
        furthest = min(MOST_STEPS, math.floor(Fraction(LARGEST) / self._step))
        object.__setattr__(self, "_ends", (max(first, -furthest), min(last, furthest)))

    @property
    def size(self) -> int | None:
        return self._ends[1] - self._ends[0] + 1 if self.base.bounded else None

    def contains(self, value: Value, /) -> bool:
        return self._multiple(value) is not None

    def canonical(self, value: Value, /) -> float:
        return self._value(self._multiple_of(value))

    def at(self, index: int, /) -> float:
        self._check_listed()
        return self._value(self._ends[0] + index)

    def index(self, value: Value, /) -> int:
        self._check_listed()
        return self._multiple_of(value) - self._ends[0]

    def encode(self, value: Value, /) -> float:
        return float(self._middles(np.array(float(self._multiple_of(value)))))

    def decode(self, u: float, /) -> float:
        return self._value(int(self._multiples(np.array(u))))

    def coordinate(self, value: Value, /) -> float | None:
        return self.encode(value) if self.contains(value) else self.base.coordinate(value)

    def snap(self, u: Array, /) -> Array:
        return self._middles(self._multiples(self.base.snap(u)))

    def neighbours(self, u: float, /) -> list[float]:
        here = self._multiples(np.array(u))
        places = self._middles(np.clip(here + np.array([-1.0, 1.0]), *self._ends))
        return [float(place) for place in places[self._multiples(places) != here]]

    def _rounding_to(self, low: float, high: float, /) -> tuple[int, int]:
        """The outermost multiples that something between two ends is rounded to."""
        half = Fraction(1, 2)
        first = math.floor(Fraction(repr(low)) / self._step + half)
        return first, math.ceil(Fraction(repr(high)) / self._step - half)

    def _value(self, multiple: int) -> float:
        product, parts = multiple * self._step.numerator, self._step.denominator
        return product if isinstance(self.q, int) else product / parts

    def _multiple(self, value: Value) -> int | None:
        """How many q a value is, None for what is none of this parameter's."""
        first, last = self._ends
        if not is_number(value) or not self._value(first) <= value <= self._value(last):
            return None
        multiple = round(value / self.q)
        return multiple if self._value(multiple) == value else None

    def _multiple_of(self, value: Value) -> int:
        multiple = self._multiple(value)
        if multiple is None:
            first, last = (self._value(end) for end in self._ends)
            ends = f" from {first!r} to {last!r}" if self.base.bounded else ""
            raise SpaceError(f"{value!r} is not a multiple of {self.q!r}{ends}")
        return multiple

    def _check_listed(self) -> None:
        if not self.base.bounded:
            raise SpaceError("a quantised parameter without ends has no list of values")

    def _multiples(self, u: Array) -> Array:
        """The multiples of q that coordinates become."""
        return np.clip(np.rint(self.base.quantile(u) / self.q), *self._ends)

    def _middles(self, multiples: Array) -> Array:
        """The middles of the slots whose draws are rounded to these multiples."""
        below, above = (self.base.cumulative((multiples + side) * self.q) for side in (-0.5, 0.5))
        return (np.clip(below, 0.0, 1.0) + np.clip(above, 0.0, 1.0)) / 2
