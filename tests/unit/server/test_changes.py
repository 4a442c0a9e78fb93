"""Changes are told a few times a second, once each, and only where somebody listens."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from besom import engine
from besom.domain.run import Row, Run
from besom.server import changes as module
from besom.server.changes import Changes
from besom.server.feed import Feed, run_topic
from besom.server.hub import Hub
from besom.store import SqliteStore
from tests.contract.stores import FakeClock


class Bench:
    """A store that counts its looks, and one run in it."""

    def __init__(self, store: SqliteStore, clock: FakeClock) -> None:
        self.store, self.looks = store, 0
        self.feed = Feed("inst", Hub(), clock)
        self.changes = Changes(self, self.feed, "http://test", lambda *_: 0)

    async def submit(self, verb: Callable[..., Any], command: Any) -> Any:
        return await self.store.submit(verb, command)

    async def read(self, query: Callable[..., Any], *args: Any) -> Any:
        self.looks += 1
        return await self.store.read(query, *args)

    async def close(self) -> None:
        await self.changes.close()
        await self.store.close()

    async def begin(self) -> Run:
        command = engine.CreateRun("ana", "p", "run00001", "request", b"key", "{}", None, None, (), "", None)
        made: Run = await self.submit(engine.create_run, command)
        return made

    async def report(self, run: Run, *values: float) -> Run:
        rows = tuple(Row(None, 0.0, {"loss": value}) for value in values)
        kept: Run = await self.submit(engine.report, engine.Report(run.project, run.id, 1, run.lines, rows))
        return kept


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[[Callable[[Bench], Awaitable[None]]], None]:
    def play(script: Callable[[Bench], Awaitable[None]]) -> None:
        async def limited() -> None:
            clock = FakeClock()
            bench = Bench(SqliteStore.open(tmp_path / "besom.db", clock), clock)
            async with asyncio.timeout(20):
                await script(bench)
            await bench.close()

        asyncio.run(limited())

    return play


Play = Callable[[Callable[[Bench], Awaitable[None]]], None]


async def welcome() -> bool:
    return True


def test_while_nobody_listens_nothing_is_looked_at(scenario: Play) -> None:
    async def script(bench: Bench) -> None:
        run = await bench.begin()
        bench.changes.run(run)
        bench.changes.rows(run, 0)
        bench.changes.lines(run, 0)
        bench.changes.sweep(run.project, "k3x9q7ab")
        await asyncio.sleep(0)
        assert bench.looks == 0

    scenario(script)


def test_what_happens_between_two_looks_is_one_event_of_each_kind(scenario: Play) -> None:
    async def script(bench: Bench) -> None:
        run = await bench.begin()
        async with aclosing(bench.feed.stream(run_topic(run.project, run.id), None, welcome)) as stream:
            await anext(stream)
            run = await bench.report(run, 0.0)
            bench.changes.rows(run, 0)
            heard = [await anext(stream) for _ in range(2)]
            for value in range(1, 10):
                run = await bench.report(run, value)
            for line in range(1, 10):
                bench.changes.rows(run, line)
            heard += [await anext(stream) for _ in range(2)]
        kinds = [frame.split(b"\nevent: ")[1].split(b"\n")[0] for frame in heard]
        assert kinds == [b"run", b"points", b"run", b"points"]
        points = [json.loads(frame.split(b"data: ")[1]) for frame in heard[1::2]]
        assert [(each["first"], each["count"], each["values"]) for each in points] == [
            (0, 1, [0.0]),
            (1, 10, [float(value) for value in range(1, 10)]),
        ]
        assert bench.looks == 2

    scenario(script)


def test_rows_seen_before_they_are_announced_are_told_once(scenario: Play) -> None:
    async def script(bench: Bench) -> None:
        run = await bench.begin()
        async with aclosing(bench.feed.stream(run_topic(run.project, run.id), None, welcome)) as stream:
            await anext(stream)
            first = await bench.report(run, 1.0)
            second = await bench.report(first, 2.0)
            bench.changes.rows(first, run.lines)  # the look finds both
            await anext(stream)
            assert b'"first":0,"count":2' in await anext(stream)
            bench.changes.rows(second, first.lines)
            third = await bench.report(second, 3.0)
            bench.changes.rows(third, second.lines)
            await anext(stream)
            assert b'"first":2,"count":3' in await anext(stream)

    scenario(script)


def test_when_the_store_cannot_be_read_everybody_is_told_to_ask_anew(
    scenario: Play, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "PERIOD", 0.0)

    async def script(bench: Bench) -> None:
        run = await bench.begin()

        async def broken(query: Callable[..., Any], *args: Any) -> Any:
            raise OSError("the disk")

        async with aclosing(bench.feed.stream(run_topic(run.project, run.id), None, welcome)) as stream:
            await anext(stream)
            monkeypatch.setattr(bench, "read", broken)
            bench.changes.run(run)
            assert b"event: reset" in await anext(stream)
            monkeypatch.undo()
            bench.changes.run(run)
            assert b"event: run" in await anext(stream)

    scenario(script)
    assert "the disk" in caplog.text
