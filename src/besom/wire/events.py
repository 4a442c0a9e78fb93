"""What the streams of events say: GET /api/events (every sweep), GET …/sweeps/{id}/events and GET …/runs/{run}/events.

A stream is `text/event-stream`; each event has a kind of `EVENTS`, one record of that kind as its data, and an id. A
connection begins with `hello`. One that names the last id it saw, in `Last-Event-ID` or `?cursor=`, then gets all that
came since; where the server no longer knows what that was it gets `reset`, and has to ask for everything anew.
So: connect, wait for `hello`, ask, and then keep what was asked for fresh by the events.
"""

import msgspec

from besom.wire.numbers import Number
from besom.wire.runs import Run
from besom.wire.sweeps import Sweep


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    cursor: str  # from where this connection goes on


class Reset(msgspec.Struct, frozen=True, kw_only=True):
    """Events were lost: ask for everything anew."""


class Points(msgspec.Struct, frozen=True, kw_only=True):
    """New values of one metric of one run; on a sweep's stream of the sweep's own metric only."""

    run: str
    number: int | None
    attempt: int
    metric: str
    first: int  # the place of the first new value in the attempt's curve; below what is known already: sent twice
    count: (
        int  # values in that curve now. More than first + len(values) when so many came at once that some are left out
    )
    steps: list[float | None]
    times: list[float]
    values: list[Number]


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """New lines of a run's output; on the run's stream only."""

    run: str
    attempt: int
    first: int  # the number of lines[0]; above what is known already: there were too many to send
    lines: list[str]


class DeletedSweep(msgspec.Struct, frozen=True, kw_only=True):
    entity: str
    project: str
    sweep: str


EVENTS: dict[str, type[msgspec.Struct]] = {
    "hello": Hello,
    "reset": Reset,
    "sweep": Sweep,  # as it is now: its state, counts, best run or agents have changed
    "run": Run,  # as it is now; on a sweep's stream for each of its runs
    "points": Points,
    "lines": Lines,
    "deleted": DeletedSweep,
}
