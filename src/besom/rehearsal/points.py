"""Points of a sweep before there is one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from besom.config import Definition
from besom.search import History, Suggestion, suggest_many
from besom.space import (
    Choice,
    Constant,
    IntUniform,
    LogNormal,
    LogUniform,
    Normal,
    Parameter,
    Point,
    Space,
    SpaceError,
    Uniform,
    Value,
)

# Words in the names of what makes a run longer the larger it is.
SIZES = frozenset(
    {"block", "channel", "depth", "dim", "dimension", "embed", "epoch", "estimator", "filter", "fold", "head", "hidden"}
    | {"iter", "iteration", "layer", "level", "ngram", "node", "round", "sample", "step", "tree", "unit", "width"}
)
LENGTHS = frozenset({"epoch", "iter", "iteration", "round", "step"})  # of these, what it goes round
NOT_SIZES = frozenset({"batch", "drop", "dropout", "lr", "rate", "warmup", "size"})
TRIES = 500  # draws in search of a point that the constraints allow
MANY = 200  # draws from which an average is taken


@dataclass(frozen=True, slots=True)
class Cheapest:
    """A point that should cost little: sizes at their lowest, everything else at its first value."""

    point: Mapping[str, Value]
    lowered: tuple[str, ...]  # the sizes among its parameters, where there is a choice
    drawn: bool = False  # the constraints refuse that point; this is the cheapest of some draws


def beginning(definition: Definition, count: int) -> list[Suggestion]:
    """What the sweep's method begins with, as it would be handed out before any result; fewer when there are fewer.

    Never more than its cap of runs. By the file's seed; a sweep without one gets a random one from its server, so that
    it begins elsewhere.
    """
    most = count if definition.run_cap is None else min(count, definition.run_cap)
    return suggest_many(definition.build_method(), History(), definition.seed or 0, most)


def draws(space: Space, count: int) -> list[Point]:
    """Random points, the same ones every time.

    Where constraints refuse nearly all that is drawn, the first points of the space; none where it has no first ones.
    """
    rng = np.random.default_rng(0)
    try:
        return [space.sample(rng) for _ in range(count)]
    except SpaceError:
        return [space.cell(index) for index in range(min(count, space.cells or 0))]


def cheapest(space: Space) -> Cheapest | None:
    """None where no point can be found that the constraints allow."""
    sizes = [name for name in space.parameters if is_size(name)]
    varied = [name for name in sizes if space.parameters[name].size != 1]
    values = {name: _lowest(each) if name in sizes else _first(each) for name, each in space.parameters.items()}
    point = space.complete(values)
    if point is not None:
        return Cheapest(point, tuple(name for name in varied if name in point))
    tried = draws(space, TRIES)
    if not tried:
        return None

    def cost(point: Point) -> float:
        return sum(space.parameters[name].encode(point[name]) for name in varied if name in point)

    least = min(tried, key=cost)
    return Cheapest(least, tuple(name for name in varied if name in least), drawn=True)


def is_size(name: str) -> bool:
    """Whether a larger value should make a run longer, by the words in the name."""
    found = words(name)
    return bool(found & SIZES) and not found & NOT_SIZES


def stretch(space: Space, point: Point) -> tuple[str, float] | None:
    """The parameter by which runs get longer, such as epochs, and how much longer than on the point they are on
    average; None where there is none, or it is the same in every run.
    """
    for name in space.names:
        here = point.get(name)
        if not words(name) & LENGTHS or words(name) & NOT_SIZES or not _is_positive(here):
            continue
        several = [each[name] for each in draws(space, MANY) if _is_positive(each.get(name))]
        if len(set(map(str, several))) > 1:
            return name, float(np.mean([float(str(value)) for value in several])) / float(str(here))
    return None


def words(name: str) -> frozenset[str]:
    """`n_estimators` as {"n", "estimator"}, `maxEpochs` as {"max", "epoch"}."""
    parts = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+", name)
    return frozenset(part.lower().removesuffix("s") for part in parts)


def _lowest(parameter: Parameter) -> Value:
    if isinstance(parameter, Choice):
        numbers = [value for value in parameter.values if isinstance(value, int | float) and parameter.contains(value)]
        if len(numbers) == len(parameter.values):
            return min(numbers)
    return _first(parameter)


def _first(parameter: Parameter) -> Value:
    """The first of its values, the low end of a range, the middle of what has no end."""
    match parameter:
        case Choice() | Constant():
            return parameter.at(0)
        case Uniform(low, _) | LogUniform(low, _) | IntUniform(low, _):
            return low
        case Normal() | LogNormal():
            return parameter.decode(0.5)
        case _:
            return parameter.decode(0.0 if parameter.size is not None or parameter.continuous else 0.5)


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
