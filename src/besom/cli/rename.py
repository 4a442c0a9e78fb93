"""besom rename"""

import click

from besom.cli.lookup import find_sweep
from besom.cli.options import json_option, sweep_argument
from besom.cli.shell import Shell
from besom.cli.wording import title
from besom.wire.sweeps import EditSweep


@click.command()
@sweep_argument
@click.argument("name")
@json_option
@click.pass_obj
def rename(shell: Shell, sweep: str, name: str, as_json: bool) -> None:
    """Give a sweep another name; its id stays."""
    place = shell.connect()
    before = find_sweep(place, sweep)
    after = place.client.edit_sweep(before.entity, before.project, before.id, EditSweep(name=name))
    if as_json:
        shell.tell_json(after)
        return
    shell.tell(f"renamed  {title(before)} to {title(after)}")
    shell.next(f"besom status {after.id}")
