"""The unit cube in which a model sees a space."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from besom.space.parameters import Array, Parameter, Value


@dataclass(frozen=True)
class Cube:
    """One column for each parameter that varies, in the file's order; constants have none.

    A row is a point. Rows are kept snapped: a discrete coordinate lies in the middle of its slot, so two rows are equal
    exactly when they become the same point.
    """

    parameters: Mapping[str, Parameter]

    @cached_property
    def varying(self) -> dict[str, Parameter]:
        """The parameters that have a column."""
        return {name: parameter for name, parameter in self.parameters.items() if parameter.size != 1}

    @cached_property
    def continuous(self) -> NDArray[np.bool_]:
        """(d,) columns in which every coordinate is a value of its own."""
        return np.array([parameter.continuous for parameter in self.varying.values()], dtype=bool)

    @cached_property
    def categories(self) -> NDArray[np.bool_]:
        """(d,) columns in which coordinates can only be equal or different."""
        return np.array([not parameter.ordered for parameter in self.varying.values()], dtype=bool)

    def encode(self, points: Sequence[Mapping[str, Value]]) -> Array:
        """(n, d) rows of points that the space contains."""
        columns = self.varying
        rows = [[parameter.encode(point[name]) for name, parameter in columns.items()] for point in points]
        return np.array(rows, dtype=float).reshape(len(points), len(columns))

    def place(self, points: Sequence[Mapping[str, Value]]) -> tuple[Array, NDArray[np.bool_]]:
        """(n, d) rows of points that Space.adapt gave, and (n,) which of them have a place.

        Coordinates beyond the ends of a parameter lie outside [0, 1], a category that is not listed at -1.
        """
        rows = np.full((len(points), len(self.varying)), -1.0)
        placed = np.ones(len(points), dtype=bool)
        for j, (name, parameter) in enumerate(self.varying.items()):
            for i, point in enumerate(points):
                place = parameter.coordinate(point[name])
                if place is not None:
                    rows[i, j] = place
                elif parameter.ordered:
                    placed[i] = False
        return rows, placed

    def active(self, rows: Array) -> NDArray[np.bool_]:
        """(n, d) the coordinates of parameters that exist in their row's point."""
        return np.ones(rows.shape, dtype=bool)

    def feasible(self, rows: Array) -> NDArray[np.bool_]:
        """(n,) the rows whose points satisfy all constraints."""
        return np.ones(len(rows), dtype=bool)

    def decode(self, row: Array) -> dict[str, Value]:
        """The point that a row (d,) becomes, constants included."""
        coordinates = dict(zip(self.varying, row.tolist(), strict=True))
        return {name: parameter.decode(coordinates.get(name, 0.5)) for name, parameter in self.parameters.items()}

    def snap(self, rows: Array) -> Array:
        """(n, d) any coordinates moved to where what they become lies."""
        columns = [parameter.snap(rows[:, j]) for j, parameter in enumerate(self.varying.values())]
        return np.stack(columns, axis=1) if columns else rows.copy()

    def neighbours(self, row: Array) -> Array:
        """(m, d) rows that differ from this one by one move of one discrete parameter."""
        moved = []
        for j, parameter in enumerate(self.varying.values()):
            for u in parameter.neighbours(float(row[j])):
                other = row.copy()
                other[j] = u
                moved.append(other)
        return np.array(moved, dtype=float).reshape(len(moved), len(row))
