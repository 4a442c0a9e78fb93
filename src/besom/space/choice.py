"""Values from a list, and a value that never changes."""

import json
import math
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from besom.space.errors import SpaceError
from besom.space.parameters import LARGEST, Array, Value, is_number, nearest_float
from besom.space.slots import middle, slot, snapped


@dataclass(frozen=True)
class Choice:
    """One of some values, each equally likely unless `probabilities` gives the chance of each.

    A value listed twice counts once, one without a chance is none of them. Three or more numbers are ordered: they lie
    in the unit interval by rank. Anything else is a set of categories.
    """

    values: tuple[Value, ...]
    probabilities: tuple[float, ...] | None = None
    ordered: bool = field(init=False, repr=False, compare=False)
    _places: dict[str, int] = field(init=False, repr=False, compare=False)  # text of a value -> its place in values
    _ranked: tuple[int, ...] = field(init=False, repr=False, compare=False)  # slot in the unit interval -> place
    _edges: tuple[float, ...] = field(init=False, repr=False, compare=False)  # ends of slots that differ in width

    continuous = False

    def __post_init__(self) -> None:
        chances: dict[str, float] = {}
        distinct: dict[str, Value] = {}
        for value, chance in zip(self.values, _chances(self.values, self.probabilities), strict=True):
            written = text(value)
            if chance > 0:
                distinct.setdefault(written, value)
                chances[written] = chances.get(written, 0.0) + chance
        values = tuple(distinct.values())
        by_rank = _by_rank(values)
        ranked = by_rank or tuple(range(len(values)))
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "ordered", bool(by_rank))
        object.__setattr__(self, "_places", {written: place for place, written in enumerate(distinct)})
        object.__setattr__(self, "_ranked", ranked)
        object.__setattr__(self, "_edges", ())
        if self.probabilities is not None:
            shares = tuple(chance / math.fsum(chances.values()) for chance in chances.values())
            ends = accumulate((shares[place] for place in ranked[:-1]), initial=0.0)
            object.__setattr__(self, "probabilities", shares)
            object.__setattr__(self, "_edges", (*ends, 1.0))

    @property
    def size(self) -> int:
        return len(self.values)

    def contains(self, value: Value, /) -> bool:
        return self._find(value) is not None

    def canonical(self, value: Value, /) -> Value:
        return self.values[self.index(value)]

    def at(self, index: int, /) -> Value:
        return self.values[index]

    def index(self, value: Value, /) -> int:
        place = self._find(value)
        if place is None:
            raise SpaceError(f"{value!r} is not one of {list(self.values)!r}")
        return place

    def encode(self, value: Value, /) -> float:
        return self._middle(self._ranked.index(self.index(value)))

    def decode(self, u: float, /) -> Value:
        return self.values[self._ranked[self._slot(u)]]

    def coordinate(self, value: Value, /) -> float | None:
        if self.contains(value):
            return self.encode(value)
        number = nearest_float(value)
        if number is None or not self.ordered:
            return None
        # Between the ranks of the numbers beside it; beyond them as if one more number stood there.
        listed = sorted(x for other in self.values if (x := nearest_float(other)) is not None)
        middles = [self._middle(place) for place in range(self.size)]
        below, above = 2 * middles[0] - middles[1], 2 * middles[-1] - middles[-2]
        return float(np.interp(number, listed, middles, left=below, right=above))

    def snap(self, u: Array, /) -> Array:
        if not self._edges:
            return snapped(u, self.size)
        edges = np.array(self._edges)
        slots = np.clip(np.searchsorted(edges, u, side="right") - 1, 0, self.size - 1)
        middles: Array = (edges[slots] + edges[slots + 1]) / 2
        return middles

    def neighbours(self, u: float, /) -> list[float]:
        here = self._slot(u)
        others = (here - 1, here + 1) if self.ordered else range(self.size)
        return [self._middle(place) for place in others if place != here and 0 <= place < self.size]

    def _slot(self, u: float) -> int:
        """Which slot of the unit interval holds u."""
        return bisect_right(self._edges, u, 1, self.size) - 1 if self._edges else slot(u, self.size)

    def _middle(self, place: int) -> float:
        """Where the value of a slot lies."""
        return (self._edges[place] + self._edges[place + 1]) / 2 if self._edges else middle(place, self.size)

    def _find(self, value: Value) -> int | None:
        """Where the value stands in `values`; 1 finds 1.0, and 1.0 finds 1, when only the other one is listed."""
        place = self._places.get(text(value))
        if place is None and is_number(value) and abs(value) <= LARGEST:
            other = float(value) if isinstance(value, int) else int(value)
            place = self._places.get(text(other)) if other == value else None
        return place


@dataclass(frozen=True)
class Constant:
    """Always the same value."""

    value: Value
    _choice: Choice = field(init=False, repr=False, compare=False)  # of this one value

    size = 1
    ordered = False
    continuous = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "_choice", Choice((self.value,)))

    def contains(self, value: Value, /) -> bool:
        return self._choice.contains(value)

    def canonical(self, value: Value, /) -> Value:
        return self._choice.canonical(value)

    def at(self, _index: int, /) -> Value:
        return self.value

    def index(self, value: Value, /) -> int:
        return self._choice.index(value)

    def encode(self, value: Value, /) -> float:
        return self._choice.encode(value)

    def decode(self, _u: float, /) -> Value:
        return self.value

    def coordinate(self, value: Value, /) -> float | None:
        return 0.5 if self.contains(value) else None

    def snap(self, u: Array, /) -> Array:
        return np.full_like(u, 0.5)

    def neighbours(self, _u: float, /) -> list[float]:
        return []


_ENCODER = json.JSONEncoder(sort_keys=True)  # kept: a sweep's history is matched value by value


def text(value: Value) -> str:
    """The value as text that tells 1, 1.0, True and "1" apart, and no two equal values of one type."""
    try:
        return _ENCODER.encode(value)
    except (TypeError, ValueError):
        raise SpaceError(f"{value!r} is not a value that JSON can hold") from None


def _chances(values: tuple[Value, ...], probabilities: tuple[float, ...] | None) -> tuple[float, ...]:
    """The chance of each value."""
    if not values:
        raise SpaceError("values must not be empty")
    if probabilities is None:
        return (1.0,) * len(values)
    if len(probabilities) != len(values):
        raise SpaceError(f"there must be as many probabilities as values, got {len(probabilities)} and {len(values)}")
    for chance in probabilities:
        if not (is_number(chance) and 0 <= chance <= 1):
            raise SpaceError(f"probabilities must be numbers from 0 to 1, got {chance!r}")
    if abs(math.fsum(probabilities) - 1.0) > 1e-6:  # written with six digits or so
        raise SpaceError(f"probabilities must sum to 1, got a sum of {math.fsum(probabilities):g}")
    return probabilities


def _by_rank(values: tuple[Value, ...]) -> tuple[int, ...]:
    """Places of three or more numbers from the smallest to the largest; empty when the values have no order."""
    numbers = [value for value in values if is_number(value) and not math.isnan(value)]
    if len(values) < 3 or len(numbers) < len(values):
        return ()
    return tuple(sorted(range(len(values)), key=numbers.__getitem__))
