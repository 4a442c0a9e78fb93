"""Which runs are the best or, where each point is run under several seeds, which points."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from besom.cli import figures
from besom.cli.lookup import logged_metrics
from besom.cli.place import Place
from besom.cli.wording import instead, limits, measured, numbers
from besom.wire.runs import Run
from besom.wire.sweeps import Standing, Sweep

FAR = 1000  # percent, beyond which two values are better seen side by side
RIVAL = "may be as good"  # as the point that leads


@dataclass(frozen=True)
class Rank:
    """A run or a point, and its place among the others."""

    runs: str  # `run 9`, or all that a point has
    value: float
    half_width: float | None
    values: Mapping[str, float]  # of a run, by each metric that counts
    keeps: bool  # all outcome constraints
    note: str  # the state of a run, or what it is besides; whether a point leads or is behind
    point: dict[str, Any]
    first: str  # id of its first run
    record: Run | Standing  # for programs


def repeated(sweep: Sweep) -> bool:
    """Whether each point is run under several seeds."""
    return sweep.document.get("repeat") is not None


def ranks(place: Place, sweep: Sweep, limit: int) -> list[Rank]:
    """The best first, of those that have a value of the sweep's metric: so many runs, or all points.

    Of several objectives the front comes first; what breaks an outcome constraint comes behind what does not.
    """
    if sweep.metric is None:
        return []
    if repeated(sweep):
        found = place.client.standings(sweep.entity, sweep.project, sweep.id).standings
        return [_of_point(each, each.mean) for each in found if each.mean is not None]
    runs = place.client.runs(sweep.entity, sweep.project, sweep.id, sort="value", limit=limit).runs
    return [_of_run(sweep, run, run.value) for run in runs if run.value is not None]


def without_best(place: Place, sweep: Sweep) -> str:
    """Why no run is the best yet, of a sweep that has a metric."""
    logged = logged_metrics(place, sweep)
    for name in measured(sweep):
        if name not in logged:
            return f"no run has logged {name} yet ({instead(logged, name)})"
    if sweep.outcome_constraints:
        return f"no run keeps {limits(sweep)} yet"
    return f"no run has come to a finite value of {measured(sweep)[0]} yet"


def lead(ranked: Sequence[Rank]) -> str:
    """How far the first is ahead: `next best +5.8 %`, or how many points may be as good as it; empty for only one."""
    if len(ranked) < 2:
        return ""
    if isinstance(ranked[0].record, Standing):
        rivals = sum(rank.note == RIVAL for rank in ranked)
        return f"{figures.counted(rivals, 'other point')} {RIVAL}" if rivals else "all others are behind"
    first, second = ranked[0].value, ranked[1].value
    percent = 100 * (second - first) / abs(first) if first else math.inf
    return "next best " + (f"{percent:+.1f} %" if abs(percent) < FAR else figures.number(second))


def _of_run(sweep: Sweep, run: Run, value: float) -> Rank:
    note = "front" if run.number in sweep.front else f"breaks {figures.listed(run.broken)}" if run.broken else run.state
    keeps = not run.broken and all(of.metric in run.values for of in sweep.outcome_constraints)
    return Rank(f"run {run.number}", value, None, run.values, keeps, note, run.point, run.id, run)


def _of_point(standing: Standing, mean: float) -> Rank:
    note = "leads" if standing.leads else "behind" if standing.behind else RIVAL
    note = note if standing.keeps else "breaks a limit"
    runs, first = numbers([result.number for result in standing.results]), standing.results[0].run
    return Rank(runs, mean, standing.half_width, {}, standing.keeps, note, standing.point, first, standing)
