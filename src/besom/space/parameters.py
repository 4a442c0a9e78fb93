"""The kinds of parameters. A new kind is one more class that keeps the Parameter protocol."""

import json
import math
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray

from besom.space.errors import SpaceError

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
Array: TypeAlias = NDArray[np.float64]

MOST_INTEGERS = 2**48  # beyond it (i + 0.5) / size * size may round to another integer in double precision


class Parameter(Protocol):
    """What one parameter may be, and where its values lie in the unit interval."""

    @property
    def size(self) -> int | None:
        """Number of distinct values; None when continuous."""

    @property
    def ordered(self) -> bool:
        """Whether values that lie close in the unit interval are alike."""

    def contains(self, value: Value, /) -> bool:
        """Whether the value is one of this parameter's."""

    def canonical(self, value: Value, /) -> Value:
        """The one spelling of a contained value (an integer's 3.0 is 3)."""

    def at(self, index: int, /) -> Value:
        """The index-th of `size` values, as the file lists them; only for discrete parameters."""

    def encode(self, value: Value, /) -> float:
        """Where a contained value lies in the unit interval; decode() of it gives the value."""

    def decode(self, u: float, /) -> Value:
        """The value at u in [0, 1]; uniform u gives the parameter's own distribution."""

    def snap(self, u: Array, /) -> Array:
        """encode(decode(u)) of every u: where what a coordinate becomes really lies."""

    def neighbours(self, u: float, /) -> list[float]:
        """Coordinates one move away: the next value on either side, or every other category; none when continuous."""


@dataclass(frozen=True, slots=True)
class Uniform:
    """A float, uniform between low and high."""

    low: float
    high: float

    size = None
    ordered = True

    def __post_init__(self) -> None:
        if not (_is_number(self.low) and _is_number(self.high) and math.isfinite(float(self.high) - float(self.low))):
            raise SpaceError(f"min and max must be finite numbers, got min={self.low!r} and max={self.high!r}")
        if not self.low < self.high:
            raise SpaceError(f"min must be below max, got min={self.low!r} and max={self.high!r}")

    def contains(self, value: Value, /) -> TypeGuard[float]:
        return _is_number(value) and self.low <= value <= self.high

    def canonical(self, value: Value, /) -> float:
        if not self.contains(value):
            raise SpaceError(f"{value!r} is not a number from {self.low!r} to {self.high!r}")
        return float(value) + 0.0  # -0.0 becomes 0.0

    def at(self, _index: int, /) -> Value:
        raise SpaceError("a continuous parameter has no list of values")

    def encode(self, value: Value, /) -> float:
        return (self.canonical(value) - self.low) / (self.high - self.low)

    def decode(self, u: float, /) -> float:
        return min(max(self.low + u * (self.high - self.low), float(self.low)), float(self.high))

    def snap(self, u: Array, /) -> Array:
        return np.clip(u, 0.0, 1.0)

    def neighbours(self, _u: float, /) -> list[float]:
        return []


@dataclass(frozen=True, slots=True)
class IntUniform:
    """An integer, every one from low to high equally likely, both ends included."""

    low: int
    high: int

    ordered = True

    def __post_init__(self) -> None:
        if not (_is_integer(self.low) and _is_integer(self.high)):
            raise SpaceError(f"min and max must be integers, got min={self.low!r} and max={self.high!r}")
        if not self.low < self.high:
            raise SpaceError(f"min must be below max, got min={self.low!r} and max={self.high!r}")
        if self.size > MOST_INTEGERS:
            raise SpaceError(f"an integer range may hold at most 2**48 values; {self.low} to {self.high} holds more")

    @property
    def size(self) -> int:
        return self.high - self.low + 1

    def contains(self, value: Value, /) -> TypeGuard[float]:
        return _is_number(value) and self.low <= value <= self.high and value == int(value)

    def canonical(self, value: Value, /) -> int:
        if not self.contains(value):
            raise SpaceError(f"{value!r} is not an integer from {self.low} to {self.high}")
        return int(value)

    def at(self, index: int, /) -> int:
        return self.low + index

    def encode(self, value: Value, /) -> float:
        return (self.canonical(value) - self.low + 0.5) / self.size

    def decode(self, u: float, /) -> int:
        return self.low + _slot(u, self.size)

    def snap(self, u: Array, /) -> Array:
        return _snap(u, self.size)

    def neighbours(self, u: float, /) -> list[float]:
        return _beside(u, self.size)


