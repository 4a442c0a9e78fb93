"""besom logs"""

import click

from besom.cli.lookup import find_run
from besom.cli.options import json_option, run_argument
from besom.cli.shell import Shell

PAGE = 1000  # lines a request
FOLLOW_EVERY = 1.0  # seconds


@click.command()
@run_argument
@click.option("-f", "--follow", is_flag=True, help="Go on until the run has ended.")
@json_option
@click.pass_obj
def logs(shell: Shell, run: str, follow: bool, as_json: bool) -> None:
    """What a run's script printed, standard output and error together.

    With --json: one object for each piece of the log.
    """
    place = shell.connect()
    entity, project, found = find_run(place, run)
    first, attempt = 0, found.attempt
    while True:
        log = place.client.run_log(entity, project, found.id, first=first, limit=PAGE)
        if log.attempt != attempt:
            shell.say(f"run {run} was handed out again: attempt {log.attempt}")
            first, attempt = 0, log.attempt
            continue
        if as_json:
            shell.tell_json(log)
        else:
            shell.copy(*log.lines)
        first = log.first + len(log.lines)
        if len(log.lines) == PAGE:
            continue
        if log.ended or not follow:
            break
        shell.wait(FOLLOW_EVERY)
    if not first and not as_json:
        shell.say(f"run {run} has printed nothing{'' if log.ended else ' yet'}")
