"""What a sweep file says, once it is known to be in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from besom import search
from besom.command import DEFAULT
from besom.config.budget import Budget
from besom.config.metric import Impute
from besom.config.prior import Prior
from besom.config.repeat import Repeat
from besom.domain.sweep import Limit, Metric
from besom.reading.problems import Problem
from besom.search import METHODS, Aim, Method, Objective, Racing
from besom.space import Point, Space, Value
from besom.stopping import RULES, Rule

MAX_ATTEMPTS = 3  # an agent may die and cost a run little; a run that kills its agents comes to an end


@dataclass(frozen=True)
class Definition:
    """A sweep as its file defines it. Two are equal when they mean the same, wherever in a file it stands."""

    method: str
    space: Space
    document: Mapping[str, Value]  # the file as plain JSON, its keys in order; makes the definition again
    paths: Mapping[str, tuple[str, ...]]  # of each parameter, where its value stands in a run's config
    program: str | None = None
    command: tuple[str, ...] = DEFAULT
    args_style: str = "wandb"  # what ${args} means, one of command.STYLES
    name: str | None = None
    description: str | None = None
    project: str | None = None
    entity: str | None = None
    metrics: tuple[Metric, ...] = ()  # the objectives
    impute: Mapping[str, Impute] = field(default_factory=dict)  # by metric: what a run without a result counts as
    limits: tuple[Limit, ...] = ()  # on what runs come to
    stopping: tuple[tuple[str, Mapping[str, Any]], ...] = ()  # types of rules and their options
    options: Mapping[str, Value] = field(default_factory=dict)  # what the method reads besides
    run_cap: int | None = None
    budget: Budget | None = None
    gpus: int = 1  # of one run
    run_timeout: float | None = None  # seconds
    repeat: Repeat | None = None
    prior: Prior | None = None
    seed: int | None = None
    max_attempts: int = MAX_ATTEMPTS
    warnings: tuple[Problem, ...] = field(default=(), compare=False)
    doubts: tuple[Problem, ...] = field(default=(), compare=False)  # those of the warnings that a person should answer

    @property
    def metric(self) -> Metric | None:
        """The first objective, by which runs are ranked and judged where one number has to do."""
        return self.metrics[0] if self.metrics else None

    @property
    def measured(self) -> tuple[Metric, ...]:
        """Every metric that counts: the objectives, then those that only have a limit."""
        return tuple({metric.name: metric for metric in (*self.metrics, *(of.metric for of in self.limits))}.values())

    def objective(self) -> Objective | None:
        return self.aim().objective

    def aim(self) -> Aim:
        return Aim(
            tuple(Objective(each.name, each.goal.value, self.impute[each.name]) for each in self.metrics),
            tuple(search.Limit(each.metric.name, each.low, each.high) for each in self.limits),
        )

    def build_method(self) -> Method:
        method = METHODS[self.method].build(self.space, self.aim(), {**self.options, "run_cap": self.run_cap})
        if self.repeat is None:
            return method
        return Racing(method, self.space, self.aim(), len(self.repeat.seeds), self.repeat.racing)

    def build_rules(self) -> list[Rule]:
        return [RULES[name].build(options) for name, options in self.stopping]

    @property
    def cells(self) -> int | None:
        """How many runs make the sweep complete; None when the method could go on, or nobody knows how many repeats."""
        if self.method != "grid" or self.space.cells is None or (self.repeat is not None and self.repeat.racing):
            return None
        return self.space.cells * (1 if self.repeat is None else len(self.repeat.seeds))

    @property
    def budget_seconds(self) -> float | None:
        """Seconds of runs, added up, after which no new one is started."""
        return None if self.budget is None else self.budget.seconds(self.gpus)

    def deliver(self, point: Point, repeat: int = 0, seed: Value = None) -> dict[str, Value]:
        """The config that a run on the point starts with: nested as the file nests it, the repeat's seed in it.

        `seed` stands in place of the repeat's.
        """
        config: dict[str, Value] = {}
        for name, path in self.paths.items():
            if name in point:
                _put(config, path, point[name])
        if self.repeat is not None:
            _put(config, self._seed_path, self.repeat.seeds[repeat] if seed is None else seed)
        return config

    def repeat_of(self, config: Mapping[str, Any]) -> int:
        """The place among the seeds of the one in a config; -1 for a config without one of them."""
        seeds = () if self.repeat is None else self.repeat.seeds
        return next((seeds.index(seed) for seed in _get(config, self._seed_path) if seed in seeds), -1)

    def point_of(self, config: Mapping[str, Any]) -> dict[str, Value]:
        """The values of this sweep's parameters in a config, by their flat names; those that it lacks are left out."""
        found = ((name, _get(config, path)) for name, path in self.paths.items())
        return {name: held[0] for name, held in found if held}

    def given(self, config: Mapping[str, Any]) -> dict[str, Value]:
        """The part of a run's config that the sweep chose, as `deliver` made it; what the script added is left out."""
        paths = [*self.paths.values(), *([] if self.repeat is None else [self._seed_path])]
        chosen: dict[str, Value] = {}
        for path in paths:
            for value in _get(config, path):
                _put(chosen, path, value)
        return chosen

    @property
    def _seed_path(self) -> tuple[str, ...]:
        """Where the seed of a repeat stands in the config: inside a group of parameters if its name leads there."""
        name = "" if self.repeat is None else self.repeat.parameter
        path = tuple(name.split("."))
        return path if path[:-1] in {other[:-1] for other in self.paths.values()} else (name,)


def _put(config: dict[str, Value], path: tuple[str, ...], value: Value) -> None:
    *outer, last = path
    for step in outer:
        inner = config.setdefault(step, {})
        assert isinstance(inner, dict)  # noqa: S101  # a parameter and a group of parameters cannot share a name
        config = inner
    config[last] = value


def _get(config: Mapping[str, Any], path: tuple[str, ...]) -> tuple[Value, ...]:
    """The value at the path, alone; nothing where there is none."""
    value: Value = dict(config)
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return ()
        value = value[step]
    return (value,)
