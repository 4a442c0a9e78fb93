"""Why a run is in the state it is in, in sentences."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from besom.domain.run import RUN_TIMEOUT, Run, Stop
from besom.domain.states import Order, RunState
from besom.domain.sweep import Goal, Sweep


def why(run: Run, sweep: Sweep | None, before: Sequence[int] = ()) -> list[str]:
    """What became of the run and, for one that a rule stopped, what it had to beat and who set that.

    `before`: numbers of the earlier runs on the same point.
    """
    name = f"run {run.number}" if run.number is not None else f"run {run.id}"
    sentences = [_state(run, name)]
    if run.stop is not None and run.stop.rule != RUN_TIMEOUT:
        sentences.append(_limit(run.stop, sweep))
    if run.order is not None and run.state is RunState.RUNNING:
        who = "a stopping rule" if run.order is Order.STOP else "a person"
        sentences.append(f"{who} has ended it, and its agent has yet to say that the script is gone")
    if run.attempt > 1:
        sentences.append(f"this was attempt {run.attempt}: its earlier agents fell silent or gave it back")
    if before:
        sentences.append(_repeat(json.loads(run.info), before))
    if run.error:
        sentences.append(f"the last that it printed: {run.error.strip().splitlines()[-1]}")
    return sentences


def cause(run: Run) -> str | None:
    """What an order to end the run rests on, short enough for a line; None without one."""
    if run.order is Order.KILL or run.state is RunState.KILLED:
        return "a person has ended the run or its sweep"
    if (stop := run.stop) is None:
        return None
    if stop.rule == RUN_TIMEOUT:
        return _timeout(stop)
    if stop.band is not None:
        rank = f"rank {stop.rank} of {stop.among}"
        return f"{stop.rule} at band {stop.band}: {stop.value:.4g}, threshold {stop.limit:.4g}, {rank}"
    return f"{stop.rule}: {stop.value:.4g} at report {stop.age}, limit {stop.limit:.4g}"


def _state(run: Run, name: str) -> str:
    match run.state:
        case RunState.QUEUED:
            return f"{name} waits for an agent"
        case RunState.RUNNING:
            return f"{name} is running"
        case RunState.FINISHED:
            return f"{name} finished: its script ended with exit code 0"
        case RunState.FAILED if run.exit_code is not None and run.exit_code < 0:
            return f"{name} failed: its script was ended by signal {-run.exit_code}"
        case RunState.FAILED:
            return f"{name} failed: its script ended with exit code {run.exit_code}"
        case RunState.STOPPED:
            return f"{name} {_stopped(run.stop)}"
        case RunState.KILLED:
            return f"{name} was killed by a person, or with its sweep"
        case RunState.CRASHED:
            return f"{name} crashed: nobody knows how its script ended, or its agent was not heard of again"


def _stopped(stop: Stop | None) -> str:
    if stop is None:
        return "was stopped early"
    if stop.rule == RUN_TIMEOUT:
        return _timeout(stop)
    return f"was stopped by {stop.rule} at its {ordinal(stop.age)} report"


def _repeat(info: Mapping[str, Any], before: Sequence[int]) -> str:
    again = f"it repeats the point of {listed(before)} under another seed"
    match info.get("why"):
        case "leads":
            return f"{again}, because that point led with a mean of {info['mean']:.4g}"
        case "close":
            mean, leader = f"{info['mean']:.4g}", f"{info['leader']:.4g}"
            return f"{again}, because its mean of {mean} was not clearly behind the leader's {leader}"
        case _:
            return f"{again}, as every point is"


def _limit(stop: Stop, sweep: Sweep | None) -> str:
    metric = sweep.metric if sweep else None
    what = metric.name if metric else "value"
    maximize = metric is not None and metric.goal is Goal.MAXIMIZE
    if stop.band is not None:
        bound = "at least" if maximize else "at most"
        return (
            f"at band {stop.band} its {what} counted as {stop.value:.4g} and had to be {bound} {stop.limit:.4g}, "
            f"the threshold that {listed(stop.by)} set: rank {stop.rank} of {stop.among}"
        )
    side = "above" if maximize else "below"
    return (
        f"its best {what} was {stop.value:.4g} and had to be {side} {stop.limit:.4g}, "
        f"the limit that {listed(stop.by)} set at that age"
    )


def _timeout(stop: Stop) -> str:
    return f"ended after {span(stop.limit)}: {stop.rule}"


def span(seconds: float) -> str:
    """A length of time in the largest unit of which it is a whole number: `2 h`, `90 min`, `0.5 s`."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"


def listed(numbers: Sequence[int]) -> str:
    """`run 2`, or `runs 2, 5 and 9`."""
    if len(numbers) == 1:
        return f"run {numbers[0]}"
    return f"runs {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `13th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
