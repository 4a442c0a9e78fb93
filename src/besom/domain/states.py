"""The states of sweeps and runs, and the one table of legal moves of each."""

from enum import StrEnum
from typing import TypeVar

from besom.errors import Conflict


class SweepState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FINISHED = "finished"


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"
    KILLED = "killed"
    CRASHED = "crashed"

    @property
    def active(self) -> bool:
        """Whether the run still may report a result."""
        return self in (RunState.QUEUED, RunState.RUNNING)


class Outcome(StrEnum):
    """How one hand-out of a run has ended."""

    RUNNING = "running"  # it has not
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"
    KILLED = "killed"
    CRASHED = "crashed"
    RETURNED = "returned"  # given back by its agent
    LOST = "lost"  # its lease was over


class Closed(StrEnum):
    """Why no further suggestion of a sweep becomes a run."""

    TARGET = "target"  # a run has reached it
    BUDGET = "budget"  # it is spent


class Order(StrEnum):
    """What a running run's agent has been told to do with it."""

    STOP = "stop"  # a stopping rule has decided; the run will be `stopped`
    KILL = "kill"  # a person has decided; the run will be `killed`


SWEEP_MOVES: dict[SweepState, frozenset[SweepState]] = {
    SweepState.RUNNING: frozenset(
        {
            SweepState.PAUSED,
            SweepState.STOPPED,
            SweepState.CANCELLED,
            SweepState.FINISHED,
        }
    ),
    SweepState.PAUSED: frozenset(
        {
            SweepState.RUNNING,
            SweepState.STOPPED,
            SweepState.CANCELLED,
            SweepState.FINISHED,
        }
    ),
    SweepState.STOPPED: frozenset({SweepState.RUNNING, SweepState.CANCELLED}),
    SweepState.CANCELLED: frozenset({SweepState.RUNNING}),
    # Back to work by an edit that leaves something to try, or by a run that a person puts into the queue.
    SweepState.FINISHED: frozenset({SweepState.RUNNING}),
}

_ENDS = frozenset(
    {
        RunState.FINISHED,
        RunState.FAILED,
        RunState.STOPPED,
        RunState.KILLED,
        RunState.CRASHED,
    }
)

RUN_MOVES: dict[RunState, frozenset[RunState]] = {
    # queued -> running is a claim, or the beat of an agent that was only believed dead;
    # queued -> an end is a late finish that nobody has overtaken, or a cancel.
    RunState.QUEUED: _ENDS | {RunState.RUNNING},
    RunState.RUNNING: _ENDS | {RunState.QUEUED},
    # A crash is a belief (the agent fell silent); the agent's own word corrects it.
    RunState.CRASHED: _ENDS | {RunState.RUNNING, RunState.QUEUED},
    RunState.FINISHED: frozenset(),
    # A person may have these tried again.
    RunState.FAILED: frozenset({RunState.QUEUED}),
    RunState.KILLED: frozenset({RunState.QUEUED}),
    RunState.STOPPED: frozenset(),
}

State = TypeVar("State", SweepState, RunState)


def check_move(moves: dict[State, frozenset[State]], what: str, old: State, new: State) -> State:
    """Return `new` if it may follow `old`; raise Conflict with a sentence about `what` if not."""
    if new is not old and new not in moves[old]:
        raise Conflict(f"{what} is {old}; it cannot become {new}", state=str(old))
    return new
