"""A database of the first release is brought to the present, and its old sweeps add up too."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

import apsw

from besom.domain.run import Attempt
from besom.domain.states import Outcome, RunState
from besom.domain.sweep import Goal, Metric, Suggestion, Version
from besom.engine import Finish, Release, SweepRef, audit, cancel, finish, release
from tests.contract.stores import Opened

SWEEP: dict[str, Any] = {
    "project": 1, "id": "k3x9q7ab", "name": "little", "description": "", "state": "running", "source": "method: grid",
    "document": "{}", "method": "grid", "metric": "loss", "goal": "minimize", "run_cap": 9, "cells": "12", "seed": 7,
    "max_attempts": 3, "space_version": 1, "version": 4, "issued": 8, "numbered": 7, "exhausted": 0, "created_at": 10.0,
}  # fmt: skip
RUN: dict[str, Any] = {
    "project": 1, "sweep": "k3x9q7ab", "space_version": 1, "repeat": 0, "attempt": 1, "agent": "a", "config": "{}",
    "summary": "{}", "info": "{}", "notes": "", "tags": "[]", "host": "box", "lines": 0, "log_lines": 0,
    "created_at": 20.0, "started_at": 20.0,
}  # fmt: skip
RUNS: list[dict[str, Any]] = [
    {"state": "running"},
    {"state": "queued", "attempt": 2, "started_at": 25.0},
    {"state": "queued", "agent": None},
    {"state": "finished", "attempt": 3, "started_at": 30.0, "ended_at": 42.5},
    {"state": "crashed", "attempt": 3, "started_at": 31.0, "ended_at": 91.0},
    {"state": "crashed", "agent": None, "ended_at": 21.0},
    {"state": "killed", "ended_at": 19.0},  # somebody had set the clock back
]


def insert(connection: apsw.Connection, table: str, row: dict[str, Any]) -> None:
    columns, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 (names of our own)
    connection.execute(sql, tuple(row.values()))


def released(path: Path) -> None:
    """A file as the first release has left it, with a run of every fate."""
    old = apsw.Connection(str(path))
    for script in ("0001_first.sql", "0002_passes.sql"):
        old.execute(resources.files("besom.store.sqlite").joinpath("migrations", script).read_text("utf-8"))
    old.execute("PRAGMA user_version = 2")
    insert(old, "project", {"key": 1, "entity": "ana", "name": "mnist", "created_at": 1.0})
    insert(old, "sweep", SWEEP)
    insert(old, "sweep", SWEEP | {"id": "untried0", "issued": 0, "numbered": 0, "metric": None, "goal": None})
    for number, run in enumerate(RUNS, 1):
        placed = {"id": f"run{number}", "number": number, "ticket": number - 1, "point_key": str(number - 1)}
        insert(old, "run", RUN | placed | run)
    insert(
        old, "run", RUN | {"id": "apart", "sweep": None, "space_version": None, "state": "finished", "ended_at": 29.0}
    )
    waiting = {"ticket": 8, "point": '{"x": 8}', "point_key": "8", "version": 4, "info": "{}"}
    insert(old, "suggestion", {"project": 1, "sweep": "k3x9q7ab"} | waiting)
    insert(old, "agent", {"project": 1, "id": "a", "sweep": "k3x9q7ab", "host": "box", "workers": 1, "created_at": 9.0})
    old.close()


def test_what_the_first_release_wrote_is_kept_and_has_a_first_version(tmp_path: Path) -> None:
    released(tmp_path / "besom.db")
    opened = Opened("sqlite", tmp_path)
    sweep = opened.read(lambda r: r.sweep(1, "k3x9q7ab"))
    runs = opened.read(lambda r: r.runs(1, "k3x9q7ab"))
    assert sweep is not None
    assert (sweep.metric, sweep.cells, sweep.total, sweep.prior) == (Metric("loss", Goal.MINIMIZE), 12, 9, "[]")
    assert (sweep.closed, sweep.budget_seconds, sweep.issued_before) == (None, None, 0)
    assert [(run.state, run.attempt) for run in runs] == [(run["state"], run.get("attempt", 1)) for run in RUNS]
    assert opened.read(lambda r: r.suggestions(1, "k3x9q7ab")) == [Suggestion(8, '{"x": 8}', "8", 4, "{}")]
    assert opened.read(lambda r: r.versions(1, "k3x9q7ab")) == [Version(1, "method: grid", "{}", "grid", 12, 10.0)]
    assert opened.read(lambda r: r.agent("a")) is not None
    opened.close()


def living(path: Path) -> apsw.Connection:
    """A file as the release before several objectives has left it."""
    released(path)
    old = apsw.Connection(str(path))
    migration = resources.files("besom.store.sqlite").joinpath("migrations", "0003_living.sql")
    old.execute(migration.read_text("utf-8"))
    old.execute("PRAGMA user_version = 3")
    return old


def test_a_sweep_that_searched_by_the_first_of_several_metrics_goes_on_so(tmp_path: Path) -> None:
    old = living(tmp_path / "besom.db")
    alone: dict[str, object] = {"method": "bayes", "metrics": [{"name": "loss", "target": 0.1}], "acquisition": "pi"}
    several = alone | {"metrics": [{"name": "loss", "target": 0.1}, {"name": "time"}]}
    old.execute("UPDATE sweep SET document = ? WHERE id = 'k3x9q7ab'", (json.dumps(several),))
    old.execute("UPDATE sweep SET document = ? WHERE id = 'untried0'", (json.dumps(alone),))
    old.execute("UPDATE sweep_version SET document = ? WHERE sweep = 'k3x9q7ab'", (json.dumps(several),))
    old.close()
    opened = Opened("sqlite", tmp_path)
    for name in ("k3x9q7ab", "untried0"):
        sweep = opened.read(lambda r, name=name: r.sweep(1, name))  # type: ignore[misc]
        assert sweep is not None
        assert json.loads(sweep.document) == alone
    (version,) = opened.read(lambda r: r.versions(1, "k3x9q7ab"))
    assert json.loads(version.document) == alone
    opened.close()


def test_what_a_sweep_knew_of_its_only_metric_is_kept_under_its_name(tmp_path: Path) -> None:
    old = living(tmp_path / "besom.db")
    known: list[dict[str, object]] = [
        {"of": "a/b", "run": "1/r", "config": {"x": [1, "é"]}, "value": 0.1 + 0.2, "state": "finished"},
        {"of": "a/b", "run": "1/s", "config": {}, "value": None, "state": "failed"},
    ]
    old.execute("UPDATE sweep SET prior = ? WHERE id = 'k3x9q7ab'", (json.dumps(known),))
    old.close()
    opened = Opened("sqlite", tmp_path)
    sweep = opened.read(lambda r: r.sweep(1, "k3x9q7ab"))
    assert sweep is not None
    first, second = ({key: value for key, value in each.items() if key != "value"} for each in known)
    assert json.loads(sweep.prior) == [first | {"values": {"loss": 0.1 + 0.2}}, second | {"values": {}}]
    opened.close()


def test_old_sweeps_have_a_ledger_of_what_is_known_and_their_audit_closes(tmp_path: Path) -> None:
    released(tmp_path / "besom.db")
    opened = Opened("sqlite", tmp_path)
    rows = opened.read(lambda r: r.attempts(1, "k3x9q7ab"))
    last = {row.number: row.outcome for row in rows}
    assert list(last.values()) == [
        Outcome.RUNNING, Outcome.LOST, Outcome.RETURNED, Outcome.FINISHED, Outcome.LOST, Outcome.CRASHED,
        Outcome.KILLED,
    ]  # fmt: skip
    assert [row for row in rows if row.number == 4] == [
        Attempt("run4", 4, 1, "", None, 20.0, 20.0, Outcome.LOST),
        Attempt("run4", 4, 2, "", None, 20.0, 20.0, Outcome.LOST),
        Attempt("run4", 4, 3, "a", "box", 30.0, 42.5, Outcome.FINISHED),
    ]
    apart = Attempt("apart", None, 1, "a", "box", 20.0, 29.0, Outcome.FINISHED)
    assert opened.read(lambda r: r.attempts_of(1, "apart")) == [apart]
    sweep = opened.read(lambda r: r.sweep(1, "k3x9q7ab"))
    assert sweep is not None
    assert (sweep.skipped, sweep.spent, sweep.by_hand) == (1, 12.5 + 60 + 1, 0)
    for name in ("k3x9q7ab", "untried0"):
        found = opened.read(lambda r, name=name: audit(r, 1, name))  # type: ignore[misc]
        assert found.closes, found
    opened.close()


def test_an_old_sweep_goes_on_and_its_audit_still_closes(tmp_path: Path) -> None:
    released(tmp_path / "besom.db")
    opened = Opened("sqlite", tmp_path)
    commands = [
        (release, Release(1, "run1", 1)),
        (finish, Finish(1, "run2", 2, 0, None)),
        (finish, Finish(1, "run5", 3, 0, None)),
        (cancel, SweepRef(1, "k3x9q7ab")),
    ]
    for verb, command in commands:
        opened.runner.run(opened.store.submit(verb, command))  # type: ignore[arg-type]
    assert [run.state for run in opened.read(lambda r: r.runs(1, "k3x9q7ab"))] == [
        RunState.KILLED, RunState.FINISHED, RunState.KILLED, RunState.FINISHED, RunState.FINISHED, RunState.CRASHED,
        RunState.KILLED,
    ]  # fmt: skip
    assert opened.read(lambda r: audit(r, 1, "k3x9q7ab")).closes
    opened.close()
