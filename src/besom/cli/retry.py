"""besom retry"""

import click

from besom.cli import figures
from besom.cli.lookup import find_sweep
from besom.cli.options import json_option, priority_option, sweep_argument
from besom.cli.shell import Shell
from besom.errors import Invalid
from besom.wire.sweeps import Prioritise, RetriedState, Retry


@click.command()
@sweep_argument
@click.argument("numbers", nargs=-1, type=click.IntRange(min=1), metavar="NUMBER...")
@click.option("--failed", "states", flag_value="failed", multiple=True, help="Every run that failed.")
@click.option("--crashed", "states", flag_value="crashed", multiple=True, help="Every run that crashed.")
@click.option("--killed", "states", flag_value="killed", multiple=True, help="Every run that was killed.")
@priority_option
@json_option
@click.pass_obj
def retry(
    shell: Shell,
    sweep: str,
    numbers: tuple[int, ...],
    states: tuple[RetriedState, ...],
    priority: int | None,
    as_json: bool,
) -> None:
    """Put failed, crashed or killed runs back into the queue, with the values that they had.

    Each begins anew, with as many attempts as a new run has. The priority of a run that waits already is changed.
    """
    if not (numbers or states):
        raise Invalid("say which runs: --failed, --crashed, --killed, or their numbers")
    place = shell.connect()
    found = find_sweep(place, sweep)
    at = found.entity, found.project, found.id
    if not numbers:  # named, they are told of even if the first answer gets lost
        numbers = tuple(run.number or 0 for state in states for run in place.client.runs(*at, state=state).runs)
    which = Retry(states=list(states), numbers=list(numbers), priority=priority or 0)
    runs = place.client.retry(*at, which).runs if numbers else []
    if priority is not None:
        waiting = [run.number for run in runs if run.number and run.state == "queued" and run.priority != priority]
        if waiting:  # those that waited already
            place.client.prioritise(*at, Prioritise(numbers=waiting, priority=priority))
    if as_json:
        shell.tell_json(runs)
        return
    if not runs:
        shell.tell(f"no run of {found.id} counts as {' or '.join(states)}")
        return
    names = ", ".join(str(run.number) for run in runs)
    shell.tell(f"queued  {figures.counted(len(runs), 'run')} again: {names}")
    shell.next(f"besom {'status' if found.agents else 'agent'} {found.id}")
