"""What a suggestion process does: the definition of a sweep and what is known so far in, the next points out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from besom.config import Definition, from_document
from besom.domain.sweep import Suggestion
from besom.search import History, Observation, suggest_many
from besom.search import Suggestion as Made


@dataclass(frozen=True, slots=True)
class Known:
    """One run, or one point that waits, as it crosses to the process."""

    point: str  # JSON object; of a run whose script added to its config, more than the point
    state: str  # as in Observation
    value: float | None
    space_version: int
    repeat: int


@dataclass(frozen=True, slots=True)
class Task:
    document: str
    space_version: int
    seed: int
    version: int  # of the history
    known: Sequence[Known]  # in order of arrival
    issued: int  # the ticket of the first point to make
    count: int


@lru_cache(maxsize=256)
def definition_of(document: str) -> Definition:
    """The definition of a stored sweep, from its JSON document."""
    return from_document(json.loads(document))


@lru_cache(maxsize=256)
def learns(document: str) -> bool:
    """Whether the sweep's method makes better points when it has seen more results."""
    return definition_of(document).build_method().learns


def make_suggestions(task: Task) -> tuple[Suggestion, ...]:
    """The next `count` suggestions; fewer when the method has nothing left."""
    definition = definition_of(task.document)
    metric = definition.metric.name if definition.metric else None
    names = definition.space.parameters.keys()
    observations = tuple(_observation(known, names, metric) for known in task.known)
    made = suggest_many(definition.build_method(), History(observations, task.issued), task.seed, task.count)
    return tuple(
        Suggestion(
            ticket=task.issued + place,
            point=json.dumps(suggestion.point),
            point_key=_key(definition, suggestion),
            version=task.version,
            info=json.dumps(suggestion.info),
        )
        for place, suggestion in enumerate(made)
    )


def _key(definition: Definition, suggestion: Made) -> str:
    """Of a grid the cell, so that a point tried by hand takes no cell away; otherwise the point itself."""
    cell = suggestion.info.get("cell")
    return definition.space.key(suggestion.point) if cell is None else str(cell)


def _observation(known: Known, names: Any, metric: str | None) -> Observation:
    config = json.loads(known.point)
    return Observation(
        point={name: config[name] for name in names if name in config},
        state=known.state,
        values={} if known.value is None or metric is None else {metric: known.value},
        censored=known.state == "stopped",
        space_version=known.space_version,
        repeat=known.repeat,
    )
