"""besom best"""

import math
import re
from collections.abc import Sequence

import click

from besom.cli import figures
from besom.cli.layout import fields, table
from besom.cli.lookup import find_sweep, logged_metrics
from besom.cli.options import json_option, sweep_argument
from besom.cli.place import Place
from besom.cli.shell import Shell
from besom.cli.wording import instead, title
from besom.command import argument, shell_text
from besom.errors import NotFound
from besom.wire.runs import Run
from besom.wire.sweeps import Sweep

FAR = 1000  # percent, beyond which two values are better seen side by side


@click.command()
@sweep_argument
@click.option("--command", "form", flag_value="command", help="Only the command that runs it again.")
@click.option("--yaml", "form", flag_value="yaml", help="Only its values, as YAML.")
@click.option("--env", "form", flag_value="env", help="Only its values, as NAME=value lines for a shell.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="The N best runs.")
@json_option
@click.pass_obj
def best(shell: Shell, sweep: str, form: str | None, top: int | None, as_json: bool) -> None:
    """The best run of a sweep: its value, its parameters and its command.

    With --top and --json the result is a list, best first.
    """
    place = shell.connect()
    found = find_sweep(place, sweep)
    if found.metric is None:
        raise NotFound(f"sweep {title(found)} has no metric, so none of its runs is the best")
    runs = ranking(place, found, top or 2)
    if not runs:
        logged = logged_metrics(place, found)
        raise NotFound(f"no run of {title(found)} has logged {found.metric.name} yet ({instead(logged)})")
    if as_json:
        shell.tell_json(runs if top else runs[0])
    elif form:
        for run in runs[: top or 1]:
            shell.copy(*_copy(form, run))
    elif top:
        shell.tell(*_rows(found, runs, shell.width))
        shell.next(f"besom best {found.id} --command")
    else:
        describe(shell, found, runs)
        shell.say("other forms  --command --yaml --json --env --top 5")


def ranking(place: Place, sweep: Sweep, limit: int) -> list[Run]:
    """The best runs, best first; only those that have reported the metric."""
    if sweep.metric is None:
        return []
    runs = place.client.runs(sweep.entity, sweep.project, sweep.id, sort="value", limit=limit).runs
    return [run for run in runs if run.value is not None]


def describe(shell: Shell, sweep: Sweep, ranked: Sequence[Run]) -> None:
    """Print the first of `ranked`: its value, its lead over the second, its parameters and its command."""
    first = ranked[0]
    metric = sweep.metric.name if sweep.metric else ""
    lead = _lead(ranked)
    shell.tell(f"run {first.number}  {metric} {figures.value(first.value)}" + (f"  (next best {lead})" if lead else ""))
    values = first.point.items()
    shell.tell(*fields([(f"  {name}", figures.value(given)) for name, given in values], shell.width))
    shell.copy(shell_text(first.command))


def _lead(ranked: Sequence[Run]) -> str | None:
    """The value of the second, in percent of the first where that says something: `+5.8 %`."""
    if len(ranked) < 2 or ranked[0].value is None or ranked[1].value is None:
        return None
    first, second = ranked[0].value, ranked[1].value
    percent = 100 * (second - first) / abs(first) if first else math.inf
    return f"{percent:+.1f} %" if abs(percent) < FAR else figures.number(second)


def _rows(sweep: Sweep, runs: Sequence[Run], width: int) -> list[str]:
    names = [each.name for each in sweep.parameters]
    metric = sweep.metric.name if sweep.metric else "value"
    rows = [
        [f"run {run.number}", figures.value(run.value), run.state]
        + [figures.value(run.point[name]) if name in run.point else "" for name in names]
        for run in runs
    ]
    return table(["run", metric, "state", *names], rows, width)


def _copy(form: str, run: Run) -> list[str]:
    if form == "command":
        return [shell_text(run.command)]
    values = run.point
    if form == "env":
        return [f"{_variable(name)}={shell_text([argument(given)])}" for name, given in values.items()]
    import yaml

    return [str(yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True)).rstrip("\n")]


def _variable(name: str) -> str:
    """`learning-rate` as a shell can hold it: LEARNING_RATE."""
    return re.sub(r"\W", "_", name, flags=re.ASCII).upper()
