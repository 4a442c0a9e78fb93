"""A server process from its start to its end."""

import asyncio
import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import uvicorn

from besom import __version__
from besom.errors import BesomError
from besom.server.app import Application
from besom.server.clock import SystemClock
from besom.server.keys import ensure_owner_key, hash_key
from besom.server.logs import set_up_logs
from besom.server.pool import ProcessPool
from besom.server.sessions import new_link
from besom.server.settings import Settings
from besom.server.state import State, StateFile
from besom.store import SqliteStore

GRACE = 2  # seconds for requests under way when the server is told to end
KEEP_ALIVE = 75  # seconds an idle connection is kept: longer than the pauses of agents and scripts
NEXT_PORTS = 100  # tried when the first one is taken and any near it will do

Ready: TypeAlias = Callable[[State, str, Callable[[], object]], object]  # where, a login link, what ends the server

log = logging.getLogger("besom.server")


def serve(settings: Settings, ready: Callable[[State, str], object] | None = None) -> int:
    """Serve until told to end by SIGTERM or SIGINT; the exit code.

    `ready` is called once the server listens, with where it does and a link that logs one browser in.
    """
    set_up_logs()
    os.umask(0o077)
    try:
        with asyncio.Runner(loop_factory=uvicorn.Config("", loop="auto").get_loop_factory()) as runner:
            runner.run(run_server(settings, ready and (lambda state, link, _end: ready(state, link))))
    except (BesomError, OSError) as error:
        print(f"besom server: {error}", file=sys.stderr)
        return 1
    return 0


async def run_server(settings: Settings, ready: Ready | None = None) -> None:
    """Serve until told to end. `ready` is called once the server listens.

    Raises Conflict when another server uses the data, OSError when the address is taken.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with bound_socket(settings) as listening:
        port = listening.getsockname()[1]
        base_url = (settings.base_url or f"http://{_host_in_url(settings.host)}:{port}").rstrip("/")
        clock = SystemClock()
        store = SqliteStore.open(settings.data / "besom.db", clock)
        pool = ProcessPool(settings.workers)
        try:
            key = await ensure_owner_key(store, settings.data / "key", settings.entity)
            application = Application(settings, base_url, port, store, clock, pool)
            instance = application.services.instance
            state = State(base_url, os.getpid(), key, instance, __version__, settings.embedded)
            file = StateFile(settings.data)
            try:
                await _Uvicorn(application, state, file, ready).serve([listening])
            finally:
                file.remove(instance)
        finally:
            pool.close()
            await store.close()


@contextmanager
def bound_socket(settings: Settings) -> Iterator[socket.socket]:
    """The listening socket. OSError, naming the address, when it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    ports = range(settings.port, settings.port + (NEXT_PORTS if settings.search_port and settings.port else 1))
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for port in ports:
            try:
                listening.bind((settings.host, port))
                listening.listen(1024)
            except OSError as error:
                if error.errno == errno.EADDRINUSE and port != ports[-1]:
                    continue
                raise OSError(f"cannot listen on {settings.host}:{port}: {error.strerror}; give --port") from None
            break
        listening.setblocking(False)  # noqa: FBT003 (the socket module's own signature)
        yield listening


class _Uvicorn(uvicorn.Server):
    """uvicorn, which says when it listens, and answers what waits as soon as it is told to end."""

    def __init__(
        self,
        application: Application,
        state: State,
        file: StateFile,
        ready: Ready | None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                application.asgi,
                log_config=None,
                access_log=False,
                lifespan="on",
                ws="none",
                server_header=False,
                timeout_graceful_shutdown=GRACE,
                timeout_keep_alive=KEEP_ALIVE,
            )
        )
        self._application, self._state, self._file, self._ready = application, state, file, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._file.write(self._state)
        log.info("besom %s listens on %s", __version__, self._state.url)
        if self._ready is not None:
            loop, store = asyncio.get_running_loop(), self._application.services.store
            link, _ = await new_link(store, self._state.url, hash_key(self._state.key), "/")
            self._ready(self._state, link, lambda: loop.call_soon_threadsafe(self._end))

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own way sends the signal to this process again in the end, which would cut our closing short.
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self._end)
        yield

    def _end(self) -> None:
        self.force_exit = self.should_exit  # told twice: at once
        self.should_exit = True
        self._application.close_waits()


def _host_in_url(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 (recognised, not bound to)
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
