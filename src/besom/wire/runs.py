"""Runs over the wire. Paths begin with /api/projects/{entity}/{project}."""

from typing import Any, Literal

import msgspec

from besom.wire.numbers import Count, ExitCode, Number

RunStateName = Literal["queued", "running", "finished", "failed", "stopped", "killed", "crashed"]


class CreateRun(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/runs -> Created: a run of one's own, outside any sweep."""

    request_id: str  # the same id again gives the same run
    config: dict[str, Any] = {}
    display_name: str | None = None
    group: str | None = None
    tags: list[str] = []
    notes: str = ""
    host: str | None = None


class Created(msgspec.Struct, frozen=True, kw_only=True):
    run: str
    attempt: int
    key: str  # for the reports of this run at this attempt
    url: str


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One call of log()."""

    at: float
    step: float | None = None
    metrics: dict[str, Number] = {}
    extra: dict[str, Any] = {}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/runs/{run}/report -> Received. Rows are numbered from 0 in the attempt; known ones are passed over.

    409 `lease_lost`: another attempt has begun. 409 `gap`: details.expected is the first row missing.
    """

    attempt: int
    first: Count
    rows: list[Row | None]  # None: a record that was damaged on its way to disk; it keeps its number


class LogLines(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/runs/{run}/log -> Received. The same rules for lines of output."""

    attempt: int
    first: Count
    lines: list[str]


class Received(msgspec.Struct, frozen=True, kw_only=True):
    next: int  # the number of the first row or line that the server does not have
    order: Literal["stop", "kill"] | None = None


class Finish(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/runs/{run}/finish -> Ended. Idempotent; a late one of the last attempt corrects `crashed`."""

    attempt: int
    exit_code: ExitCode | None  # negative: ended by that signal; None: gone without one
    error: str | None = None  # the last lines of a failed script
    on_its_own: bool = False  # the script had ended before its agent told it to, whatever the server had ordered
    timed_out: float | None = None  # seconds that the run was allowed, and after which its agent ended it


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    state: RunStateName
    value: float | None = None  # what the run has come to of the sweep's metric
    why: str | None = None  # what ended it, where that was not the script itself


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/runs/{run}/release -> Ended: the agent gives its run back to the queue."""

    attempt: int


class EditRun(msgspec.Struct, frozen=True, kw_only=True):
    """PATCH …/runs/{run} -> Run. A config or summary given replaces the whole document."""

    config: dict[str, Any] | None = None
    summary: dict[str, Any] | None = None
    display_name: str | None = None
    notes: str | None = None
    tags: list[str] | None = None


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """What ended a run early: at `age` values its `value` was not better than `limit`, which the runs `by` had set.

    Of the rule `run_timeout` they are the seconds that it ran, and those that it was allowed.
    """

    rule: str
    age: int
    value: Number
    limit: Number
    by: list[int]
    band: int | None = None  # of a rule that judges at some ages only: the one that counted
    rank: int | None = None  # the value's place among those of all runs at that age, from 1
    among: int | None = None  # how many those are


class MetricSummary(msgspec.Struct, frozen=True, kw_only=True):
    count: int
    last: Number
    min: Number | None
    max: Number | None
    last_step: float | None
    last_at: float


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-out of a run to an agent."""

    attempt: int
    agent: str
    host: str | None
    started_at: float
    ended_at: float | None
    outcome: Literal["running", "finished", "failed", "stopped", "killed", "crashed", "returned", "lost"]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    sweep: str | None
    number: int | None
    space_version: int | None  # of the sweep, when it was made
    repeat: int  # the place of its seed in the file's `repeat`
    priority: int  # in the queue the highest goes first
    state: RunStateName
    order: Literal["stop", "kill"] | None
    stop: Stop | None
    attempt: int
    agent: str | None
    config: dict[str, Any]
    point: dict[str, Any]  # the values of the sweep's parameters in it, flat; empty outside a sweep
    inside: bool  # whether they lie in the sweep's present space
    summary: dict[str, Any]
    metrics: dict[str, MetricSummary]
    value: float | None  # of the sweep's metric so far
    values: dict[str, float]  # of each of the sweep's objectives and limited metrics so far
    broken: list[str]  # the metrics of which the value breaks an outcome constraint
    command: list[str]  # as a person would type it; empty outside a sweep
    info: dict[str, Any]  # how its suggestion was made
    display_name: str | None
    notes: str
    tags: list[str]
    group: str | None
    host: str | None
    exit_code: int | None
    error: str | None
    url: str
    created_at: float
    started_at: float | None
    ended_at: float | None
    attempts: list[Attempt] = []  # where one run is told of, not in lists


class RunList(msgspec.Struct, frozen=True):
    """GET …/sweeps/{id}/runs, by number; ?sort=value&limit=N gives the best first, `?state=failed` only those.

    Of several objectives the front comes first. What breaks an outcome constraint comes behind what does not.
    """

    runs: list[Run]


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    run: str
    number: int | None
    metric: str
    steps: list[float | None]
    times: list[float]
    values: list[Number]
    count: int  # values logged; more than sent when thinned


class Curves(msgspec.Struct, frozen=True):
    """GET …/runs/{run}/curves and …/sweeps/{id}/curves, ?metric=a&metric=b&points=N: thinned by min and max."""

    curves: list[Curve]


class HistoryRow(msgspec.Struct, frozen=True, kw_only=True):
    attempt: int
    line: int
    row: Row


class History(msgspec.Struct, frozen=True):
    """GET …/runs/{run}/history?first=0&limit=1000."""

    rows: list[HistoryRow]


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """GET …/runs/{run}/log?first=-100&limit=100: negative counts from the end."""

    attempt: int
    first: int
    lines: list[str]
    ended: bool  # nothing more will come


class Prediction(msgspec.Struct, frozen=True, kw_only=True):
    """What a model expected of one metric of a run, in the metric's own units; `low` and `high` enclose 68 %."""

    metric: str
    median: float
    low: float
    high: float
    target: float | None  # what the choice aimed at; of the first metric only
    value: float | None  # what the run has come to


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """GET …/runs/{run}/why: the run's state in sentences, and the numbers behind them; how its point was chosen."""

    run: str
    number: int | None
    state: RunStateName
    sentences: list[str]
    stop: Stop | None
    attempts: list[Attempt]
    chosen: list[str] = []  # how its point was chosen, in sentences
    predictions: list[Prediction] = []
    info: dict[str, Any] = {}  # how its suggestion was made, as the method wrote it
