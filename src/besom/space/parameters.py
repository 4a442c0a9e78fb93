"""What a parameter is. The kinds stand in continuous, stepped and choice; a new kind is one more class like theirs."""

import sys
from typing import Protocol, TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
Array: TypeAlias = NDArray[np.float64]

LARGEST = sys.float_info.max


class Parameter(Protocol):
    """What one parameter may be, and where its values lie in the unit interval."""

    @property
    def size(self) -> int | None:
        """Number of distinct values; None when continuous, or when the values go on without end."""

    @property
    def ordered(self) -> bool:
        """Whether values that lie close in the unit interval are alike."""

    @property
    def continuous(self) -> bool:
        """Whether every coordinate is a value of its own."""

    def contains(self, value: Value, /) -> bool:
        """Whether the value is one of this parameter's."""

    def canonical(self, value: Value, /) -> Value:
        """The one spelling of a contained value (an integer's 3.0 is 3)."""

    def at(self, index: int, /) -> Value:
        """The index-th of `size` values, as the file lists them; SpaceError for a parameter without a list."""

    def index(self, value: Value, /) -> int:
        """Which of `size` values this is, the inverse of at(); SpaceError for any other, or without a list."""

    def encode(self, value: Value, /) -> float:
        """Where a contained value lies in the unit interval; decode() of it gives the value.

        Values that nobody ever draws, such as those ten standard deviations out, may share their place with others.
        """

    def decode(self, u: float, /) -> Value:
        """The value at u in [0, 1]; uniform u gives the parameter's own distribution."""

    def coordinate(self, value: Value, /) -> float | None:
        """Where any value would lie for a model, contained or not; encode() of a contained one.

        A number beyond the ends lies below 0 or above 1, though never far. None for what has no place: a category that
        is not listed, anything but a number for a number.
        """

    def snap(self, u: Array, /) -> Array:
        """encode(decode(u)) of every u: where what a coordinate becomes really lies.

        It is where a model looks, so the tails of a distribution, unlikely as they are, are moved to where they begin.
        """

    def neighbours(self, u: float, /) -> list[float]:
        """Coordinates one move away: the next value on either side, or every other category; none when continuous."""


def is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def nearest_float(value: object) -> float | None:
    """The finite float that is nearest to a number; None for what is no number, or not a number."""
    return float(min(max(value, -LARGEST), LARGEST)) if is_number(value) and value == value else None
