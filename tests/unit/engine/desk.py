"""Verbs on a real store, one after the other, with a clock that the test moves."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from besom.domain.agent import Agent
from besom.domain.run import Attempt, Row, Run
from besom.domain.store import Reader, Tx
from besom.domain.sweep import Goal, Metric, Suggestion, Sweep
from besom.engine import (
    Audit,
    Claim,
    CreateSweep,
    EditSweep,
    Enqueue,
    Expire,
    Finish,
    Held,
    Nothing,
    Offer,
    Register,
    Report,
    audit,
    claim,
    create_sweep,
    edit,
    enqueue,
    expire,
    finish,
    offer,
    register,
    report,
)
from besom.store import SqliteStore

T = TypeVar("T")


@dataclass
class FakeClock:
    time: float = 1_000_000.0
    set_by: float = 0.0  # what somebody has set the clock on the wall by; leases do not see it

    def now(self) -> float:
        return self.time + self.set_by

    def monotonic(self) -> float:
        return self.time


def _never(error: BaseException) -> None:
    raise AssertionError("the store gave up") from error


@dataclass
class Desk:
    path: Path
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.store = SqliteStore.open(self.path, self.clock, on_fatal=_never)
        self.asked = 0

    def close(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.loop.close()

    def do(self, verb: Callable[[Tx, float, Any], T], command: Any) -> T:
        return self.loop.run_until_complete(self.store.submit(verb, command))

    def read(self, query: Callable[[Reader], T]) -> T:
        return self.loop.run_until_complete(self.store.read(query))

    def sweep(
        self,
        cells: int | None = None,
        run_cap: int | None = None,
        max_attempts: int = 3,
        budget_seconds: float | None = None,
    ) -> Sweep:
        command = CreateSweep(
            entity="ana",
            project="mnist",
            id="k3x9q7ab",
            name="little",
            description="",
            source="method: grid",
            document="{}",
            method="grid" if cells else "random",
            metric=Metric("val_loss", Goal.MINIMIZE),
            run_cap=run_cap,
            cells=cells,
            seed=0,
            max_attempts=max_attempts,
            budget_seconds=budget_seconds,
        )
        return self.do(create_sweep, command)

    def edit(self, sweep: Sweep, source: str = "method: random", **changes: Any) -> Sweep:
        """The sweep as `source` says, with these changes; from the version that is present, unless told otherwise."""
        sweep = self.fresh(sweep)
        fields: dict[str, Any] = {
            "name": None,
            "description": "",
            "document": json.dumps(source),
            "method": sweep.method,
            "metric": sweep.metric,
            "run_cap": sweep.run_cap,
            "cells": sweep.cells,
            "max_attempts": sweep.max_attempts,
            "budget_seconds": sweep.budget_seconds,
            "seed": sweep.seed,
            "prior": sweep.prior,
            "base_version": sweep.space_version,
        }
        return self.do(edit, EditSweep(sweep.project, sweep.id, source=source, **fields | changes))

    def enqueue(self, sweep: Sweep, request_id: str, priority: int = 0) -> Run:
        self.asked += 1
        config = json.dumps({"x": -self.asked})
        command = Enqueue(sweep.project, sweep.id, f"run{self.asked:05d}", request_id, config, priority, "{}")
        return self.do(enqueue, command)

    def attempts(self, run: Run) -> list[Attempt]:
        return self.read(lambda reader: reader.attempts_of(run.project, run.id))

    def audit(self, sweep: Sweep) -> Audit:
        return self.read(lambda reader: audit(reader, sweep.project, sweep.id))

    def fresh(self, sweep: Sweep) -> Sweep:
        found = self.read(lambda reader: reader.sweep(sweep.project, sweep.id))
        assert found is not None
        return found

    def run(self, run: Run) -> Run:
        found = self.read(lambda reader: reader.run(run.project, run.id))
        assert found is not None
        return found

    def runs(self, sweep: Sweep) -> list[Run]:
        return self.read(lambda reader: reader.runs(sweep.project, sweep.id))

    def agent(self, sweep: Sweep, name: str) -> Agent:
        return self.do(register, Register(sweep.project, sweep.id, name, "box", 1))

    def supply(self, sweep: Sweep, count: int = 8) -> int:
        """Offer the next `count` suggestions as a grid would make them."""
        sweep = self.fresh(sweep)
        last = sweep.issued + count if sweep.cells is None else sweep.cells + sweep.skipped
        tickets = range(sweep.issued, min(sweep.issued + count, last))
        made = tuple(Suggestion(t, json.dumps({"x": t}), str(t), sweep.version, "{}") for t in tickets)
        short = len(made) < count
        command = Offer(sweep.project, sweep.id, sweep.space_version, sweep.issued, made, exhausted=short)
        return self.do(offer, command)

    def claim(self, sweep: Sweep, agent: str, request_id: str | None = None) -> Run | Nothing:
        self.asked += 1
        ask = Claim(
            project=sweep.project,
            sweep=sweep.id,
            agent=agent,
            request_id=request_id or f"request-{self.asked}",
            run_id=f"run{self.asked:05d}",
            key_hash=self.asked.to_bytes(32, "big"),
        )
        return self.do(claim, ask)

    def claimed(self, sweep: Sweep, agent: str) -> Run:
        run = self.claim(sweep, agent)
        assert isinstance(run, Run), run
        return run

    def report(self, run: Run, first: int, *values: float) -> Run:
        rows = tuple(Row(step=None, at=0.0, metrics={"val_loss": value}) for value in values)
        return self.do(report, Report(run.project, run.id, run.attempt, first, rows))

    def end(self, run: Run, exit_code: int | None = 0) -> Run:
        return self.do(finish, Finish(run.project, run.id, run.attempt, exit_code, None))

    def lose(self, run: Run) -> Run:
        """The run, after its agent was not heard of for a whole lease."""
        self.do(expire, Expire((Held(run.project, run.id, run.attempt),)))
        return self.run(run)

    def values(self, run: Run) -> list[float]:
        return self.read(lambda reader: reader.curve(run.project, run.id, "val_loss"))[2]
