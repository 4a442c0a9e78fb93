"""Bells, errands and presence: nobody misses a wake-up, and nothing is done twice at once."""

import asyncio

import pytest

from besom.domain.agent import Agent
from besom.server.errands import Errands
from besom.server.hub import Hub
from besom.server.presence import Presence


def test_a_ring_between_looking_and_waiting_is_not_lost() -> None:
    async def scenario() -> None:
        hub = Hub()
        with hub.listen("topic") as bell:
            hub.ring("topic")
            await asyncio.wait_for(bell.wait(60), 5)
            hub.ring("other")
            await bell.wait(0)  # returns after its time, not for another topic

    asyncio.run(scenario())


def test_all_who_listen_hear_a_ring_and_nobody_is_kept_afterwards() -> None:
    async def scenario() -> None:
        hub = Hub()

        async def listen() -> None:
            with hub.listen("topic") as bell:
                await bell.wait(60)

        listeners = [asyncio.create_task(listen()) for _ in range(3)]
        await asyncio.sleep(0)
        hub.ring("topic")
        await asyncio.wait_for(asyncio.gather(*listeners), 5)
        assert not hub._bells

    asyncio.run(scenario())


def test_closing_wakes_everybody() -> None:
    async def scenario() -> None:
        hub = Hub()
        with hub.listen("a") as one, hub.listen("b") as other:
            hub.close()
            assert hub.closed
            await asyncio.wait_for(asyncio.gather(one.wait(60), other.wait(60)), 5)

    asyncio.run(scenario())


def test_an_errand_asked_for_while_it_runs_is_run_once_more() -> None:
    async def scenario() -> None:
        begun, go, done = asyncio.Event(), asyncio.Event(), []

        async def work(key: str) -> None:
            begun.set()
            await go.wait()
            done.append(key)

        errands = Errands(work)
        for _ in range(3):
            errands.ask("a")
        await begun.wait()
        for _ in range(3):
            errands.ask("a")
        go.set()
        await errands.settled("a", 5)
        assert done == ["a", "a"]
        errands.ask("a")
        await errands.settled("a", 5)
        assert done == ["a", "a", "a"]

    asyncio.run(scenario())


def test_whoever_waits_for_an_errand_does_not_wait_for_those_that_were_asked_for_later() -> None:
    async def scenario() -> None:
        gates, done = [asyncio.Event() for _ in range(2)], list[int]()

        async def work(_key: str) -> None:
            await gates[len(done)].wait()
            done.append(len(done))

        errands = Errands(work)
        errands.ask("a")
        waiting = asyncio.create_task(errands.settled("a", 5))
        await asyncio.sleep(0)
        errands.ask("a")
        gates[0].set()
        await waiting
        assert done == [0]
        gates[1].set()
        await errands.settled("a", 5)
        assert done == [0, 1]

    asyncio.run(scenario())


def test_errands_of_other_keys_do_not_wait_and_a_failure_ends_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        done = []

        async def work(key: str) -> None:
            if key == "bad":
                raise ValueError("no")
            if key == "slow":
                await asyncio.sleep(60)
            done.append(key)

        errands = Errands(work)
        for key in ("slow", "bad", "quick"):
            errands.ask(key)
        await errands.settled("quick", 5)
        await errands.settled("bad", 5)
        assert done == ["quick"]
        await errands.settled("slow", 0)
        await errands.close()

    asyncio.run(scenario())
    assert "work for bad failed" in caplog.text


def test_an_agent_is_alive_until_it_was_silent_for_a_lease() -> None:
    presence = Presence(60.0)
    agent = Agent(project=1, id="a", sweep="s", host="h", workers=2, created_at=0.0, ended_at=None)
    presence.heard_again("a", 0.0)
    assert presence.alive(1, "s", 0.0) == []
    presence.heard(agent, 0.0)
    presence.heard_again("a", 50.0)
    assert presence.alive(1, "s", 109.0) == [agent]
    assert presence.alive(1, "other", 109.0) == presence.alive(2, "s", 109.0) == []
    assert presence.alive(1, "s", 110.0) == []
    assert presence.fallen_silent(109.0) == []
    assert presence.fallen_silent(110.0) == [agent]
    assert presence.fallen_silent(110.0) == []
    assert presence.last_word("a") == 50.0
    assert presence.last_word("b") is None
    presence.heard(agent, 200.0)
    presence.left("a")
    assert presence.alive(1, "s", 200.0) == []
