"""Whatever agents, scripts and people do, in whatever order, with messages lost, doubled and late: the counts close."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from besom.domain.run import Run, Stop
from besom.domain.states import RunState, SweepState
from besom.engine import (
    Beat,
    Expire,
    Finish,
    Held,
    Kill,
    Leases,
    Release,
    StopRuns,
    SweepRef,
    beat,
    cancel,
    expire,
    finish,
    kill,
    pause,
    release,
    resume,
    stop,
    stop_runs,
)
from besom.errors import Conflict, Gap, LeaseLost
from tests.unit.engine.desk import Desk

VERDICT = Stop(rule="envelope", age=1, value=1.0, limit=0.5, by=(1,))
AGENTS = ("a", "b", "c")


class Sweeping(RuleBasedStateMachine):
    held = Bundle("held")  # every hand-out there ever was, zombies included

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk = Desk(self.folder / "besom.db")
        self.leases = Leases(60.0)
        self.acknowledged: dict[tuple[str, int], list[float]] = {}
        self.ended: dict[str, RunState] = {}
        self.attempts: dict[str, int] = {}
        self.request_of: dict[str, tuple[str, str]] = {}

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)

    @initialize(cells=st.integers(1, 6), cap=st.none() | st.integers(1, 6), max_attempts=st.integers(1, 3))
    def begin(self, cells: int, cap: int | None, max_attempts: int) -> None:
        self.sweep = self.desk.sweep(cells=cells, run_cap=cap, max_attempts=max_attempts)
        for name in AGENTS:
            self.desk.agent(self.sweep, name)

    @rule(count=st.integers(1, 4))
    def suggest(self, count: int) -> None:
        self.desk.supply(self.sweep, count)

    @rule(target=held, agent=st.sampled_from(AGENTS))
    def claim(self, agent: str) -> object:
        got = self.desk.claim(self.sweep, agent)
        if not isinstance(got, Run):
            return multiple()
        assert got.state is RunState.RUNNING
        assert got.attempt > self.attempts.get(got.id, 0), "an attempt was handed out twice"
        self.attempts[got.id] = got.attempt
        self.ended.pop(got.id, None)
        self.leases.renew(Held(got.project, got.id, got.attempt), self.desk.clock.time)
        return got

    @rule(run=held)
    def claim_again_after_a_lost_answer(self, run: Run) -> None:
        now = self.desk.run(run)
        if now.state is RunState.RUNNING and now.attempt == run.attempt and now.agent == run.agent:
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

    @rule(run=held, code=st.sampled_from([0, 1, -15, None]))
    def finish(self, run: Run, code: int | None) -> None:
        before = self.desk.run(run)
        try:
            now = self.desk.do(finish, Finish(run.project, run.id, run.attempt, code, None))
        except LeaseLost:
            assert before.attempt > run.attempt
            return
        assert not now.state.active
        if not before.state.active and before.state is not RunState.CRASHED:
            assert now == before

    @rule(run=held)
    def give_back(self, run: Run) -> None:
        try:
            self.desk.do(release, Release(run.project, run.id, run.attempt))
        except LeaseLost:
            assert self.desk.run(run).attempt > run.attempt

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

    @rule(action=st.sampled_from([pause, resume, resume, stop, cancel]))
    def steer(self, action: object) -> None:
        try:
            self.desk.do(action, SweepRef(self.sweep.project, self.sweep.id))  # type: ignore[arg-type]
        except Conflict:
            assert self.desk.fresh(self.sweep).state in (
                SweepState.FINISHED,
                SweepState.STOPPED,
                SweepState.CANCELLED,
            )

    @invariant()
    def the_counts_close(self) -> None:
        if not hasattr(self, "sweep"):
            return
        sweep, runs = self.desk.fresh(self.sweep), self.desk.runs(self.sweep)
        assert [run.number for run in runs] == list(range(1, sweep.numbered + 1))
        assert len({run.point_key for run in runs}) == len(runs), "a cell was handed out twice"
        assert sweep.run_cap is None or len(runs) <= sweep.run_cap
        assert sweep.issued == len(runs), "a cell was lost"
        active = [run for run in runs if run.state.active]
        if sweep.state is SweepState.FINISHED:
            assert not [run for run in active if run.agent is None]
            assert sweep.capped or len(runs) == sweep.cells
        if sweep.state in (SweepState.STOPPED, SweepState.CANCELLED):
            assert not [run for run in active if run.state is RunState.QUEUED]

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
TestSweeping.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
