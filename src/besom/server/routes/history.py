"""What runs have logged: curves, rows, lines of output."""

import math
from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from besom.curves import thin
from besom.domain.run import Run
from besom.domain.store import Reader
from besom.domain.sweep import Sweep
from besom.server.present import present_row
from besom.server.routes.given import RUN, SWEEP, Name, Server
from besom.server.routes.runs import find_run
from besom.server.routes.sweeps import find_sweep
from besom.wire import runs as wire
from besom.wire.numbers import pack

POINTS = 1_000  # of a curve, unless asked otherwise: more than a screen has columns for

Limit = Annotated[int, QueryParameter(ge=1, le=100_000)]
First = Annotated[int, QueryParameter(ge=0, le=2**53)]
FromEnd = Annotated[int, QueryParameter(ge=-(2**53), le=2**53)]
Metrics = Annotated[list[str] | None, QueryParameter()]


@get(f"{SWEEP}/curves")
async def sweep_curves(
    services: Server, entity: Name, project: Name, sweep: Name, metric: Metrics = None, points: Limit = POINTS
) -> wire.Curves:
    """Curves of all the sweep's runs, of its own metric unless others are named; thinned so that no spike is lost."""
    found = await find_sweep(services, entity, project, sweep)
    named = metric if metric is not None else [found.metric.name] if found.metric is not None else []
    return wire.Curves(await services.store.read(_sweep_curves, found, named, points))


@get(f"{RUN}/curves")
async def run_curves(
    services: Server, entity: Name, project: Name, run: Name, metric: Metrics = None, points: Limit = POINTS
) -> wire.Curves:
    """The run's curves, of all metrics unless some are named; thinned so that no spike is lost."""
    _, found = await find_run(services, entity, project, run)
    return wire.Curves(await services.store.read(_run_curves, found, metric, points))


@get(f"{RUN}/history")
async def history(
    services: Server, entity: Name, project: Name, run: Name, first: First = 0, limit: Limit = 1_000
) -> wire.History:
    """Everything that was logged, over all attempts, in order of arrival, from the first-th row."""
    owner, found = await find_run(services, entity, project, run)
    rows = await services.store.read(lambda reader: reader.rows(owner.key, found.id, first, limit))
    return wire.History(
        [wire.HistoryRow(attempt=attempt, line=line, row=present_row(row)) for attempt, line, row in rows]
    )


@get(f"{RUN}/log")
async def run_log(
    services: Server, entity: Name, project: Name, run: Name, first: FromEnd = -100, limit: Limit = 100
) -> wire.Log:
    """What the script of the latest attempt printed; `first` below 0 counts from the end."""
    owner, found = await find_run(services, entity, project, run)
    begin, lines = await services.store.read(lambda reader: reader.log(owner.key, found.id, first, limit))
    return wire.Log(attempt=found.attempt, first=begin, lines=lines, ended=not found.state.active)


def _sweep_curves(reader: Reader, sweep: Sweep, metrics: list[str], points: int) -> list[wire.Curve]:
    return [
        curve
        for run in reader.runs(sweep.project, sweep.id)
        for metric in metrics
        if (curve := _curve(reader, run, metric, points)) is not None
    ]


def _run_curves(reader: Reader, run: Run, metrics: list[str] | None, points: int) -> list[wire.Curve]:
    names = [summary.name for summary in reader.metrics(run.project, run.id)] if metrics is None else metrics
    return [curve for name in names if (curve := _curve(reader, run, name, points)) is not None]


def _curve(reader: Reader, run: Run, metric: str, points: int) -> wire.Curve | None:
    """The thinned curve; None where nothing was logged."""
    columns = reader.curve(run.project, run.id, metric)
    count = len(columns[2])
    if not count:
        return None
    steps, times, values = (column.tolist() for column in thin(*columns, points))
    return wire.Curve(
        run=run.id,
        number=run.number,
        metric=metric,
        steps=[None if math.isnan(step) else step for step in steps],
        times=times,
        values=[pack(value) for value in values],
        count=count,
    )
