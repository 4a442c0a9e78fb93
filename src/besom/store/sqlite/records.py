"""Rows of tables to records of the domain and back. Columns bear the names of the fields."""

import json
import math
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from besom.domain.agent import Agent, Grant, Pass, Scope
from besom.domain.run import Attempt, MetricSummary, Run, Stop, Tried
from besom.domain.states import Closed, Order, Outcome, RunState, SweepState
from besom.domain.sweep import Goal, Metric, Project, Reduce, Suggestion, Sweep, Version

Columns = tuple[Any, ...]

_RUN_FIELDS = [field.name for field in fields(Run)]
_SWEEP_FIELDS = [field.name for field in fields(Sweep)]

PROJECT_COLUMNS = ", ".join(field.name for field in fields(Project))
RUN_COLUMNS = ", ".join(f'"{name}"' for name in _RUN_FIELDS)
SWEEP_COLUMNS = ", ".join(_SWEEP_FIELDS) + ", goal, target, reduce, reduce_k"
VERSION_COLUMNS = ", ".join(field.name for field in fields(Version))
SUGGESTION_COLUMNS = ", ".join(field.name for field in fields(Suggestion))
ATTEMPT_COLUMNS = (
    "run.id, number, attempt.attempt, attempt.agent, attempt.host, attempt.started_at, attempt.ended_at, outcome"
)
AGENT_COLUMNS = ", ".join(field.name for field in fields(Agent))
GRANT_COLUMNS = ", ".join(field.name for field in fields(Grant))
TRIED_COLUMNS = "id, number, state, config, coalesce(space_version, 1), repeat"
SUMMARY_COLUMNS = ", ".join(field.name for field in fields(MetricSummary))

_RUN_STATES = {state.value: state for state in RunState}  # a call of RunState takes far longer
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_STATE, _ORDER, _STOP, _TAGS = (_RUN_FIELDS.index(name) for name in ("state", "order", "stop", "tags"))


def read_project(row: Columns) -> Project:
    return Project(*row)


def read_run(row: Columns) -> Run:
    values = list(row)
    values[_STATE] = _RUN_STATES[values[_STATE]]
    values[_ORDER] = values[_ORDER] and Order(values[_ORDER])
    values[_STOP] = values[_STOP] and _read_stop(values[_STOP])
    values[_TAGS] = tuple(json.loads(values[_TAGS])) if values[_TAGS] != "[]" else ()
    return Run(*values)


def read_tried(row: Columns) -> Tried:
    run, number, state, *rest = row
    return Tried(run, number, _RUN_STATES[state], *rest)


def read_sweep(row: Columns) -> Sweep:
    *values, goal, target, reduce, k = row
    found = dict(zip(_SWEEP_FIELDS, values, strict=True))
    found["state"] = SweepState(found["state"])
    found["metric"] = found["metric"] and Metric(found["metric"], Goal(goal), target, Reduce(reduce, k))
    found["cells"] = found["cells"] and int(found["cells"])
    found["exhausted"] = bool(found["exhausted"])
    found["closed"] = found["closed"] and Closed(found["closed"])
    return Sweep(**found)


def read_version(row: Columns) -> Version:
    version, source, document, method, cells, created_at = row
    return Version(version, source, document, method, cells and int(cells), created_at)


def read_suggestion(row: Columns) -> Suggestion:
    return Suggestion(*row)


def read_attempt(row: Columns) -> Attempt:
    values = list(row)
    values[-1] = _OUTCOMES[values[-1]]
    return Attempt(*values)


def read_agent(row: Columns) -> Agent:
    return Agent(*row)


def read_grant(row: Columns) -> Grant:
    scope, *rest = row
    return Grant(Scope(scope), *rest)


def read_pass(row: Columns) -> Pass:
    key_hash, expires_at, *grant = row
    return Pass(key_hash, read_grant(tuple(grant)), expires_at)


def read_summary(row: Columns) -> MetricSummary:
    name, count, last, *rest = row
    return MetricSummary(name, count, math.nan if last is None else last, *rest)


def write_run(changes: dict[str, Any]) -> dict[str, Any]:
    """Fields of a run as columns."""
    return {f'"{name}"': _RUN_WRITERS.get(name, _as_it_is)(value) for name, value in changes.items()}


def write_sweep(changes: dict[str, Any]) -> dict[str, Any]:
    """Fields of a sweep as columns."""
    columns = {name: value for name, value in changes.items() if name not in ("metric", "cells")}
    if "metric" in changes:
        metric: Metric | None = changes["metric"]
        columns |= {
            "metric": metric and metric.name,
            "goal": metric and metric.goal,
            "target": metric and metric.target,
        }
        if metric is not None:
            columns |= {"reduce": metric.reduce.kind, "reduce_k": metric.reduce.k}
    if "cells" in changes:
        columns["cells"] = write_cells(changes["cells"])
    return columns


def write_cells(cells: int | None) -> str | None:
    return None if cells is None else str(cells)


def _read_stop(text: str) -> Stop:
    found = json.loads(text)
    return Stop(**found | {"by": tuple(found["by"])})


def _as_it_is(value: Any) -> Any:
    return value


_RUN_WRITERS: dict[str, Callable[[Any], Any]] = {
    "stop": lambda stop: stop and json.dumps(asdict(stop)),
    "tags": lambda tags: json.dumps(tags) if tags else "[]",
}
