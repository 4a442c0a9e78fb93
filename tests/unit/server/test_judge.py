"""What the judge remembers: the curves of the sweeps that it looked at last, each read once for a history."""

import asyncio
from typing import Any, cast

from besom.domain.states import SweepState
from besom.domain.sweep import Metric, Sweep
from besom.server.judge import KEPT_SWEEPS, Finished, Judge


class CountingStore:
    """Notes whose curves are read."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def read(self, _query: object, _project: int, sweep: str, _known: object) -> Finished:
        self.asked.append(sweep)
        return Finished(1, (), {})


def sweep_called(name: str) -> Sweep:
    return Sweep(
        project=1, id=name, name=name, description="", state=SweepState.RUNNING, source="", document="{}",
        method="random", metric=Metric("loss"), run_cap=None, cells=None, seed=0, max_attempts=3, space_version=1,
        version=1, issued=0, numbered=0, exhausted=False, created_at=0.0, ended_at=None,
    )  # fmt: skip


def test_the_curves_of_sweeps_that_nobody_looks_at_any_more_are_let_go() -> None:
    async def scenario() -> None:
        store = CountingStore()
        judge = Judge(cast(Any, store), cast(Any, None), cast(Any, None))
        first, *others = [sweep_called(f"s{number}") for number in range(2 * KEPT_SWEEPS)]
        for other in others:
            await judge.finished(first)
            await judge.finished(other)
        assert store.asked.count(first.id) == 1
        assert len(judge._finished) == KEPT_SWEEPS

    asyncio.run(scenario())
