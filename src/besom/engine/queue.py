"""What people put into the queue of a sweep: points of their own, and runs that are to be tried again."""

from dataclasses import dataclass

from besom.domain.run import Run
from besom.domain.states import RunState, SweepState
from besom.domain.store import Tx
from besom.domain.sweep import Sweep
from besom.engine.lookup import move_run, move_sweep, need_sweep
from besom.errors import Conflict, Invalid, NotFound

RETRIED = (RunState.FAILED, RunState.CRASHED, RunState.KILLED)


@dataclass(frozen=True, slots=True)
class Enqueue:
    project: int
    sweep: str
    run_id: str
    request_id: str  # the same one again gives the same run
    config: str  # JSON object: the run's, its point in it
    priority: int
    info: str  # JSON object: where the point comes from
    repeat: int = 0  # which of the repeats of its point


@dataclass(frozen=True, slots=True)
class Retry:
    project: int
    sweep: str
    states: tuple[RunState, ...]  # runs in these; empty: in any from which a run may be tried again
    numbers: tuple[int, ...]  # and of these numbers; empty: of all
    priority: int


@dataclass(frozen=True, slots=True)
class Prioritise:
    project: int
    sweep: str
    numbers: tuple[int, ...]
    priority: int


def enqueue(tx: Tx, now: float, command: Enqueue) -> Run:
    """Queue a run for a point chosen by hand. It takes a number of the sweep, but no ticket and no point of the method.

    A finished sweep goes on for it; Conflict where a person has stopped or cancelled the sweep.
    """
    sweep = need_sweep(tx, command.project, command.sweep)
    if (old := tx.run_queued_by(sweep.project, sweep.id, command.request_id)) is not None:
        return old
    sweep = _wake(tx, now, sweep)
    sweep = tx.update_sweep(sweep.project, sweep.id, numbered=sweep.numbered + 1)
    run = Run(
        project=sweep.project,
        id=command.run_id,
        state=RunState.QUEUED,
        attempt=0,
        agent=None,
        request_id=None,
        config=command.config,
        created_at=now,
        started_at=None,
        sweep=sweep.id,
        number=sweep.numbered,
        space_version=sweep.space_version,
        repeat=command.repeat,
        info=command.info,
        priority=command.priority,
        queued_by=command.request_id,
    )
    tx.add_run(run)
    return run


def retry(tx: Tx, now: float, command: Retry) -> list[Run]:
    """Put runs that failed, crashed or were killed back into the queue, and return them by number.

    Those named by number that wait or run already are returned as they are. A finished sweep goes on. NotFound for a
    number that is not there; Conflict for one whose run needs no other try, and in a stopped or cancelled sweep.
    """
    sweep = need_sweep(tx, command.project, command.sweep)
    if wrong := [state for state in command.states if state not in RETRIED]:
        raise Invalid(f"runs that failed, crashed or were killed can be tried again, not {wrong[0]} ones")
    states = command.states or RETRIED
    if command.numbers:
        named = _numbered(tx, sweep, command.numbers)
        _check_ends(named)
        chosen = [run for run in named if run.state.active or run.state in states]
    else:
        chosen = tx.runs(sweep.project, sweep.id, states)
    if any(not run.state.active for run in chosen):
        sweep = _wake(tx, now, sweep)
        tx.update_sweep(sweep.project, sweep.id, version=sweep.version + 1)
    return [run if run.state.active else _queue_again(tx, run, command.priority) for run in chosen]


def prioritise(tx: Tx, now: float, command: Prioritise) -> list[Run]:  # noqa: ARG001 (every verb is told the time)
    """Move runs within the queue, and return them by number; one that runs has its place if it comes back.

    NotFound for a number that is not there; Conflict for a run that has ended.
    """
    named = _numbered(tx, need_sweep(tx, command.project, command.sweep), command.numbers)
    for run in named:
        if not run.state.active:
            raise Conflict(f"run {run.number} is {run.state}: only a run that waits or runs has a place in the queue")
    return [tx.update_run(run.project, run.id, priority=command.priority) for run in named]


def _wake(tx: Tx, now: float, sweep: Sweep) -> Sweep:
    """The sweep, at work again if it was finished."""
    if sweep.state in (SweepState.STOPPED, SweepState.CANCELLED):
        raise Conflict(
            f"sweep {sweep.id} is {sweep.state}, so nothing is handed out; resume it first", state=sweep.state
        )
    return move_sweep(tx, sweep, SweepState.RUNNING, now) if sweep.state is SweepState.FINISHED else sweep


def _numbered(tx: Tx, sweep: Sweep, numbers: tuple[int, ...]) -> list[Run]:
    found = {number: tx.run_numbered(sweep.project, sweep.id, number) for number in sorted(set(numbers))}
    if missing := [number for number, run in found.items() if run is None]:
        which = f"is no run {missing[0]}" if len(missing) == 1 else f"are no runs {', '.join(map(str, missing))}"
        raise NotFound(f"there {which} in sweep {sweep.id}")
    return [run for run in found.values() if run is not None]


def _check_ends(named: list[Run]) -> None:
    for run in named:
        if not run.state.active and run.state not in RETRIED:
            raise Conflict(
                f"run {run.number} is {run.state}: only runs that failed, crashed or were killed can be tried again",
                state=str(run.state),
            )


def _queue_again(tx: Tx, run: Run, priority: int) -> Run:
    # A crash was perhaps only believed: then the word of its agent still counts, as long as nobody has claimed the run.
    agent = run.agent if run.state is RunState.CRASHED else None
    fresh = {"ended_at": None, "exit_code": None, "error": None, "stop": None}
    return move_run(tx, run, RunState.QUEUED, agent=agent, base_attempt=run.attempt, priority=priority, **fresh)
