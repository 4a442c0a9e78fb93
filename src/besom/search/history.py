"""What a method may know: the observations of a sweep, in order of arrival."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from besom.space import Point, Value


@dataclass(frozen=True)
class Objective:
    """The metric to optimise, as the training script logs it.

    A run that failed counts as the worst or the best that was measured, or as the latest value that it logged.
    """

    metric: str
    goal: Literal["minimize", "maximize"] = "minimize"
    impute: Literal["worst", "best", "latest"] = "worst"

    @property
    def sign(self) -> float:
        """What to multiply values with so that lower is better, and with again for values as they were logged."""
        return 1.0 if self.goal == "minimize" else -1.0


@dataclass(frozen=True)
class Limit:
    """An outcome constraint: only a run whose value of the metric is at least `low` and at most `high` counts."""

    metric: str
    low: float | None = None
    high: float | None = None

    def keeps(self, value: float) -> bool:
        """Whether the value lies within; NaN does not."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high) and value == value


@dataclass(frozen=True)
class Aim:
    """What a search is for: one objective, several to be traded against each other, or none; and what must hold."""

    objectives: tuple[Objective, ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def objective(self) -> Objective | None:
        """The first, by which runs are ranked where one number has to do."""
        return self.objectives[0] if self.objectives else None

    def allows(self, values: Mapping[str, float]) -> bool:
        """Whether a run with these values keeps all limits; it does not where one of them is missing."""
        return all(limit.keeps(values.get(limit.metric, math.nan)) for limit in self.limits)


@dataclass(frozen=True)
class Observation:
    """One run as a method sees it.

    `state` is running (in flight, or waiting in the queue), finished, stopped, failed, crashed or killed. `values` has
    what the run has come to, by metric, sign as logged: its best or its last value, as the sweep reduces them.
    `censored`: the run was stopped early, and its value is what it had reached by then.
    """

    point: Point
    state: str
    values: Mapping[str, float] = field(default_factory=dict)
    censored: bool = False
    space_version: int = 1  # in which it was handed out; 0: known from another sweep, so no try of this one
    repeat: int = 0
    # What methods have worked out of it, which is the same whenever they ask again: of many in a row each looks at all.
    memory: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)


@dataclass(frozen=True)
class History:
    """Observations in order of arrival, and how many points were ever handed out or wait in the queue.

    `space_version` is the present one, `issued_before` how many points were handed out in earlier ones. `seed` is the
    sweep's, for what must not change from one suggestion to the next.
    """

    observations: tuple[Observation, ...] = ()
    issued: int = 0
    space_version: int = 1
    issued_before: int = 0
    seed: int = 0

    def with_pending(self, point: Point, repeat: int = 0) -> "History":
        """This history and one more point in flight."""
        pending = Observation(point, "running", space_version=self.space_version, repeat=repeat)
        return replace(self, observations=(*self.observations, pending), issued=self.issued + 1)


@dataclass(frozen=True)
class Suggestion:
    """A point to try, and how it was chosen (JSON-ready, kept with the run so that people can see why)."""

    point: Point
    info: Mapping[str, Value]
    repeat: int = 0  # which of the repeats of the point
