"""besom why"""

import click

from besom.cli import figures
from besom.cli.layout import table
from besom.cli.lookup import find_run
from besom.cli.options import json_option, run_argument
from besom.cli.shell import Shell
from besom.wire.runs import Attempt


@click.command()
@run_argument
@json_option
@click.pass_obj
def why(shell: Shell, run: str, as_json: bool) -> None:
    """Why a run is in the state it is in, and how its point was chosen: what was predicted, and what came out."""
    place = shell.connect()
    entity, project, found = find_run(place, run)
    reason = place.client.why(entity, project, found.id)
    if as_json:
        shell.tell_json(reason)
        return
    shell.tell(*reason.sentences, *reason.chosen)
    if reason.attempts:
        rows = [_row(attempt, shell.now()) for attempt in reason.attempts]
        shell.tell(*table(["attempt", "agent", "host", "began", "took", "outcome"], rows, shell.width))
    shell.next(f"besom logs {run}")


def _row(attempt: Attempt, now: float) -> list[str]:
    return [
        str(attempt.attempt),
        attempt.agent,
        attempt.host or "",
        f"{figures.age(now - attempt.started_at)} ago",
        figures.duration((attempt.ended_at or now) - attempt.started_at),
        attempt.outcome,
    ]
