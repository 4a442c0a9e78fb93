"""besom audit"""

import click

from besom.cli.layout import table
from besom.cli.lookup import find_sweep
from besom.cli.options import json_option, sweep_argument
from besom.cli.shell import Shell
from besom.cli.wording import title
from besom.wire.sweeps import AuditLine


@click.command()
@sweep_argument
@json_option
@click.pass_obj
def audit(shell: Shell, sweep: str, as_json: bool) -> int:
    """Count a sweep's suggestions, runs and attempts in two ways each; exit code 1 where the sums do not close."""
    place = shell.connect()
    found = find_sweep(place, sweep)
    told = place.client.audit(found.entity, found.project, found.id)
    if as_json:
        shell.tell_json(told)
        return 0 if told.closes else 1
    shell.tell(f"audit of {title(found)}")
    rows = [_row(line) for line in told.lines]
    shell.tell(*table(["  what", "counted", "again", "as the sum of"], rows, shell.width))
    shell.tell(*(f"✗ {problem}" for problem in told.problems))
    shell.tell("every sum closes" if told.closes else "the sums do not close")
    return 0 if told.closes else 1


def _row(line: AuditLine) -> list[str]:
    mark = "✓" if line.left == line.right else "✗"
    parts = " + ".join(f"{count} {name}" for name, count in line.parts.items() if count)
    return [f"{mark} {line.what}", str(line.left), str(line.right), parts]
