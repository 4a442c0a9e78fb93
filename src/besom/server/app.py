"""The server as one ASGI application."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import urlsplit

from litestar import Litestar, Request, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import OpenAPIConfig

from besom import __version__
from besom.domain.store import Clock, Store
from besom.engine import Leases
from besom.errors import BesomError, Invalid, NotFound
from besom.server.asgi import App, error_reply
from besom.server.auth import Guard
from besom.server.body import invalid_body
from besom.server.callers import Caller, Callers, cookie_name
from besom.server.changes import Changes
from besom.server.feed import Feed
from besom.server.hot import Front
from besom.server.hub import Hub
from besom.server.judge import Judge
from besom.server.page import BUILT, Page
from besom.server.pool import Pool
from besom.server.presence import Presence
from besom.server.routes import about, agents, events, history, limits, queue, reports, runs, session, sweeps, versions
from besom.server.services import Services
from besom.server.settings import Settings
from besom.server.supply import Supply

HANDLERS = [
    about.health,
    about.viewer,
    about.projects,
    about.schema,
    about.sweep_file_schema,
    session.login_link,
    session.log_in,
    session.log_out,
    sweeps.all_sweeps,
    sweeps.find_sweeps,
    sweeps.sweeps,
    sweeps.create_sweep,
    sweeps.sweep,
    sweeps.edit_sweep,
    sweeps.delete_sweep,
    sweeps.standings,
    sweeps.pause,
    sweeps.resume,
    sweeps.stop,
    sweeps.cancel,
    sweeps.audit,
    versions.versions,
    versions.preview_version,
    versions.add_version,
    queue.try_point,
    queue.retry,
    queue.prioritise,
    limits.limits,
    runs.runs,
    runs.run_numbered,
    runs.create_run,
    runs.run,
    runs.edit_run,
    runs.finish,
    runs.release,
    runs.kill,
    runs.why,
    history.sweep_curves,
    history.run_curves,
    history.history,
    history.run_log,
    events.all_events,
    events.sweep_events,
    events.run_events,
    reports.report,
    reports.append_log,
    agents.agents,
    agents.register,
    agents.claim,
    agents.poll,
    agents.leave,
]

log = logging.getLogger("besom.server")


class Application:
    """What a server process runs: `asgi`, and `close_waits` to be called when it is told to end."""

    def __init__(self, settings: Settings, base_url: str, port: int, store: Store, clock: Clock, pool: Pool) -> None:
        instance, hub, presence = secrets.token_hex(8), Hub(), Presence(settings.lease)
        feed = Feed(instance, hub, clock)
        changes = Changes(
            store, feed, base_url, lambda project, sweep: len(presence.alive(project, sweep, clock.monotonic()))
        )
        self.services = Services(
            settings=settings,
            base_url=base_url,
            instance=instance,
            store=store,
            clock=clock,
            callers=Callers(store, clock),
            hub=hub,
            leases=Leases(settings.lease),
            presence=presence,
            pool=pool,
            supply=Supply(store, clock, hub, presence, pool, changes),
            judge=Judge(store, hub, changes),
            feed=feed,
            changes=changes,
        )
        framework = Litestar(
            HANDLERS,
            dependencies={
                "services": Provide(lambda: self.services, sync_to_thread=False),
                "caller": Provide(_caller, sync_to_thread=False),
            },
            exception_handlers={Exception: _error},
            openapi_config=OpenAPIConfig(title="besom", version=__version__, use_handler_docstrings=True, path="/api"),
            request_max_body_size=None,  # counted where bodies are read
            lifespan=[self._lifespan],
            logging_config=None,
        )
        front = Front(cast(App, framework), self.services)
        self.asgi: App = Guard(
            front,
            Page(BUILT),
            self.services.callers,
            allowed_hosts(settings, base_url, port),
            cookie_name(base_url),
        )

    def close_waits(self) -> None:
        """Answer every request that waits for something to happen."""
        self.services.hub.close()

    @asynccontextmanager
    async def _lifespan(self, _framework: Litestar) -> AsyncIterator[None]:
        await self.services.begin_leases()
        timer = asyncio.create_task(self._tick())
        try:
            yield
        finally:
            timer.cancel()
            working = (self.services.supply, self.services.judge, self.services.changes)
            await asyncio.gather(timer, *(each.close() for each in working), return_exceptions=True)

    async def _tick(self) -> None:
        """What nobody asks for and happens with time alone."""
        while True:
            await asyncio.sleep(self.services.settings.lease / 60)
            try:
                self.services.miss_silent_agents()
                self.services.feed.tidy()
                await self.services.expire_leases()
            except BesomError as error:
                log.warning("leases could not be ended: %s", error)
            except Exception:  # whatever it is, without this timer no run would ever come back from a dead agent
                log.exception("leases could not be ended")


def allowed_hosts(settings: Settings, base_url: str, port: int) -> frozenset[str]:
    """What may stand in the Host header: this machine's names for itself, how callers reach the server, and more."""
    local = [name if port == 80 else f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]
    return frozenset({*local, urlsplit(base_url).netloc, *settings.allowed_hosts})


def _caller(request: Request[Any, Any, Any]) -> Caller:
    caller: Caller = request.scope["caller"]  # type: ignore[typeddict-item]  # put there by the guard
    return caller


def _error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Every error in besom's one form."""
    match error:
        case ValidationException(extra=list(places)):
            lines = [f"{place['key']}: {place['message']}" for place in places]
            told: Exception = Invalid("; ".join(lines), problems=lines)
        case HTTPException(status_code=404):
            told = NotFound(f"there is nothing at {request.url.path}")
        case HTTPException(status_code=400):
            told = Invalid(f"the body does not fit: {error.detail}")
        case RecursionError():
            told = invalid_body(error)
        case _:
            told = error
    status, body, headers = error_reply(told)
    return Response(body, status_code=status, headers={name.decode(): value.decode() for name, value in headers})
