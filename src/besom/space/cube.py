"""The unit cube in which a model sees a space."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from besom.space.conditions import same
from besom.space.parameters import Array, Parameter, Value
from besom.space.rows import NOWHERE, Mask, Rows
from besom.space.structure import Structure

UNLISTED = -1.0  # the coordinate of a category that the parameter does not have
MOST_KNOWN = 100_000  # coordinates kept: a few thousand runs of some twenty parameters


@dataclass(frozen=True)
class Cube:
    """One column for each parameter that varies on its own, in the file's order; constants and followers have none.

    A row is a point. Rows are kept snapped: a discrete coordinate lies in the middle of its slot, one of a parameter
    that does not exist there at 0.5, so two rows are equal exactly when they become the same point.
    """

    structure: Structure

    @cached_property
    def varying(self) -> dict[str, Parameter]:
        """The parameters that have a column."""
        return {name: parameter for name, parameter in self.structure.axes.items() if parameter.size != 1}

    @cached_property
    def continuous(self) -> Mask:
        """(d,) columns in which every coordinate is a value of its own."""
        return np.array([parameter.continuous for parameter in self.varying.values()], dtype=bool)

    @cached_property
    def categories(self) -> Mask:
        """(d,) columns in which coordinates can only be equal or different."""
        return np.array([not parameter.ordered for parameter in self.varying.values()], dtype=bool)

    @cached_property
    def levels(self) -> tuple[Array | None, ...]:
        """The coordinates (k,) of each column's categories; None for a column of numbers."""
        return tuple(
            None
            if parameter.ordered
            else np.array([parameter.encode(parameter.at(i)) for i in range(parameter.size or 0)])
            for parameter in self.varying.values()
        )

    def encode(self, points: Sequence[Mapping[str, Value]]) -> Array:
        """(n, d) rows of points that the space contains."""
        columns = self.varying
        rows = [
            [parameter.encode(point[name]) if name in point else NOWHERE for name, parameter in columns.items()]
            for point in points
        ]
        return np.array(rows, dtype=float).reshape(len(points), len(columns))

    def place(self, points: Sequence[Mapping[str, Value]]) -> tuple[Array, Mask]:
        """(n, d) rows of adapted points, and (n,) whether the point has a place.

        A number beyond its parameter's ends lies below 0 or above 1, a category that the parameter does not have at -1.
        What no column can tell has no place: another value for a constant, a text for a number, zipped values that do
        not belong together.
        """
        rows = np.full((len(points), len(self.varying)), NOWHERE)
        placed = np.array([self._belongs(point) for point in points], dtype=bool)
        for name, axis in self.structure.axes.items():
            for i, point in enumerate(points):
                if name not in point:
                    continue
                place = self._coordinate(name, point[name])
                if place is None and (axis.ordered or name not in self.varying):
                    placed[i] = False
                elif name in self.varying:
                    rows[i, self._number[name]] = UNLISTED if place is None else place
        return rows, placed

    def decode(self, row: Array) -> dict[str, Value]:
        """The point that a row (d,) becomes, all that exists in it included; constraints are not looked at."""
        coordinates = dict(zip(self.varying, row.tolist(), strict=True))
        values = {name: axis.decode(coordinates.get(name, NOWHERE)) for name, axis in self.structure.axes.items()}
        return values if self.structure.plain else self.structure.point(values)

    def active(self, rows: Array) -> Mask:
        """(n, d) which columns belong to parameters that exist in the points of rows (n, d)."""
        if not self.structure.conditions:
            return np.ones(rows.shape, dtype=bool)
        return self._split(rows).existing(tuple(self.varying))

    def feasible(self, rows: Array) -> Mask:
        """(n,) whether the points of rows (n, d) satisfy the constraints."""
        if not self.structure.constraints:
            return np.ones(len(rows), dtype=bool)
        names = [name for constraint in self.structure.constraints for name in constraint.names]
        return self._split(rows).judged(names, lambda point: self.structure.refusing(point) is None)

    def snap(self, rows: Array) -> Array:
        """(n, d) any coordinates moved to where what they become lies."""
        columns = [parameter.snap(rows[:, j]) for j, parameter in enumerate(self.varying.values())]
        snapped = np.stack(columns, axis=1) if columns else rows.copy()
        return np.where(self.active(snapped), snapped, NOWHERE) if self.structure.conditions else snapped

    def neighbours(self, row: Array) -> Array:
        """(m, d) rows that differ from this one by one move of one discrete parameter, and by what exists after it."""
        (active,) = self.active(row[None])
        moved = []
        for j, parameter in enumerate(self.varying.values()):
            for u in parameter.neighbours(float(row[j])) if active[j] else ():
                other = row.copy()
                other[j] = u
                moved.append(other)
        rows = np.array(moved, dtype=float).reshape(len(moved), len(row))
        return self.snap(rows) if self.structure.conditions else rows

    def _split(self, rows: Array) -> Rows:
        return Rows(self.structure, {name: rows[:, j] for j, name in enumerate(self.varying)}, len(rows))

    @cached_property
    def _number(self) -> dict[str, int]:
        """Which column a parameter has."""
        return {name: j for j, name in enumerate(self.varying)}

    @cached_property
    def _known(self) -> dict[tuple[str, type, Value], float | None]:
        """Coordinates found before: each suggestion asks again for all that was tried."""
        return {}

    def _coordinate(self, name: str, value: Value) -> float | None:
        if isinstance(value, (list, dict)):
            return self.structure.axes[name].coordinate(value)
        key = name, type(value), value
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = self.structure.axes[name].coordinate(value)
        return self._known[key]

    def _belongs(self, point: Mapping[str, Value]) -> bool:
        """Whether zipped values are those of one place, as far as the leading ones are known."""
        return all(
            same(self.structure.follow(follower, point[leader]), point[follower])
            for follower, leader in self.structure.leaders.items()
            if leader in point and follower in point and self.structure.parameters[leader].contains(point[leader])
        )
