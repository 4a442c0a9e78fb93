"""A run: one execution of the script on one point, and what is known of it."""

from dataclasses import dataclass

from besom.domain.states import Order, RunState


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a stopping rule ended a run, in the metric's own sign."""

    rule: str
    age: int  # values reported when it was decided
    value: float  # the run's best until then
    limit: float  # what it had to beat
    by: tuple[int, ...]  # numbers of the runs that set the limit


@dataclass(frozen=True, slots=True)
class Run:
    project: int
    id: str
    sweep: str | None
    number: int | None  # within its sweep: 1, 2, 3...
    ticket: int | None  # of the suggestion it was made from
    point_key: str | None
    space_version: int | None
    repeat: int
    state: RunState
    order: Order | None  # told to its agent, not yet carried out
    stop: Stop | None
    attempt: int  # the fencing token: raised by every hand-out
    agent: str | None  # who has it, or had it when its lease ended; None once given back
    request_id: str | None  # of the claim that handed it out
    config: str  # JSON object; the point, for a run of a sweep
    summary: str  # JSON object
    info: str  # JSON object: how its suggestion was made
    display_name: str | None
    notes: str
    tags: tuple[str, ...]
    group: str | None
    job_type: str | None
    host: str | None
    lines: int  # history lines received of this attempt
    log_lines: int  # log lines received of this attempt
    exit_code: int | None
    error: str | None  # the last lines that a failed script printed
    created_at: float
    started_at: float | None  # of this attempt
    ended_at: float | None


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
