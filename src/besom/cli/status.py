"""besom status"""

import click

from besom.cli import figures
from besom.cli.layout import fields
from besom.cli.lookup import find_sweep
from besom.cli.options import json_option, sweep_argument
from besom.cli.place import Place
from besom.cli.ranks import without_best
from besom.cli.shell import Shell
from besom.cli.wording import best, progress, tally, title
from besom.client.results import ended
from besom.wire.runs import Run
from besom.wire.sweeps import Sweep


@click.command()
@sweep_argument
@json_option
@click.pass_obj
def status(shell: Shell, sweep: str, as_json: bool) -> None:
    """How far a sweep is: its runs by state, the best one, and what runs now."""
    place = shell.connect()
    found = find_sweep(place, sweep)
    if as_json:
        shell.tell_json(found)
        return
    pairs = _fields(place, found, shell.now())
    bar = f" {figures.bar(ended(found.counts), found.total)}" if found.total else ""
    shell.tell(f"{title(found)}  {found.state}  {progress(found)}{bar}")
    shell.tell(*fields(pairs, shell.width))
    shell.next(_next(found))


def _fields(place: Place, sweep: Sweep, now: float) -> list[tuple[str, str]]:
    pairs = [("runs", tally(sweep.counts))]
    if sweep.closed is not None:
        pairs.append(("closed", f"{_why_closed(sweep)}; no new runs"))
    if sweep.front:
        pairs.append(("front", best(sweep)))
    elif sweep.best is not None:
        run = place.client.run(sweep.entity, sweep.project, sweep.best.run)
        pairs += [("best", best(sweep)), ("", figures.point(run.point))]
    elif sweep.metric is not None and sweep.counts.finished:
        pairs.append(("best", f"none: {without_best(place, sweep)}"))
    pairs.append(("agents", str(sweep.agents)))
    running = place.client.runs(sweep.entity, sweep.project, sweep.id, state="running").runs
    pairs += [("now" if i == 0 else "", _running(sweep, run, now)) for i, run in enumerate(running)]
    return [*pairs, ("page", sweep.url)]


def _why_closed(sweep: Sweep) -> str:
    if sweep.closed == "budget":
        return f"the budget of {figures.duration(sweep.budget_seconds or 0.0)} is spent"
    if sweep.metric is None:
        return "the target is reached"
    return f"{sweep.metric.name} has reached its target {figures.value(sweep.metric.target)}"


def _running(sweep: Sweep, run: Run, now: float) -> str:
    text = f"run {run.number}"
    if sweep.metric and (logged := run.metrics.get(sweep.metric.name)):
        text += f"  {sweep.metric.name} {figures.value(logged.last)} after {figures.counted(logged.count, 'report')}"
    return text if run.started_at is None else f"{text}  {figures.duration(now - run.started_at)}"


def _next(sweep: Sweep) -> str:
    if sweep.state == "paused":
        return f"besom resume {sweep.id}"
    if sweep.state == "running" and not sweep.agents:
        return f"besom agent {sweep.id}"
    return f"besom best {sweep.id}"
