"""What a history teaches a model: rows of the cube, and what was measured there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from besom.search.history import History, Objective, Observation
from besom.space import Space

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

PRIOR_MOST = 100  # observations of other sweeps, while the sweep has none of its own
FADING = 2  # of them are given up for each of its own: other data may have other optima


@dataclass(frozen=True, eq=False)
class Lessons:
    """Known: rows (n, d) with values (n,), lower is better, NaN where the run failed. Pending: rows (p, d) in flight.

    In order of arrival. `censored` (n,) marks values of runs that did not come to their own end. `inside` (n,) marks
    points of the present space; others, from before it was narrowed or from other sweeps, may lie beyond the cube.
    `own` (n,) marks those inside that this sweep handed out. `silent` (q, d) are rows of runs that a person ended
    before they measured anything: nothing to learn, but no reason to try them again. `taken` (t, d) are the rows of all
    points of the present space that were handed out. `hopeful`: a failed run counts as the best, not as the worst.
    """

    rows: Array
    values: Array
    censored: Mask
    inside: Mask
    own: Mask
    pending: Array
    silent: Array
    taken: Array
    hopeful: bool

    @property
    def measured(self) -> int:
        """Number of runs that gave a value."""
        return int(np.isfinite(self.values).sum())

    @property
    def placed(self) -> Array:
        """(m, d) rows of the cube about which something is known, or will be."""
        return np.vstack([self.rows[self.inside], self.pending, self.silent])


def lessons(space: Space, objective: Objective, history: History) -> Lessons:
    """What a history says that can be said in this space, as arrays.

    A run that failed, crashed, or gave no finite value counts as failed. The last value of a killed run is used as that
    of a stopped one. Of other sweeps only measured values count, and the fewer the more the sweep knows of its own.
    """
    adapted = [(observation, space.adapt(observation.point)) for observation in history.observations]
    seen = [(observation, point) for observation, point in adapted if point is not None]
    rows, placed = space.cube.place([point for _, point in seen])
    inside = np.array([space.contains(point) for _, point in seen], dtype=bool)
    values = np.array([_value(observation, objective) for observation, _ in seen], dtype=float)
    states = np.array([observation.state for observation, _ in seen], dtype=str)
    early = np.array([observation.censored for observation, _ in seen], dtype=bool) | (states != "finished")
    prior = np.array([observation.space_version == 0 for observation, _ in seen], dtype=bool)
    running = placed & ~prior & (states == "running")
    silent = placed & ~prior & (states == "killed") & np.isnan(values)
    known = placed & ~prior & ~running & ~silent
    measured_before = np.flatnonzero(placed & prior & np.isfinite(values))
    most = max(PRIOR_MOST - FADING * int((known & np.isfinite(values)).sum()), 0)
    known[measured_before[telling(values[measured_before], most)]] = True
    return Lessons(
        rows=rows[known],
        values=values[known],
        censored=early[known],
        inside=inside[known],
        own=(inside & ~prior)[known],
        pending=rows[running],
        silent=rows[silent & inside],
        taken=rows[inside & ~prior],
        hopeful=objective.impute == "best",
    )


def telling(values: Array, most: int) -> NDArray[np.int_]:
    """Indices, in order, of the best half of `most` values, and of as many others evenly over their range."""
    order = np.argsort(values, kind="stable")
    if len(order) <= most:
        return np.arange(len(order))
    half = most // 2
    rest = order[half:]
    others = rest[np.linspace(0, len(rest) - 1, most - half).astype(int)]
    return np.sort(np.append(order[:half], others))


def _value(observation: Observation, objective: Objective) -> float:
    """The objective so that lower is better; NaN for a failed run, and for a value that is not finite."""
    value = float(observation.values.get(objective.metric, np.nan))
    failed = observation.state in ("failed", "crashed") and objective.impute != "latest"
    if failed or not np.isfinite(value):
        return np.nan
    return objective.sign * value
