"""Look-ups, on whatever snapshot the connection stands."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import apsw

from besom.domain.agent import Agent, Grant, Pass, PassKind
from besom.domain.run import Attempt, MetricSummary, Row, Run, Tried
from besom.domain.states import RunState
from besom.domain.sweep import Limit, Metric, Project, Suggestion, Sweep, Version
from besom.store.sqlite import history, results
from besom.store.sqlite.records import (
    AGENT_COLUMNS,
    ATTEMPT_COLUMNS,
    GRANT_COLUMNS,
    PROJECT_COLUMNS,
    RUN_COLUMNS,
    SUGGESTION_COLUMNS,
    SUMMARY_COLUMNS,
    SWEEP_COLUMNS,
    TRIED_COLUMNS,
    VERSION_COLUMNS,
    Columns,
    read_agent,
    read_attempt,
    read_grant,
    read_pass,
    read_project,
    read_run,
    read_suggestion,
    read_summary,
    read_sweep,
    read_tried,
    read_version,
)

T = TypeVar("T")

_PROJECT = f"SELECT {PROJECT_COLUMNS} FROM project"
_SWEEP = f"SELECT {SWEEP_COLUMNS} FROM sweep"
_SUGGESTION = f"SELECT {SUGGESTION_COLUMNS} FROM suggestion"
_RUN = f"SELECT {RUN_COLUMNS} FROM run"
# CROSS keeps SQLite from beginning with the attempts, which are those of the whole project.
_ATTEMPT = f"""
    SELECT {ATTEMPT_COLUMNS} FROM run CROSS JOIN attempt ON attempt.project = run.project AND attempt.run = run.id
