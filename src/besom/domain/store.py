"""What the engine asks of a store. Stores keep rows and decide nothing.

`Reader` is a consistent view; `Tx` adds the writes of one transaction. A verb is a synchronous function
`verb(tx, now, command) -> outcome`; `await store.submit(verb, command)` runs it in a transaction of its own and returns
after the commit. A verb that raises changes nothing, and its error reaches the caller.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from besom.domain.agent import Agent, Grant, Pass, PassKind
from besom.domain.run import Attempt, MetricSummary, Row, Run, Tried
from besom.domain.states import Outcome, RunState
from besom.domain.sweep import Limit, Metric, Project, Suggestion, Sweep, Version

T = TypeVar("T")


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since the epoch: for people and records, never for leases."""

    def monotonic(self) -> float:
        """Seconds that only ever grow: for leases."""


class Reader(Protocol):
    """Every look-up of one thing returns None where there is none."""

    def project(self, entity: str, name: str) -> Project | None: ...
    def project_by_key(self, project: int) -> Project | None: ...
    def projects(self) -> list[Project]: ...

    def sweep(self, project: int, sweep: str) -> Sweep | None: ...
    def sweeps(self, project: int | None = None) -> list[Sweep]: ...  # newest first
    def sweeps_called(self, sweep: str) -> list[Sweep]: ...  # that id, in every project
    def versions(self, project: int, sweep: str) -> list[Version]: ...  # the first one first
    def suggestions(self, project: int, sweep: str) -> list[Suggestion]: ...  # waiting, by ticket

    def run(self, project: int, run: str) -> Run | None: ...
    def runs(self, project: int, sweep: str, states: Iterable[RunState] | None = None) -> list[Run]: ...  # by number
    def tried(self, project: int, sweep: str) -> list[Tried]: ...  # those that ended by their ends, then the others
    def run_numbered(self, project: int, sweep: str, number: int) -> Run | None: ...
    def run_of_request(self, project: int, request_id: str) -> Run | None: ...
    def run_queued_by(self, project: int, sweep: str, request_id: str) -> Run | None: ...
    def first_queued(self, project: int, sweep: str) -> Run | None: ...  # highest priority, then lowest number
    def has_point(self, project: int, sweep: str, space_version: int, point_key: str, repeat: int) -> bool: ...
    def runs_of_point(self, project: int, sweep: str, space_version: int, point_key: str) -> list[int]: ...  # numbers
    def count_runs(self, project: int, sweep: str) -> dict[RunState, int]: ...
    def running(
        self,
    ) -> list[Run]: ...  # over all projects: whose leases begin anew at a start
    def running_since(self, project: int, sweep: str) -> list[float]: ...  # started_at of each run that is running

    def attempts(self, project: int, sweep: str) -> list[Attempt]: ...  # by number of the run, then by attempt
    def attempts_of(self, project: int, run: str) -> list[Attempt]: ...

    def metrics(self, project: int, run: str) -> list[MetricSummary]: ...  # by name
    def metrics_of_runs(self, project: int, sweep: str) -> dict[str, list[MetricSummary]]: ...  # by name
    def value_of_run(self, project: int, run: str, metric: Metric) -> float | None: ...  # by `metric.reduce`; finite
    def values_of_runs(self, project: int, sweep: str, metric: Metric) -> dict[str, float]: ...  # by run, likewise
    def best(
        self, project: int, sweep: str, metric: Metric, limits: Sequence[Limit] = ()
    ) -> tuple[str, int, float] | None: ...

    # run, number, value: of the runs that have a value, and keep all limits, the best; of equals the lowest number

    def curve(
        self, project: int, run: str, metric: str
    ) -> tuple[list[float | None], list[float], list[float]]: ...  # steps, times, values in order of arrival
    def rows(self, project: int, run: str, first: int, limit: int) -> list[tuple[int, int, Row]]: ...

    # (attempt, line, row), the whole history in order of arrival, from the first-th

    def rows_from(self, project: int, run: str, line: int) -> list[Row]: ...  # of the latest attempt, from that line on
    def log(self, project: int, run: str, first: int, limit: int) -> tuple[int, list[str]]: ...

    # lines of the latest attempt from the first-th (negative: counted from the end); the number of the first returned

    def agent(self, agent: str) -> Agent | None: ...
    def agents(self, project: int, sweep: str) -> list[Agent]: ...
    def grant(self, key_hash: bytes) -> Grant | None: ...
    def find_pass(self, kind: PassKind, pass_hash: bytes) -> Pass | None: ...  # expired ones too
    def setting(self, name: str) -> str | None: ...


class Tx(Reader, Protocol):
    def add_project(self, entity: str, name: str, now: float) -> Project: ...  # returns the old one if it is there

    def add_sweep(self, sweep: Sweep) -> None: ...
    def update_sweep(self, project: int, sweep: str, **changes: Any) -> Sweep: ...  # fields of Sweep by name
    def delete_sweep(self, project: int, sweep: str) -> None: ...  # its versions, runs, attempts, history, logs, keys
    def add_version(self, project: int, sweep: str, version: Version) -> None: ...
    def replace_suggestions(
        self,
        project: int,
        sweep: str,
        first_ticket: int,
        suggestions: Sequence[Suggestion],
    ) -> None: ...  # drops those that wait with a ticket of first_ticket or more, and adds these
    def pop_suggestion(self, project: int, sweep: str) -> Suggestion | None: ...  # lowest ticket

    def add_run(self, run: Run) -> None: ...  # Conflict when its id, number, point or request is there
    def update_run(self, project: int, run: str, **changes: Any) -> Run: ...  # fields of Run by name
    def add_attempt(self, project: int, attempt: Attempt) -> None: ...  # of a run that is there
    def update_attempt(
        self, project: int, run: str, attempt: int, ended_at: float | None, outcome: Outcome
    ) -> None: ...
    def append_rows(
        self, run: Run, rows: Sequence[Row]
    ) -> None: ...  # lines run.lines, run.lines + 1... of run.attempt
    def append_log(self, run: Run, lines: Sequence[str]) -> None: ...  # likewise from run.log_lines

    def add_agent(self, agent: Agent) -> None: ...
    def end_agent(self, agent: str, now: float) -> None: ...
    def add_key(self, key_hash: bytes, grant: Grant, now: float) -> None: ...
    def add_pass(self, kind: PassKind, pass_hash: bytes, key_hash: bytes, expires_at: float) -> None: ...
    def take_pass(self, kind: PassKind, pass_hash: bytes) -> Pass | None: ...  # and remove it: only one caller gets it
    def drop_passes(self, now: float) -> None: ...  # those that expired by then
    def set_setting(self, name: str, value: str) -> None: ...


class Store(Protocol):
    async def submit(self, verb: Callable[[Tx, float, Any], T], command: Any) -> T:
        """Run the verb in a transaction and return its outcome once that is durable.

        Raises what the verb raises; Busy when too many wait; DiskFull when there is no room for what the verb writes.
        """

    async def read(self, query: Callable[..., T], *args: Any) -> T:
        """Return query(reader, *args) on a consistent view that holds everything acknowledged before the call."""

    async def close(self) -> None: ...
