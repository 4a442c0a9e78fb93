"""Keeps the queue of suggestions of every running sweep filled ahead of its agents."""

import logging
from dataclasses import dataclass
from typing import TypeAlias

from besom import engine
from besom.domain.store import Clock, Store
from besom.domain.sweep import Sweep
from besom.server.changes import Changes
from besom.server.demand import next_task, undecided
from besom.server.errands import Errands
from besom.server.hub import Hub
from besom.server.pool import Pool
from besom.server.presence import Presence
from besom.server.suggesting import get_ready, learns, make_suggestions

SweepKey: TypeAlias = tuple[int, str]  # project, sweep

LONE_WAIT = 0.25  # seconds that a claim waits for a better point, where there is one worker
RETRY_SECONDS = 10.0  # before a method that failed is tried again on the same history

log = logging.getLogger("besom.server")


@dataclass(frozen=True, slots=True)
class _Failure:
    version: int
    again_at: float
    why: str


class Supply:
    def __init__(self, store: Store, clock: Clock, hub: Hub, presence: Presence, pool: Pool, changes: Changes) -> None:
        self._store, self._clock, self._hub, self._presence, self._pool = store, clock, hub, presence, pool
        self._changes = changes
        self._errands = Errands(self._fill)
        self._failures: dict[SweepKey, _Failure] = {}
        self._took: dict[SweepKey, float] = {}  # seconds of the last trip, where the method learns
        self._ready = False

    def ask(self, project: int, sweep: str) -> None:
        """Something changed (a claim, a result, an agent): see whether the sweep needs suggestions."""
        self._errands.ask((project, sweep))

    async def better(self, sweep: Sweep) -> None:
        """Returns soon, and not before a suggestion from the last results waits, if that is worth the time.

        The more workers there are, the less one result more or less makes of a suggestion, and the shorter the wait.
        Nobody waits where the last suggestion took longer.
        """
        if not learns(sweep.document):
            return
        key = (sweep.project, sweep.id)
        patience = LONE_WAIT / max(1, self._workers(key))
        if self._took.get(key, 0.0) <= patience:
            await self._errands.settled(key, patience)

    def trouble(self, project: int, sweep: str) -> str | None:
        """Why the sweep's method makes no suggestions, in a sentence; None while it does."""
        failure = self._failures.get((project, sweep))
        return failure.why if failure else None

    async def close(self) -> None:
        await self._errands.close()

    async def _fill(self, key: SweepKey) -> None:
        begun = self._clock.monotonic()
        task = await self._store.read(next_task, *key, self._workers(key))
        if task is None or self._failed_before(key, task.version):
            return
        try:
            made = await self._pool.run(make_suggestions, task)
        except Exception as error:  # whatever a method raises, the sweep's agents are to hear of it
            log.exception("no suggestion for sweep %s", key[1])
            why = f"the method failed to make a suggestion ({type(error).__name__}: {error}); it is tried again"
            self._failures[key] = _Failure(task.version, self._clock.monotonic() + RETRY_SECONDS, why)
            return
        self._failures.pop(key, None)
        short = len(made) < task.count
        exhausted = short and not undecided(task)
        offer = engine.Offer(*key, task.space_version, task.issued, made, exhausted=exhausted, keep_later=not short)
        await self._store.submit(engine.offer, offer)
        self._changes.sweep(*key)  # it is finished if nothing is left
        if made or exhausted:  # else those who wait would only ask again
            self._hub.ring(("work", *key))
        if learns(task.document):
            self._took[key] = self._clock.monotonic() - begun
            if made:
                self.ask(*key)  # one trip does not make all that are wanted
            await self._get_ready()

    async def _get_ready(self) -> None:
        if not self._ready:
            self._ready = True
            await self._pool.run(get_ready)

    def _workers(self, key: SweepKey) -> int:
        return sum(agent.workers for agent in self._presence.alive(*key, self._clock.monotonic()))

    def _failed_before(self, key: SweepKey, version: int) -> bool:
        failure = self._failures.get(key)
        return failure is not None and failure.version == version and self._clock.monotonic() < failure.again_at
