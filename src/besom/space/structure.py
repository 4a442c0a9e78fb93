"""How the parameters of a space hang together: which exist where, what follows from what, and what is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

import numpy as np

from besom.space.conditions import Condition
from besom.space.errors import ExpressionError, SpaceError
from besom.space.expression import Expression
from besom.space.parameters import Parameter, Value


@dataclass(frozen=True)
class Structure:
    """What Space says of its parameters, in the words of Space; `order` has all names."""

    parameters: Mapping[str, Parameter]
    conditions: Mapping[str, tuple[Condition, ...]]
    constraints: tuple[Expression, ...]
    zips: tuple[tuple[str, ...], ...]
    derived: Mapping[str, Expression]
    order: tuple[str, ...]

    @cached_property
    def plain(self) -> bool:
        """Whether every combination of drawn values is a point as it is."""
        return not (self.conditions or self.constraints or self.zips or self.derived)

    @cached_property
    def leaders(self) -> dict[str, str]:
        """For each zipped parameter but the first of its group: that first one, from whose place its value follows."""
        return {follower: group[0] for group in self.zips for follower in group[1:]}

    @cached_property
    def axes(self) -> dict[str, Parameter]:
        """What is drawn on its own, in the file's order."""
        return {name: parameter for name, parameter in self.parameters.items() if name not in self.leaders}

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """All names, each after those it needs, otherwise by name. SpaceError when some need each other in a circle."""
        sorter = TopologicalSorter({name: self.needs(name) for name in self.order})
        try:
            sorter.prepare()
        except CycleError as error:
            *others, first = error.args[1]
            circle = " needs ".join(reversed([*others, first]))
            raise SpaceError(f"parameters must not need each other in a circle: {circle}", first) from None
        names: list[str] = []
        while sorter.is_active():
            ready = sorted(sorter.get_ready())
            names += ready
            sorter.done(*ready)
        return tuple(names)

    @cached_property
    def roots(self) -> dict[str, frozenset[str]]:
        """For each name the axes whose values decide whether it exists and which value it has."""
        roots: dict[str, frozenset[str]] = {}
        for name in self.sequence:
            own = [name] if name in self.axes else []
            roots[name] = frozenset(own).union(*(roots[needed] for needed in self.needs(name)))
        return roots

    def deciders(self, names: Iterable[str]) -> frozenset[str]:
        """The axes that decide about some names together."""
        return frozenset[str]().union(*(self.roots[name] for name in names))

    def needs(self, name: str) -> set[str]:
        """The names that decide directly whether this one exists and which value it has."""
        needed = {condition.parent for condition in self.conditions.get(name, ())}
        if name in self.leaders:
            needed.add(self.leaders[name])
        if name in self.derived:
            needed |= self.derived[name].names
        return needed

    def closure(self, names: Iterable[str]) -> tuple[str, ...]:
        """These names and all that they need, in sequence."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.needs(name)
        return tuple(name for name in self.sequence if name in found)

    def exists(self, name: str, point: Mapping[str, Value]) -> bool:
        """Whether a parameter exists in a point that has all existing ones which its conditions are about."""
        conditions = self.conditions.get(name)
        return not conditions or all(
            condition.parent in point and condition.holds(point[condition.parent]) for condition in conditions
        )

    def fill(self, values: Mapping[str, Value], names: Iterable[str] | None = None) -> dict[str, Value]:
        """What exists where the axes have these values, constraints not looked at.

        `names`, a closure(), keeps it to these. KeyError for an axis that exists and has no value.
        """
        point: dict[str, Value] = {}
        for name in self.sequence if names is None else names:
            if name not in self.axes:
                point |= self.computed(name, point)
            elif self.exists(name, point):
                point[name] = values[name]
        return point

    def point(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """What exists where the axes have these values, in the file's order, constraints not looked at."""
        if self.plain:
            return {name: values[name] for name in self.order}
        filled = self.fill(values)
        return {name: filled[name] for name in self.order if name in filled}

    def drawn(self, rng: np.random.Generator) -> dict[str, Value]:
        """A random point, every axis drawn from its own distribution, constraints not looked at."""
        values = {name: axis.decode(rng.random()) for name, axis in self.axes.items()}
        return values if self.plain else self.point(values)

    def computed(self, name: str, point: Mapping[str, Value]) -> dict[str, Value]:
        """What a point that has all that a zipped or derived parameter needs gains by it: its value, or nothing."""
        if not self.exists(name, point):
            return {}
        if name in self.leaders:
            return {name: self.follow(name, point[self.leaders[name]])}
        try:
            return {name: self.derived[name].evaluate(point)}
        except ExpressionError:
            return {}

    def follow(self, follower: str, value: Value) -> Value:
        """The value of a zipped parameter where the one that leads it has this value."""
        return self.parameters[follower].at(self.parameters[self.leaders[follower]].index(value))

    def refusing(self, point: Mapping[str, Value]) -> Expression | None:
        """The first constraint that the point does not satisfy."""
        return next((constraint for constraint in self.constraints if not allows(constraint, point)), None)


def allows(constraint: Expression, point: Mapping[str, Value]) -> bool:
    """Whether a point satisfies a constraint, or lacks a parameter that it is about."""
    if not constraint.names <= point.keys():
        return True
    try:
        return constraint.evaluate(point) is True
    except ExpressionError:
        return False
