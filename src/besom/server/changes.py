"""What has changed is gathered, looked at a few times a second, and told to those who follow it.

While nobody follows anything a change costs a look at an empty dictionary.
"""

import asyncio
from collections.abc import Callable

import msgspec

from besom.domain.run import Run
from besom.domain.store import Store
from besom.domain.sweep import Project
from besom.server.errands import Errands
from besom.server.feed import Event, Feed, lists_with, sweep_topic
from besom.server.look import Dirty, Look, RunChange, Told
from besom.wire.events import DeletedSweep

PERIOD = 0.25  # seconds between two looks: a person's eye takes in no more


class Changes:
    def __init__(self, store: Store, feed: Feed, base_url: str, agents_alive: Callable[[int, str], int]) -> None:
        self._store, self._feed, self._base_url, self._agents_alive = store, feed, base_url, agents_alive
        self._dirty = Dirty()
        self._rows, self._lines = Told(), Told()
        self._errands: Errands[None] = Errands(self._tell)

    def sweep(self, project: int, sweep: str) -> None:
        """The sweep, its counts, its best run or its agents are no longer what they were."""
        if self._feed.followed:
            self._dirty.sweeps.add((project, sweep))
            self._errands.ask(None)

    def run(self, run: Run) -> None:
        """The run is no longer what it was."""
        if self._feed.followed:
            self._of(run).record = True
            if run.sweep is not None:
                self.sweep(run.project, run.sweep)

    def rows(self, run: Run, first: int) -> None:
        """The run has reported, from that row on."""
        if self._feed.followed:
            self.run(run)
            change = self._of(run)
            change.rows = first if change.rows is None else min(first, change.rows)

    def lines(self, run: Run, first: int) -> None:
        """The run has printed, from that line on."""
        if self._feed.followed:
            change = self._of(run)
            change.lines = first if change.lines is None else min(first, change.lines)

    def deleted(self, project: Project, sweep: str) -> None:
        """The sweep is gone, with its runs."""
        record = DeletedSweep(entity=project.entity, project=project.name, sweep=sweep)
        event = Event("deleted", msgspec.json.encode(record), ("sweep", project.key, sweep))
        for topic in (sweep_topic(project.key, sweep), *lists_with(project)):
            self._feed.publish(topic, event)

    async def close(self) -> None:
        await self._errands.close()

    def _of(self, run: Run) -> RunChange:
        self._errands.ask(None)
        return self._dirty.runs.setdefault((run.project, run.id), RunChange(run.sweep))

    async def _tell(self, _: None) -> None:
        dirty, self._dirty = self._dirty, Dirty()
        followed = frozenset(self._feed.followed)
        agents = {key: self._agents_alive(*key) for key in dirty.sweeps}
        try:
            look = Look(dirty, followed, agents, self._base_url, self._rows, self._lines)
            events = await self._store.read(look.events)
        except Exception:
            self._feed.lose()
            raise
        for topic, event in events:
            self._feed.publish(topic, event)
        await asyncio.sleep(PERIOD)
