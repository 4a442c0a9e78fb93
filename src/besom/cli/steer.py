"""besom pause, resume, stop, cancel: one verb each on a sweep's state."""

import click

from besom.cli import figures
from besom.cli.lookup import find_sweep
from besom.cli.options import json_option, sweep_argument
from besom.cli.shell import Shell
from besom.cli.wording import title
from besom.client.results import ended
from besom.wire.sweeps import Sweep, SweepAction

DONE: dict[SweepAction, str] = {
    "pause": "paused",
    "resume": "resumed",
    "stop": "stopped",
    "cancel": "cancelled",
}


@click.command()
@sweep_argument
@json_option
@click.pass_obj
def pause(shell: Shell, sweep: str, as_json: bool) -> None:
    """Hand out no new runs until the sweep is resumed; running ones go on."""
    steer(shell, sweep, "pause", as_json)


@click.command()
@sweep_argument
@json_option
@click.pass_obj
def resume(shell: Shell, sweep: str, as_json: bool) -> None:
    """Go on with a paused, stopped or cancelled sweep."""
    steer(shell, sweep, "resume", as_json)


@click.command()
@sweep_argument
@json_option
@click.pass_obj
def stop(shell: Shell, sweep: str, as_json: bool) -> None:
    """End a sweep: no new runs, and the running ones may end by themselves."""
    steer(shell, sweep, "stop", as_json)


@click.command()
@sweep_argument
@json_option
@click.pass_obj
def cancel(shell: Shell, sweep: str, as_json: bool) -> None:
    """End a sweep at once: no new runs, and the running ones are killed."""
    steer(shell, sweep, "cancel", as_json)


def steer(
    shell: Shell,
    typed: str,
    action: SweepAction,
    as_json: bool,
    entity: str | None = None,
    project: str | None = None,
) -> None:
    """Do it and print what it did, in numbers."""
    place = shell.connect()
    before = find_sweep(place, typed, entity, project)
    after = place.client.act_on_sweep(before.entity, before.project, before.id, action)
    if as_json:
        shell.tell_json(after)
        return
    shell.tell(f"{DONE[action]}  {title(after)}", f"  {_effect(action, before, after)}")
    shell.next(_next(action, after))


def _effect(action: SweepAction, before: Sweep, after: Sweep) -> str:
    running = before.counts.running
    runs = figures.counted(running, "running run")
    dropped = before.counts.queued - after.counts.queued
    also = f", {figures.counted(dropped, 'waiting run')} dropped" if dropped else ""
    match action:
        case "pause":
            return f"{runs} will end as usual, no new ones start" if running else "nothing is running, nothing starts"
        case "stop":
            return (f"{runs} will end as usual" if running else "nothing is running") + also
        case "cancel":
            return (f"{runs} told to end now" if running else "nothing is running") + also
        case "resume":
            left = "" if after.total is None else f", {after.total - ended(after.counts)} to go"
            return f"{figures.counted(ended(after.counts), 'run')} done{left}; {figures.counted(after.agents, 'agent')}"


def _next(action: SweepAction, sweep: Sweep) -> str:
    match action:
        case "pause":
            return f"besom resume {sweep.id}"
        case "resume" if not sweep.agents:
            return f"besom agent {sweep.id}"
        case "resume":
            return f"besom status {sweep.id}"
        case _:
            return f"besom best {sweep.id}"
