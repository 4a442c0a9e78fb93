"""besom preview"""

from collections.abc import Sequence

import click

from besom.cli import figures, overview
from besom.cli.layout import table
from besom.cli.options import json_option
from besom.cli.shell import Shell
from besom.cli.sweepfile import read
from besom.command import shell_text
from besom.config import Definition
from besom.rehearsal import beginning
from besom.search import Suggestion

MOST = 1000  # runs; later ones of bayes would be made of nothing but guesses


@click.command()
@click.argument("file")
@click.option("-n", "--runs", "count", type=click.IntRange(1, MOST), default=10, metavar="N", help="How many.  [10]")
@click.option("--program", help="Script to run, in place of the file's.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "commands", "json"]),
    default="table",
    help="A table of values, the exact command of each run, or JSON.",
)
@json_option
@click.pass_obj
def preview(shell: Shell, file: str, count: int, program: str | None, form: str, as_json: bool) -> None:
    """The first runs of a sweep, as its method would hand them out before any of them has ended.

    With `seed:` in the file these are the very runs that the sweep begins with, unless it begins with prior runs.
    """
    definition = read(shell, file, {"program": program}).definition
    begun = beginning(definition, count)
    commands = [overview.command(definition, each.point, each.repeat) for each in begun]
    if as_json or form == "json":
        configs = [definition.deliver(each.point, each.repeat) for each in begun]
        shell.tell_json([{"config": config, "command": argv} for config, argv in zip(configs, commands, strict=True)])
    elif form == "commands":
        shell.copy(*map(shell_text, commands))
    else:
        shell.tell(*_rows(definition, begun, shell.width))
    if definition.seed is None and definition.method != "grid":
        shell.say("the file has no seed, so the sweep itself begins with other values of this kind")


def _rows(definition: Definition, begun: Sequence[Suggestion], width: int) -> list[str]:
    names, repeat = list(definition.space.names), definition.repeat
    rows = []
    for number, each in enumerate(begun, start=1):
        values = [figures.value(each.point[name]) if name in each.point else overview.ABSENT for name in names]
        seed = [] if repeat is None else [figures.value(repeat.seeds[each.repeat])]
        rows.append([str(number), *values, *seed])
    return table(["run", *names, *([] if repeat is None else [repeat.parameter])], rows, width)
