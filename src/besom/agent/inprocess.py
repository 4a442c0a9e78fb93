"""An agent in a Python process, such as a notebook: what `besom.agent` is."""

import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from besom.agent import callee
from besom.agent.events import Event, GaveUp, Observer, Reconnecting, RunEnded, SweepDone, Warned
from besom.agent.loop import run_agent
from besom.agent.notebook import Board, notebook_display
from besom.agent.options import ACCEPTED, AgentOptions
from besom.client.api import Api
from besom.client.http import Client
from besom.client.notices import tell
from besom.client.settings import data_dir
from besom.errors import Invalid


def agent(
    sweep: str,
    function: Callable[[], object] | None = None,
    *,
    count: int | None = None,
    processes: int | None = None,
) -> int:
    """Work on the sweep until nothing is left, or for `count` runs; returns the exit code, 1 when it gave up.

    `sweep` is an id, project/id or entity/project/id. A `function` is called for each run in place of the sweep's
    script; in it `besom.init`, `besom.config` and `besom.log` mean that run. It is called in this process, one run
    after the other; a run that is to end early raises an exception in it at its next Python instruction. With
    `processes` each run gets a fresh process, and so many go on at a time; a script always has one.

    A notebook shows how far the sweep is; elsewhere the end of each run is told on standard error. Invalid for a
    function that a fresh process cannot find.
    """
    if callee.IN_CALLEE in os.environ:
        raise Invalid(
            "the script that holds the function calls besom.agent itself: put that under if __name__ == '__main__'"
        )
    if processes is not None and processes < 1:
        raise Invalid(f"processes must be at least 1, got {processes}")
    api = Api()
    found = api.sweep(sweep)
    data = data_dir(os.environ)
    with _instead(function, fresh=processes is not None) as instead:
        options = AgentOptions(
            entity=found.entity,
            project=found.project,
            sweep=found.id,
            folder=Path.cwd(),
            data=data,
            accepted=data / ACCEPTED,
            environ=os.environ,
            host=socket.gethostname(),
            workers=processes or 1,
            count=count,
            instead=instead,
        )
        show = notebook_display()
        path = f"{found.entity}/{found.project}/{found.id}"
        observe: Observer = _observe if show is None else Board(show, lambda: api.sweep(path))
        return run_agent(options, Client(api.client.url, api.key, patience=0), observe)


@contextmanager
def _instead(
    function: Callable[[], object] | None, *, fresh: bool
) -> Iterator[Callable[[], object] | Sequence[str] | None]:
    """The function itself, or the command that calls it in a fresh process."""
    if function is None or not fresh:
        yield function
        return
    with TemporaryDirectory(prefix="besom-") as folder:
        file = Path(folder) / "function.json"
        file.write_text(callee.describe(function), encoding="utf-8")
        yield [sys.executable, "-m", callee.__name__, str(file)]


def _observe(event: Event) -> None:
    match event:
        case RunEnded():
            tell(f"run {event.number} {event.state}" + (f": {event.why}" if event.why else ""))
        case Warned():
            tell(f"run {event.number}: {event.what}")
        case GaveUp():
            tell("\n".join(filter(None, (event.why, event.error))))
        case SweepDone() | Reconnecting():
            tell(event.why)
        case _:
            pass
