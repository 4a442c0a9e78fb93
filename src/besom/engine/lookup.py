"""What every verb begins with: the thing must be there, and the caller must hold it."""

from besom.domain.run import Run
from besom.domain.states import RUN_MOVES, SWEEP_MOVES, Order, RunState, SweepState, check_move
from besom.domain.store import Tx
from besom.domain.sweep import Sweep
from besom.errors import LeaseLost, NotFound


def need_sweep(tx: Tx, project: int, sweep: str) -> Sweep:
    found = tx.sweep(project, sweep)
    if found is None:
        raise NotFound(f"there is no sweep {sweep} in this project")
    return found


def need_run(tx: Tx, project: int, run: str) -> Run:
    found = tx.run(project, run)
    if found is None:
        raise NotFound(f"there is no run {run} in this project")
    return found


def need_attempt(tx: Tx, project: int, run: str, attempt: int) -> Run:
    """The run, if `attempt` is its latest: the fencing token."""
    found = need_run(tx, project, run)
    if attempt != found.attempt:
        raise LeaseLost(f"run {run} is at attempt {found.attempt} now; attempt {attempt} no longer counts")
    return found


def move_run(tx: Tx, run: Run, state: RunState, **changes: object) -> Run:
    check_move(RUN_MOVES, f"run {run.id}", run.state, state)
    return tx.update_run(run.project, run.id, state=state, **changes)


def move_sweep(tx: Tx, sweep: Sweep, state: SweepState, now: float) -> Sweep:
    """The sweep in its new state; Conflict if it may not go there from where it is."""
    if state is sweep.state:
        return sweep
    check_move(SWEEP_MOVES, f"sweep {sweep.id}", sweep.state, state)
    ended = now if state not in (SweepState.RUNNING, SweepState.PAUSED) else None
    return tx.update_sweep(sweep.project, sweep.id, state=state, ended_at=ended)


def revive(tx: Tx, run: Run) -> Run:
    """Take the run back for the agent that was only believed dead: it has spoken, and nobody else has claimed it.

    What a cancel would have told it, had it been there, it is told now.
    """
    if run.state not in (RunState.QUEUED, RunState.CRASHED) or run.agent is None:
        return run
    cancelled = run.sweep is not None and need_sweep(tx, run.project, run.sweep).state is SweepState.CANCELLED
    return move_run(tx, run, RunState.RUNNING, ended_at=None, order=Order.KILL if cancelled else None)
