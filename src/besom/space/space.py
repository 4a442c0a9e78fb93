"""The search space: which points there are, their number, and a name for each."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np

from besom.space.conditions import Condition
from besom.space.cube import Cube
from besom.space.errors import SpaceError
from besom.space.expression import Expression
from besom.space.parameters import Parameter, Value

Point: TypeAlias = Mapping[str, Value]


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
        object.__setattr__(self, "parameters", dict(self.parameters))
        object.__setattr__(self, "conditions", dict(self.conditions))
        object.__setattr__(self, "derived", dict(self.derived))
        object.__setattr__(self, "defaults", dict(self.defaults))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All parameters, derived ones among them, in the file's order."""
        return self.order or (*self.parameters, *self.derived)

    @cached_property
    def cube(self) -> Cube:
        """The space as models see it."""
        return Cube(self.parameters)

    @cached_property
    def cells(self) -> int | None:
        """Number of different points; None when a parameter is continuous."""
        sizes = [parameter.size for parameter in self.parameters.values()]
        return None if None in sizes else math.prod(size for size in sizes if size is not None)

    def contains(self, point: Point) -> bool:
        """Whether the point has exactly this space's parameters, each with one of its values."""
        return point.keys() == self.parameters.keys() and all(
            parameter.contains(point[name]) for name, parameter in self.parameters.items()
        )

    def key(self, point: Point) -> str:
        """32 hex digits that are the same for two points exactly when they are the same point of this space.

        Stable over processes and releases. Raises SpaceError, naming the parameter, for a point outside the space.
        """
        if point.keys() != self.parameters.keys():
            odd = min(point.keys() ^ self.parameters.keys())
            raise SpaceError(f"{odd} is {'missing' if odd in self.parameters else 'not a parameter'}", odd)
        values = [[name, self._canonical(name, point[name])] for name in sorted(self.parameters)]
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]

    def cell(self, index: int) -> dict[str, Value]:
        """The index-th point in mixed radix: parameters sorted by name, the last one fastest.

        IndexError when there is no such cell, SpaceError when a parameter is continuous.
        """
        if self.cells is not None and not 0 <= index < self.cells:
            raise IndexError(f"cell {index} of a space with {self.cells} cells")
        values: dict[str, Value] = {}
        for name in sorted(self.parameters, reverse=True):
            parameter = self.parameters[name]
            if parameter.size is None:
                raise SpaceError(f"{name} is continuous and has no cells", name)
            index, place = divmod(index, parameter.size)
            values[name] = parameter.at(place)
        return {name: values[name] for name in self.parameters}

    def sample(self, rng: np.random.Generator) -> dict[str, Value]:
        """A random point, every parameter drawn from its own distribution."""
        return {name: parameter.decode(rng.random()) for name, parameter in self.parameters.items()}

    def complete(self, values: Mapping[str, Value]) -> dict[str, Value] | None:
        """The point that values of all drawn parameters make; None when a constraint refuses it.

        Inactive parameters are left out, zipped and derived ones follow from the others.
        """
        return {name: values[name] for name in self.names}

    def index(self, point: Point) -> int:
        """Which cell the point is: cell() of it gives the point. SpaceError for a point outside."""
        raise NotImplementedError

    def adapt(self, point: Point) -> dict[str, Value] | None:
        """A point of another version of this space, or of another sweep, as it is seen from here.

        Names that are not known here are dropped, missing ones taken from the defaults; None if one is still missing.
        """
        seen = {**self.defaults, **point}
        return {name: seen[name] for name in self.names} if seen.keys() >= set(self.names) else None

    def _canonical(self, name: str, value: Value) -> Value:
        try:
            return self.parameters[name].canonical(value)
        except SpaceError as error:
            raise SpaceError(f"{name}: {error}", name) from None
