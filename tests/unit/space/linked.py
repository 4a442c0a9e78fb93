"""Small spaces whose parameters hang together, and all their points by brute force."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from besom.space import (
    Choice,
    Condition,
    Constant,
    Expression,
    ExpressionError,
    IntUniform,
    Parameter,
    Space,
    SpaceError,
    Uniform,
    Value,
)

NUMBERS = ("n", "m-1", "k", "z.x")
WORDS = ("opt", "arch", "flag")

numbers: st.SearchStrategy[Parameter] = st.one_of(
    st.integers(1, 3).map(lambda size: IntUniform(1, 1 + size)),
    st.lists(st.integers(0, 4), min_size=1, max_size=4, unique=True).map(lambda values: Choice(tuple(values))),
    st.integers(0, 3).map(Constant),
)
categories: st.SearchStrategy[Parameter] = st.lists(
    st.sampled_from(["a", "b", True, None, 1]), min_size=1, max_size=3, unique_by=repr
).map(lambda values: Choice(tuple(values)))


@st.composite
def parameters(draw: st.DrawFn, *, continuous: bool = False) -> dict[str, Parameter]:
    numeric = st.one_of(numbers, st.just(Uniform(0.0, 4.0))) if continuous else numbers
    names = draw(st.lists(st.sampled_from(NUMBERS + WORDS), unique=True, max_size=4))
    return {name: draw(numeric if name in NUMBERS else categories) for name in names}


@st.composite
def conditions_on(draw: st.DrawFn, parent: str, parameter: Parameter | None) -> Condition:
    """One that the parent can meet, most of the time."""
    if parent in NUMBERS or parameter is None:
        low = draw(st.none() | st.integers(0, 4))
        high = draw(st.integers(low or 0, 6)) if low is None or draw(st.booleans()) else None
        return Condition(parent, low=low, high=high)
    places = st.lists(st.integers(0, (parameter.size or 1) - 1), min_size=1, max_size=2)
    return Condition(parent, tuple(parameter.at(place) for place in draw(places)))


@st.composite
def spaces(draw: st.DrawFn, *, continuous: bool = False) -> Space:
    """Spaces with any of conditions, constraints, zips and derived parameters; some have no point at all."""
    drawn = draw(parameters(continuous=continuous))
    names = list(drawn)
    zips = tuple(draw(st.lists(st.sampled_from([("x1", "x2"), ("y1", "y2", "y3")]), unique=True, max_size=1)))
    for group in zips:
        size = draw(st.integers(1, 3))
        drawn |= {name: Choice(tuple(f"{name}{place}" for place in range(size))) for name in group}
    known = [name for name in names if name in NUMBERS]
    derived: dict[str, Expression] = {}
    with_derived = draw(st.booleans())
    if known and with_derived:
        text = draw(st.sampled_from(["{} * 2", "{0} + {0}", "6 / {}", "12 // ({} - 1)"])).format(
            draw(st.sampled_from(known))
        )
        derived["twice"] = Expression.parse(text, names)
    conditions: dict[str, tuple[Condition, ...]] = {}
    parents = [*names, *derived, *(group[0] for group in zips), *(group[-1] for group in zips)]
    for name in draw(st.lists(st.sampled_from(parents), unique=True, max_size=4)) if parents else ():
        others = [parent for parent in parents if parent != name]
        chosen = draw(st.lists(st.sampled_from(others), min_size=1, max_size=2, unique=True)) if others else []
        conditions[name] = tuple(draw(conditions_on(parent, drawn.get(parent))) for parent in chosen)
    for first, *others in zips:
        shared = conditions.pop(others[-1], ()) or conditions.get(first, ())
        conditions |= dict.fromkeys((first, *others), shared) if shared else {}
    texts = st.sampled_from(
        ["{} <= {}", "{} != {}", "{} + {} < 5", "{} in [1, 2] or {} > 1", "{} / {} < 2", "{} % 2 == 0"]
    )
    constraints = tuple(
        Expression.parse(text.format(*draw(st.tuples(*[st.sampled_from([*known, *derived])] * 2))), [*names, *derived])
        for text in (draw(st.lists(texts, max_size=2)) if known else ())
    )
    try:
        return Space(drawn, conditions, constraints, zips, derived)
    except SpaceError:  # a circle, or a condition that cannot be met
        reject()


def point_of(space: Space, values: Mapping[str, Value]) -> dict[str, Value] | None:
    """The point that values of the drawn parameters make, by the words of Space; None if it is refused."""
    leaders = {follower: group[0] for group in space.zips for follower in group[1:]}

    def value(name: str) -> Any:
        """... where the parameter does not exist."""
        for condition in space.conditions.get(name, ()):
            parent = value(condition.parent)
            if parent is ... or not condition.holds(parent):
                return ...
        if name in leaders:
            leader = space.parameters[leaders[name]]
            return space.parameters[name].at(
                [leader.at(i) for i in range(leader.size or 0)].index(values[leaders[name]])
            )
        if name not in space.derived:
            return values[name]
        needed = {other: value(other) for other in space.derived[name].names}
        if ... in needed.values():
            return ...
        try:
            return space.derived[name].evaluate({other: found for other, found in needed.items() if found is not ...})
        except ExpressionError:
            return ...

    found = {name: value(name) for name in space.names}
    point = {name: known for name, known in found.items() if known is not ...}
    return point if all(satisfies(point, constraint) for constraint in space.constraints) else None


def satisfies(point: Mapping[str, Value], constraint: Expression) -> bool:
    if not constraint.names <= set(point):
        return True
    try:
        return constraint.evaluate(point) is True
    except ExpressionError:
        return False


def combinations(space: Space) -> Iterator[dict[str, Value]]:
    """All values of all drawn parameters, whether they exist or not."""
    lists = [[parameter.at(i) for i in range(parameter.size or 0)] for parameter in space.parameters.values()]
    for values in itertools.product(*lists):
        yield dict(zip(space.parameters, values, strict=True))


def every_point(space: Space) -> list[dict[str, Value]]:
    """All points: the product, with what does not exist left out, what is refused left out, and each once."""
    points = [point for values in combinations(space) if (point := point_of(space, values)) is not None]
    return list({repr(sorted(point.items())): point for point in points}.values())
