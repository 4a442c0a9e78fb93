"""From a run that was handed out to what the operating system is told: arguments, environment, folders."""

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from besom import command
from besom.agent import trust
from besom.agent.options import AgentOptions
from besom.client.delivery import Address
from besom.client.outbox import attempt_folder
from besom.wire.agents import Claimed


@dataclass(frozen=True, slots=True)
class Launch:
    what: Sequence[str] | Callable[[], object]  # arguments, or a function to call in this process
    env: Mapping[str, str]
    folder: Path  # where the script is started
    outbox: Path  # what it leaves for the server


def prepare(run: Claimed, options: AgentOptions, server: str) -> Launch:
    """How to start the run; its outbox folder is there afterwards.

    Refused when this machine does not run the command, CommandError when the command lacks something, OSError when
    there is no room for the outbox.
    """
    if options.instead is None:
        trust.check(
            run.command,
            run.program,
            folder=options.folder,
            accepted=trust.Accepted(options.accepted),
            accept=options.trust,
        )
    outbox = _outbox(run, options, server)
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    what = options.instead
    if what is None:
        what = arguments(
            run.command,
            run.program,
            run.point,
            style=run.args_style,
            python=options.python,
            environ=options.environ,
            outbox=outbox,
        )
    env = environment(
        options.environ,
        _address(run, options),
        sweep=options.sweep,
        server=server,
        key=run.key,
        outbox=outbox,
        config=run.point,
    )
    return Launch(what, env, options.folder, outbox)


def interpreter(python: str | None, environ: Mapping[str, str]) -> str:
    """The Python that runs the scripts: the one named, else the active environment's, else the agent's own."""
    if python is not None:
        return python
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        active = Path(environ.get(variable, "")) / "bin" / "python"
        if environ.get(variable) and active.is_file():
            return str(active)
    return sys.executable


def _outbox(run: Claimed, options: AgentOptions, server: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*", run.run):  # it becomes a folder, which is deleted in the end
        raise trust.Refused(f"the server names a run {run.run!r}, which cannot be the name of a folder")
    return attempt_folder(options.data, server, _address(run, options))


def _address(run: Claimed, options: AgentOptions) -> Address:
    return Address(entity=options.entity, project=options.project, run=run.run, attempt=run.attempt)


def arguments(
    what: Sequence[str],
    program: str | None,
    config: Mapping[str, object],
    *,
    style: str,
    python: str | None,
    environ: Mapping[str, str],
    outbox: Path,
) -> list[str]:
    """The arguments that start a run with this command; a file of the run's values is written where it needs one."""
    json_file = outbox / "point.json"
    if command.needs_json_file(what):
        json_file.write_text(command.json_text(config), encoding="utf-8")
    return command.render(
        what,
        program=program,
        interpreter=interpreter(python, environ),
        point=config,
        environ=environ,
        json_file=str(json_file),
        style=style,
    )


def environment(
    environ: Mapping[str, str],
    run: Address,
    *,
    sweep: str,
    server: str,
    key: str,
    outbox: Path,
    config: Mapping[str, object],
) -> dict[str, str]:
    """What the script of a run is told: the agent's own environment, with the run's key in place of the agent's."""
    return {
        **environ,
        "PYTHONUNBUFFERED": "1",
        "BESOM_RUN_ID": run.run,
        "BESOM_SWEEP_ID": sweep,
        "BESOM_SERVER": server,
        "BESOM_API_KEY": key,
        "BESOM_ATTEMPT": str(run.attempt),
        "BESOM_ENTITY": run.entity,
        "BESOM_PROJECT": run.project,
        "BESOM_OUTBOX": str(outbox),
        "BESOM_CONFIG": json.dumps(config),
    }
