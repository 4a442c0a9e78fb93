"""A sweep file's parameters as other optimizers want them, and their answers as points."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from benchmarks.tournament.problem import Parameters
from besom.space import Point, Value


@dataclass(frozen=True)
class Range:
    low: float
    high: float
    log: bool
    whole: bool
    step: float | None  # of a real number that is rounded

    def settle(self, value: float) -> int | float:
        """The nearest value that is allowed."""
        value = min(max(float(value), self.low), self.high)
        if self.whole:
            return round(value)
        return value if self.step is None else round(value / self.step) * self.step


@dataclass(frozen=True)
class Values:
    values: Sequence[Value]

    @property
    def ordered(self) -> bool:
        numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in self.values)
        return numbers and len(self.values) > 2

    def settle(self, value: Value) -> Value:
        """The one that is written alike."""
        return next(own for own in self.values if str(own) == str(value))


@dataclass(frozen=True)
class Dimension:
    name: str
    kind: Range | Values
    parent: tuple[str, Sequence[Value]] | None  # exists where that one has one of these values


class Dimensions:
    """Parents before their children."""

    def __init__(self, parameters: Parameters) -> None:
        self._dimensions = [_read(name, dict(given)) for name, given in parameters.items()]

    def __iter__(self) -> Iterator[Dimension]:
        return iter(self._dimensions)

    def exists(self, dimension: Dimension, point: Point) -> bool:
        return dimension.parent is None or point.get(dimension.parent[0]) in dimension.parent[1]

    def point(self, values: Mapping[str, Any]) -> dict[str, Value]:
        """The point that values of all dimensions make: what does not exist there is left out."""
        point: dict[str, Value] = {}
        for dimension in self._dimensions:
            if self.exists(dimension, point):
                point[dimension.name] = dimension.kind.settle(values[dimension.name])
        return point


def _read(name: str, given: dict[str, Any]) -> Dimension:
    when = given.get("when")
    parent = next(iter(when.items())) if when else None
    if "values" in given:
        return Dimension(name, Values(given["values"]), parent)
    kind = str(given["distribution"])
    whole = kind == "int_uniform" or (kind == "q_log_uniform_values" and given["q"] == 1)
    step = None if whole else cast(float | None, given.get("q"))
    return Dimension(name, Range(given["min"], given["max"], "log" in kind, whole, step), parent)
