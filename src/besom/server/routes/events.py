"""Streams of events: what changes is told to whoever looks. What they say is in `besom.wire.events`."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from litestar import get
from litestar.params import FromQuery, HeaderParameter
from litestar.response import Stream

from besom.server.callers import Caller
from besom.server.feed import Topic, list_topic, run_topic, sweep_topic
from besom.server.routes.given import RUN, SWEEP, Name, Server, Who
from besom.server.routes.runs import find_run
from besom.server.routes.sweeps import find_sweep
from besom.server.services import Services

STREAM = "text/event-stream"

LastId = Annotated[str | None, HeaderParameter(name="Last-Event-ID")]  # what a browser sends when it connects again


@get("/api/events", media_type=STREAM)
async def all_events(
    services: Server, caller: Who, last_id: LastId = None, cursor: FromQuery[str | None] = None
) -> Stream:
    """Every change of a sweep that the caller may see."""
    return _stream(services, caller, list_topic(caller.reach), last_id or cursor)


@get(f"{SWEEP}/events", media_type=STREAM)
async def sweep_events(
    services: Server,
    caller: Who,
    entity: Name,
    project: Name,
    sweep: Name,
    last_id: LastId = None,
    cursor: FromQuery[str | None] = None,
) -> Stream:
    """Every change of the sweep and of its runs, with the new values of its metric."""
    found = await find_sweep(services, entity, project, sweep)
    return _stream(services, caller, sweep_topic(found.project, found.id), last_id or cursor)


@get(f"{RUN}/events", media_type=STREAM)
async def run_events(
    services: Server,
    caller: Who,
    entity: Name,
    project: Name,
    run: Name,
    last_id: LastId = None,
    cursor: FromQuery[str | None] = None,
) -> Stream:
    """Every change of the run, with the new values of all its metrics and the lines that it prints."""
    _, found = await find_run(services, entity, project, run)
    return _stream(services, caller, run_topic(found.project, found.id), last_id or cursor)


def _stream(services: Services, caller: Caller, topic: Topic, cursor: str | None) -> Stream:
    frames = services.feed.stream(topic, cursor, _still_known(services, caller))
    # Without the header some proxies keep what is sent until there is more of it.
    return Stream(frames, media_type=STREAM, headers={"X-Accel-Buffering": "no"})


def _still_known(services: Services, caller: Caller) -> Callable[[], Awaitable[bool]]:
    async def known() -> bool:
        return await services.callers.find(caller.shown) is not None

    return known
