"""What a history teaches a model: rows of the cube, and what was measured there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from besom.search.history import History, Objective, Observation
from besom.space import Point, Space

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lessons:
    """Known: rows (n, d) with values (n,), lower is better, NaN where the run failed. Pending: rows (p, d) in flight.

    In order of arrival. `censored` (n,) marks values of runs that were stopped early. `silent` (q, d) are rows of runs
    that a person ended before they measured anything: nothing to learn, but no reason to try them again.
    """

    rows: Array
    values: Array
    censored: NDArray[np.bool_]
    pending: Array
    silent: Array

    @property
    def measured(self) -> int:
        """Number of runs that gave a value."""
        return int(np.isfinite(self.values).sum())

    @property
    def tried(self) -> Array:
        """(n + p + q, d) every row that was handed out."""
        return np.vstack([self.rows, self.pending, self.silent])


def lessons(space: Space, objective: Objective, history: History) -> Lessons:
    """The part of a history that lies in this space, as arrays.

    A run that failed, crashed, or gave no finite value counts as failed. The last value of a killed run is used as that
    of a stopped one.
    """
    known: list[tuple[Point, float, bool]] = []
    pending: list[Point] = []
    silent: list[Point] = []
    for observation in history.observations:
        if not space.contains(observation.point):
            continue
        value = _value(observation, objective)
        if observation.state == "running":
            pending.append(observation.point)
        elif observation.state == "killed" and np.isnan(value):
            silent.append(observation.point)
        else:
            early = observation.censored or observation.state in ("stopped", "killed")
            known.append((observation.point, value, early))
    encode = space.cube.encode
    return Lessons(
        rows=encode([point for point, _, _ in known]),
        values=np.array([value for _, value, _ in known], dtype=float),
        censored=np.array([early for _, _, early in known], dtype=bool),
        pending=encode(pending),
        silent=encode(silent),
    )


def _value(observation: Observation, objective: Objective) -> float:
    """The objective so that lower is better; NaN for a failed run, and for a value that is not finite."""
    value = float(observation.values.get(objective.metric, np.nan))
    if observation.state in ("failed", "crashed") or not np.isfinite(value):
        return np.nan
    return -value if objective.goal == "maximize" else value
