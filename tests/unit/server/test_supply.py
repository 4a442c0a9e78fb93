"""Suggestions wait before they are asked for; a method that fails says so and is not asked again and again."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from besom import engine
from besom.config import parse
from besom.domain.agent import Agent
from besom.domain.run import Row, Run
from besom.domain.sweep import Suggestion, Sweep
from besom.server.changes import Changes
from besom.server.feed import Feed
from besom.server.hub import Hub
from besom.server.presence import Presence
from besom.server.suggesting import Task, history_of, make_suggestions
from besom.server.supply import RETRY_SECONDS, Supply
from besom.store import SqliteStore

SOURCE = """
program: a.py
method: {method}
metric: {{name: loss, goal: minimize}}
parameters: {{x: {{values: {values}}}}}
"""


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


class HerePool:
    """Computes in this process, at once unless it was told to wait, and notes what it was asked."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.tasks: list[Task] = []
        self.error: Exception | None = None
        self.go = asyncio.Event()
        self.go.set()
        self.takes = 0.0  # seconds by the clock

    async def run(self, function: Callable[..., Any], *args: Any) -> Any:
        if args:
            self.tasks.append(args[0])
        await self.go.wait()
        self.clock.time += self.takes
        if self.error is not None:
            raise self.error
        return function(*args)

    def close(self) -> None:
        """Nothing to close."""


class Bench:
    """A store, a sweep in it, and its supply."""

    def __init__(self, store: SqliteStore, sweep: Sweep) -> None:
        self.store, self.sweep = store, sweep
        self.clock, self.presence = Clock(), Presence(60.0)
        self.pool = HerePool(self.clock)
        hub = self.hub = Hub()
        changes = Changes(store, Feed("test", hub, self.clock), "http://test", lambda *_: 0)
        self.supply = Supply(store, self.clock, hub, self.presence, self.pool, changes)
        self.claims = 0

    async def fill(self) -> None:
        key = (self.sweep.project, self.sweep.id)
        self.supply.ask(*key)
        while (task := self.supply._errands._tasks.get(key)) is not None:
            await task

    async def waiting(self) -> list[Suggestion]:
        found: list[Suggestion] = await self.store.read(
            lambda reader: reader.suggestions(self.sweep.project, self.sweep.id)
        )
        return found

    async def agent(self, workers: int) -> None:
        register = engine.Register(self.sweep.project, self.sweep.id, "agent", "host", workers)
        self.presence.heard(await self.store.submit(engine.register, register), self.clock.monotonic())

    async def claim(self) -> Run:
        self.claims += 1
        name = f"run{self.claims}"
        ask = engine.Claim(self.sweep.project, self.sweep.id, "agent", name, name, name.encode())
        run = await self.store.submit(engine.claim, ask)
        assert isinstance(run, Run)
        return run

    async def finish(self, run: Run) -> None:
        await self.store.submit(engine.finish, engine.Finish(run.project, run.id, run.attempt, 0, None))

    async def edit(self, source: str) -> None:
        definition = parse(source.format(method=self.sweep.method, values=[1, 2, 3]))
        changed: dict[str, Any] = {
            "project": self.sweep.project, "sweep": self.sweep.id, "source": "", "name": None, "description": "",
            "document": json.dumps(definition.document), "method": definition.method, "metric": definition.metric,
            "run_cap": None, "cells": None, "max_attempts": 3, "budget_seconds": None, "seed": 1, "prior": "[]",
            "base_version": 1,
        }  # fmt: skip
        await self.store.submit(engine.edit, engine.EditSweep(**changed))


@asynccontextmanager
async def bench(folder: Path, method: str, values: int, **changes: Any) -> AsyncIterator[Bench]:
    store = SqliteStore.open(folder / "besom.db", Clock())
    definition = parse(SOURCE.format(method=method, values=list(range(values))))
    command: dict[str, Any] = {
        "entity": "ana", "project": "p", "id": "sweep001", "name": "", "description": "", "source": "",
        "document": json.dumps(definition.document), "method": method, "metric": definition.metric, "run_cap": None,
        "cells": definition.cells, "seed": 1, "max_attempts": 3,
    }  # fmt: skip
    try:
        sweep = await store.submit(engine.create_sweep, engine.CreateSweep(**(command | changes)))
        made = Bench(store, sweep)
        yield made
        await made.supply.close()
    finally:
        await store.close()


def test_a_queue_is_longer_where_points_do_not_age(tmp_path: Path) -> None:
    async def scenario() -> None:
        for method, alone, with_three in (("bayes", 2, 3), ("grid", 32, 32), ("random", 32, 32)):
            async with bench(tmp_path, method, 100, id=f"s{method}", entity=method) as made:
                await made.fill()
                assert len(await made.waiting()) == alone
                await made.agent(workers=3)
                await made.fill()
                assert len(await made.waiting()) == with_three

    asyncio.run(scenario())


