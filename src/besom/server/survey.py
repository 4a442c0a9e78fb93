"""How the runs of a sweep lie in another version of its space. Computed in a suggestion process: there may be many."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from besom.domain.run import Run
from besom.domain.store import Reader
from besom.domain.sweep import Sweep
from besom.server.present import lies_inside
from besom.server.suggesting import definition_of
from besom.space import Point, Space


@dataclass(frozen=True)
class Survey:
    """Of the runs numbered 1 to `numbered`."""

    numbered: int = 0
    suggested: int = 0  # not queued by hand
    inside: int = 0
    without: Counter[str] = field(default_factory=Counter)  # runs that cannot be seen from there, by what they lack
    tried: frozenset[int] = frozenset()  # cells of a grid

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
    points = [definition.point_of(json.loads(config)) for config in configs]
    inside = [point for point in points if lies_inside(space, point)]
    seen = (space.adapt(point) for point in inside) if definition.method == "grid" else ()
    return Survey(
        numbered=len(configs),
        suggested=suggested,
        inside=len(inside),
        without=Counter(name for point in points if (name := lacking(space, point)) is not None),
        tried=frozenset(space.index(point) for point in seen if point is not None),
    )


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
