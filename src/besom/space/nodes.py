"""What expressions are made of, and what their operators and functions do: as in Python, within bounds."""

import math
import operator
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from besom.space.conditions import same
from besom.space.errors import ExpressionError, WrongKind
from besom.space.parameters import Value, is_integer, is_number

MOST_BITS = 1024  # of a whole number: as large as floats go
MOST_CHARACTERS = 1000  # of a text
MOST_DIGITS = 30  # that round() takes, to either side of the point


class Node(Protocol):
    """A part of an expression."""

    def value(self, values: Mapping[str, Value], /) -> Value:
        """Its value where the parameters have these.

        Besides ExpressionError it may raise what Python's arithmetic raises, and KeyError for a name without a value.
        """


@dataclass(frozen=True, slots=True)
class Known:
    """The same value everywhere."""

    known: Value

    def value(self, _values: Mapping[str, Value], /) -> Value:
        return self.known


@dataclass(frozen=True, slots=True)
class Named:
    """The value of a parameter."""

    name: str

    def value(self, values: Mapping[str, Value], /) -> Value:
        return values[self.name]


@dataclass(frozen=True, slots=True)
class Beside:
    """Of two lists the value of one that stands where a parameter's value stands in the other."""

    name: str
    listed: tuple[Value, ...]
    beside: tuple[Value, ...]

    def value(self, values: Mapping[str, Value], /) -> Value:
        given = values[self.name]
        for place, value in enumerate(self.listed):
            if same(value, given):
                return self.beside[place]
        raise ExpressionError(f"{given!r} is not in the list of {self.name}")


@dataclass(frozen=True, slots=True)
class Listing:
    """[a, b, c]"""

    items: tuple[Node, ...]

    def value(self, values: Mapping[str, Value], /) -> Value:
        return [item.value(values) for item in self.items]


@dataclass(frozen=True, slots=True)
class Folded:
    """a + b - c: operators of one rank, from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def value(self, values: Mapping[str, Value], /) -> Value:
        result = self.first.value(values)
        for symbol, operand in self.rest:
            result = _arithmetic(symbol, result, operand.value(values))
        return result


@dataclass(frozen=True, slots=True)
class Compared:
    """a < b <= c: every one to its neighbour."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def value(self, values: Mapping[str, Value], /) -> Value:
        left = self.first.value(values)
        for symbol, operand in self.rest:
            right = operand.value(values)
            if not _compare(symbol, left, right):
                return False
            left = right
        return True


@dataclass(frozen=True, slots=True)
class Joined:
    """a and b and c, decided by the first that is false; or a or b or c, decided by the first that is true."""

    symbol: str
    parts: tuple[Node, ...]

    def value(self, values: Mapping[str, Value], /) -> Value:
        decided = self.symbol == "or"
        for part in self.parts:
            if _truth(self.symbol, part.value(values)) is decided:
                return decided
        return not decided


@dataclass(frozen=True, slots=True)
class Inverted:
    """not a"""

    operand: Node

    def value(self, values: Mapping[str, Value], /) -> Value:
        return not _truth("not", self.operand.value(values))


@dataclass(frozen=True, slots=True)
class Either:
    """a if b else c"""

    condition: Node
    then: Node
    otherwise: Node

    def value(self, values: Mapping[str, Value], /) -> Value:
        chosen = self.then if _truth("if", self.condition.value(values)) else self.otherwise
        return chosen.value(values)


@dataclass(frozen=True, slots=True)
class Called:
    """f(a, b)"""

    function: str
    arguments: tuple[Node, ...]

    def value(self, values: Mapping[str, Value], /) -> Value:
        given = [argument.value(values) for argument in self.arguments]
        for value in given:
            if not is_number(value) and not (self.function in CONVERSIONS and isinstance(value, bool)):
                raise WrongKind(f"{self.function} needs numbers, got {_shown(value)}")
        return _fitting(FUNCTIONS[self.function].call(*given))


@dataclass(frozen=True, slots=True)
class Function:
    """Of numbers; it takes from `least` to `most` of them."""

    call: Callable[..., float]
    least: int = 1
    most: int = 1


def _round(x: float, digits: float = 0) -> float:
    if not is_integer(digits) or abs(digits) > MOST_DIGITS:
        raise ExpressionError(f"round takes a whole number of digits up to {MOST_DIGITS}, got {_shown(digits)}")
    return round(x, digits) if digits else round(x)


FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(abs),
    "ceil": Function(math.ceil),
    "exp": Function(math.exp),
    "float": Function(float),
    "floor": Function(math.floor),
    "int": Function(int),
    "log": Function(math.log),
    "log10": Function(math.log10),
    "log2": Function(math.log2),
    "max": Function(max, 2, sys.maxsize),
    "min": Function(min, 2, sys.maxsize),
    "round": Function(_round, 1, 2),
    "sqrt": Function(math.sqrt),
}
CONVERSIONS = {"int", "float"}  # true is 1 to them

_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _arithmetic(symbol: str, left: Value, right: Value) -> Value:
    if symbol == "+" and isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > MOST_CHARACTERS:
            raise ExpressionError(f"a text may have at most {MOST_CHARACTERS} characters")
        return left + right
    if not is_number(left) or not is_number(right):
        raise WrongKind(f"{symbol} needs numbers, got {_shown(left)} and {_shown(right)}")
    if symbol == "**" and _is_vast(left, right):
        raise ExpressionError(f"{_shown(left)} ** {_shown(right)} is too large")
    return _fitting(_ARITHMETIC[symbol](left, right))


def _is_vast(base: float, exponent: float) -> bool:
    """Whether a power of whole numbers is too large to compute at all."""
    if not is_integer(base) or not is_integer(exponent) or abs(base) <= 1:
        return False
    return base.bit_length() * exponent > 2 * MOST_BITS  # a bit too many at most for each of the base's


def _compare(symbol: str, left: Value, right: Value) -> bool:
    if symbol in ("==", "!="):
        return same(left, right) is (symbol == "==")
    if symbol in ("in", "not in"):
        if not isinstance(right, list):
            raise WrongKind(f"{symbol} needs a list, got {_shown(right)}")
        return any(same(left, item) for item in right) is (symbol == "in")
    if (is_number(left) and is_number(right)) or (isinstance(left, str) and isinstance(right, str)):
        return _ORDER[symbol](left, right)
    raise WrongKind(f"{symbol} needs two numbers or two texts, got {_shown(left)} and {_shown(right)}")


def _truth(symbol: str, value: Value) -> bool:
    if not isinstance(value, bool):
        raise WrongKind(f"{symbol} needs true or false, got {_shown(value)}")
    return value


def _fitting(number: float) -> float:
    """The number, if it is a real one within bounds."""
    if isinstance(number, complex):
        raise ExpressionError("a negative number has no such power")
    if not (number.bit_length() <= MOST_BITS if isinstance(number, int) else math.isfinite(number)):
        raise ExpressionError("a number is too large")
    return number


def _shown(value: Value) -> str:
    written = repr(value) if not is_integer(value) or value.bit_length() <= MOST_BITS else "a very large number"
    return written if len(written) <= 60 else f"{written[:57]}..."
