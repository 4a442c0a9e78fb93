"""How runs end or go back to the queue, and what that means for their sweep."""

from besom.domain.run import Run
from besom.domain.states import Order, RunState, SweepState
from besom.domain.store import Tx
from besom.domain.sweep import Sweep
from besom.engine.lookup import move_run, move_sweep, need_sweep

ENDS_BY_ORDER = {Order.STOP: RunState.STOPPED, Order.KILL: RunState.KILLED}


def end(tx: Tx, now: float, run: Run, state: RunState, **changes: object) -> Run:
    """Bring the run to its end, tell its sweep's history, and finish the sweep if that was the last."""
    ended = move_run(tx, run, state, order=None, ended_at=now, **changes)
    if run.sweep is not None:
        sweep = need_sweep(tx, run.project, run.sweep)
        settle(tx, now, tx.update_sweep(sweep.project, sweep.id, version=sweep.version + 1))
    return ended


def give_back(tx: Tx, now: float, run: Run, *, agent: str | None) -> Run:
    """Return a running run to the queue; one that was told to end, or whose sweep has ended, ends instead.

    `agent`: who may still take it back by speaking up; None when it was given back on purpose.
    """
    if run.order is not None:
        return end(tx, now, run, ENDS_BY_ORDER[run.order])
    sweep = need_sweep(tx, run.project, run.sweep) if run.sweep else None
    if sweep is None:
        return end(tx, now, run, RunState.CRASHED)
    if sweep.state in (SweepState.STOPPED, SweepState.CANCELLED):
        return end(tx, now, run, RunState.KILLED)
    if sweep.state is SweepState.FINISHED:  # the run was believed dead and came back; nobody asks for it any more
        return end(tx, now, run, RunState.CRASHED, agent=agent)
    return move_run(tx, run, RunState.QUEUED, agent=agent)


def settle(tx: Tx, now: float, sweep: Sweep) -> Sweep:
    """Finish the sweep if nothing can come any more: cap reached or space used up, and no run queued or running."""
    if sweep.state not in (SweepState.RUNNING, SweepState.PAUSED):
        return sweep
    used_up = sweep.exhausted and not tx.suggestions(sweep.project, sweep.id)
    if not (sweep.capped or used_up):
        return sweep
    counts = tx.count_runs(sweep.project, sweep.id)
    if any(counts.get(state, 0) for state in RunState if state.active):
        return sweep
    return move_sweep(tx, sweep, SweepState.FINISHED, now)
