"""What has changed, gathered a few times a second, read from the store once, and told to those who follow it.

While nobody follows anything a change costs a look at an empty dictionary.
"""

import asyncio
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec

from besom.curves import thin
from besom.domain.run import Row, Run
from besom.domain.store import Reader, Store
from besom.domain.sweep import Project, Sweep
from besom.server.errands import Errands
from besom.server.feed import Event, Feed, Topic
from besom.server.present import RunView, present_run, present_sweep, view_sweep
from besom.store.journal import by_metric
from besom.wire.events import DeletedSweep, Lines, Points
from besom.wire.numbers import pack

PERIOD = 0.25  # seconds between two looks: a person's eye takes in no more
MOST_POINTS = 500  # of one metric in one event; more are thinned, since the curves on the page are too
MOST_LINES = 500  # of output in one event: the last ones

Key: TypeAlias = tuple[int, str]  # project, and sweep or run


def sweep_topic(project: int, sweep: str) -> Topic:
    return ("sweep", project, sweep)


def run_topic(project: int, run: str) -> Topic:
    return ("run", project, run)


def list_topic(reach: tuple[str, ...]) -> Topic:
    """Of the sweeps that a caller of that reach may see."""
    return ("sweeps", *reach)


@dataclass(slots=True)
class RunChange:
    sweep: str | None
    record: bool = False  # what is said of the run itself
    rows: int | None = None  # the first that is new
    lines: int | None = None


@dataclass(slots=True)
class Dirty:
    sweeps: set[Key] = field(default_factory=set)
    runs: dict[Key, RunChange] = field(default_factory=dict)


class Changes:
    def __init__(self, store: Store, feed: Feed, base_url: str, agents_alive: Callable[[int, str], int]) -> None:
        self._store, self._feed, self._base_url, self._agents_alive = store, feed, base_url, agents_alive
        self._dirty = Dirty()
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
        for topic in (sweep_topic(project.key, sweep), *_lists(project)):
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
            told = await self._store.read(Look, dirty, followed, agents, self._base_url)
        except Exception:
            self._feed.lose()
            raise
        for topic, event in told.events:
            self._feed.publish(topic, event)
        await asyncio.sleep(PERIOD)


class Look:
    """The events that tell those who follow one of `followed` what has become of what changed."""

    def __init__(
        self, reader: Reader, dirty: Dirty, followed: frozenset[Topic], agents: Mapping[Key, int], base_url: str
    ) -> None:
        self._reader, self._followed, self._base_url = reader, followed, base_url
        self._sweeps: dict[Key, Sweep | None] = {}
        self._projects: dict[int, Project | None] = {}
        self.events: list[tuple[Topic, Event]] = []
        for key, change in dirty.runs.items():
            self._run(key, change)
        for key in dirty.sweeps:
            self._sweep(key, agents[key])

    def _run(self, key: Key, change: RunChange) -> None:
        own, sweeps = run_topic(*key), sweep_topic(key[0], change.sweep or "")
        topics = [topic for topic in (own, sweeps) if topic in self._followed]
        run = self._reader.run(*key) if topics else None
        project = self._project(key[0])
        if run is None or project is None:
            return
        metrics = self._reader.metrics(*key)
        if change.record:
            sweep = None if run.sweep is None else self._read_sweep((run.project, run.sweep))
            record = present_run(RunView(run, project, sweep, metrics), self._base_url)
            self._say(topics, "run", record, about=("run", *key))
        if change.rows is not None:
            counts = {metric.name: metric.count for metric in metrics}
            for points in new_points(run, self._reader.rows_from(*key, change.rows), counts):
                self._say([t for t in topics if t == own or self._is_metric(run, points.metric)], "points", points)
        if change.lines is not None and own in topics:
            first, lines = self._reader.log(*key, max(change.lines, run.log_lines - MOST_LINES), MOST_LINES)
            if lines:
                self._say([own], "lines", Lines(run=run.id, attempt=run.attempt, first=first, lines=lines))

    def _sweep(self, key: Key, agents: int) -> None:
        project = self._project(key[0])
        if project is None:
            return
        topics = [topic for topic in (sweep_topic(*key), *_lists(project)) if topic in self._followed]
        sweep = self._read_sweep(key) if topics else None
        if sweep is not None:
            record = present_sweep(view_sweep(self._reader, project, sweep), self._base_url, agents)
            self._say(topics, "sweep", record, about=("sweep", *key))

    def _say(self, topics: list[Topic], kind: str, record: msgspec.Struct, about: Topic | None = None) -> None:
        if topics:
            event = Event(kind, msgspec.json.encode(record), about)
            self.events += [(topic, event) for topic in topics]

    def _is_metric(self, run: Run, name: str) -> bool:
        sweep = None if run.sweep is None else self._read_sweep((run.project, run.sweep))
        return sweep is not None and sweep.metric is not None and sweep.metric.name == name

    def _read_sweep(self, key: Key) -> Sweep | None:
        if key not in self._sweeps:
            self._sweeps[key] = self._reader.sweep(*key)
        return self._sweeps[key]

    def _project(self, key: int) -> Project | None:
        if key not in self._projects:
            self._projects[key] = self._reader.project_by_key(key)
        return self._projects[key]


def new_points(run: Run, rows: list[Row], counts: Mapping[str, int]) -> Iterator[Points]:
    """What the run's last rows add to its curves, which have `counts` values with them."""
    for name, points in by_metric(enumerate(rows)).items():
        columns = thin(points.steps, points.times, points.values, MOST_POINTS)
        steps, times, values = (column.tolist() for column in columns)
        yield Points(
            run=run.id,
            number=run.number,
            attempt=run.attempt,
            metric=name,
            first=counts[name] - len(points.values),
            count=counts[name],
            steps=[None if math.isnan(step) else step for step in steps],
            times=times,
            values=[pack(value) for value in values],
        )


def _lists(project: Project) -> list[Topic]:
    """The lists of sweeps that the project's are on."""
    return [list_topic(()), list_topic((project.entity,)), list_topic((project.entity, project.name))]
