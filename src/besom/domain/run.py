"""A run: one execution of the script on one point, and what is known of it."""

from dataclasses import dataclass
from typing import NamedTuple

from besom.domain.states import Order, Outcome, RunState

RUN_TIMEOUT = "run_timeout"  # stands as the rule of a run that its agent ended because its time was over


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a stopping rule ended a run, in the metric's own sign; or, as RUN_TIMEOUT, the time that it was allowed."""

    rule: str
    age: int  # values reported when it was decided
    value: float  # what counted of the run; seconds that it ran
    limit: float  # what that was compared with; seconds that it was allowed
    by: tuple[int, ...]  # numbers of the runs that set the limit
    band: int | None = None  # of a rule that judges at some ages only: the one that counted
    rank: int | None = None  # the value's place among those of all runs at that age, from 1
    among: int | None = None  # how many those are


@dataclass(frozen=True, slots=True)
class Run:
    project: int
    id: str
    state: RunState
    attempt: int  # the fencing token: raised by every hand-out
    agent: str | None  # who has it, or had it when its lease ended; None once given back
    request_id: str | None  # of the claim that handed it out
    config: str  # JSON object; the point, for a run of a sweep
    created_at: float
    started_at: float | None  # of this attempt
    ended_at: float | None = None
    sweep: str | None = None
    number: int | None = None  # within its sweep: 1, 2, 3...
    ticket: int | None = None  # of the suggestion it was made from; None for one that was queued by hand
    point_key: str | None = None
    space_version: int | None = None
    repeat: int = 0
    info: str = "{}"  # JSON object: how its suggestion was made
    order: Order | None = None  # told to its agent, not yet carried out
    stop: Stop | None = None
    summary: str = "{}"  # JSON object
    display_name: str | None = None
    notes: str = ""
    tags: tuple[str, ...] = ()
    group: str | None = None
    job_type: str | None = None
    host: str | None = None
    lines: int = 0  # history lines received of this attempt
    log_lines: int = 0  # log lines received of this attempt
    exit_code: int | None = None
    error: str | None = None  # the last lines that a failed script printed
    priority: int = 0  # in the queue the highest goes first, then the lowest number
    base_attempt: int = 0  # attempts that do not count towards max_attempts: given back, or from before a retry
    queued_by: str | None = None  # the request that put it into the queue by hand


class Tried(NamedTuple):
    """Of a run of a sweep what a search method learns from, in one step: there may be thousands, and often."""

    run: str
    number: int
    state: RunState
    config: str  # JSON object
    space_version: int
    repeat: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One hand-out of a run: a row of the ledger."""

    run: str
    number: int | None  # of the run within its sweep
    attempt: int
    agent: str  # empty where nobody wrote it down
    host: str | None
    started_at: float
    ended_at: float | None  # never before started_at, even if the clock was set back
    outcome: Outcome

    @property
    def seconds(self) -> float:
        """How long it took; 0 while it runs."""
        return 0.0 if self.ended_at is None else self.ended_at - self.started_at


@dataclass(frozen=True, slots=True)
class Row:
    """One call of `log`: numbers by metric name, and the rest as JSON."""

    step: float | None
    at: float  # seconds since the epoch, by the script's clock: data, never logic
    metrics: dict[str, float]  # NaN and infinities allowed
    extra: str | None = None  # JSON object of what is not a number


@dataclass(frozen=True, slots=True)
class MetricSummary:
    """One metric of one run, over all that was logged; NaN counts, but is never best."""

    name: str
    count: int
    last: float
    low: float | None  # the smallest and largest of the values that are numbers; None if there are none
    high: float | None
    last_step: float | None
    last_at: float
