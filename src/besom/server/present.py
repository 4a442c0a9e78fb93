"""Domain objects as wire records: what is stored, with what a reader wants to know beside it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from besom import command
from besom.config import Definition
from besom.domain.run import Attempt, MetricSummary, Row, Run, Stop
from besom.domain.store import Reader
from besom.domain.sweep import Limit, Metric, Project, Reduce, Sweep
from besom.server.chosen import Prediction
from besom.server.outcomes import NONE, Values, broken, keeps, numbers_on_front, on_front, values_of_run
from besom.server.standing import Place, leader, repeated
from besom.server.suggesting import definition_of
from besom.space import facts
from besom.wire import runs as wire_runs
from besom.wire import sweeps as wire_sweeps
from besom.wire.numbers import pack


@dataclass(frozen=True, slots=True)
class SweepView:
    """A sweep, and what a look at it counts."""

    sweep: Sweep
    project: Project
    counts: Mapping[str, int]
    best: wire_sweeps.Best | None
    front: Sequence[int]  # numbers of runs


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with its metrics."""

    run: Run
    project: Project
    sweep: Sweep | None
    document: str | None  # of the version of its sweep that it was made in
    metrics: Sequence[MetricSummary]
    values: Values  # of what counts in its sweep
    attempts: Sequence[Attempt] = ()

    @property
    def value(self) -> float | None:
        """Of its sweep's metric."""
        return None if self.sweep is None or self.sweep.metric is None else self.values.get(self.sweep.metric.name)


def view_sweep(reader: Reader, project: Project, sweep: Sweep) -> SweepView:
    counts = {str(state): count for state, count in reader.count_runs(project.key, sweep.id).items()}
    return SweepView(sweep, project, counts, _best(reader, sweep), numbers_on_front(reader, sweep))


def view_run(reader: Reader, project: Project, run: Run) -> RunView:
    sweep = None if run.sweep is None else reader.sweep(project.key, run.sweep)
    metrics, values = reader.metrics(project.key, run.id), values_in(reader, run, sweep)
    attempts = reader.attempts_of(project.key, run.id)
    return RunView(run, project, sweep, document_of(reader, run, sweep), metrics, values, attempts)


def document_of(reader: Reader, run: Run, sweep: Sweep | None) -> str | None:
    """The document of the version of its sweep that the run was made in, be it before or after `sweep` was read."""
    if sweep is None or run.space_version is None:
        return None
    return sweep.document if run.space_version == sweep.space_version else documents(reader, sweep)[run.space_version]


def documents(reader: Reader, sweep: Sweep) -> dict[int, str]:
    """The sweep's documents by version."""
    return {each.version: each.document for each in reader.versions(sweep.project, sweep.id)}


def values_in(reader: Reader, run: Run, sweep: Sweep | None) -> Values:
    """What the run has come to by all that counts in its sweep."""
    return NONE if sweep is None else values_of_run(reader, run, definition_of(sweep.document).measured)


def present_sweep(
    view: SweepView, base_url: str, agents: int, warnings: Iterable[str] = (), notes: Iterable[str] = ()
) -> wire_sweeps.Sweep:
    sweep, metric, definition = view.sweep, view.sweep.metric, definition_of(view.sweep.document)
    return wire_sweeps.Sweep(
        id=sweep.id,
        entity=view.project.entity,
        project=view.project.name,
        name=sweep.name,
        description=sweep.description,
        state=sweep.state.value,
        method=sweep.method,
        metric=None if metric is None else _present_objective(metric),
        metrics=[_present_objective(each) for each in definition.metrics],
        outcome_constraints=[_present_limit(each) for each in definition.limits],
        source=sweep.source,
        document=json.loads(sweep.document),
        run_cap=sweep.run_cap,
        cells=sweep.cells,
        total=sweep.total,
        budget_seconds=sweep.budget_seconds,
        spent=sweep.spent,
        closed=None if sweep.closed is None else sweep.closed.value,
        seed=sweep.seed,
        space_version=sweep.space_version,
        parameters=_parameters_of(sweep.document),
        counts=wire_sweeps.RunCounts(**view.counts),
        best=view.best,
        front=list(view.front),
        agents=agents,
        url=page(base_url, view.project, "sweeps", sweep.id),
        warnings=list(warnings),
        notes=list(notes),
        created_at=sweep.created_at,
        ended_at=sweep.ended_at,
    )


def present_run(view: RunView, base_url: str) -> wire_runs.Run:
    run, sweep = view.run, view.sweep
    config = json.loads(run.config)
    definition = None if view.document is None else definition_of(view.document)
    point = {} if definition is None else definition.point_of(config)
    return wire_runs.Run(
        id=run.id,
        sweep=run.sweep,
        number=run.number,
        space_version=run.space_version,
        repeat=run.repeat,
        priority=run.priority,
        state=run.state.value,
        order=None if run.order is None else run.order.value,
        stop=present_stop(run.stop),
        attempt=run.attempt,
        agent=run.agent,
        config=config,
        point=point,
        inside=sweep is None or definition_of(sweep.document).space.inside(point) is not None,
        summary=json.loads(run.summary),
        metrics={metric.name: _present_metric(metric) for metric in view.metrics},
        value=view.value,
        values=dict(view.values),
        broken=[] if sweep is None else broken(definition_of(sweep.document), view.values),
        command=[] if definition is None else shown_command(definition, config),
        info=json.loads(run.info),
        display_name=run.display_name,
        notes=run.notes,
        tags=list(run.tags),
        group=run.group,
        host=run.host,
        exit_code=run.exit_code,
        error=run.error,
        url=page(base_url, view.project, "runs", run.id),
        created_at=run.created_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
        attempts=present_attempts(view.attempts),
    )


