"""Sweeps and runs in words; the same words in every command."""

from collections.abc import Collection

from besom.wire.sweeps import RunCounts, Sweep


def title(sweep: Sweep) -> str:
    """`mnist-lr-bs (k3x9q7ab)`, or the id alone where there is no name."""
    return f"{sweep.name} ({sweep.id})" if sweep.name not in ("", sweep.id) else sweep.id


def ended(counts: RunCounts) -> int:
    return counts.finished + counts.stopped + counts.failed + counts.killed + counts.crashed


def progress(sweep: Sweep) -> str:
    """`37/100`, or `37` where nobody knows how many there will be."""
    done = ended(sweep.counts)
    return str(done) if sweep.total is None else f"{done}/{sweep.total}"


def tally(counts: RunCounts) -> str:
    """`28 finished · 3 running`: every state that has runs."""
    states = ("finished", "running", "queued", "stopped", "failed", "crashed", "killed")
    parts = [f"{getattr(counts, state)} {state}" for state in states if getattr(counts, state)]
    return " · ".join(parts) or "none yet"


def instead(logged: Collection[str]) -> str:
    """What was logged in place of a metric that is missed: `logged: acc, loss`."""
    return f"logged: {', '.join(sorted(logged))}" if logged else "nothing was logged"
