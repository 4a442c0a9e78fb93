"""Sweeps and runs in words; the same words in every command."""

from collections.abc import Collection, Sequence

from besom.cli import figures
from besom.client.results import ended
from besom.wire.sweeps import RunCounts, Sweep


def title(sweep: Sweep) -> str:
    """`mnist-lr-bs (k3x9q7ab)`, or the id alone where there is no name."""
    return f"{sweep.name} ({sweep.id})" if sweep.name not in ("", sweep.id) else sweep.id


def progress(sweep: Sweep) -> str:
    """`37/100`, or `37` where nobody knows how many there will be."""
    done = ended(sweep.counts)
    return str(done) if sweep.total is None else f"{done}/{sweep.total}"


def tally(counts: RunCounts) -> str:
    """`28 finished · 3 running`: every state that has runs."""
    states = ("finished", "running", "queued", "stopped", "failed", "crashed", "killed")
    parts = [f"{getattr(counts, state)} {state}" for state in states if getattr(counts, state)]
    return " · ".join(parts) or "none yet"


def measured(sweep: Sweep) -> list[str]:
    """The metrics that count: the objectives, then those that only have a limit."""
    names = [*(each.name for each in sweep.metrics), *(each.metric for each in sweep.outcome_constraints)]
    return list(dict.fromkeys(names))


def limits(sweep: Sweep) -> str:
    """`latency_ms at most 20 and memory 1 to 8`."""
    return figures.listed([f"{of.metric} {figures.between(of.min, of.max)}" for of in sweep.outcome_constraints])


def best(sweep: Sweep) -> str:
    """`val_loss 0.0312 (run 9)`, of repeated points `val_loss 0.0312 ± 0.0004 (runs 9 and 14)`; empty for none.

    Of several objectives the size of the front: `7 runs in val_loss and latency_ms`.
    """
    if sweep.front:
        objectives = figures.listed([each.name for each in sweep.metrics])
        return f"{figures.counted(len(sweep.front), 'run')} in {objectives}"
    if sweep.best is None or sweep.metric is None:
        return ""
    runs = numbers(sweep.best.runs or [sweep.best.number])
    return f"{sweep.metric.name} {figures.mean(sweep.best.value, sweep.best.half_width)} ({runs})"


def numbers(of_runs: Sequence[int]) -> str:
    """`run 9`, `runs 9 and 14`, `runs 9, 14 and 15`."""
    return ("run " if len(of_runs) == 1 else "runs ") + figures.listed([str(number) for number in of_runs])


def instead(logged: Collection[str], metric: str) -> str:
    """What was logged in place of a metric that is missed: `did you mean val.loss? logged: acc, val.loss`."""
    if not logged:
        return "nothing was logged"
    from besom.rehearsal.findings import near  # loads numerics, which few agents need

    meant = near(metric, sorted(logged))
    return (f"did you mean {meant}? " if meant else "") + f"logged: {', '.join(sorted(logged))}"
