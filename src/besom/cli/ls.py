"""besom ls"""

import click

from besom.cli import figures
from besom.cli.layout import table
from besom.cli.options import json_option
from besom.cli.place import Place
from besom.cli.shell import Shell
from besom.cli.wording import progress
from besom.errors import NotFound
from besom.wire.sweeps import Sweep


@click.command()
@click.option("--all", "everywhere", is_flag=True, help="Sweeps of every project that your key may see.")
@json_option
@click.pass_obj
def ls(shell: Shell, everywhere: bool, as_json: bool) -> None:
    """List the sweeps of this folder's project, newest first; outside a project, all that your key may see."""
    place = shell.connect()
    everywhere = everywhere or place.project is None
    sweeps = _sweeps(place, everywhere)
    if as_json:
        shell.tell_json(sweeps)
        return
    if not sweeps:
        shell.say(f"no sweeps {'on ' + place.url if everywhere else f'in {place.entity}/{place.project}'} yet")
        shell.next("besom sweep sweep.yaml")
        return
    now = shell.now()
    head = ["id", "name", "state", "runs", "best", "agents", "age"] + ["project"] * everywhere
    shell.tell(*table(head, [_row(sweep, now, everywhere) for sweep in sweeps], shell.width))
    shell.next(f"besom status {sweeps[0].id}")


def _sweeps(place: Place, everywhere: bool) -> list[Sweep]:
    if everywhere or place.project is None:
        return place.client.all_sweeps().sweeps
    try:
        return place.client.sweeps(place.entity, place.project).sweeps
    except NotFound:  # a project comes into being with its first sweep
        return []


def _best(sweep: Sweep) -> str:
    if sweep.front:
        return f"front of {len(sweep.front)}"
    return figures.mean(sweep.best.value, sweep.best.half_width) if sweep.best else "-"


def _row(sweep: Sweep, now: float, everywhere: bool) -> list[str]:
    return [
        sweep.id,
        sweep.name if sweep.name != sweep.id else "",
        sweep.state,
        progress(sweep),
        _best(sweep),
        str(sweep.agents),
        figures.age(now - sweep.created_at),
    ] + [f"{sweep.entity}/{sweep.project}"] * everywhere
