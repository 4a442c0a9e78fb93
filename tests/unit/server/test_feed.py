"""The feed: what happened is told once, in order, from where each had got to; who missed too much is told so."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest

from besom.server import feed as module
from besom.server.feed import KEPT_SECONDS, Event, Feed
from besom.server.hub import Hub
from tests.contract.stores import FakeClock

TOPIC = ("sweep", 1, "k3x9q7ab")


class Bench:
    def __init__(self) -> None:
        self.clock, self.hub = FakeClock(), Hub()
        self.feed = Feed("inst", self.hub, self.clock)

    def say(self, number: int, about: object = None, kind: str = "points") -> None:
        self.feed.publish(TOPIC, Event(kind, str(number).encode(), about))

    def stream(self, cursor: str | None = None) -> AsyncGenerator[bytes, None]:
        return self.feed.stream(TOPIC, cursor, welcome)


async def welcome() -> bool:
    return True


def parsed(frame: bytes) -> tuple[str, str, Any]:
    """Kind, id and data."""
    lines = dict(line.split(": ", 1) for line in frame.decode().strip().splitlines())
    return lines["event"], lines["id"], json.loads(lines["data"])


async def take(stream: AsyncIterator[bytes], count: int) -> list[Any]:
    """The next frames: data of events, the kind alone of `hello` and `reset`."""
    frames = [parsed(await anext(stream)) for _ in range(count)]
    return [kind if kind in ("hello", "reset") else data for kind, _, data in frames]


def run(scenario: Callable[[Bench], Awaitable[None]]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(10):
            await scenario(Bench())

    asyncio.run(limited())


def test_who_follows_hears_what_happens_from_then_on() -> None:
    async def scenario(bench: Bench) -> None:
        bench.say(0)  # nobody follows yet
        async with aclosing(bench.stream()) as stream:
            assert await take(stream, 1) == ["hello"]
            bench.say(1)
            bench.say(2)
            assert await take(stream, 2) == [1, 2]
            waiting = asyncio.ensure_future(take(stream, 1))
            await asyncio.sleep(0)
            bench.say(3)
            assert await waiting == [3]

    run(scenario)


def test_who_comes_back_hears_what_was_missed_and_nothing_twice() -> None:
    async def scenario(bench: Bench) -> None:
        async with aclosing(bench.stream()) as stream:
            await anext(stream)
            for number in range(3):
                bench.say(number)
            heard = [parsed(await anext(stream)) for _ in range(2)]
        bench.clock.time += KEPT_SECONDS - 1
        bench.feed.tidy()
        bench.say(3)
        async with aclosing(bench.stream(cursor=heard[-1][1])) as again:
            last = heard[-1][1]
            assert parsed(await anext(again)) == ("hello", last, {"cursor": last})
            assert await take(again, 2) == [2, 3]

    run(scenario)


def test_who_comes_back_too_late_is_told_to_ask_anew() -> None:
    async def scenario(bench: Bench) -> None:
        async with aclosing(bench.stream()) as stream:
            cursor = parsed(await anext(stream))[1]
        bench.clock.time += KEPT_SECONDS
        bench.feed.tidy()
        assert not bench.feed.followed
        bench.say(1)  # heard by nobody, and kept for nobody
        async with aclosing(bench.stream(cursor)) as again:
            assert await take(again, 2) == ["hello", "reset"]
            bench.say(2)
            assert await take(again, 1) == [2]

    run(scenario)


@pytest.mark.parametrize(
    "cursor", ["other.1", "inst.99", "inst.", "inst.x", "inst.-1", "", "1", "inst." + "9" * 5000, "inst.²"]
)
def test_a_cursor_that_is_not_of_this_server_means_ask_anew(cursor: str) -> None:
    async def scenario(bench: Bench) -> None:
        async with aclosing(bench.stream(cursor)) as stream:
            assert await take(stream, 2) == ["hello", "reset"]
            bench.say(1)
            assert await take(stream, 1) == [1]

    run(scenario)


def test_a_slow_reader_gets_the_last_state_of_each_thing_and_every_addition() -> None:
    async def scenario(bench: Bench) -> None:
        async with aclosing(bench.stream()) as stream:
            await anext(stream)
            for number in range(5):
                bench.say(number, about="a")
                bench.say(10 + number, about="b" if number % 2 else None)
            assert await take(stream, 5) == [10, 12, 13, 4, 14]

    run(scenario)


def test_a_reader_that_is_too_slow_is_told_to_ask_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EVENTS", 10)

    async def scenario(bench: Bench) -> None:
        async with aclosing(bench.stream()) as stream:
            await anext(stream)
            for number in range(11):
                bench.say(number)
            assert await take(stream, 1) == ["reset"]
            bench.say(11)
            assert await take(stream, 1) == [11]

    run(scenario)


def test_what_is_kept_of_a_topic_has_a_limit_in_bytes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1000)

    async def scenario(bench: Bench) -> None:
        async with aclosing(bench.stream()) as stream:
            await anext(stream)
            for number in range(3):
                bench.feed.publish(TOPIC, Event("lines", b"%d" % number + b" " * 400))
            assert await take(stream, 1) == ["reset"]

    run(scenario)


def test_what_was_said_already_is_not_said_again() -> None:
    async def scenario(bench: Bench) -> None:
        async with aclosing(bench.stream()) as stream:
            await anext(stream)
            bench.say(1, about="a")
            assert await take(stream, 1) == [1]
            bench.say(1, about="a")
            bench.say(2, about="a")
            assert await take(stream, 1) == [2]

    run(scenario)


def test_when_something_got_lost_everybody_is_told() -> None:
    async def scenario(bench: Bench) -> None:
        async with aclosing(bench.stream()) as stream:
            await anext(stream)
            bench.say(1)
            assert await take(stream, 1) == [1]
            bench.say(2)
            bench.feed.lose()
            assert await take(stream, 1) == ["reset"]
            bench.say(3)
            assert await take(stream, 1) == [3]
        bench.clock.time += KEPT_SECONDS
        bench.feed.tidy()
        assert not bench.feed.followed

    run(scenario)


def test_a_stream_ends_with_the_server() -> None:
    async def scenario(bench: Bench) -> None:
        stream = bench.stream()
        await anext(stream)
        waiting = asyncio.ensure_future(anext(stream, None))
        await asyncio.sleep(0)
        bench.hub.close()
        assert await waiting is None

    run(scenario)


def test_who_is_no_longer_welcome_hears_nothing_more() -> None:
    async def scenario(bench: Bench) -> None:
        guests = {"ana"}

        async def known() -> bool:
            return "ana" in guests

        async with aclosing(bench.feed.stream(TOPIC, None, known)) as stream:
            await anext(stream)
            bench.say(1)
            assert await take(stream, 1) == [1]
            guests.clear()
            bench.say(2)
            assert await anext(stream, None) is None

    run(scenario)


def test_silence_is_broken_before_anybody_takes_it_for_a_dead_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEEP_ALIVE", 0.0)

    async def scenario(bench: Bench) -> None:
        async with aclosing(bench.stream()) as stream:
            await anext(stream)
            assert await anext(stream) == b":\n\n"
            bench.say(1)
            frame = await anext(stream)
            assert frame == b":\n\n" or parsed(frame)[2] == 1

    run(scenario)
