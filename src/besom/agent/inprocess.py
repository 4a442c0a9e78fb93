"""An agent in a Python process, such as a notebook: what `besom.agent` is."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from besom.agent.events import Event, GaveUp, Reconnecting, RunEnded, SweepDone, Warned
from besom.agent.loop import run_agent
from besom.agent.options import ACCEPTED, AgentOptions
from besom.client.api import Api
from besom.client.http import Client
from besom.client.notices import tell
from besom.client.settings import data_dir
from besom.errors import Invalid


def agent(sweep: str, function: Callable[[], object] | None = None, *, count: int | None = None) -> int:
    """Run the sweep's script in the current folder until nothing is left, or `count` times; returns the exit code.

    `sweep` is an id, project/id or entity/project/id. Ends of runs are told on standard error, one line each. Code 1:
    the agent gave up. A `function` to run instead of a script is not supported yet.
    """
    if function is not None:
        raise Invalid("besom.agent does not run functions yet; put the code into a script and name it as `program`")
    api = Api()
    found = api.sweep(sweep)
    data = data_dir(os.environ)
    options = AgentOptions(
        entity=found.entity,
        project=found.project,
        sweep=found.id,
        folder=Path.cwd(),
        data=data,
        accepted=data / ACCEPTED,
        environ=os.environ,
        host=socket.gethostname(),
        count=count,
    )
    return run_agent(options, Client(api.client.url, api.key, patience=0), _observe)


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
