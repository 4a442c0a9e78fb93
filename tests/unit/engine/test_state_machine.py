"""Whatever agents, scripts and people do, in whatever order, with messages lost, doubled and late: the counts close."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from besom.domain.run import Run, Stop
from besom.domain.states import Closed, Outcome, RunState, SweepState
from besom.domain.sweep import Goal, Metric, Suggestion
from besom.engine import (
    Beat,
    Close,
    Expire,
    Finish,
    Held,
    Kill,
    Leases,
    Leave,
    Offer,
    Prioritise,
    Release,
    Retry,
    StopRuns,
    SweepRef,
    beat,
    cancel,
    close_sweep,
    expire,
    finish,
    kill,
    leave,
    offer,
    pause,
    prioritise,
    release,
    resume,
    retry,
    stop,
    stop_runs,
)
from besom.errors import Conflict, Gap, LeaseLost, NotFound
from tests.unit.engine.desk import Desk

VERDICT = Stop(rule="envelope", age=1, value=1.0, limit=0.5, by=(1,))
SEATS = ("a", "b", "c")
HALTED = (SweepState.STOPPED, SweepState.CANCELLED)
RETRIED = (RunState.FAILED, RunState.CRASHED, RunState.KILLED)

CELLS = st.none() | st.integers(1, 6)
CAPS = st.none() | st.integers(1, 8)
BUDGETS = st.none() | st.floats(1, 300)
NUMBERS = st.lists(st.integers(1, 6), min_size=1, max_size=3).map(tuple)
PRIORITIES = st.integers(-1, 1)


class Sweeping(RuleBasedStateMachine):
    held = Bundle("held")  # every hand-out there ever was, zombies included
    edits = Bundle("edits")  # what every edit there ever was has said

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk = Desk(self.folder / "besom.db")
        self.leases = Leases(60.0)
        self.acknowledged: dict[tuple[str, int], list[float]] = {}
        self.ended: dict[str, RunState] = {}
        self.attempts: dict[str, int] = {}
        self.tried: dict[str, str] = {}
        self.agents: dict[str, str] = {}
        self.sat_down = 0

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)

    @initialize(cells=CELLS, cap=CAPS, max_attempts=st.integers(1, 3), budget=BUDGETS)
    def begin(self, cells: int | None, cap: int | None, max_attempts: int, budget: float | None) -> None:
        self.sweep = self.desk.sweep(cells=cells, run_cap=cap, max_attempts=max_attempts, budget_seconds=budget)
        for seat in SEATS:
            self.sit_down(seat)

    def sit_down(self, seat: str) -> None:
        """A new agent in place of the one that has left."""
        self.sat_down += 1
        self.agents[seat] = f"{seat}{self.sat_down}"
        self.desk.agent(self.sweep, self.agents[seat])

    @rule(count=st.integers(1, 4))
    def suggest(self, count: int) -> None:
        self.desk.supply(self.sweep, count)

    @rule(point=st.integers(0, 5), ahead=st.integers(0, 1))
    def suggest_what_may_have_been_handed_out(self, point: int, ahead: int) -> None:
        """Made before the last claims were known, perhaps for a ticket that is not the next one."""
        sweep = self.desk.fresh(self.sweep)
        if sweep.cells is None:
            made = Suggestion(sweep.issued + ahead, "{}", str(point), sweep.version, "{}")
            self.desk.do(
                offer, Offer(sweep.project, sweep.id, sweep.space_version, made.ticket, (made,), exhausted=False)
            )

    @rule(target=held, seat=st.sampled_from(SEATS))
    def claim(self, seat: str) -> object:
        before = self.desk.fresh(self.sweep)
        queued = [run for run in self.desk.runs(self.sweep) if run.state is RunState.QUEUED]
        got = self.desk.claim(self.sweep, self.agents[seat])
        if not isinstance(got, Run):
            assert before.state is not SweepState.RUNNING or not queued
            return multiple()
        assert before.state is SweepState.RUNNING
        assert got.state is RunState.RUNNING
        assert got.attempt > self.attempts.get(got.id, 0), "an attempt was handed out twice"
        if queued:
            assert got.id == min(queued, key=lambda run: (-run.priority, run.number or 0)).id
        else:
            assert not before.full, "a suggestion was handed out beyond a limit"
            assert before.budget_seconds is None or before.spent < before.budget_seconds
        self.attempts[got.id] = got.attempt
        self.leases.renew(Held(got.project, got.id, got.attempt), self.desk.clock.time)
        return got

    @rule(run=held)
    def claim_again_after_a_lost_answer(self, run: Run) -> None:
        now = self.desk.run(run)
        if now.state is RunState.RUNNING and now.attempt == run.attempt and now.agent in self.agents.values():
            again = self.desk.claim(self.sweep, run.agent or "", run.request_id)
            assert isinstance(again, Run)
            assert (again.id, again.attempt) == (run.id, run.attempt)

    @rule(run=held, values=st.lists(st.floats(0, 1), max_size=3), back=st.integers(-1, 2))
    def report(self, run: Run, values: list[float], back: int) -> None:
        """Rows from a little before what is acknowledged (said twice), or from beyond it (some were lost)."""
        log = self.acknowledged.setdefault((run.id, run.attempt), [])
        first = max(0, len(log) - back)
        sent = [*log[first:], *values]
        try:
            now = self.desk.report(run, first, *sent)
        except LeaseLost:
            assert self.desk.run(run).attempt > run.attempt
        except Gap as gap:
            assert first > len(log) == gap.expected
        else:
            assert self.desk.run(run).attempt == run.attempt
            log[:] = log[:first] + sent
            assert now.lines == len(log)

    @rule(run=held)
    def beat(self, run: Run) -> None:
        try:
            self.desk.do(beat, Beat(run.project, run.id, run.attempt))
        except LeaseLost:
            now = self.desk.run(run)
            assert now.attempt > run.attempt or now.state is not RunState.RUNNING
        else:
            self.leases.renew(Held(run.project, run.id, run.attempt), self.desk.clock.time)

    @rule(run=held, code=st.sampled_from([0, 1, -15, None]), allowed=st.none() | st.floats(1, 90))
    def finish(self, run: Run, code: int | None, allowed: float | None) -> None:
        before, last = self.desk.run(run), self.desk.attempts(run)[-1]
        try:
            now = self.desk.do(finish, Finish(run.project, run.id, run.attempt, code, None, timed_out=allowed))
        except LeaseLost:
            assert before.attempt > run.attempt
            return
        if last.outcome not in (Outcome.RUNNING, Outcome.LOST, Outcome.RETURNED):
            assert now == before, "an end that had been said before changed something"
        elif before.state.active:
            assert not now.state.active

    @rule(run=held)
    def give_back(self, run: Run) -> None:
        try:
            self.desk.do(release, Release(run.project, run.id, run.attempt))
        except LeaseLost:
            assert self.desk.run(run).attempt > run.attempt

    @rule(seat=st.sampled_from(SEATS))
    def leave(self, seat: str) -> None:
        for run in self.desk.do(leave, Leave(self.agents[seat])):
            assert run.state is not RunState.RUNNING
        self.desk.do(leave, Leave(self.agents[seat]))
        self.sit_down(seat)

    @rule(run=held)
    def judge(self, run: Run) -> None:
        self.desk.do(stop_runs, StopRuns(run.project, self.sweep.id, ((run.id, run.attempt, VERDICT),)))

    @rule(run=held)
    def kill(self, run: Run) -> None:
        self.desk.do(kill, Kill(run.project, run.id))

    @rule(seconds=st.floats(0, 90))
    def time_passes(self, seconds: float) -> None:
        self.desk.clock.time += seconds
        over = tuple(self.leases.over(self.desk.clock.time))
        for run in self.desk.do(expire, Expire(over)):
            assert run.state is not RunState.RUNNING
        for held in over:
            self.leases.drop(held)

    @rule(by=st.floats(-300, 300))
    def somebody_sets_the_clock(self, by: float) -> None:
        self.desk.clock.set_by = by

    @rule(action=st.sampled_from([pause, resume, resume, stop, cancel]))
    def steer(self, action: Any) -> None:
        try:
            self.desk.do(action, SweepRef(self.sweep.project, self.sweep.id))
        except Conflict:
            assert self.desk.fresh(self.sweep).state in (SweepState.FINISHED, *HALTED)

    @rule(
        target=edits, cells=CELLS, cap=CAPS, max_attempts=st.integers(1, 3), budget=BUDGETS,
        goal=st.none() | st.floats(0, 1),
    )  # fmt: skip
    def edit(
        self, cells: int | None, cap: int | None, max_attempts: int, budget: float | None, goal: float | None
    ) -> dict[str, Any]:
        before = self.desk.fresh(self.sweep)
        said: dict[str, Any] = {
            "source": f"version {before.space_version + 1}",
            "cells": None if cells is None else before.numbered - before.by_hand + cells,
            "run_cap": cap,
            "max_attempts": max_attempts,
            "budget_seconds": budget,
            "metric": Metric("val_loss", Goal.MINIMIZE, target=goal),
            "base_version": before.space_version,
        }
        after = self.desk.edit(self.sweep, **said)
        assert (after.space_version, after.issued_before) == (before.space_version + 1, before.issued)
        assert before.state is SweepState.FINISHED or after.state in (before.state, SweepState.FINISHED)
        return said

    @rule(said=edits)
    def edit_again_after_a_lost_answer(self, said: dict[str, Any]) -> None:
        before = self.desk.fresh(self.sweep)
        try:
            after = self.desk.edit(self.sweep, **said)
        except Conflict:
            assert before.space_version > said["base_version"] + 1
        else:
            assert after == before

    @rule(request=st.sampled_from(["r1", "r2", "r3", "r4"]), priority=PRIORITIES)
    def try_by_hand(self, request: str, priority: int) -> None:
        try:
            run = self.desk.enqueue(self.sweep, request, priority)
        except Conflict:
            assert request not in self.tried
            assert self.desk.fresh(self.sweep).state in HALTED
        else:
            assert self.tried.setdefault(request, run.id) == run.id, "one request has tried two points"

    @rule(states=st.lists(st.sampled_from(RETRIED), unique=True), numbers=st.just(()) | NUMBERS, priority=PRIORITIES)
    def retry(self, states: list[RunState], numbers: tuple[int, ...], priority: int) -> None:
        command = Retry(self.sweep.project, self.sweep.id, tuple(states), numbers, priority)
        before = {run.number: run for run in self.desk.runs(self.sweep)}
        try:
            runs = self.desk.do(retry, command)
        except NotFound:
            assert not set(numbers) <= set(before)
        except Conflict:
            good = [n for n in numbers if before[n].state in (RunState.FINISHED, RunState.STOPPED)]
            assert good or self.desk.fresh(self.sweep).state in HALTED
        else:
            for run in runs:
                assert run.state.active
                if not before[run.number].state.active:
                    assert self.ended.pop(run.id) in (states or RETRIED)

    @rule(numbers=NUMBERS, priority=PRIORITIES)
    def move_in_the_queue(self, numbers: tuple[int, ...], priority: int) -> None:
        try:
            self.desk.do(prioritise, Prioritise(self.sweep.project, self.sweep.id, numbers, priority))
        except (NotFound, Conflict):
            runs = {run.number: run for run in self.desk.runs(self.sweep)}
            assert any(number not in runs or not runs[number].state.active for number in numbers)

    @rule(back=st.integers(0, 1))
    def reach_the_target(self, back: int) -> None:
        """Seen in the present version, or in one before it."""
        before = self.desk.fresh(self.sweep)
        seen = Close(before.project, before.id, Closed.TARGET, before.space_version - back)
        assert self.desk.do(close_sweep, seen).closed is (before.closed if back else before.closed or Closed.TARGET)

    @invariant()
    def the_counts_close(self) -> None:
        if not hasattr(self, "sweep"):
            return
        sweep, runs = self.desk.fresh(self.sweep), self.desk.runs(self.sweep)
        suggested = [run for run in runs if run.ticket is not None]
        assert [run.number for run in runs] == list(range(1, sweep.numbered + 1))
        assert len({(run.space_version, run.point_key) for run in suggested}) == len(suggested), "a point came twice"
        assert sweep.issued == len(suggested) + sweep.skipped, "a suggestion was lost"
        assert sweep.by_hand == len(self.tried)
        handed_out = {(run, attempt) for run, last in self.attempts.items() for attempt in range(1, last + 1)}
        assert {(run.id, row.attempt) for run in runs for row in self.desk.attempts(run)} == handed_out
        if sweep.state is SweepState.FINISHED:
            assert sweep.full or sweep.exhausted
            assert sweep.full or sweep.cells in (None, len(suggested))
        if sweep.state in (SweepState.FINISHED, *HALTED):
            assert not [run for run in runs if run.state is RunState.QUEUED]

    @invariant()
    def the_audit_closes(self) -> None:
        if hasattr(self, "sweep"):
            found = self.desk.audit(self.sweep)
            assert found.closes, found

    @invariant()
    def what_has_ended_stays_ended(self) -> None:
        if not hasattr(self, "sweep"):
            return
        for run in self.desk.runs(self.sweep):
            before = self.ended.get(run.id)
            assert before in (None, RunState.CRASHED, run.state)
            if not run.state.active:
                self.ended[run.id] = run.state
            else:
                self.ended.pop(run.id, None)

    @invariant()
    def no_acknowledged_row_is_lost(self) -> None:
        if not hasattr(self, "sweep"):
            return
        for run in self.desk.runs(self.sweep):
            assert self.desk.values(run) == self.acknowledged.get((run.id, run.attempt), [])


TestSweeping = Sweeping.TestCase
TestSweeping.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
