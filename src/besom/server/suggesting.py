"""What a suggestion process does: the definition of a sweep and what is known so far in, the next points out."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from besom.config import Definition, from_document
from besom.domain.run import Run
from besom.domain.states import RunState
from besom.domain.store import Reader
from besom.domain.sweep import Suggestion, Sweep
from besom.search import History, Observation, suggest_many
from besom.search import Suggestion as Made
from besom.space import Value


@dataclass(frozen=True, slots=True)
class Known:
    """One run, or one point that waits, as it crosses to the process."""

    config: str  # JSON object; of a run whose script added to it, more than its point
    state: str  # as in Observation
    values: Mapping[str, float]  # by metric
    space_version: int
    repeat: int

    @classmethod
    def ended(cls, run: Run, values: Mapping[str, float], metric: str, elsewhere: Collection[int]) -> "Known":
        """A run without a value of the metric from a version aimed `elsewhere` counts as killed, not as failed."""
        version = run.space_version or 1
        silent = metric not in values and version in elsewhere and run.state in (RunState.FINISHED, RunState.STOPPED)
        return cls(run.config, str(RunState.KILLED if silent else run.state), values, version, run.repeat)


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
            info=json.dumps(suggestion.info),
            repeat=suggestion.repeat,
        )
        for place, suggestion in enumerate(made)
    )


def history_of(task: Task) -> History:
    """What was known from elsewhere, then the runs; each point as the present definition reads it in the run's config.

    So a parameter that is newer than a run has the value that its script wrote into the config, if it did.
    """
    definition = definition_of(task.document)
    before = [
        _observation(definition, each["config"], each["state"], each["values"], space_version=0)
        for each in json.loads(task.prior)
    ]
    since = (observed(definition, each) for each in task.known)
    return History((*before, *since), task.issued, task.space_version, task.issued_before)


def observed(definition: Definition, known: Known) -> Observation:
    """A run as the present definition sees it.

    Its repeat is the place of its seed among the seeds as they are now; -1 for a seed that is none of them, so that its
    value counts and no seed is taken away.
    """
    config = json.loads(known.config)
    place = known.repeat if definition.repeat is None else definition.repeat_of(config)
    return _observation(definition, config, known.state, known.values, known.space_version, place)


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
