"""The search space: which points there are, their number, and a name for each."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np

from besom.space.checks import check
from besom.space.conditions import Condition, same
from besom.space.counting import Cells
from besom.space.cube import Cube
from besom.space.errors import SpaceError
from besom.space.expression import Expression
from besom.space.parameters import Parameter, Value, is_number
from besom.space.structure import Structure

Point: TypeAlias = Mapping[str, Value]

MOST_REFUSED = 10_000  # draws in a row: less than a second, and enough where one point in a thousand is allowed


@dataclass(frozen=True)
class Space:
    """Parameters by name, in the order of the file, and what holds among them.

    A point has one value for each parameter that exists in it. `parameters` are all that are drawn. A parameter with
    `conditions` exists where all of them hold; a parent that is absent holds nothing. A point must satisfy all
    `constraints`; one about an absent parameter does not apply, one without a value is not satisfied. The choices of
    a group of `zips` move together. The values of `derived` parameters follow from others; one is absent where
    something it needs is, or where its expression has no value. `defaults` are what points from before a parameter
    existed count as having. `order` has all names as the file has them.
    """

    parameters: Mapping[str, Parameter]
    conditions: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    constraints: tuple[Expression, ...] = ()
    zips: tuple[tuple[str, ...], ...] = ()
    derived: Mapping[str, Expression] = field(default_factory=dict)
    defaults: Mapping[str, Value] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("parameters", "conditions", "derived", "defaults"):
            object.__setattr__(self, name, dict(getattr(self, name)))
        check(self._structure, self.defaults)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All parameters, derived ones among them, in the file's order."""
        return self.order or (*self.parameters, *self.derived)

    @cached_property
    def cube(self) -> Cube:
        """The space as models see it."""
        return Cube(self._structure)

    @cached_property
    def cells(self) -> int | None:
        """Number of different points; None when a parameter is not countable, or when the combinations are too many.

        Too many are those of which each must be held against conditions and constraints, above a million.
        """
        try:
            return self._cells.total
        except SpaceError:
            return None

    def contains(self, point: Point) -> bool:
        """Whether the point is allowed and has exactly the parameters that exist in it, each with one of its values."""
        if self._structure.plain:
            return point.keys() == self.parameters.keys() and all(
                parameter.contains(point[name]) for name, parameter in self.parameters.items()
            )
        try:
            self._checked(point)
        except SpaceError:
            return False
        return True

    def key(self, point: Point) -> str:
        """32 hex digits that are the same for two points exactly when they are the same point of this space.

        Stable over processes and releases. Raises SpaceError, naming the parameter, for a point outside the space.
        """
        drawn = self._checked(point)
        values = [[name, drawn[name]] for name in sorted(drawn)]
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]

    def cell(self, index: int) -> dict[str, Value]:
        """The index-th point in mixed radix: parameters sorted by name, the last one fastest.

        Parameters that conditions or constraints link stand together at the place of their first name. IndexError when
        there is no such cell, SpaceError, naming the parameter, when the space has no cells, or too many to count.
        """
        if not 0 <= index < self._cells.total:
            raise IndexError(f"cell {index} of a space with {self._cells.total} cells")
        return self._structure.point(self._cells.at(index))

    def index(self, point: Point) -> int:
        """Which cell the point is, the inverse of cell(). SpaceError for a point outside the space."""
        return self._cells.index({**point, **self._checked(point)})

    def sample(self, rng: np.random.Generator) -> dict[str, Value]:
        """A random point, every parameter that exists in it drawn from its own distribution.

        Draws that a constraint refuses are made again. SpaceError when so many are refused that none may be allowed.
        """
        if self._structure.plain:
            return self._structure.drawn(rng)
        refused = Counter[str]()
        while refused.total() < MOST_REFUSED:
            point = self._structure.drawn(rng)
            refusing = self._structure.refusing(point)
            if refusing is None:
                return point
            refused[refusing.text] += 1
        text, count = refused.most_common(1)[0]
        raise SpaceError(
            f"the constraints refused all of {MOST_REFUSED:,} draws, {text} {count:,} of them; "
            "they may leave nothing, or too little to find it by drawing"
        )

    def complete(self, values: Mapping[str, Value]) -> dict[str, Value] | None:
        """The point that values of all drawn parameters make; None when a constraint refuses it.

        Inactive parameters are left out, zipped and derived ones follow from the others.
        """
        point = self._structure.point(values)
        return point if self._structure.refusing(point) is None else None

    def adapt(self, point: Point) -> dict[str, Value] | None:
        """A point of another version of this space, or of another sweep, as it is seen from here.

        Names that are unknown here, and parameters that do not exist where the others have these values, are dropped.
        Missing ones are taken from the defaults, derived ones computed where they have none; None if one is still
        missing. A value is kept as it is, inside this space or outside.
        """
        seen = {**self.defaults, **point}
        adapted: dict[str, Value] = {}
        for name in self._structure.sequence:
            computed = self._structure.computed(name, adapted) if name in self.derived else None
            if computed == {} or not self._structure.exists(name, adapted):
                continue
            if name in seen:
                adapted[name] = seen[name]
            elif computed:
                adapted |= computed
            else:
                return None
        return {name: adapted[name] for name in self.names if name in adapted}

    def inside(self, point: Point) -> dict[str, Value] | None:
        """The point as adapt() sees it from here, if it lies in this space; else None."""
        adapted = self.adapt(point)
        return adapted if adapted is not None and self.contains(adapted) else None

    @cached_property
    def _structure(self) -> Structure:
        return Structure(self.parameters, self.conditions, self.constraints, self.zips, self.derived, self.names)

    @cached_property
    def _cells(self) -> Cells:
        return Cells(self._structure)

    def _checked(self, point: Point) -> dict[str, Value]:
        """The drawn values of a point in their one spelling. SpaceError, naming the parameter, for a point outside."""
        drawn = {name: self._canonical(name, point[name]) for name in self.parameters if name in point}
        if self._structure.plain and len(drawn) == len(point) == len(self.parameters):
            return drawn
        try:
            whole = self._structure.point(drawn)
        except KeyError as missing:
            raise SpaceError(f"{missing.args[0]} is missing", missing.args[0]) from None
        for name in sorted(point.keys() ^ whole.keys()):
            known = "does not exist beside these values" if name in self.names else "is not a parameter"
            raise SpaceError(f"{name} {'is missing' if name in whole else known}", name)
        for name in (*self._structure.leaders, *self.derived):
            if name in whole and not _agree(point[name], whole[name]):
                raise SpaceError(f"{name} is {point[name]!r} where {whole[name]!r} follows from the others", name)
        if refusing := self._structure.refusing(whole):
            raise SpaceError(f"the constraint {refusing.text} refuses this point")
        return drawn

    def _canonical(self, name: str, value: Value) -> Value:
        try:
            return self.parameters[name].canonical(value)
        except SpaceError as error:
            raise SpaceError(f"{name}: {error}", name) from None


def _agree(one: Value, other: Value) -> bool:
    """Whether two computed values are the same, machines differing in the last digits of a logarithm."""
    return same(one, other) or (is_number(one) and is_number(other) and math.isclose(one, other))
