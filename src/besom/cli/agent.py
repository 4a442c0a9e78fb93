"""besom agent"""

import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import click

from besom.agent import trust
from besom.agent.loop import run_agent
from besom.agent.options import ACCEPTED, AgentOptions
from besom.cli.lookup import find_sweep
from besom.cli.options import agent_options, json_option, project_options, sweep_argument
from besom.cli.place import Place
from besom.cli.shell import Shell
from besom.cli.watch import summary, watch
from besom.client.settings import data_dir
from besom.command import DEFAULT
from besom.errors import Unreachable
from besom.wire.sweeps import Sweep


@dataclass(frozen=True, kw_only=True)
class Work:
    """How to work, as `agent_options` and --json say; the fields have the names of the options."""

    workers: int
    count: int | None = None
    python: str | None = None
    trust: bool = False
    verbose: bool = False
    quiet: bool = False
    as_json: bool = False


@click.command()
@sweep_argument
@project_options
@agent_options
@json_option
@click.pass_obj
def agent(
    shell: Shell,
    /,
    sweep: str,
    project: str | None,
    entity: str | None,
    **how: Any,
) -> int:
    """Run the sweep's script in this folder with the parameters that the server chooses, until nothing is left to run.

    SWEEP is SWEEP_ID, project/SWEEP_ID or entity/project/SWEEP_ID. Ctrl-C once finishes the runs and leaves, twice
    stops them and gives them back, thrice kills them.

    With --json: one object for each event, then one with the sweep as it is at the end.
    """
    place = shell.connect()
    found = find_sweep(place, sweep, entity, project)
    code, latest = work(shell, place, found, Work(**how))
    if not how["as_json"]:
        shell.next(f"besom best {latest.id}" if latest.best else f"besom status {latest.id}")
    return code


def work(shell: Shell, place: Place, sweep: Sweep, how: Work) -> tuple[int, Sweep]:
    """Run an agent to its end, shown as it goes; its exit code, and the sweep as the server then has it."""
    options = AgentOptions(
        entity=sweep.entity,
        project=sweep.project,
        sweep=sweep.id,
        folder=shell.cwd,
        data=data_dir(shell.environ),
        accepted=data_dir(shell.environ) / ACCEPTED,
        environ=shell.environ,
        host=socket.gethostname(),
        workers=how.workers,
        count=how.count,
        python=how.python,
        trust=how.trust,
        show_output=how.verbose,
    )
    # Before anything is claimed: a run that this machine does not start would only go back to the queue.
    trust.check(
        [str(word) for word in sweep.document.get("command", DEFAULT)],
        sweep.document.get("program"),
        folder=options.folder,
        accepted=trust.Accepted(options.accepted),
        accept=options.trust,
    )
    with watch(shell, place, sweep, as_json=how.as_json, quiet=how.quiet) as observe:
        code = run_agent(options, shell.open(place.url, place.key, patience=0.0), observe)
    with suppress(Unreachable):  # the agent has said so already
        sweep = place.client.sweep(sweep.entity, sweep.project, sweep.id)
    if how.as_json:
        shell.tell_json({"event": "summary", "at": shell.now(), "exit_code": code, "sweep": sweep})
    else:
        shell.tell(summary(sweep))
    return code, sweep
