"""One worker of an agent as a pure state machine: `step(worker, event)` gives the next worker and what to do now.

The driver carries out the effects and turns what happens into events; times are its monotonic clock's, in seconds.
A script that has to go, because somebody says so or its time is over, gets SIGTERM, and SIGKILL when it is still there
after the grace time.
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from signal import SIGKILL, SIGTERM, Signals
from typing import Literal

from besom.wire.agents import Claimed

HURRIED = 5.0  # seconds for the last words of a run when the agent has been told to give it back
KILLED = 1.0  # the same when it has been told to kill: one try, no more
FOREVER = float("inf")


class Haste(IntEnum):
    """How quickly the worker has to go; it only ever grows."""

    NONE = 0
    FINISH = 1  # take no more runs
    GIVE_BACK = 2  # end the script and give its run back
    KILL = 3  # the same at once


Ending = Literal["finish", "timeout", "release", "drop"]
"""What becomes of the run once its script is gone: told its exit code, told with it that its time was over, given back
to the queue, or left to another."""


# The states.


@dataclass(frozen=True, slots=True)
class Asking:
    """A claim is on its way."""


@dataclass(frozen=True, slots=True)
class Resting:
    """There was no run to have; ask again at `until`."""

    until: float


@dataclass(frozen=True, slots=True)
class Running:
    """The script runs, and may until `until`."""

    until: float = FOREVER


@dataclass(frozen=True, slots=True)
class Stopping:
    """The script has been asked to end."""

    kill_at: float
    then: Ending


@dataclass(frozen=True, slots=True)
class Killing:
    """The script has been killed and is about to be gone."""

    then: Ending


@dataclass(frozen=True, slots=True)
class Delivering:
    """The script is gone; what it left is being sent, until it is done or `until` has come."""

    until: float


@dataclass(frozen=True, slots=True)
class Left:
    """The worker has gone."""


Phase = Asking | Resting | Running | Stopping | Killing | Delivering | Left


@dataclass(frozen=True, slots=True)
class Worker:
    phase: Phase
    grace: float
    haste: Haste = Haste.NONE


# The events.


@dataclass(frozen=True, slots=True)
class Got:
    """The claim brought a run."""

    run: Claimed
    at: float


@dataclass(frozen=True, slots=True)
class NothingYet:
    until: float


@dataclass(frozen=True, slots=True)
class NothingLeft:
    """There is no run to have, and none will come."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The agent would not or could not start the run that it was given."""

    run: Claimed


@dataclass(frozen=True, slots=True)
class Exited:
    """The script is gone."""

    at: float


@dataclass(frozen=True, slots=True)
class Ordered:
    """The server's word about the run that the worker has."""

    what: Literal["stop", "kill", "lost"]
    at: float


@dataclass(frozen=True, slots=True)
class Leave:
    haste: Haste
    at: float


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the script left has been sent, or never can be."""


@dataclass(frozen=True, slots=True)
class Tick:
    at: float


Event = Got | NothingYet | NothingLeft | Refused | Exited | Ordered | Leave | Delivered | Tick


# The effects.


@dataclass(frozen=True, slots=True)
class Ask:
    """Claim a run."""


@dataclass(frozen=True, slots=True)
class Start:
    run: Claimed


@dataclass(frozen=True, slots=True)
class Signal:
    """Send the signal to the script and all its children."""

    number: Signals


@dataclass(frozen=True, slots=True)
class TimeOver:
    """Say that the script's time is over."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """Send what the script left, then end the run as `then` says."""

    then: Ending


