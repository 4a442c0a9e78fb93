"""besom why"""

import click

from besom.cli.lookup import find_run
from besom.cli.options import json_option, run_argument
from besom.cli.shell import Shell


@click.command()
@run_argument
@json_option
@click.pass_obj
def why(shell: Shell, run: str, as_json: bool) -> None:
    """Why a run is in the state it is in: which rule stopped it and against which runs, how it failed."""
    place = shell.connect()
    entity, project, found = find_run(place, run)
    reason = place.client.why(entity, project, found.id)
    if as_json:
        shell.tell_json(reason)
        return
    shell.tell(*reason.sentences)
    shell.next(f"besom logs {run}")
