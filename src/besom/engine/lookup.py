"""What every verb begins with: the thing must be there, and the caller must hold it."""

from besom.domain.run import Run
from besom.domain.states import RUN_MOVES, SWEEP_MOVES, RunState, SweepState, check_move
from besom.domain.store import Reader, Tx
from besom.domain.sweep import Sweep
from besom.errors import LeaseLost, NotFound


def need_sweep(reader: Reader, project: int, sweep: str) -> Sweep:
    found = reader.sweep(project, sweep)
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
    if attempt != found.attempt or attempt < 1:  # attempt 0 is that of a run which nobody ever had
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
