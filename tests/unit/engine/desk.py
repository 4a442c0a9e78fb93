"""Verbs on a real store, one after the other, with a clock that the test moves."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from besom.domain.agent import Agent
from besom.domain.run import Row, Run
from besom.domain.store import Reader, Tx
from besom.domain.sweep import Goal, Metric, Suggestion, Sweep
from besom.engine import (
    Claim,
    CreateSweep,
    Nothing,
    Offer,
    Register,
    Report,
    claim,
    create_sweep,
    offer,
    register,
    report,
)
from besom.store import SqliteStore

T = TypeVar("T")


@dataclass
class FakeClock:
    time: float = 1_000_000.0

    def now(self) -> float:
        return self.time

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

    def sweep(self, cells: int | None = None, run_cap: int | None = None, max_attempts: int = 3) -> Sweep:
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
        )
        return self.do(create_sweep, command)

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
        last = sweep.cells if sweep.cells is not None else sweep.issued + count
        tickets = range(sweep.issued, min(sweep.issued + count, last))
        made = tuple(Suggestion(t, json.dumps({"x": t}), str(t), sweep.version, "{}") for t in tickets)
        short = len(made) < count
        return self.do(offer, Offer(sweep.project, sweep.id, 1, sweep.issued, made, exhausted=short))

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

    def values(self, run: Run) -> list[float]:
        return self.read(lambda reader: reader.curve(run.project, run.id, "val_loss"))[2]
