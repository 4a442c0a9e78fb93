"""besom try"""

import click

from besom.cli import figures
from besom.cli.lookup import find_run, find_sweep
from besom.cli.options import json_option, priority_option, sweep_argument
from besom.cli.shell import Shell
from besom.client.http import new_request_id
from besom.errors import Invalid
from besom.wire.sweeps import Sweep, TryPoint


@click.command(name="try")
@sweep_argument
@click.argument("values", nargs=-1, metavar="NAME=VALUE...")
@click.option(
    "--from",
    "from_run",
    metavar="RUN",
    help="The run that gives all other values, in place of the best: its number, or SWEEP/NUMBER.",
)
@priority_option
@click.option("--outside", is_flag=True, help="Allow values outside the space.")
@json_option
@click.pass_obj
def try_(
    shell: Shell,
    sweep: str,
    values: tuple[str, ...],
    from_run: str | None,
    priority: int | None,
    outside: bool,
    as_json: bool,
) -> None:
    """Queue a run with values of your own: besom try SWEEP lr=1e-3 optimizer=adam

    The next agent that asks gets it. The search learns from it as from any other run.
    """
    place = shell.connect()
    found = find_sweep(place, sweep)
    point = TryPoint(
        request_id=new_request_id(),
        values=dict(_read(found, text) for text in values),
        from_run=find_run(place, from_run)[2].id if from_run and "/" in from_run else from_run,
        priority=priority or 0,
        outside=outside,
    )
    made = place.client.try_point(found.entity, found.project, found.id, point)
    if as_json:
        shell.tell_json(made)
        return
    shell.tell(f"run {made.number} {made.state}  {figures.point(made.point)}")
    source = made.info.get("from")
    if source is not None:
        shell.say(f"its other values are those of run {source}")
    shell.next(f"besom {'why' if found.agents else 'agent'} {found.id}{f'/{made.number}' if found.agents else ''}")


def _read(sweep: Sweep, typed: str) -> tuple[str, object]:
    """Name and value of `NAME=VALUE`, the value read as in a sweep file; as text where only that is a value listed."""
    from besom.config import read_value

    name, equals, text = typed.partition("=")
    if not (name and equals):
        raise Invalid(f"{typed!r} gives no value; write NAME=VALUE, such as lr=0.001")
    value = read_value(text)
    listed = next((each.values for each in sweep.parameters if each.name == name), None) or []
    return name, text if text in listed and value not in listed else value
