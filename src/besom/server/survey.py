"""How the runs of a sweep lie in another version of its space. Computed in a suggestion process: there may be many."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from besom.config import Definition
from besom.domain.run import Run
from besom.domain.store import Reader
from besom.domain.sweep import Sweep
from besom.server.suggesting import definition_of
from besom.space import Point, Space


@dataclass(frozen=True)
class Survey:
    """Of the runs numbered 1 to `numbered`."""

    numbered: int = 0
    suggested: int = 0  # not queued by hand
    inside: int = 0
    without: Counter[str] = field(default_factory=Counter)  # runs that cannot be seen from there, by what they lack
    tried: frozenset[int] = frozenset()  # of a grid: its cells, or where each has several seeds cell * seeds + seed

    @property
    def outside(self) -> int:
        return self.numbered - self.inside

    def and_then(self, later: "Survey") -> "Survey":
        """Of these runs and of those numbered after them."""
        return Survey(
            self.numbered + later.numbered,
            self.suggested + later.suggested,
            self.inside + later.inside,
            self.without + later.without,
            self.tried | later.tried,
        )


def survey(document: str, configs: Sequence[str], suggested: int) -> Survey:
    """Of runs with these configs in the space of that document."""
    definition = definition_of(document)
    space = definition.space
    read = [json.loads(config) for config in configs]
    points = [definition.point_of(config) for config in read]
    lying = [space.inside(point) for point in points]
    inside = [(point, config) for point, config in zip(lying, read, strict=True) if point is not None]
    tried = (_tried(definition, *each) for each in inside) if definition.method == "grid" else ()
    return Survey(
        numbered=len(configs),
        suggested=suggested,
        inside=len(inside),
        without=Counter(
            name
            for point, seen in zip(points, lying, strict=True)
            if seen is None and (name := lacking(space, point)) is not None
        ),
        tried=frozenset(number for number in tried if number is not None),
    )


def _tried(definition: Definition, point: Point, config: Mapping[str, Any]) -> int | None:
    """Which of a grid's runs one inside is, as in Survey; None for one under a seed that the grid does not have."""
    cell = definition.space.index(point)
    if definition.repeat is None:
        return cell
    repeat = definition.repeat_of(config)
    return None if repeat < 0 else cell * len(definition.repeat.seeds) + repeat


def lacking(space: Space, point: Point) -> str | None:
    """The parameter without which a point of elsewhere cannot be seen from this space; None where it can."""
    if space.adapt(point) is not None:
        return None
    known = space.defaults.keys() | point.keys()
    gaps = {name: parameter.decode(0.5) for name, parameter in space.parameters.items() if name not in known}
    whole = space.adapt({**point, **gaps})
    return next((name for name in whole or {} if name in gaps), None)


def runs_after(reader: Reader, sweep: Sweep, number: int) -> list[Run]:
    """The sweep's runs with higher numbers than that; few, unless it is 0."""
    if number == 0:
        return reader.runs(sweep.project, sweep.id)
    found: list[Run] = []
    while (run := reader.run_numbered(sweep.project, sweep.id, number + len(found) + 1)) is not None:
        found.append(run)
    return found
