"""What exists and what is allowed in many rows of the cube at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from besom.space.conditions import Condition
from besom.space.parameters import Array, Value
from besom.space.structure import Structure

Mask = NDArray[np.bool_]

NOWHERE = 0.5  # the coordinate of what does not exist, and of what has no column


@dataclass(frozen=True)
class Rows:
    """The coordinates (n,) of each axis that has a column. What differs is decoded once, not row by row."""

    structure: Structure
    columns: Mapping[str, Array]
    count: int  # n
    _distinct: dict[str, tuple[list[float], NDArray[np.intp]]] = field(init=False, default_factory=dict)

    def existing(self, names: Sequence[str]) -> Mask:
        """(n, names) which of the names exist where."""
        known: dict[str, Mask] = {}
        everywhere = np.ones(self.count, dtype=bool)
        for name in self.structure.closure(names):
            known[name] = everywhere
            for condition in self.structure.conditions.get(name, ()):
                known[name] = known[name] & known[condition.parent] & self._holding(condition)
        return np.stack([known[name] for name in names], axis=1) if names else np.empty((self.count, 0), dtype=bool)

    def judged(self, names: Sequence[str], verdict: Callable[[Mapping[str, Value]], bool]) -> Mask:
        """(n,) the verdict on the part of each point that these names and all they need make."""
        part = self.structure.closure(names)
        axes = {name: self.structure.axes[name] for name in part if name in self.structure.axes}
        # A column of nothing comes first, for parts that have no column of their own.
        columns = [np.zeros(self.count), *(self.columns[name] for name in axes if name in self.columns)]
        distinct, places = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
        with_column = [name for name in axes if name in self.columns]
        verdicts = []
        for _, *row in distinct.tolist():
            coordinates = dict(zip(with_column, row, strict=True))
            values = {name: axis.decode(coordinates.get(name, NOWHERE)) for name, axis in axes.items()}
            verdicts.append(verdict(self.structure.fill(values, part)))
        return np.array(verdicts, dtype=bool)[places.reshape(-1)]

    def _holding(self, condition: Condition) -> Mask:
        """(n,) whether the parent's value is one that the condition asks for, if the parent exists."""
        parent = condition.parent
        if parent in self.structure.derived:
            return self.judged([parent], lambda point: parent in point and condition.holds(point[parent]))
        axis = self.structure.leaders.get(parent, parent)
        coordinates, places = self._different(axis)
        # A category that is not listed lies below 0, and is none of those that a condition can ask for.
        listed = [u >= 0 or self.structure.axes[axis].ordered for u in coordinates]
        held = [
            known and condition.holds(self._value(parent, axis, u))
            for known, u in zip(listed, coordinates, strict=True)
        ]
        return np.array(held, dtype=bool)[places]

    def _value(self, name: str, axis: str, u: float) -> Value:
        value = self.structure.axes[axis].decode(u)
        return value if name == axis else self.structure.follow(name, value)

    def _different(self, axis: str) -> tuple[list[float], NDArray[np.intp]]:
        """The different coordinates of a column, and which of them each row has."""
        if axis not in self.columns:
            return [NOWHERE], np.zeros(self.count, dtype=np.intp)
        if axis not in self._distinct:
            coordinates, places = np.unique(self.columns[axis], return_inverse=True)
            self._distinct[axis] = coordinates.tolist(), places
        return self._distinct[axis]