def test_points_of_a_learning_method_are_made_anew_after_a_result(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "bayes", 100) as made:
            await made.agent(workers=1)
            await made.fill()
            run = await made.claim()
            await made.finish(run)
            await made.fill()
            task = made.pool.tasks[-2]
            assert (task.version, task.issued, task.count) == (1, 1, 1)
            assert [(known.state, known.values) for known in task.known] == [("finished", ())]
            assert {suggestion.version for suggestion in await made.waiting()} == {1}
            asked = len(made.pool.tasks)
            await made.fill()
            assert len(made.pool.tasks) == asked

    asyncio.run(scenario())


def test_runs_from_before_the_metric_was_another_one_have_not_failed_for_want_of_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "bayes", 100) as made:
            await made.agent(workers=1)
            await made.fill()
            await made.finish(await made.claim())
            await made.edit(SOURCE.replace("loss", "accuracy"))
            await made.fill()
            await made.finish(await made.claim())
            await made.fill()
            task = made.pool.tasks[-2]
            assert [(each.state, each.space_version) for each in task.known] == [("killed", 1), ("finished", 2)]
            assert history_of(task).observations[0].state == "killed"

    asyncio.run(scenario())


def test_a_method_is_shown_every_metric_that_counts_each_as_it_is_reduced(tmp_path: Path) -> None:
    several = SOURCE.replace(
        "metric: {{name: loss, goal: minimize}}",
        "metrics: [{{name: loss}}, {{name: speed, reduce: last}}]\noutcome_constraints: [{{metric: memory, max: 8}}]",
    )

    async def scenario() -> None:
        async with bench(tmp_path, "bayes", 100) as made:
            await made.edit(several)
            await made.agent(workers=1)
            await made.fill()
            run = await made.claim()
            rows = {"loss": 0.1, "speed": 1.0, "memory": 5.0}, {"loss": 0.2, "speed": 2.0, "memory": 9.0, "x": 1.0}
            report = engine.Report(run.project, run.id, run.attempt, 0, tuple(Row(None, 0.0, row) for row in rows))
            await made.store.submit(engine.report, report)
            await made.finish(run)
            await made.fill()
            (seen, *_) = history_of(made.pool.tasks[-1]).observations
            assert (seen.state, seen.values) == ("finished", {"loss": 0.1, "speed": 2.0, "memory": 9.0})

    asyncio.run(scenario())


def test_of_many_workers_some_find_the_newest_points_and_the_queue_stays_as_long(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "bayes", 100) as made:
            await made.agent(workers=8)
            await made.fill()
            before = await made.waiting()
            run = await made.claim()
            await made.finish(run)
            await made.fill()
            after = await made.waiting()
            assert [each.version for each in after[:3]] == [1, 1, 0]
            assert after[2:-1] == before[3:]
            counts = [task.count for task in made.pool.tasks if task.version == 1]
            assert counts == [1, 1, 1]  # whoever waits for the first does not wait for the others

    asyncio.run(scenario())


def test_where_few_wait_more_are_made_before_any_is_made_anew(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "bayes", 100) as made:
            await made.agent(workers=8)
            await made.fill()
            runs = [await made.claim() for _ in range(len(await made.waiting()) - 1)]
            await made.finish(runs[0])
            (old,) = await made.waiting()
            await made.fill()
            first, *others = [task for task in made.pool.tasks if task.version == 1]
            assert (first.issued, first.known[-1].config) == (old.ticket + 1, old.point)
            assert others[0].issued == old.ticket
            assert len(await made.waiting()) == 8

    asyncio.run(scenario())


def test_a_lone_agent_gets_a_point_made_from_its_last_result_unless_that_takes_long(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "bayes", 100) as made:
            await made.agent(workers=1)
            await made.fill()
            await made.finish(await made.claim())
            made.supply.ask(made.sweep.project, made.sweep.id)
            await made.supply.better(made.sweep)
            assert (await made.waiting())[0].version == 1

            made.pool.takes = 1.0
            await made.finish(await made.claim())
            await made.fill()
            await made.finish(await made.claim())
            made.pool.go.clear()
            made.supply.ask(made.sweep.project, made.sweep.id)
            await made.supply.better(made.sweep)
            assert (await made.waiting())[0].version < 3
            made.pool.go.set()

    asyncio.run(scenario())


