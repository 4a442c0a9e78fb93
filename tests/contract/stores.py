"""The stores that must keep the contract, and what the tests fill them with."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from besom.domain.agent import Agent
from besom.domain.run import Attempt, Row, Run
from besom.domain.states import Outcome, RunState, SweepState
from besom.domain.store import Reader, Tx
from besom.domain.sweep import Goal, Metric, Project, Suggestion, Sweep, Version
from besom.store import SqliteStore

T = TypeVar("T")

STORES: dict[str, Callable[[Path, Any], SqliteStore]] = {
    "sqlite": lambda folder, clock: SqliteStore.open(folder / "besom.db", clock, on_fatal=_never),
}


def _never(error: Exception) -> None:
    raise AssertionError("the store gave up") from error


@dataclass
class FakeClock:
    time: float = 1_000_000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


@dataclass
class Opened:
    """A store under test, driven from outside any event loop."""

    kind: str
    folder: Path
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.runner = asyncio.Runner()
        self.store = STORES[self.kind](self.folder, self.clock)

    def close(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()

    def reopen(self) -> None:
        self.runner.run(self.store.close())
        self.store = STORES[self.kind](self.folder, self.clock)

    def write(self, change: Callable[[Tx], T]) -> T:
        def verb(tx: Tx, now: float, command: None) -> T:
            return change(tx)

        return self.runner.run(self.store.submit(verb, None))

    def read(self, query: Callable[[Reader], T]) -> T:
        return self.runner.run(self.store.read(query))

    def fold(self) -> None:
        self.runner.run(self.store.fold(everything=True))

    def project(self, name: str = "mnist") -> Project:
        return self.write(lambda tx: tx.add_project("ana", name, self.clock.now()))

    def sweep(self, **changes: Any) -> Sweep:
        sweep = a_sweep(**{"project": self.project().key} | changes)
        self.write(lambda tx: tx.add_sweep(sweep))
        return sweep

    def run(self, **changes: Any) -> Run:
        """A run of its own, unless a sweep is named."""
        run = a_run(**{"project": self.project().key} | changes)
        self.write(lambda tx: tx.add_run(run))
        return run

    def append(self, run: Run, rows: list[Row]) -> Run:
        def change(tx: Tx) -> Run:
            tx.append_rows(run, rows)
            return tx.update_run(run.project, run.id, lines=run.lines + len(rows))

        return self.write(change)

    def log(self, run: Run, lines: list[str]) -> Run:
        def change(tx: Tx) -> Run:
            tx.append_log(run, lines)
            return tx.update_run(run.project, run.id, log_lines=run.log_lines + len(lines))

        return self.write(change)

    def again(self, run: Run) -> Run:
        """Hand the run out once more."""
        return self.write(lambda tx: tx.update_run(run.project, run.id, attempt=run.attempt + 1, lines=0, log_lines=0))


def a_sweep(**changes: Any) -> Sweep:
    values: dict[str, Any] = {
        "project": 1,
        "id": "k3x9q7ab",
        "name": "little",
        "description": "",
        "state": SweepState.RUNNING,
        "source": "method: random",
        "document": "{}",
        "method": "random",
        "metric": Metric("loss", Goal.MINIMIZE),
        "run_cap": None,
        "cells": None,
        "seed": 7,
        "max_attempts": 3,
        "space_version": 1,
        "version": 0,
        "issued": 0,
        "numbered": 0,
        "exhausted": False,
        "created_at": 1_000_000.0,
        "ended_at": None,
    }
    return Sweep(**values | changes)


def a_run(**changes: Any) -> Run:
    values: dict[str, Any] = {
        "project": 1,
        "id": "run00001",
        "state": RunState.RUNNING,
        "attempt": 1,
        "agent": "agent-1",
        "request_id": None,
        "config": "{}",
        "created_at": 1_000_000.0,
        "started_at": 1_000_000.0,
    }
    return Run(**values | changes)


def a_suggestion(ticket: int, **changes: Any) -> Suggestion:
    values: dict[str, Any] = {
        "ticket": ticket,
        "point": '{"x": 1}',
        "point_key": f"cell-{ticket}",
        "version": 0,
        "info": "{}",
    }
    return Suggestion(**values | changes)


def a_version(version: int, **changes: Any) -> Version:
    values: dict[str, Any] = {
        "version": version,
        "source": f"# {version}",
        "document": "{}",
        "method": "random",
        "cells": None,
        "created_at": 1_000_000.0,
    }
    return Version(**values | changes)


def an_attempt(**changes: Any) -> Attempt:
    values: dict[str, Any] = {
        "run": "run00001",
        "number": 1,
        "attempt": 1,
        "agent": "agent-1",
        "host": "box",
        "started_at": 1_000_000.0,
        "ended_at": None,
        "outcome": Outcome.RUNNING,
    }
    return Attempt(**values | changes)


def an_agent(**changes: Any) -> Agent:
    values: dict[str, Any] = {
        "project": 1,
        "id": "agent-1",
        "sweep": "k3x9q7ab",
        "host": "box",
        "workers": 2,
        "created_at": 1_000_000.0,
        "ended_at": None,
    }
    return Agent(**values | changes)


def losses(*values: float, first_step: int = 0) -> list[Row]:
    return [Row(float(step), 10.0 * step, {"loss": value}) for step, value in enumerate(values, first_step)]
