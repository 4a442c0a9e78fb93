"""besom best"""

import re
from collections.abc import Sequence

import click

from besom.cli import figures
from besom.cli.layout import fields, table
from besom.cli.lookup import find_sweep
from besom.cli.options import json_option, sweep_argument
from besom.cli.place import Place
from besom.cli.ranks import Rank, lead, ranks, repeated, without_best
from besom.cli.shell import Shell
from besom.cli.wording import measured, title
from besom.command import argument, shell_text
from besom.errors import NotFound
from besom.wire.runs import Run
from besom.wire.sweeps import Sweep


@click.command()
@sweep_argument
@click.option("--command", "form", flag_value="command", help="Only the command that runs it again.")
@click.option("--yaml", "form", flag_value="yaml", help="Only its values, as YAML.")
@click.option("--env", "form", flag_value="env", help="Only its values, as NAME=value lines for a shell.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="The N best runs, or repeated points.")
@json_option
@click.pass_obj
def best(shell: Shell, sweep: str, form: str | None, top: int | None, as_json: bool) -> None:
    """The best run of a sweep: its value, its parameters and its command.

    Where each point is run under several seeds, the point that leads: its mean and the half of its 95 % interval.
    Of several objectives the front: the runs that no other run beats, best by the first objective first.
    With --top, or of a front, the result with --json is a list, best first.
    """
    place = shell.connect()
    found = find_sweep(place, sweep)
    if found.metric is None:
        raise NotFound(f"sweep {title(found)} has no metric, so none of its runs is the best")
    ranked = ranks(place, found, top) if top else able(place, found)
    if not ranked:
        raise NotFound(f"{title(found)}: {without_best(place, found)}")
    if as_json:
        several = top or found.front
        shell.tell_json([rank.record for rank in ranked[: top or len(found.front)]] if several else ranked[0].record)
    elif form:
        for rank in ranked[: top or 1]:
            shell.copy(*_copy(place, found, form, rank))
    elif top:
        shell.tell(*_rows(found, ranked[:top], shell.width))
        shell.next(f"besom best {found.id} --command")
    else:
        describe(shell, place, found, ranked)
        shell.say("other forms  --command --yaml --json --env --top 5")


def able(place: Place, sweep: Sweep) -> list[Rank]:
    """Those that may be called the best, that one first: of several objectives the front, else also the second best."""
    ranked = ranks(place, sweep, len(sweep.front) or 2)
    return [rank for rank in ranked if rank.keeps]


def describe(shell: Shell, place: Place, sweep: Sweep, ranked: Sequence[Rank]) -> None:
    """Print the first of `ranked`: its values, its lead over the second, its parameters and its command.

    Of several objectives print all that are on the front.
    """
    if sweep.front:
        shell.tell(*_rows(sweep, ranked, shell.width))
        return
    first, ahead = ranked[0], lead(ranked)
    metric = sweep.metric.name if sweep.metric else ""
    value = f"{metric} {figures.mean(first.value, first.half_width)}"
    others = [f"{name} {figures.number(given)}" for name, given in first.values.items() if name != metric]
    shell.tell("  ".join([first.runs, value, *others]) + (f"  ({ahead})" if ahead else ""))
    shell.tell(*fields([(f"  {name}", figures.value(given)) for name, given in first.point.items()], shell.width))
    shell.copy(*_copy(place, sweep, "command", first))


def _rows(sweep: Sweep, ranked: Sequence[Rank], width: int) -> list[str]:
    names = [each.name for each in sweep.parameters]
    metric, *others = measured(sweep)
    others = [] if repeated(sweep) else others
    rows = [
        [rank.runs, figures.mean(rank.value, rank.half_width)]
        + [figures.number(rank.values[name]) if name in rank.values else "" for name in others]
        + [rank.note]
        + [figures.value(rank.point[name]) if name in rank.point else "" for name in names]
        for rank in ranked
    ]
    head = ["runs", metric, "race"] if repeated(sweep) else ["run", metric, *others, "state"]
    return table([*head, *names], rows, width)


def _copy(place: Place, sweep: Sweep, form: str, rank: Rank) -> list[str]:
    if form == "command":
        run = rank.record if isinstance(rank.record, Run) else place.client.run(sweep.entity, sweep.project, rank.first)
        return [shell_text(run.command)] if run.command else []  # none where agents call a function
    if form == "env":
        return [f"{_variable(name)}={shell_text([argument(given)])}" for name, given in rank.point.items()]
    import yaml

    return [str(yaml.safe_dump(rank.point, sort_keys=False, allow_unicode=True)).rstrip("\n")]


def _variable(name: str) -> str:
    """`learning-rate` as a shell can hold it: LEARNING_RATE."""
    return re.sub(r"\W", "_", name, flags=re.ASCII).upper()
