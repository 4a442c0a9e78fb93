"""Which runs are the best or, where each point is run under several seeds, which points."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from besom.cli import figures
from besom.cli.place import Place
from besom.cli.wording import numbers
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
    note: str  # the state of a run; whether a point leads or is behind
    point: dict[str, Any]
    first: str  # id of its first run
    record: Run | Standing  # for programs


def repeated(sweep: Sweep) -> bool:
    """Whether each point is run under several seeds."""
    return sweep.document.get("repeat") is not None


def ranks(place: Place, sweep: Sweep, limit: int) -> list[Rank]:
    """The best first, of those that have a value of the sweep's metric: so many runs, or all points."""
    if sweep.metric is None:
        return []
    if repeated(sweep):
        found = place.client.standings(sweep.entity, sweep.project, sweep.id).standings
        return [_of_point(each, each.mean) for each in found if each.mean is not None]
    runs = place.client.runs(sweep.entity, sweep.project, sweep.id, sort="value", limit=limit).runs
    return [_of_run(run, run.value) for run in runs if run.value is not None]


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


def _of_run(run: Run, value: float) -> Rank:
    return Rank(f"run {run.number}", value, None, run.state, run.point, run.id, run)


def _of_point(standing: Standing, mean: float) -> Rank:
    note = "leads" if standing.leads else "behind" if standing.behind else RIVAL
    runs = numbers([result.number for result in standing.results])
    return Rank(runs, mean, standing.half_width, note, standing.point, standing.results[0].run, standing)
