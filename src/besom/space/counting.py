"""The number of points of a discrete space, a number for each, and the point of each number.

The product of all values is never built. Parameters that conditions or constraints link are counted together, and of
those only the ones are enumerated that decide what exists and what is allowed; the others multiply.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from besom.space.errors import SpaceError
from besom.space.expression import Expression
from besom.space.parameters import Parameter, Value
from besom.space.structure import Structure, allows

MOST = 1_000_000  # combinations that are enumerated: a few seconds, and 16 MB


@dataclass(frozen=True)
class Cells:
    """The points in mixed radix: linked parameters at the place of their first name, sorted, the last fastest."""

    structure: Structure

    @cached_property
    def total(self) -> int:
        """Number of points. SpaceError where there are too many combinations to look at, or no end of values."""
        for name, axis in self.structure.axes.items():
            _size(name, axis)
        return math.prod(block.total for block in self._blocks)

    def at(self, index: int) -> dict[str, Value]:
        """The values of all axes that exist in the index-th point."""
        values: dict[str, Value] = {}
        for block in reversed(self._blocks):
            index, place = divmod(index, block.total)
            values |= block.at(place)
        return values

    def index(self, point: Mapping[str, Value]) -> int:
        """Which point this is, one that the space contains."""
        index = 0
        for block in self._blocks:
            index = index * block.total + block.index(point)
        return index

    @cached_property
    def _blocks(self) -> "list[Alone | Linked]":
        return [
            Linked(self.structure, tuple(names)) if linked else Alone(names[0], self.structure.axes[names[0]])
            for names, linked in _components(self.structure)
        ]


@dataclass(frozen=True)
class Alone:
    """A parameter that has nothing to do with any other."""

    name: str
    parameter: Parameter

    @property
    def total(self) -> int:
        return _size(self.name, self.parameter)

    def at(self, index: int) -> dict[str, Value]:
        return {self.name: self.parameter.at(index)}

    def index(self, point: Mapping[str, Value]) -> int:
        return self.parameter.index(point[self.name])


@dataclass(frozen=True)
class Linked:
    """Linked parameters: each allowed combination of the deciding ones, with all combinations of the others there.

    A combination is a code in mixed radix: for each deciding parameter 0 where it does not exist, else its place + 1.
    """

    structure: Structure
    names: tuple[str, ...]  # axes, sorted

    @property
    def total(self) -> int:
        _, ends = self._allowed
        return int(ends[-1]) if len(ends) else 0

    def at(self, index: int) -> dict[str, Value]:
        codes, ends = self._allowed
        number = bisect_right(ends, index)
        code, index = int(codes[number]), index - (int(ends[number - 1]) if number else 0)
        values: dict[str, Value] = {}
        for name in reversed(self._deciding):
            code, digit = divmod(code, self._size(name) + 1)
            if digit:
                values[name] = self.structure.axes[name].at(digit - 1)
        for name in reversed(self._free(self.structure.fill(values, self._walk))):
            index, place = divmod(index, self._size(name))
            values[name] = self.structure.axes[name].at(place)
        return values

    def index(self, point: Mapping[str, Value]) -> int:
        codes, ends = self._allowed
        code = place = 0
        for name in self._deciding:
            code = code * (self._size(name) + 1) + (self._place(name, point) + 1 if name in point else 0)
        for name in self._free(point):
            place = place * self._size(name) + self._place(name, point)
        number = bisect_left(codes, code)
        return place + (int(ends[number - 1]) if number else 0)

    def _size(self, name: str) -> int:
        return _size(name, self.structure.axes[name])

    def _place(self, name: str, point: Mapping[str, Value]) -> int:
        return self.structure.axes[name].index(point[name])

    @cached_property
    def _constraints(self) -> list[Expression]:
        return [each for each in self.structure.constraints if self.structure.deciders(each.names) <= {*self.names}]

    @cached_property
    def _walk(self) -> tuple[str, ...]:
        """All that decides what exists and what is allowed, in sequence."""
        parents = [condition.parent for name in self.names for condition in self.structure.conditions.get(name, ())]
        return self.structure.closure([*parents, *(name for each in self._constraints for name in each.names)])

    @cached_property
    def _deciding(self) -> tuple[str, ...]:
        return tuple(name for name in self._walk if name in self.structure.axes)

    def _free(self, point: Mapping[str, Value]) -> list[str]:
        """The axes that exist beside these deciding values and multiply with one another."""
        others = (name for name in self.names if name not in self._deciding)
        return [name for name in others if self.structure.exists(name, point)]

    @cached_property
    def _allowed(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """The codes of the allowed combinations, ascending, and the number of points up to and with each."""
        always = (name for name in self._deciding if name not in self.structure.conditions)
        self._check_number(math.prod(self._size(name) for name in always))
        codes, counts = [], []
        for code, point in self._combinations():
            codes.append(code)
            counts.append(math.prod(self._size(name) for name in self._free(point)))
        return _compact(codes), _compact(list(accumulate(counts)))

    def _combinations(self) -> Iterator[tuple[int, dict[str, Value]]]:
        """Every allowed code with the values of the walk; depth first, so that codes ascend."""
        due: list[list[Expression]] = [[] for _ in range(len(self._walk) + 1)]
        for constraint in self._constraints:
            due[1 + max(map(self._walk.index, constraint.names))].append(constraint)
        looked = 0
        ways: list[Iterator[tuple[int, dict[str, Value]]]] = [iter([(0, {})])]  # at each depth those not gone yet
        while ways:
            depth = len(ways) - 1
            for code, point in ways[-1]:
                allowed = all(allows(constraint, point) for constraint in due[depth])
                if allowed and depth < len(self._walk):
                    ways.append(self._ways(self._walk[depth], code, point))
                    break
                looked += 1
                self._check_number(looked)
                if allowed:
                    yield code, point
            else:
                ways.pop()

    def _ways(self, name: str, code: int, point: dict[str, Value]) -> Iterator[tuple[int, dict[str, Value]]]:
        """The codes and points that this one becomes with one name more."""
        if name not in self.structure.axes:
            yield code, {**point, **self.structure.computed(name, point)}
            return
        axis = self.structure.axes[name]
        code *= self._size(name) + 1
        if not self.structure.exists(name, point):
            yield code, point
            return
        for place in range(self._size(name)):
            yield code + place + 1, {**point, name: axis.at(place)}

    def _check_number(self, combinations: int) -> None:
        if combinations > MOST:
            raise SpaceError(
                f"{', '.join(self._deciding)} have more than {MOST:,} combinations to hold against conditions and "
                "constraints, too many to count",
                self._deciding[0],
            )


def _components(structure: Structure) -> list[tuple[list[str], bool]]:
    """The axes in sorted groups, sorted by the first name, and whether a condition or constraint is about them."""
    links = [structure.deciders(constraint.names) for constraint in structure.constraints]
    links += [structure.roots[name] for name in structure.axes if name in structure.conditions]
    groups = [frozenset([name]) for name in structure.axes]
    for link in links:
        touched = [group for group in groups if group & link]
        groups = [group for group in groups if not group & link] + [frozenset().union(*touched)]
    return sorted((sorted(group), any(group & link for link in links)) for group in groups)


def _size(name: str, parameter: Parameter) -> int:
    if parameter.size is None:
        raise SpaceError(f"{name} has no list of values, so the space has no cells", name)
    return parameter.size


def _compact(numbers: list[int]) -> NDArray[Any]:
    """The numbers in eight bytes each, where they fit."""
    return np.array(numbers, dtype=np.int64 if max(numbers, default=0) < 2**63 else object)
