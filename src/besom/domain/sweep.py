"""A sweep: a search over a space, and the suggestions that wait for its agents."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from besom.domain.states import Closed, SweepState


class Goal(StrEnum):
    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"


@dataclass(frozen=True, slots=True)
class Reduce:
    """Which of the values that a run logs counts as its result: the best, the last, or the mean of the last `k`."""

    kind: Literal["best", "last", "mean-last"] = "best"
    k: int = 1


@dataclass(frozen=True, slots=True)
class Metric:
    name: str
    goal: Goal = Goal.MINIMIZE
    target: float | None = None  # a run that reaches it makes further ones needless
    reduce: Reduce = Reduce()

    @property
    def sign(self) -> float:
        """What to multiply values with so that lower is better."""
        return 1.0 if self.goal is Goal.MINIMIZE else -1.0

    def better(self, a: float, b: float) -> bool:
        """Whether `a` is strictly better than `b`."""
        return a < b if self.goal is Goal.MINIMIZE else a > b

    def reached(self, value: float) -> bool:
        """Whether the value is as good as the target; never without one, nor by NaN."""
        if self.target is None:
            return False
        return value <= self.target if self.goal is Goal.MINIMIZE else value >= self.target


@dataclass(frozen=True, slots=True)
class Limit:
    """An outcome constraint: only runs whose value of the metric is at least `low` and at most `high` count as good."""

    metric: Metric
    low: float | None = None
    high: float | None = None

    def keeps(self, value: float | None) -> bool:
        """Whether the value lies within; neither an unknown one nor NaN does."""
        if value is None or value != value:
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Project:
    key: int  # the store's own number; leads every key of what belongs to the project
    entity: str
    name: str

    @property
    def path(self) -> str:
        return f"{self.entity}/{self.name}"


@dataclass(frozen=True, slots=True)
class Sweep:
    project: int
    id: str
    name: str
    description: str
    state: SweepState
    source: str  # the sweep file as it was sent, comments and all
    document: str  # the same, parsed: one JSON object, what the definition is rebuilt from
    method: str
    metric: Metric | None
    run_cap: int | None
    cells: int | None  # how many runs made from suggestions complete a grid
    seed: int
    max_attempts: int
    space_version: int
    version: int  # of the history: raised when a run ends, or goes on after all; so a suggestion can say what it knew
    issued: int  # suggestions handed out so far; the next one has this number as its ticket
    numbered: int  # runs numbered so far: 1, 2, 3...
    exhausted: bool  # the method has nothing left to suggest
    created_at: float
    ended_at: float | None
    budget_seconds: float | None = None  # of runs, added up
    spent: float = 0.0  # seconds of ended attempts, added up
    closed: Closed | None = None
    skipped: int = 0  # suggestions handed out that became no run, because their point had one
    issued_before: int = 0  # suggestions handed out before this version of the space
    prior: str = (
        "[]"  # JSON list of {"config": {...}, "values": {metric: number}, "state": text}: knowledge from elsewhere
    )

    @property
    def capped(self) -> bool:
        """Whether the cap of runs is reached."""
        return self.run_cap is not None and self.numbered >= self.run_cap

    @property
    def full(self) -> bool:
        """Whether no further suggestion may become a run. What is in the queue is still handed out."""
        return self.capped or self.closed is not None

    @property
    def by_hand(self) -> int:
        """How many runs were queued by hand."""
        return self.numbered - (self.issued - self.skipped)

    @property
    def total(self) -> int | None:
        """How many runs the sweep will have when it is finished, where that is known."""
        cells = None if self.cells is None else self.cells + self.by_hand
        bounds = [n for n in (self.run_cap, cells) if n is not None]
        return max(min(bounds), self.numbered) if bounds else None


@dataclass(frozen=True, slots=True)
class Version:
    """What a sweep was from its creation or an edit on."""

    version: int  # 1, 2, 3...
    source: str
    document: str
    method: str
    cells: int | None
    created_at: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A point that waits to be handed out; it becomes a run when an agent claims it."""

    ticket: int  # 0, 1, 2...: its place in the order of all suggestions of the sweep
    point: str  # JSON object, name -> value
    point_key: str | None  # unique within the space version; None where points may repeat
    version: int  # of the history that it was made from
    info: str  # JSON object: how it was made
    repeat: int = 0  # which of the repeats of its point
