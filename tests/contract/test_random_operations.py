"""Any sequence of operations leaves a store in the state that plain dictionaries would be in."""

import math
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from besom.domain.run import Attempt, Row, Run
from besom.domain.states import Outcome, RunState
from besom.domain.store import Tx
from besom.errors import Conflict
from tests.contract.stores import STORES, Opened, a_run, a_suggestion, a_version, an_attempt

METRICS = ["loss", "acc", "lr"]
NUMBERS = st.floats(width=32) | st.floats() | st.integers(-3, 3).map(float)
ROWS = st.builds(
    Row,
    step=st.none() | st.integers(0, 10**6).map(float) | st.floats(allow_nan=False),
    at=st.floats(0, 2e9),
    metrics=st.dictionaries(st.sampled_from(METRICS), NUMBERS),
    extra=st.none() | st.sampled_from(['{"a": "b"}', '{"c": [1, 2]}']),
)
SWEEPS = ["aaaaaaaa", "bbbbbbbb"]


class Stopped(Exception):
    """Raised by verbs at the end of what they did."""


class Operations(RuleBasedStateMachine):
    kind: str

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.opened = Opened(self.kind, Path(self.folder.name))
        self.project = self.opened.project().key
        self.sweeps: set[str] = set()
        self.runs: dict[str, Run] = {}
        self.rows: dict[str, dict[int, list[Row]]] = {}
        self.lines: dict[str, list[str]] = {}
        self.waiting: dict[str, dict[int, int]] = {}
        self.versions: dict[str, int] = {}
        self.ledger: dict[str, list[Attempt]] = {}

    def teardown(self) -> None:
        self.opened.close()
        self.folder.cleanup()

    def attempt(self, change: object, fails: bool) -> bool:
        """Carry the change out, or let it fail at its end; whether it holds."""

        def verb(tx: Tx) -> None:
            assert callable(change)
            change(tx)
            if fails:
                raise Stopped

        try:
            self.opened.write(verb)
        except Stopped:
            return False
        return True

    @rule(sweep=st.sampled_from(SWEEPS))
    def add_sweep(self, sweep: str) -> None:
        if sweep in self.sweeps:
            with pytest.raises(Conflict):
                self.opened.sweep(id=sweep)
        else:
            self.opened.sweep(id=sweep)
            self.sweeps.add(sweep)
            self.waiting[sweep], self.versions[sweep] = {}, 0

    @precondition(lambda self: self.sweeps)
    @rule(data=st.data(), number=st.integers(1, 3), point=st.sampled_from([None, "p", "q"]), fails=st.booleans())
    def add_run(self, data: st.DataObject, number: int, point: str | None, fails: bool) -> None:
        sweep = data.draw(st.sampled_from(sorted(self.sweeps)))
        run = a_run(
            project=self.project,
            id=f"{sweep[:4]}{number}",
            sweep=sweep,
            number=number,
            point_key=point,
            space_version=1,
        )
        first = an_attempt(run=run.id, number=number)
        others = [other for other in self.runs.values() if other.sweep == sweep]
        if run.id in self.runs or (point is not None and any(other.point_key == point for other in others)):
            with pytest.raises(Conflict):
                self.opened.write(lambda tx: tx.add_run(run))
        elif self.attempt(lambda tx: (tx.add_run(run), tx.add_attempt(self.project, first)), fails):
            self.runs[run.id], self.rows[run.id], self.lines[run.id] = run, {1: []}, []
            self.ledger[run.id] = [first]

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), rows=st.lists(ROWS, min_size=1, max_size=5), fails=st.booleans())
    def append(self, data: st.DataObject, rows: list[Row], fails: bool) -> None:
        run = self.runs[data.draw(st.sampled_from(sorted(self.runs)))]
        longer = replace(run, lines=run.lines + len(rows))

        def change(tx: Tx) -> None:
            tx.append_rows(run, rows)
            tx.update_run(run.project, run.id, lines=longer.lines)

        if self.attempt(change, fails):
            self.runs[run.id] = longer
            self.rows[run.id][run.attempt] += rows

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), lines=st.lists(st.text(max_size=5), min_size=1, max_size=3), fails=st.booleans())
    def log(self, data: st.DataObject, lines: list[str], fails: bool) -> None:
        run = self.runs[data.draw(st.sampled_from(sorted(self.runs)))]
        longer = replace(run, log_lines=run.log_lines + len(lines))

        def change(tx: Tx) -> None:
            tx.append_log(run, lines)
            tx.update_run(run.project, run.id, log_lines=longer.log_lines)

        if self.attempt(change, fails):
            self.runs[run.id] = longer
            self.lines[run.id] += lines

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), state=st.sampled_from(RunState), fails=st.booleans())
    def hand_out_again(self, data: st.DataObject, state: RunState, fails: bool) -> None:
        run = self.runs[data.draw(st.sampled_from(sorted(self.runs)))]
        changes: dict[str, Any] = {"attempt": run.attempt + 1, "lines": 0, "log_lines": 0, "state": state}
        *before, last = self.ledger[run.id]
        lost = replace(last, ended_at=last.started_at + 1, outcome=Outcome.LOST)
        new = replace(last, attempt=run.attempt + 1)

        def change(tx: Tx) -> None:
            tx.update_run(run.project, run.id, **changes)
            tx.update_attempt(run.project, run.id, lost.attempt, lost.ended_at, lost.outcome)
            tx.add_attempt(run.project, new)

        if self.attempt(change, fails):
            self.runs[run.id] = replace(run, **changes)
            self.ledger[run.id] = [*before, lost, new]
            self.rows[run.id][run.attempt + 1] = []
            self.lines[run.id] = []

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), priority=st.integers(-2, 2), fails=st.booleans())
    def queue(self, data: st.DataObject, priority: int, fails: bool) -> None:
        run = self.runs[data.draw(st.sampled_from(sorted(self.runs)))]
        changes: dict[str, Any] = {"state": RunState.QUEUED, "priority": priority}
        if self.attempt(lambda tx: tx.update_run(run.project, run.id, **changes), fails):
            self.runs[run.id] = replace(run, **changes)

    @precondition(lambda self: self.sweeps)
    @rule(data=st.data(), fails=st.booleans())
    def add_version(self, data: st.DataObject, fails: bool) -> None:
        sweep = data.draw(st.sampled_from(sorted(self.sweeps)))
        number = self.versions[sweep] + 1
        if self.attempt(lambda tx: tx.add_version(self.project, sweep, a_version(number)), fails):
            self.versions[sweep] = number

    @precondition(lambda self: self.sweeps)
    @rule(data=st.data(), first=st.integers(0, 3), version=st.integers(0, 9), fails=st.booleans())
    def suggest(self, data: st.DataObject, first: int, version: int, fails: bool) -> None:
        sweep = data.draw(st.sampled_from(sorted(self.sweeps)))
        made = [a_suggestion(ticket, version=version) for ticket in range(first, first + 3)]
        if self.attempt(lambda tx: tx.replace_suggestions(self.project, sweep, first, made), fails):
            kept = {ticket: old for ticket, old in self.waiting[sweep].items() if ticket < first}
            self.waiting[sweep] = kept | {s.ticket: version for s in made}

    @precondition(lambda self: self.sweeps)
    @rule(data=st.data(), fails=st.booleans())
    def pop(self, data: st.DataObject, fails: bool) -> None:
        sweep = data.draw(st.sampled_from(sorted(self.sweeps)))
        if self.attempt(lambda tx: tx.pop_suggestion(self.project, sweep), fails) and self.waiting[sweep]:
            del self.waiting[sweep][min(self.waiting[sweep])]

    @precondition(lambda self: self.sweeps)
    @rule(data=st.data(), fails=st.booleans())
    def delete(self, data: st.DataObject, fails: bool) -> None:
        sweep = data.draw(st.sampled_from(sorted(self.sweeps)))
        if self.attempt(lambda tx: tx.delete_sweep(self.project, sweep), fails):
            self.sweeps.remove(sweep)
            self.runs = {name: run for name, run in self.runs.items() if run.sweep != sweep}

    @rule()
    def fold(self) -> None:
        self.opened.fold()

    @rule()
    def reopen(self) -> None:
        self.opened.reopen()

    @invariant()
    def sweeps_and_suggestions_agree(self) -> None:
        assert {sweep.id for sweep in self.opened.read(lambda r: r.sweeps())} == self.sweeps
        for sweep in self.sweeps:
            found = self.opened.read(lambda r, s=sweep: r.suggestions(self.project, s))  # type: ignore[misc]
            assert {s.ticket: s.version for s in found} == self.waiting[sweep]
            versions = self.opened.read(lambda r, s=sweep: r.versions(self.project, s))  # type: ignore[misc]
            assert [version.version for version in versions] == list(range(1, self.versions[sweep] + 1))

    @invariant()
    def runs_agree(self) -> None:
        for sweep in SWEEPS:
            expected = [self.runs[name] for name in sorted(self.runs) if self.runs[name].sweep == sweep]
            assert self.opened.read(lambda r, s=sweep: r.runs(self.project, s)) == expected  # type: ignore[misc]
            counts = {state: [run.state for run in expected].count(state) for state in RunState}
            found = self.opened.read(lambda r, s=sweep: r.count_runs(self.project, s))  # type: ignore[misc]
            assert found == {state: n for state, n in counts.items() if n}
            handed_out = [attempt for run in expected for attempt in self.ledger[run.id]]
            assert self.opened.read(lambda r, s=sweep: r.attempts(self.project, s)) == handed_out  # type: ignore[misc]
            queued = [run for run in expected if run.state is RunState.QUEUED]
            first = min(queued, key=lambda run: (-run.priority, run.number or 0), default=None)
            assert self.opened.read(lambda r, s=sweep: r.first_queued(self.project, s)) == first  # type: ignore[misc]

    @invariant()
    def histories_agree(self) -> None:
        for name in self.runs:
            self.history_agrees(name)

    def history_agrees(self, name: str) -> None:
        latest = self.rows[name][self.runs[name].attempt]
        everything = [(a, i, row) for a, rows in self.rows[name].items() for i, row in enumerate(rows)]
        found = self.opened.read(lambda r: r.rows(self.project, name, 0, 10_000))
        assert list(map(exact, found)) == list(map(exact, everything))
        assert self.opened.read(lambda r: r.log(self.project, name, 0, 10_000)) == (0, self.lines[name])
        summaries = {summary.name: summary for summary in self.opened.read(lambda r: r.metrics(self.project, name))}
        assert set(summaries) == {metric for row in latest for metric in row.metrics}
        for metric, summary in summaries.items():
            logged = [row for row in latest if metric in row.metrics]
            values = [row.metrics[metric] for row in logged]
            steps, times, found_values = self.opened.read(
                lambda r, m=metric: r.curve(self.project, name, m)  # type: ignore[misc]
            )
            assert (repr(found_values), steps, times) == (
                repr(values),
                [row.step for row in logged],
                [row.at for row in logged],
            )
            numbers = [value for value in values if not math.isnan(value)]
            assert summary.count == len(values)
            assert summary.last == pytest.approx(values[-1], rel=0, abs=0, nan_ok=True)
            assert (summary.low, summary.high) == (min(numbers, default=None), max(numbers, default=None))
            assert (summary.last_step, summary.last_at) == (logged[-1].step, logged[-1].at)


def exact(numbered: tuple[int, int, Row]) -> tuple[object, ...]:
    """For comparison: NaN as itself, metrics whatever their order."""
    attempt, line, row = numbered
    return attempt, line, row.step, row.at, row.extra, sorted((k, repr(v)) for k, v in row.metrics.items())


@pytest.mark.parametrize("kind", STORES)
@pytest.mark.timeout(300)
def test_random_operations(kind: str) -> None:
    Operations.kind = kind
    machine = Operations.TestCase
    machine.settings = settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,  # each step is a few commits on whatever disk there is
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    machine("runTest").runTest()
