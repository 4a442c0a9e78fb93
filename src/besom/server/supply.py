"""Keeps the queue of suggestions of every running sweep filled ahead of its agents."""

import logging
from dataclasses import dataclass
from typing import TypeAlias

from besom import engine
from besom.domain.states import SweepState
from besom.domain.store import Clock, Reader, Store
from besom.domain.sweep import Suggestion, Sweep
from besom.server.changes import Changes
from besom.server.errands import Errands
from besom.server.hub import Hub
from besom.server.outcomes import NONE, values_of_runs
from besom.server.pool import Pool
from besom.server.presence import Presence
from besom.server.suggesting import Known, Task, aimed_elsewhere, definition_of, learns, make_suggestions

SweepKey: TypeAlias = tuple[int, str]  # project, sweep

LEAST_LEARNING = 2  # a point made before the last results is worth less, so few wait
LEAST_FIXED = 32  # points of grid and random do not age, and one trip to another process makes many
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

    def ask(self, project: int, sweep: str) -> None:
        """Something changed (a claim, a result, an agent): see whether the sweep needs suggestions."""
        self._errands.ask((project, sweep))

    async def settled(self, sweep: Sweep, seconds: float) -> None:
        """Returns when no better suggestion is being made for the sweep than those that wait, or after `seconds`."""
        if learns(sweep.document):
            await self._errands.settled((sweep.project, sweep.id), seconds)

    def trouble(self, project: int, sweep: str) -> str | None:
        """Why the sweep's method makes no suggestions, in a sentence; None while it does."""
        failure = self._failures.get((project, sweep))
        return failure.why if failure else None

    async def close(self) -> None:
        await self._errands.close()

    async def _fill(self, key: SweepKey) -> None:
        workers = sum(agent.workers for agent in self._presence.alive(*key, self._clock.monotonic()))
        task = await self._store.read(next_task, *key, workers)
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
        exhausted = len(made) < task.count and not _undecided(task)
        await self._store.submit(
            engine.offer, engine.Offer(*key, task.space_version, task.issued, made, exhausted=exhausted)
        )
        self._changes.sweep(*key)  # it is finished if nothing is left
        if made or exhausted:  # else those who wait would only ask again
            self._hub.ring(("work", *key))

    def _failed_before(self, key: SweepKey, version: int) -> bool:
        failure = self._failures.get(key)
        return failure is not None and failure.version == version and self._clock.monotonic() < failure.again_at


def next_task(reader: Reader, project: int, name: str, workers: int) -> Task | None:
    """What is to be made for the sweep now, with all that is known; None when enough is waiting."""
    sweep = reader.sweep(project, name)
    if sweep is None or sweep.state is not SweepState.RUNNING or sweep.full:
        return None
    waiting = reader.suggestions(project, name)
    learning = learns(sweep.document)
    wanted = _wanted(sweep, learning, workers)
    stale = learning and any(suggestion.version < sweep.version for suggestion in waiting)
    if not stale and (sweep.exhausted or 2 * len(waiting) > wanted):
        return None
    kept = [] if stale else waiting
    return Task(
        document=sweep.document,
        space_version=sweep.space_version,
        seed=sweep.seed,
        version=sweep.version,
        known=_known(reader, sweep, kept),
        issued=sweep.issued + len(kept),
        count=wanted - len(kept),
        issued_before=sweep.issued_before,
        prior=sweep.prior,
    )


def _undecided(task: Task) -> bool:
    """Whether a race goes on: what is in flight may bring points back into it, which then get further seeds."""
    repeat = definition_of(task.document).repeat
    return repeat is not None and learns(task.document) and any(known.state == "running" for known in task.known)


def _wanted(sweep: Sweep, learning: bool, workers: int) -> int:
    # A quarter of those so far: making a point of grid or random needs all earlier ones at most, and so their number in
    # all trips together stays in proportion to the runs. Few after an edit, when agents wait for the first of them.
    made = sweep.issued - sweep.issued_before
    ahead = max(LEAST_LEARNING, 2 * workers) if learning else max(LEAST_FIXED, made // 4)
    return ahead if sweep.run_cap is None else min(ahead, sweep.run_cap - sweep.numbered)


def _known(reader: Reader, sweep: Sweep, waiting: list[Suggestion]) -> tuple[Known, ...]:
    """Ended runs in the order of their ends, then those that run, then the points that wait."""
    runs = reader.runs(sweep.project, sweep.id)
    values = values_of_runs(reader, sweep, definition_of(sweep.document).measured)
    metric, elsewhere = "" if sweep.metric is None else sweep.metric.name, aimed_elsewhere(reader, sweep)
    ended = [run for run in runs if not run.state.active]
    ended.sort(key=lambda run: (run.ended_at or 0.0, run.number or 0))
    running = [run for run in runs if run.state.active]
    return (
        *(Known.ended(run, values.get(run.id, NONE), metric, elsewhere) for run in ended),
        *(Known(run.config, "running", NONE, run.space_version or 1, run.repeat) for run in running),
        *(Known(suggestion.point, "running", NONE, sweep.space_version, suggestion.repeat) for suggestion in waiting),
    )
