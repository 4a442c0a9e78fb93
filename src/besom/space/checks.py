"""What can be wrong among the parameters of a space, in sentences for the one who wrote them."""

from collections.abc import Iterable, Mapping

import numpy as np

from besom.space.choice import Choice, Constant
from besom.space.conditions import Condition
from besom.space.errors import ExpressionError, SpaceError, WrongKind, nearest
from besom.space.expression import Expression
from besom.space.parameters import Parameter, Value, is_number
from besom.space.structure import Structure

PROBES = 32  # points drawn to find an expression that no point gives a value


def check(structure: Structure, defaults: Mapping[str, Value]) -> None:
    """Raise SpaceError for what makes no sense, naming the parameter."""
    _check_names(structure, defaults)
    for name, conditions in structure.conditions.items():
        for condition in conditions:
            _check_parent(name, condition, structure)
    for group in structure.zips:
        _check_zip(group, structure)
    for name, expression in structure.derived.items():
        _check_known(expression.names, structure.order, f"{name} = {expression.text}", name)
    for constraint in structure.constraints:
        _check_known(constraint.names, structure.order, f"the constraint {constraint.text}")
    roots = structure.roots  # raises for circles
    for constraint in structure.constraints:
        if not any(roots[name] for name in constraint.names):
            raise SpaceError(f"the constraint {constraint.text} says nothing about a parameter that is drawn")
    if structure.derived or structure.constraints:
        _check_kinds(structure)


def _check_names(structure: Structure, defaults: Mapping[str, Value]) -> None:
    for name in structure.derived:
        if name in structure.parameters:
            raise SpaceError(f"{name} is drawn and computed from others, and can only be one of them", name)
    if sorted(structure.order) != sorted([*structure.parameters, *structure.derived]):
        raise SpaceError("the order must have every parameter once")
    _check_known(structure.conditions, structure.order, "a condition")
    _check_known(defaults, structure.order, "a default")


def _check_known(names: Iterable[str], known: Iterable[str], where: str, parameter: str | None = None) -> None:
    known = set(known)
    for name in names:
        if name not in known:
            raise SpaceError(f"{where} is about {name}, which is no parameter{nearest(name, known)}", parameter or name)


def _check_parent(name: str, condition: Condition, structure: Structure) -> None:
    """That the parent is there, and can have what the condition asks for."""
    parent = condition.parent
    _check_known([parent], structure.order, f"the condition of {name}", name)
    if parent in structure.derived:
        return
    parameter = structure.parameters[parent]
    for value in condition.values:
        if not parameter.contains(value):
            told = nearest(str(value), map(str, _listed(parameter))) or _reach(parameter)
            raise SpaceError(f"{name} depends on {parent} being {value!r}, which it never is{told}", name)
    if not condition.values and not _comes_into(parameter, condition):
        low, high = condition.low, condition.high
        range_ = f"{low!r} or more" if high is None else f"{high!r} or less" if low is None else f"{low!r} to {high!r}"
        raise SpaceError(f"{name} depends on {parent} being {range_}, which it never is{_reach(parameter)}", name)


def _comes_into(parameter: Parameter, condition: Condition) -> bool:
    """Whether the parameter has a value in the range of the condition."""
    if listed := _listed(parameter):
        return any(map(condition.holds, listed))
    low, high = parameter.decode(0.0), parameter.decode(1.0)
    below = is_number(high) and condition.low is not None and high < condition.low
    above = is_number(low) and condition.high is not None and low > condition.high
    return not below and not above


def _listed(parameter: Parameter) -> tuple[Value, ...]:
    """The values that the file lists."""
    match parameter:
        case Choice(values):
            return values
        case Constant(value):
            return (value,)
        case _:
            return ()


def _reach(parameter: Parameter) -> str:
    """The end of a sentence: what the parameter can be."""
    if listed := _listed(parameter):
        return f"; it is one of {', '.join(map(repr, listed[:12]))}" if len(listed) > 1 else f"; it is {listed[0]!r}"
    return f"; it lies between {parameter.decode(0.0)} and {parameter.decode(1.0)}"


def _check_zip(group: tuple[str, ...], structure: Structure) -> None:
    first = group[0] if group else ""
    if len(group) < 2:
        raise SpaceError(f"a zip is made of two parameters or more, got {first or 'none'}", first or None)
    for name in group:
        _check_known([name], structure.parameters, "a zip", name)
        parameter, leader = structure.parameters[name], structure.parameters[first]
        if [name for other in structure.zips for name in other].count(name) > 1:
            raise SpaceError(f"{name} is zipped twice", name)
        if not isinstance(parameter, Choice):
            raise SpaceError(f"{name} is zipped, so it needs a list of values", name)
        if parameter.size != leader.size:
            raise SpaceError(f"{name} and {first} are zipped, so they must list equally many different values", name)
        if name != first and parameter.probabilities is not None:
            raise SpaceError(f"{name} moves with {first}, so the probabilities must be those of {first}", name)
        if structure.conditions.get(name, ()) != structure.conditions.get(first, ()):
            raise SpaceError(f"{name} and {first} are zipped, so they must exist under the same conditions", name)


def _check_kinds(structure: Structure) -> None:
    """That no expression asks of a parameter what its values are not made for, such as a text that is multiplied."""
    rng = np.random.default_rng(0)
    points = [structure.drawn(rng) for _ in range(PROBES)]
    for name, expression in structure.derived.items():
        if complaint := _complaint(expression, points):
            raise SpaceError(f"{name} = {expression.text}: {complaint}", name)
    for constraint in structure.constraints:
        if complaint := _complaint(constraint, points, judges=True):
            raise SpaceError(f"the constraint {constraint.text}: {complaint}")


def _complaint(expression: Expression, points: list[dict[str, Value]], *, judges: bool = False) -> str | None:
    """What is wrong with the kinds of values at every point to which the expression applies."""
    complaint = None
    for point in points:
        if expression.names <= point.keys():
            try:
                value = expression.evaluate(point)
            except WrongKind as error:
                complaint = complaint or str(error)
            except ExpressionError:
                return None
            else:
                if not judges or isinstance(value, bool):
                    return None
                complaint = complaint or f"it must be true or false, and is {value!r}"
    return complaint
