"""Sweeps over the wire. Paths begin with /api/projects/{entity}/{project}."""

from typing import Annotated, Any, Literal

import msgspec

from besom.wire.numbers import Count, Number
from besom.wire.runs import Run, RunStateName

SweepStateName = Literal["running", "paused", "stopped", "cancelled", "finished"]
SweepAction = Literal["pause", "resume", "stop", "cancel"]
RetriedState = Literal["failed", "crashed", "killed"]
Priority = Annotated[int, msgspec.Meta(ge=-1_000_000, le=1_000_000)]


class CreateSweep(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/sweeps -> Sweep. The server reads the file itself; 422 `invalid` lists all in `details.problems`."""

    source: str
    file: str = "sweep.yaml"
    request_id: str | None = None  # the same id again gives the same sweep
    prior: list[str] = []  # runs and sweeps to learn from, besides those of the file: RUN, SWEEP/NUMBER, SWEEP


class EditSweep(msgspec.Struct, frozen=True, kw_only=True):
    """PATCH …/sweeps/{id} -> Sweep."""

    name: str | None = None


class EditSource(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/sweeps/{id}/versions -> Sweep: the sweep goes on by this file. Runs that are there stay.

    409 `conflict` when `base_version` is no longer the present one: somebody else has edited the sweep meanwhile.
    POST …/versions/preview -> Preview: what that would change.
    """

    source: str
    file: str = "sweep.yaml"
    base_version: Count  # the version that the editor had before their eyes
    prior: list[str] = []  # more runs and sweeps to learn from


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that two versions say differently."""

    what: str  # `method`, `run_cap`... or `parameters.NAME`
    old: str | None  # None: it was not there
    new: str | None  # None: it is gone


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    changes: list[Change]
    inside: int  # runs whose point lies in the new space
    outside: int
    fresh: int | None  # of a grid: runs still to make; None where there is no such number
    warnings: list[str]
    notes: list[str]  # what is known from other sweeps


class Version(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    source: str
    method: str
    runs: int  # made in it
    changes: list[Change]  # from the version before it
    created_at: float


class Versions(msgspec.Struct, frozen=True):
    """GET …/sweeps/{id}/versions, the first one first."""

    versions: list[Version]


class TryPoint(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/sweeps/{id}/try -> Run: a point chosen by hand, in the queue. The same request_id gives the same run."""

    request_id: str
    values: dict[str, Any] = {}
    from_run: str | None = None  # number or id of the run that gives all other values; None: the best so far
    priority: Priority = 0
    outside: bool = False  # whether values may lie outside the space


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/sweeps/{id}/retry -> Retried: runs that failed go back to the queue. Those that wait there stay in it."""

    states: list[RetriedState] = []  # empty: whichever
    numbers: list[Count] = []  # empty: all
    priority: Priority = 0


class Prioritise(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/sweeps/{id}/prioritise -> Queued: move runs within the queue."""

    numbers: Annotated[list[Count], msgspec.Meta(min_length=1)]
    priority: Priority


class Queued(msgspec.Struct, frozen=True):
    runs: list[Run]


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One sum: `left` is counted in one way, `right` in another, and both must be the same."""

    what: str
    left: int
    right: int
    parts: dict[str, int]  # what `right` is the sum of


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """GET …/sweeps/{id}/audit."""

    lines: list[AuditLine]
    closes: bool
    problems: list[str]


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    goal: Literal["minimize", "maximize"]
    target: float | None = None
    reduce: str = "best"  # what a run's value is: best | last | mean-last-K of its values


class OutcomeConstraint(msgspec.Struct, frozen=True, kw_only=True):
    """A run is as good as its values only if its value of the metric is at least `min` and at most `max`."""

    metric: str
    min: float | None
    max: float | None
    reduce: str  # what its value is, as of a metric


class ParameterFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter, for people and charts."""

    name: str  # as in a run's `point`
    kind: str  # uniform, log_uniform, choice... ; derived: computed from others
    scale: Literal["linear", "log", "category"]
    low: float | None
    high: float | None
    values: list[Any] | None  # of a choice or a constant
    when: str | None  # in which points it exists, in words
    text: str  # all of that in words


class RunCounts(msgspec.Struct, frozen=True, kw_only=True):
    queued: int = 0
    running: int = 0
    finished: int = 0
    failed: int = 0
    stopped: int = 0
    killed: int = 0
    crashed: int = 0


class Best(msgspec.Struct, frozen=True, kw_only=True):
    """The run with the best value of those that keep the outcome constraints; with several objectives by the first.

    Where points are repeated, the first run of the point that leads, and its mean.
    """

    run: str
    number: int
    value: float
    half_width: float | None = None  # of the mean's 95 % interval, from two values on
    runs: list[int] = []  # numbers of the point's runs that have ended; empty where points are not repeated


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has come to."""

    run: str
    number: int
    repeat: int  # the place of its seed in the file's `repeat`
    state: RunStateName
    value: float | None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A point, what its ended runs came to, and whether it leads."""

    point: dict[str, Any]  # flat
    mean: float | None  # of the values there are
    half_width: float | None  # of the mean's 95 % interval; None for fewer than two values
    results: list[Result]  # by number
    leads: bool  # the best mean among the points that have the most values
    behind: bool  # clearly worse than the leader, at a level of 5 % over all looks at it
    keeps: bool  # the outcome constraints


class Standings(msgspec.Struct, frozen=True):
    """GET …/sweeps/{id}/standings, best first, then those that break an outcome constraint.

    Where points are not repeated, each run with a value stands alone.
    """

    standings: list[Standing]


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    entity: str
    project: str
    name: str
    description: str
    state: SweepStateName
    method: str
    metric: Metric | None  # the first of `metrics`
    metrics: list[Metric]  # the objectives
    outcome_constraints: list[OutcomeConstraint]
    source: str
    document: dict[str, Any]
    run_cap: int | None
    cells: int | None
    total: int | None  # how many runs there will be, where known
    budget_seconds: float | None  # of runs, added up
    spent: float  # seconds of ended runs, added up
    closed: str | None  # why no further run is made: target | budget
    seed: int
    space_version: int  # 1, 2, 3...: the last of its versions
    parameters: list[ParameterFacts]
    counts: RunCounts
    best: Best | None
    front: list[int]  # of several objectives: numbers of the runs that no other beats, the best by the first one first
    agents: int  # alive now
    url: str  # of its page
    warnings: list[str]
    notes: list[str]  # in the reply to who made or edited it: what is known from other sweeps
    created_at: float
    ended_at: float | None


class SweepList(msgspec.Struct, frozen=True):
    sweeps: list[Sweep]


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """What runs are compared with from `age` values on, until the next limit begins."""

    age: int
    value: Number  # in the metric's own sign
    by: list[int]  # numbers of the runs that set it
    among: int  # how many runs it was taken from


class RuleLimits(msgspec.Struct, frozen=True, kw_only=True):
    rule: str
    limits: list[Limit]  # by age; empty: nobody is judged yet


class Limits(msgspec.Struct, frozen=True):
    """GET …/sweeps/{id}/limits: of each stopping rule of the sweep, in the order of its file."""

    rules: list[RuleLimits]
