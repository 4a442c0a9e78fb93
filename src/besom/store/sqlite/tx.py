"""Writes. Each runs inside the savepoint of a verb; the writer commits."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import apsw

from besom.domain.agent import Agent, Grant, Pass, PassKind
from besom.domain.run import Attempt, Row, Run
from besom.domain.states import Outcome
from besom.domain.store import Clock
from besom.domain.sweep import Project, Suggestion, Sweep, Version
from besom.errors import BesomError, Conflict, DiskFull, NotFound
from besom.store.journal import by_metric, pack_rows, pack_texts, summarise
from besom.store.sqlite.database import has_room
from besom.store.sqlite.reader import SqliteReader
from besom.store.sqlite.records import (
    RUN_COLUMNS,
    SUGGESTION_COLUMNS,
    SWEEP_COLUMNS,
    Columns,
    read_run,
    read_suggestion,
    read_sweep,
    write_cells,
    write_run,
    write_sweep,
)
from besom.store.sqlite.tails import Tails

_ADD_TO_METRIC = """
    INSERT INTO metric (project, sweep, run, name, count, last, low, high, last_step, last_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
        count = count + excluded.count, last = excluded.last,
        low = min(coalesce(low, excluded.low), coalesce(excluded.low, low)),
        high = max(coalesce(high, excluded.high), coalesce(excluded.high, high)),
        last_step = excluded.last_step, last_at = excluded.last_at
"""


class SqliteTx(SqliteReader):
    """`domain.store.Tx`; see there for what each method does."""

    def __init__(self, connection: apsw.Connection, path: Path, clock: Clock) -> None:
        super().__init__(connection)
        self.tails = Tails(connection, clock.monotonic())
        self._path = path
        self.clock = clock

    def add_project(self, entity: str, name: str, now: float) -> Project:
        found = self.project(entity, name)
        if found is None:
            self._insert("project", {"entity": entity, "name": name, "created_at": now})
            found = Project(self.connection.last_insert_rowid(), entity, name)
        return found

    def add_sweep(self, sweep: Sweep) -> None:
        taken = Conflict(f"there is a sweep {sweep.id} in this project already")
        self._insert("sweep", write_sweep(_fields(sweep)), taken)

    def update_sweep(self, project: int, sweep: str, **changes: Any) -> Sweep:
        row = self._update("sweep", SWEEP_COLUMNS, write_sweep(changes), project, sweep)
        if row is None:
            raise NotFound(f"there is no sweep {sweep} in this project")
        return read_sweep(row)

    def delete_sweep(self, project: int, sweep: str) -> None:
        self._execute("DELETE FROM sweep WHERE project = ? AND id = ?", project, sweep)

    def add_version(self, project: int, sweep: str, version: Version) -> None:
        cells = {"cells": write_cells(version.cells)}
        taken = Conflict(f"sweep {sweep} has a version {version.version} already")
        self._insert("sweep_version", {"project": project, "sweep": sweep} | _fields(version) | cells, taken)

    def replace_suggestions(
        self, project: int, sweep: str, first_ticket: int, suggestions: Sequence[Suggestion]
    ) -> None:
        self._execute(
            "DELETE FROM suggestion WHERE project = ? AND sweep = ? AND ticket >= ?", project, sweep, first_ticket
        )
        for new in suggestions:
            self._insert("suggestion", {"project": project, "sweep": sweep} | _fields(new))

    def pop_suggestion(self, project: int, sweep: str) -> Suggestion | None:
        lowest = "SELECT rowid FROM suggestion WHERE project = ? AND sweep = ? ORDER BY ticket LIMIT 1"
        sql = f"DELETE FROM suggestion WHERE rowid = ({lowest}) RETURNING {SUGGESTION_COLUMNS}"
        return self._one(read_suggestion, sql, project, sweep)

    def add_run(self, run: Run) -> None:
        taken = Conflict(f"run {run.id} is there already, or its number, point or request")
        self._insert("run", write_run(_fields(run)), taken)

    def update_run(self, project: int, run: str, **changes: Any) -> Run:
        if "attempt" in changes:  # the summaries are of the latest attempt only
            self._execute("DELETE FROM metric WHERE project = ? AND run = ?", project, run)
        row = self._update("run", RUN_COLUMNS, write_run(changes), project, run)
        if row is None:
            raise NotFound(f"there is no run {run} in this project")
        return read_run(row)

    def add_attempt(self, project: int, attempt: Attempt) -> None:
        columns = {name: value for name, value in _fields(attempt).items() if name != "number"}
        taken = Conflict(f"attempt {attempt.attempt} of run {attempt.run} is there already, or another one is running")
        self._insert("attempt", {"project": project} | columns, taken)

    def update_attempt(self, project: int, run: str, attempt: int, ended_at: float | None, outcome: Outcome) -> None:
        sql = "UPDATE attempt SET ended_at = ?, outcome = ? WHERE project = ? AND run = ? AND attempt = ?"
        self._execute(sql, ended_at, outcome, project, run, attempt)

    def append_rows(self, run: Run, rows: Sequence[Row]) -> None:
        packed = pack_rows(rows)
        self._append("journal", run, run.lines, len(rows), "rows", packed)
        for name, points in by_metric(enumerate(rows, run.lines)).items():
            new = summarise(name, points)
            key = (run.project, run.sweep or "", run.id, name)
            self._execute(_ADD_TO_METRIC, *key, new.count, new.last, new.low, new.high, new.last_step, new.last_at)
        self.tails.grow((run.project, run.id, run.attempt), len(rows), len(packed), self.clock.monotonic())

    def append_log(self, run: Run, lines: Sequence[str]) -> None:
        self._append("log", run, run.log_lines, len(lines), "lines", pack_texts(lines))

    def add_agent(self, agent: Agent) -> None:
        self._insert("agent", _fields(agent), Conflict(f"there is an agent {agent.id} already"))

    def end_agent(self, agent: str, now: float) -> None:
        self._execute("UPDATE agent SET ended_at = ? WHERE id = ?", now, agent)

    def add_key(self, key_hash: bytes, grant: Grant, now: float) -> None:
        self._execute("DELETE FROM api_key WHERE hash = ?", key_hash)
        self._insert("api_key", {"hash": key_hash, "created_at": now} | _fields(grant))

    def add_pass(self, kind: PassKind, pass_hash: bytes, key_hash: bytes, expires_at: float) -> None:
        self._insert("pass", {"hash": pass_hash, "kind": kind, "key": key_hash, "expires_at": expires_at})

    def take_pass(self, kind: PassKind, pass_hash: bytes) -> Pass | None:
        found = self.find_pass(kind, pass_hash)
        self._execute("DELETE FROM pass WHERE kind = ? AND hash = ?", kind, pass_hash)
        return found

    def drop_passes(self, now: float) -> None:
        self._execute("DELETE FROM pass WHERE expires_at <= ?", now)

    def set_setting(self, name: str, value: str) -> None:
        sql = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
        self._execute(sql, name, value)

    def _append(self, table: str, run: Run, first: int, n: int, column: str, packed: bytes) -> None:
        if not has_room(self._path):
            raise DiskFull("the server's disk is nearly full; reports are refused until there is room again")
        key = {"project": run.project, "run": run.id, "attempt": run.attempt, "first": first}
        taken = Conflict(f"line {first} of run {run.id} is there already")
        self._insert(table, key | {"n": n, column: packed}, taken)

    def _insert(self, table: str, columns: dict[str, Any], taken: BesomError | None = None) -> None:
        try:
            self._execute(_insert_sql(table, tuple(columns)), *columns.values())
        except apsw.ConstraintError as error:
            if taken is None or not str(error).startswith("UNIQUE"):
                raise
            raise taken from error

    def _update(self, table: str, returning: str, columns: dict[str, Any], project: int, key: str) -> Columns | None:
        return self._first(_update_sql(table, returning, tuple(columns)), *columns.values(), project, key)

    def _execute(self, sql: str, *values: Any) -> None:
        self.connection.execute(sql, values)


def _fields(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


@cache
def _insert_sql(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


@cache
def _update_sql(table: str, returning: str, columns: tuple[str, ...]) -> str:
    changes = ", ".join(f"{column} = ?" for column in columns)
    return f"UPDATE {table} SET {changes} WHERE project = ? AND id = ? RETURNING {returning}"
