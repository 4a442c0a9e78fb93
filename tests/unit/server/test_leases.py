"""A lease that runs out takes the run away, however many run out and whatever else happens at that moment."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from besom import engine
from besom.engine import Held, Leases
from besom.server.services import Services


class Clock:
    time = 0.0

    def monotonic(self) -> float:
        return self.time


class SlowStore:
    """Notes whose leases it was told to end, and takes its time over the commit."""

    def __init__(self, clock: Clock, meanwhile: Callable[[], object]) -> None:
        self.told: list[Held] = []
        self._clock, self._meanwhile = clock, meanwhile

    async def submit(self, verb: object, command: engine.Expire) -> list[object]:
        assert verb is engine.expire
        self.told += command.leases
        self._clock.time += 0.5
        self._meanwhile()
        return []


def services(store: SlowStore, clock: Clock, leases: Leases) -> Services:
    others = (
        "settings",
        "base_url",
        "instance",
        "callers",
        "hub",
        "presence",
        "pool",
        "supply",
        "judge",
        "feed",
        "changes",
    )
    return Services(**cast(Any, dict.fromkeys(others) | {"store": store, "clock": clock, "leases": leases}))


def test_a_lease_that_runs_out_during_the_commit_is_ended_the_next_time() -> None:
    clock, leases = Clock(), Leases(60.0)
    store = SlowStore(clock, lambda: None)
    first, second = Held(1, "a", 1), Held(1, "b", 1)
    leases.renew(first, 0.0)
    leases.renew(second, 0.3)
    made = services(store, clock, leases)
    clock.time = 60.1
    asyncio.run(made.expire_leases())
    assert store.told == [first]
    asyncio.run(made.expire_leases())
    assert store.told == [first, second]


def test_a_lease_renewed_during_the_commit_goes_on() -> None:
    clock, leases = Clock(), Leases(60.0)
    held = Held(1, "a", 1)
    leases.renew(held, 0.0)
    store = SlowStore(clock, lambda: leases.renew(held, clock.time))
    made = services(store, clock, leases)
    clock.time = 60.1
    asyncio.run(made.expire_leases())
    clock.time = 120.0
    asyncio.run(made.expire_leases())
    assert store.told == [held]
    clock.time = 121.0
    asyncio.run(made.expire_leases())
    assert store.told == [held, held]
