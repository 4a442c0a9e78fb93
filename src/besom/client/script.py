"""The one run of this script: what `besom.init`, `besom.log`, `besom.config` and `besom.finish` are."""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from besom.client.config import Config
from besom.client.notices import tell
from besom.client.process import Watch
from besom.client.run import Run
from besom.client.start import agents_run, own_run, send_leftovers, under_agent

if TYPE_CHECKING:
    from argparse import Namespace

_environ: Mapping[str, str] = os.environ
_run: Run | None = None
_watch: Watch | None = None
_lock = threading.RLock()
_warned = False

config = Config(lambda: {} if (run := _current()) is None else run.config)


def init(
    *,
    config: "Mapping[str, Any] | Namespace | None" = None,
    entity: str | None = None,
    project: str | None = None,
    name: str | None = None,
    group: str | None = None,
    tags: Iterable[str] = (),
    notes: str = "",
) -> Run:
    """The run that this script reports to; the same one again until it is finished.

    Under an agent it is the agent's: its parameters are in `besom.config`, beside what `config` adds, and the other
    arguments are ignored. By hand it is a new run in the folder's project, with `config` as its parameters. A server
    that does not answer is waited for in the background. Invalid when besom.toml or the environment is wrong.
    """
    global _run, _watch  # noqa: PLW0603 (one run a process is what the module is about)
    values = dict(config if isinstance(config, Mapping) else vars(config) if config is not None else {})
    with _lock:
        if _run is not None and not _run.finished:
            return _run
        if under_agent(_environ):
            _run = Run(agents_run(_environ, values))
        else:
            given = {"display_name": name, "group": group, "tags": list(tags), "notes": notes}
            start = own_run(_environ, Path.cwd(), values, entity, project, given)
            _run = Run(start)
            send_leftovers(start)
        if _watch is None:
            _watch = Watch(finish, _forked)
        return _run


def log(metrics: Mapping[str, Any], *, step: float | None = None) -> None:
    """`besom.client.run.Run.log` of this script's run; under an agent, init() is not needed before."""
    global _warned  # noqa: PLW0603
    run = _current()
    if run is not None:
        run.log(metrics, step=step)
    elif not _warned:
        _warned = True
        tell("log() was called before init(); nothing is kept")


def finish(exit_code: int = 0) -> None:
    """End the run and send the rest. Called by itself when the script ends."""
    if _run is not None:
        _run.finish(exit_code)


def _current() -> Run | None:
    """This process's run; under an agent there always is one."""
    return init() if _run is None and under_agent(_environ) else _run


@contextmanager
def within(environ: Mapping[str, str]) -> Iterator[None]:
    """In there a run of another environment is this process's one run; it is finished afterwards.

    For an agent that calls a function instead of starting a script. A run that was under way before goes on.
    """
    global _environ, _run
    with _lock:
        before, _run, _environ = (_run, _environ), None, environ
    try:
        yield
    finally:
        finish()
        with _lock:
            _run, _environ = before


def _forked() -> None:
    global _lock  # noqa: PLW0603
    _lock = threading.RLock()
    if _run is not None:
        _run.forked()
