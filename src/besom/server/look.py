"""A look at what has changed, and the events that tell of it."""

import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec

from besom.curves import thin
from besom.domain.run import MetricSummary, Row, Run
from besom.domain.store import Reader
from besom.domain.sweep import Project, Sweep
from besom.server.feed import Event, Topic, lists_with, run_topic, sweep_topic
from besom.server.present import RunView, document_of, present_run, present_sweep, values_in, view_sweep
from besom.store.journal import by_metric
from besom.wire.events import Lines, Points
from besom.wire.numbers import pack

MOST_POINTS = 500  # of one metric in one event; more are thinned, since the curves on the page are too
MOST_LINES = 500  # of output in one event: the last ones
REMEMBERED_RUNS = 4_096  # of which it is known how far they were told

Key: TypeAlias = tuple[int, str]  # project, and sweep or run


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


class Told:
    """How far each run's rows, or lines, were told. A look may see more than it was asked for: they go out once."""

    def __init__(self) -> None:
        self._until: OrderedDict[Key, tuple[int, int]] = OrderedDict()  # attempt, and the next to tell of it

    def from_where(self, run: Run, first: int) -> int:
        """Where to go on, when those from `first` on are said to be new."""
        attempt, following = self._until.get((run.project, run.id), (run.attempt, 0))
        return max(first, following) if attempt == run.attempt else first

    def note(self, run: Run, following: int) -> None:
        self._until[run.project, run.id] = (run.attempt, following)
        self._until.move_to_end((run.project, run.id))
        if len(self._until) > REMEMBERED_RUNS:
            self._until.popitem(last=False)


class Look:
    """At what changed, for those who follow one of the topics."""

    def __init__(
        self,
        dirty: Dirty,
        followed: frozenset[Topic],
        agents: Mapping[Key, int],
        base_url: str,
        rows: Told,
        lines: Told,
    ) -> None:
        self._dirty, self._followed, self._agents, self._base_url = dirty, followed, agents, base_url
        self._rows, self._lines = rows, lines
        self._sweeps: dict[Key, Sweep | None] = {}
        self._projects: dict[int, Project | None] = {}
        self._events: list[tuple[Topic, Event]] = []

    def events(self, reader: Reader) -> list[tuple[Topic, Event]]:
        """What to tell, as it stands now."""
        self._reader = reader
        for key, change in self._dirty.runs.items():
            self._run(key, change)
        for key in self._dirty.sweeps:
            self._sweep(key)
        return self._events

    def _run(self, key: Key, change: RunChange) -> None:
        own, sweeps = run_topic(*key), sweep_topic(key[0], change.sweep or "")
        topics = [topic for topic in (own, sweeps) if topic in self._followed]
        run = self._reader.run(*key) if topics else None
        project = self._project(key[0])
        if run is None or project is None:
            return
        metrics = self._reader.metrics(*key)
        sweep = None if run.sweep is None else self._read_sweep((run.project, run.sweep))
        if change.record:
            document, values = document_of(self._reader, run, sweep), values_in(self._reader, run, sweep)
            attempts = self._reader.attempts_of(*key)
            record = present_run(RunView(run, project, sweep, document, metrics, values, attempts), self._base_url)
            self._say(topics, "run", record, about=("run", *key))
        if change.rows is not None:
            first = self._rows.from_where(run, change.rows)
            metric = sweep.metric.name if sweep is not None and sweep.metric is not None else None
            for points in new_points(run, self._reader.rows_from(*key, first), metrics):
                self._say([t for t in topics if t == own or points.metric == metric], "points", points)
            self._rows.note(run, run.lines)
        if change.lines is not None and own in topics:
            first = max(self._lines.from_where(run, change.lines), run.log_lines - MOST_LINES)
            _, lines = self._reader.log(*key, first, MOST_LINES)
            if lines:
                self._say([own], "lines", Lines(run=run.id, attempt=run.attempt, first=first, lines=lines))
            self._lines.note(run, run.log_lines)

    def _sweep(self, key: Key) -> None:
        project = self._project(key[0])
        if project is None:
            return
        topics = [topic for topic in (sweep_topic(*key), *lists_with(project)) if topic in self._followed]
        sweep = self._read_sweep(key) if topics else None
        if sweep is not None:
            record = present_sweep(view_sweep(self._reader, project, sweep), self._base_url, self._agents[key])
            self._say(topics, "sweep", record, about=("sweep", *key))

    def _say(self, topics: list[Topic], kind: str, record: msgspec.Struct, about: Topic | None = None) -> None:
        if topics:
            event = Event(kind, msgspec.json.encode(record), about)
            self._events += [(topic, event) for topic in topics]

    def _read_sweep(self, key: Key) -> Sweep | None:
        if key not in self._sweeps:
            self._sweeps[key] = self._reader.sweep(*key)
        return self._sweeps[key]

    def _project(self, key: int) -> Project | None:
        if key not in self._projects:
            self._projects[key] = self._reader.project_by_key(key)
        return self._projects[key]


def new_points(run: Run, rows: list[Row], metrics: Iterable[MetricSummary]) -> Iterator[Points]:
    """What the run's last rows have added to its curves, of which `metrics` is the summary."""
    counts = {metric.name: metric.count for metric in metrics}
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
