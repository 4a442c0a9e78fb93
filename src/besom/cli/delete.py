"""besom delete"""

import click

from besom.cli import figures
from besom.cli.lookup import find_sweep
from besom.cli.options import json_option, sweep_argument
from besom.cli.shell import Shell
from besom.cli.wording import title
from besom.client.results import made


@click.command()
@sweep_argument
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def delete(shell: Shell, sweep: str, yes: bool, as_json: bool) -> int:
    """Delete a sweep, its runs and all that they reported. There is no way back."""
    place = shell.connect()
    found = find_sweep(place, sweep)
    runs = figures.counted(made(found.counts), "run")
    if not yes and not click.confirm(f"delete {title(found)} and its {runs}, for ever?", err=True):
        shell.say("nothing was deleted")
        return 1
    gone = place.client.delete_sweep(found.entity, found.project, found.id)
    if as_json:
        shell.tell_json(gone)
        return 0
    shell.tell(f"deleted  {title(found)} and its {figures.counted(gone.runs, 'run')}")
    shell.next("besom ls")
    return 0
