"""What a history teaches a model: rows of the cube, and what was measured there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from besom.search.history import Aim, History, Objective, Observation
from besom.space import Space

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

PRIOR_MOST = 100  # observations of other sweeps, while the sweep has none of its own
FADING = 2  # of them are given up for each of its own: other data may have other optima


@dataclass(frozen=True, eq=False)
class Lessons:
    """Known: rows (n, d), with values (n, k) of the `objectives`, lower is better, NaN where there is none.

    In order of arrival. `failed` (n,) marks runs that failed, or came to no value of an objective. `limited` has the
    values (n,) of each limit's metric, sign as logged, NaN where there is none. `censored` (n,) marks
    values of runs that did not come to their own end. `inside` (n,) marks points of the present space; others, from
    before it was narrowed or from other sweeps, may lie beyond the cube. `own` (n,) marks those inside that this sweep
    handed out. `pending` rows (p, d) are in flight. `silent` (q, d) are rows of runs that a person ended before they
    measured anything: nothing to learn, but no reason to try them again. `taken` (t, d) are the rows of all points of
    the present space that were handed out.
    """

    rows: Array
    objectives: Array
    failed: Mask
    limited: Sequence[Array]
    censored: Mask
    inside: Mask
    own: Mask
    pending: Array
    silent: Array
    taken: Array

    @property
    def values(self) -> Array:
        """(n,) of the first objective."""
        return self.objectives[:, 0]

    @property
    def measured(self) -> int:
        """Number of runs that came to values of all objectives."""
        return int((~self.failed).sum())

    @property
    def placed(self) -> Array:
        """(m, d) rows of the cube about which something is known, or will be."""
        return np.vstack([self.rows[self.inside], self.pending, self.silent])


def lessons(space: Space, aim: Aim, history: History) -> Lessons:
    """What a history says that can be said in this space, as arrays.

    A run that failed, crashed, or gave no finite value counts as failed, unless the objective says what to count it as.
    The last value of a killed run is used as that of a stopped one. Of other sweeps only measured values count, and the
    fewer the more the sweep knows of its own.
    """
    seen, rows, placed, inside = _places(space, history.observations)
    states = np.array([observation.state for observation in seen], dtype=str)
    early = np.array([observation.censored for observation in seen], dtype=bool) | (states != "finished")
    prior = np.array([observation.space_version == 0 for observation in seen], dtype=bool)
    broken = (states == "failed") | (states == "crashed")
    values = np.stack([_values(seen, objective, broken) for objective in aim.objectives], axis=1)
    valued = np.asarray(np.isfinite(values).all(axis=1))
    running = placed & ~prior & (states == "running")
    silent = placed & ~prior & (states == "killed") & ~valued
    known = placed & ~prior & ~running & ~silent
    measured_before = np.flatnonzero(placed & prior & valued)
    most = max(PRIOR_MOST - FADING * int((known & valued).sum()), 0)
    known[measured_before[telling(values[measured_before, 0], most)]] = True
    return Lessons(
        rows=rows[known],
        objectives=values[known],
        failed=~valued[known],
        limited=[_logged(seen, limit.metric)[known] for limit in aim.limits],
        censored=early[known],
        inside=inside[known],
        own=(inside & ~prior)[known],
        pending=rows[running],
        silent=rows[silent & inside],
        taken=rows[inside & ~prior],
    )


def uncensored(values: Array, censored: Mask) -> Array:
    """(n,) values, lower is better: that of a run stopped early was reached, so it may be the best of all.

    Had it gone on it might have come further, so it counts as no worse than the worst of the finished runs, if there
    are any.
    """
    finished = values[~censored & np.isfinite(values)]
    return np.where(censored, np.minimum(values, finished.max()), values) if len(finished) else values


def telling(values: Array, most: int) -> NDArray[np.int_]:
    """Indices, in order, of the best half of `most` values, and of as many others evenly over their range."""
    order = np.argsort(values, kind="stable")
    if len(order) <= most:
        return np.arange(len(order))
    half = most // 2
    rest = order[half:]
    others = rest[np.linspace(0, len(rest) - 1, most - half).astype(int)]
    return np.sort(np.append(order[:half], others))


def _places(space: Space, observations: Sequence[Observation]) -> tuple[list[Observation], Array, Mask, Mask]:
    """The observations that make a point here, their rows (n, d), and which have a place and which lie inside (n,).

    They are remembered with each observation, since every suggestion asks for all of them.
    """
    fresh = [each for each in observations if each.memory.get("place", (None,))[0] is not space]
    if fresh:
        adapted = [(each, space.adapt(each.point)) for each in fresh]
        here = [(each, point) for each, point in adapted if point is not None]
        rows, placed = space.cube.place([point for _, point in here])
        for each in fresh:
            each.memory["place"] = (space, None)
        for (each, point), row, has_place in zip(here, rows, placed.tolist(), strict=True):
            each.memory["place"] = (space, (row, has_place, space.contains(point)))
    found = [(each, place) for each in observations if (place := each.memory["place"][1]) is not None]
    rows = np.array([row for _, (row, _, _) in found], dtype=float).reshape(len(found), len(space.cube.varying))
    flags = np.array([(has_place, inside) for _, (_, has_place, inside) in found], dtype=bool).reshape(len(found), 2)
    return [each for each, _ in found], rows, flags[:, 0], flags[:, 1]


def _logged(seen: Sequence[Observation], metric: str) -> Array:
    values = np.array([each.values.get(metric, np.nan) for each in seen], dtype=float)
    return np.where(np.isfinite(values), values, np.nan)


def _values(seen: Sequence[Observation], objective: Objective, broken: Mask) -> Array:
    """The objective so that lower is better; NaN where there is no finite value, or none that counts."""
    values = objective.sign * _logged(seen, objective.metric)
    if objective.impute == "latest":
        return values
    values[broken] = np.nan
    if objective.impute == "best" and np.isfinite(values).any():
        values[broken] = np.nanmin(values)
    return values
