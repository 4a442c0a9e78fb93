"""What a suggestion process does: the definition of a sweep and what is known so far in, the next points out."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from besom.config import Definition, from_document
from besom.domain.run import Run, Tried
from besom.domain.states import RunState
from besom.domain.store import Reader
from besom.domain.sweep import Suggestion, Sweep
from besom.search import History, Observation, suggest_many
from besom.search import Suggestion as Made
from besom.space import Value


class Known(NamedTuple):
    """One run, or one point that waits, as it crosses to the process."""

    config: str  # JSON object; of a run whose script added to it, more than its point
    state: str  # as in Observation
    values: tuple[tuple[str, float], ...]  # by metric
    space_version: int
    repeat: int

    @classmethod
    def ended(cls, run: Run | Tried, values: Mapping[str, float], metric: str, elsewhere: Collection[int]) -> "Known":
        """A run without a value of the metric from a version aimed `elsewhere` counts as killed, not as failed."""
        version, ending = run.space_version or 1, run.state
        silent = metric not in values and version in elsewhere and ending in (RunState.FINISHED, RunState.STOPPED)
        state = RunState.KILLED if silent else ending
        return cls(run.config, state.value, tuple(values.items()), version, run.repeat)


@dataclass(frozen=True, slots=True)
class Task:
    document: str
    space_version: int
    seed: int
    version: int  # of the history
    known: Sequence[Known]  # in order of arrival
    issued: int  # the ticket of the first point to make
    count: int
    issued_before: int = 0  # tickets before this version of the space
    prior: str = "[]"  # as in Sweep


@lru_cache(maxsize=256)
def definition_of(document: str) -> Definition:
    """The definition of a stored sweep, from its JSON document."""
    return from_document(json.loads(document))


def aimed_elsewhere(reader: Reader, sweep: Sweep) -> frozenset[int]:
    """The versions of the sweep in which another metric counted, so that runs need not have logged the present one."""
    name = None if sweep.metric is None else sweep.metric.name
    versions = reader.versions(sweep.project, sweep.id) if sweep.space_version > 1 else []
    return frozenset(each.version for each in versions if _metric_of(each.document) != name)


def _metric_of(document: str) -> str | None:
    metric = definition_of(document).metric
    return None if metric is None else metric.name


@lru_cache(maxsize=256)
def learns(document: str) -> bool:
    """Whether the sweep's method makes better points when it has seen more results."""
    return definition_of(document).build_method().learns


def make_suggestions(task: Task) -> tuple[Suggestion, ...]:
    """The next `count` suggestions; fewer when the method has nothing left."""
    definition = definition_of(task.document)
    made = suggest_many(definition.build_method(), history_of(task), task.seed, task.count)
    return tuple(
        Suggestion(
            ticket=task.issued + place,
            point=json.dumps(definition.deliver(suggestion.point, suggestion.repeat)),
            point_key=_key(definition, suggestion),
            version=task.version,
            info=json.dumps({**suggestion.info, "history": task.version}),
            repeat=suggestion.repeat,
        )
        for place, suggestion in enumerate(made)
    )


def get_ready() -> None:
    """Load what a model needs, so that the first suggestion that asks one does not wait for it."""
    import scipy.linalg
    import scipy.optimize
    import scipy.special  # noqa: F401


def history_of(task: Task) -> History:
    """What was known from elsewhere, then the runs; each point as the present definition reads it in the run's config.

    So a parameter that is newer than a run has the value that its script wrote into the config, if it did.
    """
    since = (_observed(task.document, each) for each in task.known)
    return History((*_before(task.document, task.prior), *since), task.issued, task.space_version, task.issued_before)


def observed(definition: Definition, known: Known) -> Observation:
    """A run as the present definition sees it.

    Its repeat is the place of its seed among the seeds as they are now; -1 for a seed that is none of them, so that its
    value counts and no seed is taken away.
    """
    config = json.loads(known.config)
    place = known.repeat if definition.repeat is None else definition.repeat_of(config)
    return _observation(definition, config, known.state, dict(known.values), known.space_version, place)


@lru_cache(maxsize=20_000)  # an accelerator only: each trip to the process brings nearly all that the last one brought
def _observed(document: str, known: Known) -> Observation:
    return observed(definition_of(document), known)


@lru_cache(maxsize=16)
def _before(document: str, prior: str) -> tuple[Observation, ...]:
    """What was known from elsewhere."""
    definition = definition_of(document)
    return tuple(
        _observation(definition, each["config"], each["state"], each["values"], space_version=0)
        for each in json.loads(prior)
    )


def _key(definition: Definition, suggestion: Made) -> str | None:
    """Of a grid the cell, otherwise the point itself; None where a point may come twice."""
    space, point = definition.space, suggestion.point
    if definition.options.get("duplicates") == "allow":
        return None
    return str(space.index(point)) if definition.method == "grid" else space.key(point)


def _observation(
    definition: Definition,
    config: dict[str, Value],
    state: str,
    values: Mapping[str, float],
    space_version: int,
    repeat: int = 0,
) -> Observation:
    return Observation(
        point=definition.point_of(config),
        state=state,
        values=values,
        censored=state == "stopped",
        space_version=space_version,
        repeat=repeat,
    )
