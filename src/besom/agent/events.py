"""What an agent tells whoever watches it: plain data, for status lines, logs and tests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from besom.wire.runs import RunStateName

RunEnd = RunStateName | Literal["lost", "undelivered"]
"""The run's state on the server afterwards; `queued`: given back; `lost`: another agent has it; `undelivered`: the
server could not be told, and gives the run to another agent when the lease is over."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The server knows the agent."""

    agent: str
    workers: int


@dataclass(frozen=True, slots=True)
class RunStarted:
    worker: int  # from 0
    run: str
    number: int  # within the sweep
    attempt: int
    point: Mapping[str, Any]
    argv: Sequence[str]
    url: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The script has logged something."""

    worker: int
    number: int
    step: float | None
    metrics: Mapping[str, float]  # the newest value of each


@dataclass(frozen=True, slots=True)
class Output:
    """The script has printed something; only told when asked for, and only the newest lines of a flood."""

    worker: int
    number: int
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about a run that a person should know, and that does not end it."""

    worker: int
    number: int
    what: str


@dataclass(frozen=True, slots=True)
class RunStopping:
    """The run is to end: the server has ordered it, or its time is over."""

    worker: int
    number: int
    what: Literal["stop", "kill", "lost"]
    why: str | None  # None where it is not known yet


@dataclass(frozen=True, slots=True)
class RunExited:
    """The script is gone; what it has left is being sent."""

    worker: int
    number: int
    exit_code: int | None  # negative: ended by that signal; None: unknown


@dataclass(frozen=True, slots=True)
class RunEnded:
    worker: int
    run: str
    number: int
    state: RunEnd
    exit_code: int | None
    error: str | None  # the last lines of a script that failed
    value: float | None  # the best that it reached of the sweep's metric
    why: str | None  # the server's reason, where it has ordered the end
    seconds: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """There is no run to have just now."""

    worker: int
    why: str


@dataclass(frozen=True, slots=True)
class SweepDone:
    """There will be no more runs for the worker."""

    worker: int
    why: str


@dataclass(frozen=True, slots=True)
class Reconnecting:
    why: str


@dataclass(frozen=True, slots=True)
class Reconnected:
    pass


@dataclass(frozen=True, slots=True)
class Leaving:
    """The agent was told to go."""

    how: Literal["finish", "give back", "kill"]
    running: int  # scripts that it waits for


@dataclass(frozen=True, slots=True)
class GaveUp:
    """The agent takes no more runs, and will leave with code 1."""

    why: str
    error: str | None = None  # the last lines of the script that failed last


Event = (
    Joined
    | RunStarted
    | Progress
    | Output
    | Warned
    | RunStopping
    | RunExited
    | RunEnded
    | Waiting
    | SweepDone
    | Reconnecting
    | Reconnected
    | Leaving
    | GaveUp
)
Observer = Callable[[Event], None]