def present_attempts(attempts: Iterable[Attempt]) -> list[wire_runs.Attempt]:
    return [
        wire_runs.Attempt(
            attempt=each.attempt,
            agent=each.agent,
            host=each.host,
            started_at=each.started_at,
            ended_at=each.ended_at,
            outcome=each.outcome.value,
        )
        for each in attempts
    ]


@lru_cache(maxsize=256)  # every event of a sweep has them
def _parameters_of(document: str) -> list[wire_sweeps.ParameterFacts]:
    return [
        wire_sweeps.ParameterFacts(
            name=each.name,
            kind=each.kind,
            scale=each.scale,
            low=each.low,
            high=each.high,
            values=None if each.values is None else list(each.values),
            when=each.when,
            text=each.sentence,
        )
        for each in facts(definition_of(document).space)
    ]


def present_standing(place: Place) -> wire_sweeps.Standing:
    return wire_sweeps.Standing(
        point=dict(place.point),
        mean=place.mean,
        half_width=place.half_width,
        results=[
            wire_sweeps.Result(
                run=each.run, number=each.number, repeat=each.repeat, state=each.state.value, value=each.value
            )
            for each in place.results
        ],
        leads=place.leads,
        behind=place.behind,
        keeps=place.keeps,
    )


def present_stop(stop: Stop | None) -> wire_runs.Stop | None:
    if stop is None:
        return None
    return wire_runs.Stop(
        rule=stop.rule,
        age=stop.age,
        value=pack(stop.value),
        limit=pack(stop.limit),
        by=list(stop.by),
        band=stop.band,
        rank=stop.rank,
        among=stop.among,
    )


def present_prediction(each: Prediction) -> wire_runs.Prediction:
    return wire_runs.Prediction(
        metric=each.metric,
        median=each.median,
        low=each.low,
        high=each.high,
        target=each.target,
        value=each.value,
    )


def present_row(row: Row) -> wire_runs.Row:
    return wire_runs.Row(
        at=row.at,
        step=row.step,
        metrics={name: pack(value) for name, value in row.metrics.items()},
        extra=json.loads(row.extra) if row.extra else {},
    )


def shown_command(definition: Definition, config: Mapping[str, object]) -> list[str]:
    """The command of a run as a person would type it; empty where agents call a function instead."""
    if definition.program is None and "${program}" in definition.command:
        return []
    return command.shown(
        definition.command,
        program=definition.program,
        point=definition.given(config),
        style=definition.args_style,
    )


def ranked(sweep: Sweep, views: Iterable[RunView]) -> list[RunView]:
    """The best run first: the front of several objectives, then all that keep the limits by the first objective.

    Those that break one come next, those without a value last; equals stay in their order.
    """
    found, definition = list(views), definition_of(sweep.document)
    front = {run: at for at, run in enumerate(on_front(definition, {view.run.id: view.values for view in found}))}
    sign = 1.0 if sweep.metric is None else sweep.metric.sign

    def order(view: RunView) -> tuple[float, bool, bool, float]:
        able = keeps(definition, view.values)
        return front.get(view.run.id, len(front)), view.value is None, not able, sign * (view.value or 0.0)

    return sorted(found, key=order)


def page(base_url: str, project: Project, kind: str, name: str) -> str:
    """The address of the page of a sweep or a run."""
    return f"{base_url}/{quote(project.entity, safe='')}/{quote(project.name, safe='')}/{kind}/{name}"


def _present_objective(metric: Metric) -> wire_sweeps.Metric:
    return wire_sweeps.Metric(
        name=metric.name, goal=metric.goal.value, target=metric.target, reduce=_reduce(metric.reduce)
    )


def _present_limit(limit: Limit) -> wire_sweeps.OutcomeConstraint:
    return wire_sweeps.OutcomeConstraint(
        metric=limit.metric.name, min=limit.low, max=limit.high, reduce=_reduce(limit.metric.reduce)
    )


def _reduce(reduce: Reduce) -> str:
    return f"{reduce.kind}-{reduce.k}" if reduce.kind == "mean-last" else reduce.kind


def _present_metric(metric: MetricSummary) -> wire_runs.MetricSummary:
    return wire_runs.MetricSummary(
        count=metric.count,
        last=pack(metric.last),
        min=None if metric.low is None else pack(metric.low),
        max=None if metric.high is None else pack(metric.high),
        last_step=metric.last_step,
        last_at=metric.last_at,
    )


def _best(reader: Reader, sweep: Sweep) -> wire_sweeps.Best | None:
    place = leader(reader, sweep)
    if place is None or place.mean is None:
        return None
    first = place.results[0]
    return wire_sweeps.Best(
        run=first.run,
        number=first.number,
        value=place.mean,
        half_width=place.half_width,
        runs=[result.number for result in place.results] if repeated(sweep) else [],
    )