@dataclass(frozen=True, slots=True)
class Abandon:
    """Stop trying to deliver."""


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Return to the queue a run that was not started."""

    run: Claimed


Effect = Ask | Start | Signal | TimeOver | Deliver | Abandon | GiveBack


def begin(grace: float) -> tuple[Worker, list[Effect]]:
    """A worker on its first day."""
    return Worker(Asking(), grace), [Ask()]


def step(worker: Worker, event: Event) -> tuple[Worker, list[Effect]]:
    """The worker after the event, and what is to be done now, in order."""
    match event:
        case Tick(at):
            return _tick(worker, at)
        case Leave(haste, at):
            return _leave(replace(worker, haste=max(worker.haste, haste)), at)
        case Ordered(what, at):
            return _order(worker, "drop" if what == "lost" else "finish", at)
        case Exited() | Refused() | Delivered():
            return _script_gone(worker, event)
        case Got() | NothingYet() | NothingLeft():
            return _answer(worker, event)


def deadline(worker: Worker) -> float:
    """When the worker next needs a Tick; infinity when it does not."""
    match worker.phase:
        case Resting(at) | Running(at) | Delivering(at) | Stopping(at, _):
            return at
        case _:
            return FOREVER


def _answer(worker: Worker, event: Got | NothingYet | NothingLeft) -> tuple[Worker, list[Effect]]:
    match worker.phase, event:
        case Asking(), Got(run, at):
            until = FOREVER if run.timeout is None else at + run.timeout
            return replace(worker, phase=Running(until)), [Start(run)]
        case _, Got(run):
            return worker, [GiveBack(run)]
        case Asking(), NothingYet(until):
            return replace(worker, phase=Resting(until)), []
        case Asking(), NothingLeft():
            return replace(worker, phase=Left()), []
        case _:
            return worker, []


def _script_gone(worker: Worker, event: Exited | Refused | Delivered) -> tuple[Worker, list[Effect]]:
    match worker.phase, event:
        case Running(), Refused(run):
            return replace(worker, phase=Left()), [GiveBack(run)]
        case Running(), Exited(at):
            return _deliver(worker, at, Deliver("finish"))
        case ((Stopping(then=then) | Killing(then)), Exited(at)):
            return _deliver(worker, at, Deliver(then))
        case Delivering(), Delivered() if worker.haste:
            return replace(worker, phase=Left()), []
        case Delivering(), Delivered():
            return replace(worker, phase=Asking()), [Ask()]
        case _:
            return worker, []


def _order(worker: Worker, then: Ending, at: float) -> tuple[Worker, list[Effect]]:
    match worker.phase:
        case Running():
            return replace(worker, phase=Stopping(at + worker.grace, then)), [Signal(SIGTERM)]
        case Stopping() | Killing() as phase if then == "drop" or phase.then == "release":
            return replace(worker, phase=replace(phase, then=then)), []
        case _:
            return worker, []


def _leave(worker: Worker, at: float) -> tuple[Worker, list[Effect]]:
    """The worker has just been told `worker.haste`."""
    match worker.phase, worker.haste:
        case ((Asking() | Resting()), _):
            return replace(worker, phase=Left()), []
        case Running(), Haste.GIVE_BACK:
            return replace(worker, phase=Stopping(at + worker.grace, "release")), [Signal(SIGTERM)]
        case Running(), Haste.KILL:
            return replace(worker, phase=Killing("release")), [Signal(SIGKILL)]
        case Stopping(then=then), Haste.KILL:
            return replace(worker, phase=Killing(then)), [Signal(SIGKILL)]
        case Delivering(until), _:
            return replace(worker, phase=Delivering(min(until, at + _patience(worker)))), []
        case _:
            return worker, []


def _tick(worker: Worker, at: float) -> tuple[Worker, list[Effect]]:
    match worker.phase:
        case Resting(until) if at >= until:
            return replace(worker, phase=Asking()), [Ask()]
        case Running(until) if at >= until:
            return replace(worker, phase=Stopping(at + worker.grace, "timeout")), [TimeOver(), Signal(SIGTERM)]
        case Stopping(kill_at, then) if at >= kill_at:
            return replace(worker, phase=Killing(then)), [Signal(SIGKILL)]
        case Delivering(until) if at >= until:
            return replace(worker, phase=Left()), [Abandon()]
        case _:
            return worker, []


def _deliver(worker: Worker, at: float, effect: Deliver) -> tuple[Worker, list[Effect]]:
    return replace(worker, phase=Delivering(at + _patience(worker))), [effect]


def _patience(worker: Worker) -> float:
    """How long a worker goes on trying to deliver, in seconds: the server may be away for minutes."""
    return {Haste.GIVE_BACK: HURRIED, Haste.KILL: KILLED}.get(worker.haste, FOREVER)
