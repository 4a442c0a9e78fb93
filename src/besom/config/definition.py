"""What a sweep file says, once it is known to be in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from besom.command import DEFAULT
from besom.config.problems import Problem
from besom.domain.sweep import Metric
from besom.search import METHODS, Method, Objective
from besom.space import Space, Value
from besom.stopping import RULES, Rule

MAX_ATTEMPTS = 3  # an agent may die and cost a run little; a run that kills its agents comes to an end


@dataclass(frozen=True)
class Definition:
    """A sweep as its file defines it. Two are equal when they mean the same, wherever in a file it stands."""

    method: str
    space: Space
    document: Mapping[str, Value]  # the file as plain JSON, its keys in order; makes the definition again
    program: str | None = None
    command: tuple[str, ...] = DEFAULT
    name: str | None = None
    description: str | None = None
    project: str | None = None
    entity: str | None = None
    metric: Metric | None = None
    stopping: tuple[tuple[str, Mapping[str, Any]], ...] = ()  # types of rules and their options
    options: Mapping[str, Value] = field(default_factory=dict)  # what the method reads besides
    run_cap: int | None = None
    seed: int | None = None
    max_attempts: int = MAX_ATTEMPTS
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    def objective(self) -> Objective | None:
        return None if self.metric is None else Objective(self.metric.name, self.metric.goal.value)

    def build_method(self) -> Method:
        return METHODS[self.method].build(self.space, self.objective(), self.options)

    def build_rules(self) -> list[Rule]:
        return [RULES[name].build(options) for name, options in self.stopping]

    @property
    def cells(self) -> int | None:
        """How many runs make the sweep complete; None when the method could go on."""
        return self.space.cells if self.method == "grid" else None
