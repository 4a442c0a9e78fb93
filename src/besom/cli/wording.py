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


def best(sweep: Sweep) -> str:
    """`val_loss 0.0312 (run 9)`, of repeated points `val_loss 0.0312 ± 0.0004 (runs 9 and 14)`; empty for none."""
    if sweep.best is None or sweep.metric is None:
        return ""
    runs = numbers(sweep.best.runs or [sweep.best.number])
    return f"{sweep.metric.name} {figures.mean(sweep.best.value, sweep.best.half_width)} ({runs})"


def numbers(of_runs: Sequence[int]) -> str:
    """`run 9`, `runs 9 and 14`, `runs 9, 14 and 15`."""
    *first, last = map(str, of_runs)
    return f"runs {', '.join(first)} and {last}" if first else f"run {last}"


def instead(logged: Collection[str], metric: str) -> str:
    """What was logged in place of a metric that is missed: `did you mean val.loss? logged: acc, val.loss`."""
    if not logged:
        return "nothing was logged"
    from besom.rehearsal.findings import near  # loads numerics, which few agents need

    meant = near(metric, sorted(logged))
    return (f"did you mean {meant}? " if meant else "") + f"logged: {', '.join(sorted(logged))}"