@dataclass(frozen=True)
class Choice:
    """One of some values, each equally likely; a value listed twice counts once.

    Three or more numbers are ordered: they lie in the unit interval by rank. Anything else is a set of categories.
    """

    values: tuple[Value, ...]
    _index: dict[str, int] = field(init=False, repr=False, compare=False)  # text of a value -> its place in values
    _ranked: tuple[int, ...] = field(init=False, repr=False, compare=False)  # slot in the unit interval -> place

    def __post_init__(self) -> None:
        distinct: dict[str, Value] = {}
        for value in self.values:
            distinct.setdefault(_text(value), value)
        values = tuple(distinct.values())
        if not values:
            raise SpaceError("values must not be empty")
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "_index", {text: i for i, text in enumerate(distinct)})
        object.__setattr__(self, "_ranked", tuple(_by_rank(values) or range(len(values))))

    @property
    def size(self) -> int:
        return len(self.values)

    @property
    def ordered(self) -> bool:
        return bool(_by_rank(self.values))

    def contains(self, value: Value, /) -> bool:
        return self._place(value) is not None

    def canonical(self, value: Value, /) -> Value:
        return self.values[self._place_of(value)]

    def at(self, index: int, /) -> Value:
        return self.values[index]

    def encode(self, value: Value, /) -> float:
        return (self._ranked.index(self._place_of(value)) + 0.5) / self.size

    def decode(self, u: float, /) -> Value:
        return self.values[self._ranked[_slot(u, self.size)]]

    def snap(self, u: Array, /) -> Array:
        return _snap(u, self.size)

    def neighbours(self, u: float, /) -> list[float]:
        if self.ordered:
            return _beside(u, self.size)
        here = _slot(u, self.size)
        return [(slot + 0.5) / self.size for slot in range(self.size) if slot != here]

    def _place_of(self, value: Value) -> int:
        place = self._place(value)
        if place is None:
            raise SpaceError(f"{value!r} is not one of {list(self.values)!r}")
        return place

    def _place(self, value: Value) -> int | None:
        """Where the value stands in `values`; 1 finds 1.0, and 1.0 finds 1, when only the other one is listed."""
        place = self._index.get(_text(value))
        if place is None and _is_number(value) and math.isfinite(value):
            other = float(value) if isinstance(value, int) else int(value)
            place = self._index.get(_text(other)) if other == value else None
        return place


@dataclass(frozen=True)
class Constant:
    """Always the same value."""

    value: Value

    size = 1
    ordered = False

    def __post_init__(self) -> None:
        _text(self.value)

    def contains(self, value: Value, /) -> bool:
        return Choice((self.value,)).contains(value)

    def canonical(self, value: Value, /) -> Value:
        return Choice((self.value,)).canonical(value)

    def at(self, _index: int, /) -> Value:
        return self.value

    def encode(self, value: Value, /) -> float:
        self.canonical(value)
        return 0.5

    def decode(self, _u: float, /) -> Value:
        return self.value

    def snap(self, u: Array, /) -> Array:
        return np.full_like(u, 0.5)

    def neighbours(self, _u: float, /) -> list[float]:
        return []


def _by_rank(values: tuple[Value, ...]) -> list[int]:
    """Places of three or more numbers from the smallest to the largest; empty when the values have no order."""
    numbers = [value for value in values if _is_number(value) and not math.isnan(value)]
    if len(values) < 3 or len(numbers) < len(values):
        return []
    return sorted(range(len(values)), key=numbers.__getitem__)


def _is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_ENCODER = json.JSONEncoder(sort_keys=True)  # kept: a sweep's history is matched value by value


def _text(value: Value) -> str:
    """The value as text that tells 1, 1.0, True and "1" apart, and no two equal values of one type."""
    try:
        return _ENCODER.encode(value)
    except (TypeError, ValueError):
        raise SpaceError(f"{value!r} is not a value that JSON can hold") from None


def _slot(u: float, size: int) -> int:
    """Which of `size` equal slots of the unit interval holds u."""
    return min(max(int(u * size), 0), size - 1)


def _snap(u: Array, size: int) -> Array:
    """The middle of each coordinate's slot."""
    middle: Array = (np.clip(np.floor(u * size), 0, size - 1) + 0.5) / size
    return middle


def _beside(u: float, size: int) -> list[float]:
    here = _slot(u, size)
    return [(slot + 0.5) / size for slot in (here - 1, here + 1) if 0 <= slot < size]
