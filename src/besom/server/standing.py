"""How a sweep's points stand: by their runs' values or, where each is run several times, by the means of those."""

import json
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from besom.domain.run import Run
from besom.domain.states import RunState
from besom.domain.store import Reader
from besom.domain.sweep import Metric, Sweep
from besom.search import standings
from besom.server.outcomes import NONE, keeps, values_of_runs
from besom.server.suggesting import Known, aimed_elsewhere, definition_of, observed
from besom.space import Point

KEPT_SWEEPS = 32  # whose places a reader remembers


@dataclass(frozen=True, slots=True)
class Result:
    """What a run has come to."""

    run: str
    number: int
    repeat: int
    state: RunState
    value: float | None


@dataclass(frozen=True, slots=True)
class Place:
    """A point among the others; besom.search.Standing says what its parts are."""

    point: Point
    mean: float | None
    half_width: float | None
    results: tuple[Result, ...]
    leads: bool
    behind: bool
    keeps: bool


@dataclass(slots=True)
class _Kept:
    version: tuple[int, int]  # of the space, and of the history, in which only the ends of runs count
    places: tuple[Place, ...]


_kept: WeakKeyDictionary[Reader, dict[tuple[int, str], _Kept]] = WeakKeyDictionary()


def repeated(sweep: Sweep) -> bool:
    """Whether the sweep runs each point under several seeds."""
    return sweep.metric is not None and definition_of(sweep.document).repeat is not None


def places(reader: Reader, sweep: Sweep) -> tuple[Place, ...]:
    """Best first; none without a metric. Where points are repeated, those of the present space, by their ended runs."""
    if sweep.metric is None:
        return ()
    if not repeated(sweep):
        return _of_runs(reader, sweep, sweep.metric)
    known = _kept.setdefault(reader, {})
    found = known.pop((sweep.project, sweep.id), None)
    version = (sweep.space_version, sweep.version)
    if found is None or found.version != version:
        found = _Kept(version, _of_points(reader, sweep, sweep.metric))
    known[sweep.project, sweep.id] = found
    if len(known) > KEPT_SWEEPS:
        del known[next(iter(known))]
    return found.places


def leader(reader: Reader, sweep: Sweep) -> Place | None:
    """The point that leads, or the best run of those that keep the limits where each point has one.

    Of equals the earlier; with several objectives the best is that by the first.
    """
    if sweep.metric is None:
        return None
    if repeated(sweep):
        return next((place for place in places(reader, sweep) if place.leads), None)
    best = reader.best(sweep.project, sweep.id, sweep.metric, definition_of(sweep.document).limits)
    run = None if best is None else reader.run(sweep.project, best[0])
    return None if best is None or run is None else _alone(sweep, run, best[2], leads=True, keeps=True)


def _of_points(reader: Reader, sweep: Sweep, metric: Metric) -> tuple[Place, ...]:
    definition = definition_of(sweep.document)
    aim, repeat = definition.aim(), definition.repeat
    if repeat is None:
        return ()
    values = values_of_runs(reader, sweep, definition.measured)
    runs = [run for run in reader.runs(sweep.project, sweep.id) if not run.state.active]
    elsewhere = aimed_elsewhere(reader, sweep)
    known = (Known.ended(run, values.get(run.id, NONE), metric.name, elsewhere) for run in runs)
    seen = [observed(definition, each) for each in known]
    return tuple(
        Place(
            point=each.point,
            mean=each.mean,
            half_width=each.half_width,
            results=tuple(
                _result(run, values.get(run.id, NONE).get(metric.name)) for run in (runs[place] for place in each.runs)
            ),
            leads=each.leads,
            behind=each.behind,
            keeps=each.keeps,
        )
        for each in standings(definition.space, aim, seen, len(repeat.seeds))
    )


def _of_runs(reader: Reader, sweep: Sweep, metric: Metric) -> tuple[Place, ...]:
    definition = definition_of(sweep.document)
    values = values_of_runs(reader, sweep, definition.measured)
    runs = [run for run in reader.runs(sweep.project, sweep.id) if metric.name in values.get(run.id, NONE)]
    kept = {run.id for run in runs if keeps(definition, values[run.id])}
    runs.sort(key=lambda run: (run.id not in kept, metric.sign * values[run.id][metric.name]))
    return tuple(
        _alone(sweep, run, values[run.id][metric.name], leads=not place and run.id in kept, keeps=run.id in kept)
        for place, run in enumerate(runs)
    )


def _alone(sweep: Sweep, run: Run, value: float, *, leads: bool, keeps: bool) -> Place:
    point = definition_of(sweep.document).point_of(json.loads(run.config))
    return Place(point, value, None, (_result(run, value),), leads, behind=False, keeps=keeps)


def _result(run: Run, value: float | None) -> Result:
    return Result(run.id, run.number or 0, run.repeat, run.state, value)
