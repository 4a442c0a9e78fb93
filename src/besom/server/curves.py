"""The curves that stopping rules judge by: those of a sweep's runs, lower is better, read once and then only grown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from besom.domain.run import Run
from besom.domain.states import RunState
from besom.domain.store import Reader
from besom.domain.sweep import Metric
from besom.stopping import Curve

ENDED = tuple(state for state in RunState if not state.active)


class Read(NamedTuple):
    """What is known of a run's curve: as far as its attempt had reported."""

    attempt: int
    lines: int
    curve: Curve


@dataclass(frozen=True, slots=True)
class Curves:
    """All that rules see of a sweep: the runs that have ended with a value, as of a version, and those that run."""

    version: int = -1
    metric: Metric | None = None
    ended: tuple[Curve, ...] = ()
    running: tuple[tuple[Run, Curve], ...] = ()
    read: Mapping[str, Read] = field(default_factory=dict)  # by run, of the ended ones
    read_running: Mapping[str, Read] = field(default_factory=dict)


NO_CURVES = Curves()


def read_curves(reader: Reader, project: int, name: str, known: Curves) -> Curves:
    """The sweep's curves as they are now. Of what is `known` only the rows that came since are read."""
    sweep = reader.sweep(project, name)
    if sweep is None or sweep.metric is None:
        return NO_CURVES
    if known.metric != sweep.metric:
        known = Curves(metric=sweep.metric)
    running = reader.runs(project, name, [RunState.RUNNING])
    read_running = _read(reader, running, sweep.metric, known)
    ended, read = known.ended, known.read
    if known.version != sweep.version:
        read = _read(reader, reader.runs(project, name, ENDED), sweep.metric, known)
        ended = tuple(curve for _, _, curve in read.values() if len(curve.values))
    going = tuple((run, read_running[run.id].curve) for run in running)
    return Curves(sweep.version, sweep.metric, ended, going, read, read_running)


def _read(reader: Reader, runs: Iterable[Run], metric: Metric, known: Curves) -> dict[str, Read]:
    return {
        run.id: _grown(reader, run, metric, known.read_running.get(run.id) or known.read.get(run.id)) for run in runs
    }


def _grown(reader: Reader, run: Run, metric: Metric, known: Read | None) -> Read:
    finished = run.state is RunState.FINISHED
    if known is None or known.attempt != run.attempt:
        _, _, values = reader.curve(run.project, run.id, metric.name)
        seen = metric.sign * np.asarray(values, dtype=np.float64)
    elif known.lines != run.lines:
        rows = reader.rows_from(run.project, run.id, known.lines)
        more = [row.metrics[metric.name] for row in rows if metric.name in row.metrics]
        seen = np.concatenate([known.curve.values, metric.sign * np.asarray(more, dtype=np.float64)])
    elif known.curve.finished == finished:
        return known
    else:
        seen = np.asarray(known.curve.values)
    return Read(run.attempt, run.lines, Curve(run.number or 0, seen, finished))
