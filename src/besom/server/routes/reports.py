"""What running scripts send. The hot routes: `besom.server.hot` calls these functions past the framework."""

from typing import Any

import msgspec
from litestar import post
from litestar.params import JSONBody

from besom import engine
from besom.domain.run import Row, Run
from besom.errors import Invalid
from besom.server.routes.given import RUN, Name, Server, Who
from besom.wire import runs as wire
from besom.wire.numbers import unpack

NOTHING = Row(step=None, at=0.0, metrics={})  # in the place of a record that was damaged


@post(f"{RUN}/report", status_code=200)
async def report(
    services: Server, caller: Who, entity: Name, project: Name, run: Name, data: JSONBody[wire.Report]
) -> wire.Received:
    """Keep rows of metrics. Those that the server has already are passed over, so sending twice counts once."""
    caller.check_attempt(data.attempt)
    key = (await services.project(entity, project)).key
    rows = tuple(_row(number, row) for number, row in enumerate(data.rows))
    await services.check_names(key, run, (name for row in rows for name in row.metrics))
    kept = await services.store.submit(engine.report, engine.Report(key, run, data.attempt, data.first, rows))
    services.spoke(kept)
    services.judge.reported(kept)
    services.changes.rows(kept, data.first)
    return _received(kept, kept.lines)


@post(f"{RUN}/log", status_code=200)
async def append_log(
    services: Server, caller: Who, entity: Name, project: Name, run: Name, data: JSONBody[wire.LogLines]
) -> wire.Received:
    """Keep lines that the script printed; the same rules as for rows."""
    caller.check_attempt(data.attempt)
    key = (await services.project(entity, project)).key
    command = engine.Log(key, run, data.attempt, data.first, tuple(data.lines))
    kept = await services.store.submit(engine.log, command)
    services.spoke(kept)
    services.changes.lines(kept, data.first)
    return _received(kept, kept.log_lines)


def _received(run: Run, following: int) -> wire.Received:
    return wire.Received(next=following, order=None if run.order is None else run.order.value)


def _row(number: int, row: wire.Row | None) -> Row:
    if row is None:
        return NOTHING
    metrics: dict[str, Any] = row.metrics
    for name, value in metrics.items():
        if isinstance(value, str):
            try:
                metrics[name] = unpack(value)
            except ValueError as error:
                raise Invalid(f"rows[{number}].metrics[{name!r}]: {error}") from None
    return Row(row.step, row.at, metrics, msgspec.json.encode(row.extra).decode() if row.extra else None)