"""
_AGENT = f"SELECT {AGENT_COLUMNS} FROM agent"
_NEWEST = "ORDER BY created_at DESC, rowid DESC"


class SqliteReader:
    """`domain.store.Reader`; see there for what each method returns."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection

    def project(self, entity: str, name: str) -> Project | None:
        return self._one(read_project, f"{_PROJECT} WHERE entity = ? AND name = ?", entity, name)

    def project_by_key(self, project: int) -> Project | None:
        return self._one(read_project, f"{_PROJECT} WHERE key = ?", project)

    def projects(self) -> list[Project]:
        return self._many(read_project, f"{_PROJECT} ORDER BY entity, name")

    def sweep(self, project: int, sweep: str) -> Sweep | None:
        return self._one(read_sweep, f"{_SWEEP} WHERE project = ? AND id = ?", project, sweep)

    def sweeps(self, project: int | None = None) -> list[Sweep]:
        if project is None:
            return self._many(read_sweep, f"{_SWEEP} {_NEWEST}")
        return self._many(read_sweep, f"{_SWEEP} WHERE project = ? {_NEWEST}", project)

    def sweeps_called(self, sweep: str) -> list[Sweep]:
        return self._many(read_sweep, f"{_SWEEP} WHERE id = ? ORDER BY project", sweep)

    def versions(self, project: int, sweep: str) -> list[Version]:
        sql = f"SELECT {VERSION_COLUMNS} FROM sweep_version WHERE project = ? AND sweep = ? ORDER BY version"
        return self._many(read_version, sql, project, sweep)

    def suggestions(self, project: int, sweep: str) -> list[Suggestion]:
        return self._many(
            read_suggestion, f"{_SUGGESTION} WHERE project = ? AND sweep = ? ORDER BY ticket", project, sweep
        )

    def run(self, project: int, run: str) -> Run | None:
        return self._one(read_run, f"{_RUN} WHERE project = ? AND id = ?", project, run)

    def runs(self, project: int, sweep: str, states: Iterable[RunState] | None = None) -> list[Run]:
        if states is None:
            return self._many(read_run, f"{_RUN} WHERE project = ? AND sweep = ? ORDER BY number", project, sweep)
        wanted = list(states)
        marks = ", ".join("?" * len(wanted))
        # The plus keeps SQLite from walking all runs by number: those of some states are few, and soon sorted.
        sql = f"{_RUN} WHERE project = ? AND sweep = ? AND state IN ({marks}) ORDER BY +number"
        return self._many(read_run, sql, project, sweep, *wanted)

    def tried(self, project: int, sweep: str) -> list[Tried]:
        active = "state IN ('queued', 'running')"
        order = f"ORDER BY {active}, CASE WHEN {active} THEN 0.0 ELSE coalesce(ended_at, 0.0) END, number"
        sql = f"SELECT {TRIED_COLUMNS} FROM run WHERE project = ? AND sweep = ? {order}"
        return self._many(read_tried, sql, project, sweep)

    def run_numbered(self, project: int, sweep: str, number: int) -> Run | None:
        return self._one(read_run, f"{_RUN} WHERE project = ? AND sweep = ? AND number = ?", project, sweep, number)

    def run_of_request(self, project: int, request_id: str) -> Run | None:
        sql = f"{_RUN} WHERE project = ? AND request_id = ? ORDER BY started_at DESC, rowid DESC LIMIT 1"
        return self._one(read_run, sql, project, request_id)

    def run_queued_by(self, project: int, sweep: str, request_id: str) -> Run | None:
        return self._one(
            read_run, f"{_RUN} WHERE project = ? AND sweep = ? AND queued_by = ?", project, sweep, request_id
        )

    def first_queued(self, project: int, sweep: str) -> Run | None:
        best = "ORDER BY priority DESC, number LIMIT 1"
        return self._one(
            read_run, f"{_RUN} WHERE project = ? AND sweep = ? AND state = 'queued' {best}", project, sweep
        )

    def has_point(self, project: int, sweep: str, space_version: int, point_key: str, repeat: int) -> bool:
        of_point = "project = ? AND sweep = ? AND space_version = ? AND point_key = ? AND repeat = ?"
        sql = f"SELECT 1 FROM run WHERE {of_point}"
        return self._first(sql, project, sweep, space_version, point_key, repeat) is not None

    def runs_of_point(self, project: int, sweep: str, space_version: int, point_key: str) -> list[int]:
        of_point = "project = ? AND sweep = ? AND space_version = ? AND point_key = ?"
        sql = f"SELECT number FROM run WHERE {of_point} ORDER BY number"
        return [number for (number,) in self._all(sql, project, sweep, space_version, point_key)]

    def count_runs(self, project: int, sweep: str) -> dict[RunState, int]:
        sql = "SELECT state, count(*) FROM run WHERE project = ? AND sweep = ? GROUP BY state"
        return {RunState(state): count for state, count in self._all(sql, project, sweep)}

    def running(self) -> list[Run]:
        return self._many(read_run, f"{_RUN} WHERE state = 'running' ORDER BY project, id")

    def running_since(self, project: int, sweep: str) -> list[float]:
        sql = "SELECT started_at FROM run WHERE project = ? AND sweep = ? AND state = 'running'"
        return [since for (since,) in self._all(sql, project, sweep)]

    def attempts(self, project: int, sweep: str) -> list[Attempt]:
        sql = f"{_ATTEMPT} WHERE run.project = ? AND sweep = ? ORDER BY number, attempt.attempt"
        return self._many(read_attempt, sql, project, sweep)

    def attempts_of(self, project: int, run: str) -> list[Attempt]:
        sql = f"{_ATTEMPT} WHERE run.project = ? AND run.id = ? ORDER BY attempt.attempt"
        return self._many(read_attempt, sql, project, run)

    def metrics(self, project: int, run: str) -> list[MetricSummary]:
        sql = f"SELECT {SUMMARY_COLUMNS} FROM metric WHERE project = ? AND run = ? ORDER BY name"
        return self._many(read_summary, sql, project, run)

    def metrics_of_runs(self, project: int, sweep: str) -> dict[str, list[MetricSummary]]:
        sql = f"SELECT run, {SUMMARY_COLUMNS} FROM metric WHERE project = ? AND sweep = ? ORDER BY name"
        found: dict[str, list[MetricSummary]] = {}
        for row in self._all(sql, project, sweep):
            found.setdefault(row[0], []).append(read_summary(row[1:]))
        return found

    def value_of_run(self, project: int, run: str, metric: Metric) -> float | None:
        return results.value(self.connection, project, run, metric)

    def values_of_runs(self, project: int, sweep: str, metric: Metric) -> dict[str, float]:
        return results.values(self.connection, project, sweep, metric)

    def best(
        self, project: int, sweep: str, metric: Metric, limits: Sequence[Limit] = ()
    ) -> tuple[str, int, float] | None:
        return results.best(self.connection, project, sweep, metric, limits)

    def curve(self, project: int, run: str, metric: str) -> tuple[list[float | None], list[float], list[float]]:
        return history.curve(self.connection, project, run, metric)

    def rows(self, project: int, run: str, first: int, limit: int) -> list[tuple[int, int, Row]]:
        return history.rows(self.connection, project, run, first, limit)

    def rows_from(self, project: int, run: str, line: int) -> list[Row]:
        return history.rows_from(self.connection, project, run, line)

    def log(self, project: int, run: str, first: int, limit: int) -> tuple[int, list[str]]:
        return history.log(self.connection, project, run, first, limit)

    def agent(self, agent: str) -> Agent | None:
        return self._one(read_agent, f"{_AGENT} WHERE id = ?", agent)

    def agents(self, project: int, sweep: str) -> list[Agent]:
        return self._many(
            read_agent, f"{_AGENT} WHERE project = ? AND sweep = ? ORDER BY created_at, id", project, sweep
        )

    def grant(self, key_hash: bytes) -> Grant | None:
        return self._one(read_grant, f"SELECT {GRANT_COLUMNS} FROM api_key WHERE hash = ?", key_hash)

    def find_pass(self, kind: PassKind, pass_hash: bytes) -> Pass | None:
        columns = f"key, expires_at, {GRANT_COLUMNS}"
        sql = f"SELECT {columns} FROM pass JOIN api_key ON api_key.hash = key WHERE kind = ? AND pass.hash = ?"
        return self._one(read_pass, sql, kind, pass_hash)

    def setting(self, name: str) -> str | None:
        row = self._first("SELECT value FROM setting WHERE name = ?", name)
        return None if row is None else str(row[0])

    def _one(self, make: Callable[[Columns], T], sql: str, *values: Any) -> T | None:
        row = self._first(sql, *values)
        return None if row is None else make(row)

    def _many(self, make: Callable[[Columns], T], sql: str, *values: Any) -> list[T]:
        return [make(row) for row in self._all(sql, *values)]

    def _first(self, sql: str, *values: Any) -> Columns | None:
        row: Columns | None = self.connection.execute(sql, values).fetchone()
        return row

    def _all(self, sql: str, *values: Any) -> list[Columns]:
        found: list[Columns] = self.connection.execute(sql, values).fetchall()
        return found
