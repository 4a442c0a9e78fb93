"""A point chosen by hand: some values given, the others those of another run."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from besom.errors import Invalid
from besom.space import Constant, Space, SpaceError, Value, facts, short
from besom.space.errors import nearest
from besom.space.structure import allows


def point_by_hand(
    space: Space, given: Mapping[str, Value], base: Mapping[str, Value], *, outside: bool = False
) -> dict[str, Value]:
    """The point with the given values, and for all other parameters that exist with them those of `base`.

    Invalid has a sentence for each name that is none, each value that is missing, and, unless `outside`, for each value
    and each constraint that the space has otherwise.
    """
    _refuse(_unknown(space, name) for name in given)
    values = {**_constants(space), **space.defaults, **base, **_moved_along(space, given), **given}
    missing = {name: parameter.decode(0.5) for name, parameter in space.parameters.items() if name not in values}
    try:
        point = replace(space, constraints=()).complete(missing | values)
    except SpaceError as error:
        raise Invalid(str(error)) from None
    assert point is not None  # noqa: S101  # only a constraint refuses a point, and there are none
    _refuse(_absent(space, name) for name in given if name not in point)
    _refuse(f"{name} has no value to take over; give it one" for name in point if name in missing)
    point |= given
    if not outside:
        _refuse(_outside(space, name, value, name in given) for name, value in point.items())
        _refuse(_broken(space, point))
    return point


def _refuse(sentences: Iterable[str | None]) -> None:
    problems = [sentence for sentence in sentences if sentence is not None]
    if problems:
        raise Invalid("; ".join(problems), problems=problems)


def _constants(space: Space) -> dict[str, Value]:
    return {name: each.value for name, each in space.parameters.items() if isinstance(each, Constant)}


def _moved_along(space: Space, given: Mapping[str, Value]) -> dict[str, Value]:
    """What the zipped parameters beside the given ones become."""
    moved: dict[str, Value] = {}
    for group in space.zips:
        named = [name for name in group if name in given and space.parameters[name].contains(given[name])]
        places = {space.parameters[name].index(given[name]) for name in named}
        if len(places) > 1:
            raise Invalid(f"{' and '.join(named)} move together, and the values given for them do not go together")
        for place in places:
            moved |= {name: space.parameters[name].at(place) for name in group}
    return moved


def _unknown(space: Space, name: str) -> str | None:
    if name in space.parameters:
        return None
    if name in space.derived:
        return f"{name} is computed ({space.derived[name].text}); give what it is computed from"
    hint = nearest(name, space.names) or f"; they are {', '.join(space.parameters)}"
    return f"there is no parameter {name}{hint}"


def _absent(space: Space, name: str) -> str:
    when = next(each.when for each in facts(space) if each.name == name)
    return f"{name} does not exist here: only when {when}"


def _outside(space: Space, name: str, value: Value, given: bool) -> str | None:
    parameter = space.parameters.get(name)
    if parameter is None or parameter.contains(value):
        return None
    try:
        parameter.canonical(value)
    except SpaceError as error:
        taken = "" if given else " (taken over; give another)"
        return f"{name}: {error}{taken}"
    raise AssertionError(name)


def _broken(space: Space, point: Mapping[str, Value]) -> Iterator[str]:
    for constraint in space.constraints:
        if not allows(constraint, point):
            values = ", ".join(f"{name} is {short(point[name])}" for name in sorted(constraint.names))
            yield f"{constraint.text} must hold, and {values}"