def test_what_waits_and_what_runs_counts_as_in_flight(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "bayes", 100) as made:
            await made.agent(workers=3)
            await made.fill()
            for _ in range(2):
                await made.claim()
            await made.fill()
            task = made.pool.tasks[-1]
            assert [known.state for known in task.known] == ["running"] * 3
            assert (task.issued, task.count) == (3, 2)

    asyncio.run(scenario())


def test_a_space_is_used_up_with_its_last_point(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "random", 3) as made:
            await made.agent(workers=1)
            await made.fill()
            assert len(await made.waiting()) == 3
            runs = [await made.claim() for _ in range(3)]
            asked = len(made.pool.tasks)
            await made.fill()
            assert len(made.pool.tasks) == asked
            for run in runs:
                await made.finish(run)
            sweep: Sweep = await made.store.read(lambda reader: reader.sweep(made.sweep.project, made.sweep.id))
            assert (sweep.exhausted, sweep.state) == (True, "finished")

    asyncio.run(scenario())


def test_a_race_is_over_with_its_last_run(tmp_path: Path) -> None:
    async def scenario() -> None:
        source = SOURCE.format(method="random", values=[0, 1]) + "repeat: {seeds: [0, 1]}"
        document = json.dumps(parse(source).document)
        async with bench(tmp_path, "random", 2, document=document) as made:
            await made.agent(workers=1)
            runs: list[Run] = []
            for _ in range(4):
                await made.fill()
                runs.append(await made.claim())
            await made.fill()
            sweep = await made.store.read(lambda reader: reader.sweep(made.sweep.project, made.sweep.id))
            assert (await made.waiting(), sweep.exhausted) == ([], False)
            with made.hub.listen(("work", sweep.project, sweep.id)) as bell:
                await made.fill()
                assert not await bell.wait(0)  # whoever waits would ask again, and again
            for run in runs:
                await made.finish(run)
            await made.fill()
            sweep = await made.store.read(lambda reader: reader.sweep(made.sweep.project, made.sweep.id))
            assert (sweep.exhausted, sweep.state) == (True, "finished")

    asyncio.run(scenario())


def test_no_more_points_are_made_than_the_cap_allows(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "random", 100, run_cap=3) as made:
            await made.agent(workers=1)
            await made.fill()
            assert len(await made.waiting()) == 3
            for _ in range(3):
                await made.claim()
            await made.fill()
            assert len(made.pool.tasks) == 1

    asyncio.run(scenario())


def test_a_paused_sweep_is_left_alone(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "grid", 5) as made:
            await made.store.submit(engine.pause, engine.SweepRef(made.sweep.project, made.sweep.id))
            await made.fill()
            assert made.pool.tasks == []

    asyncio.run(scenario())


def test_a_method_that_fails_says_so_and_is_tried_again_later(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "grid", 5) as made:
            key = (made.sweep.project, made.sweep.id)
            made.pool.error = ArithmeticError("not positive definite")
            for _ in range(3):
                await made.fill()
            assert len(made.pool.tasks) == 1
            why = made.supply.trouble(*key)
            assert why is not None
            assert "ArithmeticError: not positive definite" in why
            made.pool.error = None
            made.clock.time += RETRY_SECONDS
            await made.fill()
            assert made.supply.trouble(*key) is None
            assert len(await made.waiting()) == 5

    asyncio.run(scenario())
    assert "no suggestion for sweep" in caplog.text


def test_a_script_may_add_to_its_config_without_hiding_its_point() -> None:
    document = json.dumps(parse(SOURCE.format(method="random", values="[1, 2]")).document)
    from besom.server.suggesting import Known

    known = [Known('{"x": 1, "git": "abc"}', "finished", (("loss", 0.5),), 1, 0)]
    (made,) = make_suggestions(Task(document, 1, 0, 7, known, 1, 5))
    assert json.loads(made.point) == {"x": 2}
    assert (made.ticket, made.version) == (1, 7)


def test_cells_of_a_grid_are_known_by_their_number() -> None:
    document = json.dumps(parse(SOURCE.format(method="grid", values="[7, 8, 9]")).document)
    made = make_suggestions(Task(document, 1, 0, 0, [], 1, 5))
    assert [(suggestion.ticket, suggestion.point_key, suggestion.point) for suggestion in made] == [
        (1, "1", '{"x": 8}'),
        (2, "2", '{"x": 9}'),
    ]


def test_agents_of_other_sweeps_do_not_lengthen_the_queue(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(tmp_path, "bayes", 100) as made:
            other = Agent(made.sweep.project, "other", "elsewhere", "h", 50, 0.0, None)
            made.presence.heard(other, made.clock.monotonic())
            await made.fill()
            assert len(await made.waiting()) == 2

    asyncio.run(scenario())
