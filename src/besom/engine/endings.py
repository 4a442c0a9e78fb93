"""How runs end or go back to the queue, and what that means for their sweep."""

from besom.domain.run import Run
from besom.domain.states import Closed, Order, Outcome, RunState, SweepState
from besom.domain.store import Tx
from besom.domain.sweep import Sweep
from besom.engine import ledger
from besom.engine.lookup import move_run, move_sweep, need_sweep

ENDS_BY_ORDER = {Order.STOP: RunState.STOPPED, Order.KILL: RunState.KILLED}


def end(tx: Tx, now: float, run: Run, state: RunState, outcome: Outcome | None, **changes: object) -> Run:
    """Bring the run to its end, tell its sweep's history, and finish the sweep if that was the last.

    `outcome`: of the hand-out that ends with it; None for a run that nobody has.
    """
    ended_at = max(now, run.started_at or now)  # a clock that was set back makes no time negative
    ended = move_run(tx, run, state, order=None, ended_at=ended_at, **changes)
    seconds = 0.0 if outcome is None else ledger.conclude(tx, now, run, outcome)
    if run.sweep is not None:
        sweep = need_sweep(tx, run.project, run.sweep)
        known = {"version": sweep.version + 1, "spent": sweep.spent + seconds}
        settle(tx, now, tx.update_sweep(sweep.project, sweep.id, **known))
    return ended


def give_back(tx: Tx, now: float, run: Run, outcome: Outcome) -> Run:
    """Return a running run to the queue; one that was told to end, or whose sweep has ended, ends instead.

    Its agent may still take back what was `lost` by speaking up, not what it has `returned` on purpose. Only what was
    lost counts towards `max_attempts`: whoever gives a run back was not killed by it.
    """
    if run.order is not None:
        return end(tx, now, run, ENDS_BY_ORDER[run.order], outcome)
    sweep = need_sweep(tx, run.project, run.sweep) if run.sweep else None
    if sweep is None:
        return end(tx, now, run, RunState.CRASHED, outcome)
    if sweep.state in (SweepState.STOPPED, SweepState.CANCELLED):
        return end(tx, now, run, RunState.KILLED, outcome)
    lost = outcome is Outcome.LOST
    agent = run.agent if lost else None
    if sweep.state is SweepState.FINISHED:  # the run was believed dead and came back; nobody asks for it any more
        return end(tx, now, run, RunState.CRASHED, outcome, agent=agent)
    seconds = ledger.conclude(tx, now, run, outcome)
    tx.update_sweep(sweep.project, sweep.id, spent=sweep.spent + seconds)
    # Already as many as there are attempts, where the run is from before a retry and its agent had spoken up.
    base = run.base_attempt if lost else min(run.attempt, run.base_attempt + 1)
    return move_run(tx, run, RunState.QUEUED, agent=agent, base_attempt=base)


def revive(tx: Tx, run: Run) -> Run:
    """Take the run back for the agent that was only believed dead: it has spoken, and nobody else has claimed it.

    What a cancel would have told it, had it been there, it is told now.
    """
    if run.state not in (RunState.QUEUED, RunState.CRASHED) or run.agent is None:
        return run
    ledger.reopen(tx, run)
    sweep = need_sweep(tx, run.project, run.sweep) if run.sweep else None
    if sweep is not None and run.state is RunState.CRASHED:
        tx.update_sweep(sweep.project, sweep.id, version=sweep.version + 1)
    cancelled = sweep is not None and sweep.state is SweepState.CANCELLED
    return move_run(tx, run, RunState.RUNNING, ended_at=None, order=Order.KILL if cancelled else None)


def settle(tx: Tx, now: float, sweep: Sweep) -> Sweep:
    """Finish the sweep if no further run can come, be it for its limits or its space, and none is queued or running."""
    if sweep.state not in (SweepState.RUNNING, SweepState.PAUSED):
        return sweep
    sweep = close_if_spent(tx, now, sweep)
    used_up = sweep.exhausted and not tx.suggestions(sweep.project, sweep.id)
    if not (sweep.full or used_up):
        return sweep
    counts = tx.count_runs(sweep.project, sweep.id)
    if any(counts.get(state, 0) for state in RunState if state.active):
        return sweep
    return move_sweep(tx, sweep, SweepState.FINISHED, now)


def close_if_spent(tx: Tx, now: float, sweep: Sweep) -> Sweep:
    """Close the sweep once its ended hand-outs, and those that last, have taken as long as its budget allows."""
    if sweep.closed is not None or sweep.budget_seconds is None:
        return sweep
    lasting = sum(max(0.0, now - since) for since in tx.running_since(sweep.project, sweep.id))
    if sweep.spent + lasting < sweep.budget_seconds:
        return sweep
    return tx.update_sweep(sweep.project, sweep.id, closed=Closed.BUDGET)


def why_no_more(sweep: Sweep) -> str:
    """Why the sweep gets no further runs, to say after a colon."""
    if sweep.closed is Closed.TARGET and sweep.metric is not None:
        return f"a run has reached the target of {sweep.metric.target} for {sweep.metric.name}"
    if sweep.closed is Closed.BUDGET:
        return f"its budget of {sweep.budget_seconds:g} seconds is spent"
    return f"its cap of {sweep.run_cap} runs is reached" if sweep.capped else "its space is used up"
