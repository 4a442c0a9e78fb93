"""Every hand-out is written down once, and what does not add up is found and said."""

from collections.abc import Callable
from typing import Any

import pytest

from besom.domain.run import Attempt, Run
from besom.domain.states import Outcome, RunState
from besom.domain.store import Tx
from besom.domain.sweep import Suggestion, Sweep
from besom.engine import (
    Beat,
    CreateRun,
    Expire,
    Held,
    Kill,
    Leave,
    Offer,
    Release,
    beat,
    create_run,
    expire,
    kill,
    leave,
    offer,
    release,
)
from besom.errors import NotFound
from tests.unit.engine.desk import Desk


def started(desk: Desk, **limits: Any) -> Sweep:
    sweep = desk.sweep(**limits)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    return sweep


def outcomes(desk: Desk, run: Run) -> list[Outcome]:
    return [attempt.outcome for attempt in desk.attempts(run)]


def test_each_hand_out_has_a_row_that_says_who_when_and_how_it_ended(desk: Desk) -> None:
    sweep = started(desk, cells=1)
    desk.agent(sweep, "b")
    run = desk.claimed(sweep, "a")
    desk.clock.time += 30
    desk.lose(run)
    desk.clock.time += 5
    run = desk.claimed(sweep, "b")
    assert desk.attempts(run) == [
        Attempt(run.id, 1, 1, "a", "box", 1_000_000.0, 1_000_030.0, Outcome.LOST),
        Attempt(run.id, 1, 2, "b", "box", 1_000_035.0, None, Outcome.RUNNING),
    ]
    desk.clock.time += 10
    desk.end(run)
    last = desk.attempts(run)[-1]
    assert (last.outcome, last.seconds) == (Outcome.FINISHED, 10)
    assert desk.fresh(sweep).spent == 40


@pytest.mark.parametrize(
    ("exit_code", "outcome"), [(0, Outcome.FINISHED), (1, Outcome.FAILED), (None, Outcome.CRASHED)]
)
def test_a_finish_gives_the_outcome(desk: Desk, exit_code: int | None, outcome: Outcome) -> None:
    run = desk.claimed(started(desk, cells=1), "a")
    desk.end(run, exit_code)
    assert outcomes(desk, run) == [outcome]


def test_what_an_agent_gives_back_or_leaves_behind_is_returned(desk: Desk) -> None:
    sweep = started(desk, cells=1)
    run = desk.claimed(sweep, "a")
    desk.do(release, Release(run.project, run.id, run.attempt))
    desk.claimed(sweep, "a")
    desk.do(leave, Leave("a"))
    assert outcomes(desk, run) == [Outcome.RETURNED, Outcome.RETURNED]


def test_a_killed_run_whose_agent_died_before_it_heard_was_lost(desk: Desk) -> None:
    run = desk.claimed(started(desk, cells=1), "a")
    desk.do(kill, Kill(run.project, run.id))
    assert desk.lose(run).state is RunState.KILLED
    assert outcomes(desk, run) == [Outcome.LOST]


def test_an_agent_that_speaks_up_still_has_its_run(desk: Desk) -> None:
    run = desk.claimed(started(desk, cells=1), "a")
    desk.lose(run)
    desk.do(beat, Beat(run.project, run.id, run.attempt))
    assert outcomes(desk, run) == [Outcome.RUNNING]


def test_a_late_finish_corrects_what_was_lost_and_how_long_it_took(desk: Desk) -> None:
    sweep = started(desk, cells=1, max_attempts=1)
    run = desk.claimed(sweep, "a")
    desk.clock.time += 10
    desk.lose(run)
    desk.clock.time += 10
    desk.end(run)
    assert [(row.outcome, row.seconds) for row in desk.attempts(run)] == [(Outcome.FINISHED, 20)]
    assert desk.fresh(sweep).spent == 20


def test_a_finish_that_arrives_after_its_run_was_given_back_counts(desk: Desk) -> None:
    run = desk.claimed(started(desk, cells=1), "a")
    desk.do(release, Release(run.project, run.id, run.attempt))
    assert desk.end(run).state is RunState.FINISHED
    assert outcomes(desk, run) == [Outcome.FINISHED]


def test_a_run_outside_any_sweep_is_in_the_ledger_too(desk: Desk) -> None:
    command = CreateRun("ana", "mnist", "mine0001", "r1", b"k" * 32, "{}", None, None, (), "", "laptop")
    run = desk.do(create_run, command)
    assert desk.do(create_run, command) == run
    row = Attempt(run.id, None, 1, "script", "laptop", 1_000_000.0, None, Outcome.RUNNING)
    assert desk.attempts(run) == [row]
    desk.do(expire, Expire((Held(run.project, run.id, 1),)))
    assert outcomes(desk, run) == [Outcome.LOST]
    desk.end(run)
    assert outcomes(desk, run) == [Outcome.FINISHED]


def test_an_audit_adds_up_what_became_of_everything(desk: Desk) -> None:
    sweep = started(desk)
    first = desk.claimed(sweep, "a")
    again = (Suggestion(1, first.config, first.point_key, 0, "{}"), Suggestion(2, '{"x": 9}', "9", 0, "{}"))
    desk.do(offer, Offer(sweep.project, sweep.id, 1, 1, again, exhausted=False))
    second = desk.claimed(sweep, "a")
    desk.enqueue(sweep, "r1")
    desk.lose(second)
    desk.claimed(sweep, "a")
    desk.end(first, exit_code=1)
    found = desk.audit(sweep)
    assert found.closes
    assert [(line.what, line.left, {k: n for k, n in line.parts.items() if n}) for line in found.lines] == [
        ("suggestions handed out", 3, {"became runs": 2, "passed over": 1}),
        ("runs numbered", 3, {"from suggestions": 2, "by hand": 1}),
        ("runs", 3, {"queued": 1, "running": 1, "failed": 1}),
        ("hand-outs", 3, {"running": 1, "failed": 1, "lost": 1}),
        ("runs in an agent's hands", 1, {"hand-outs that last": 1}),
    ]


def test_there_is_no_audit_of_a_sweep_that_is_not_there(desk: Desk) -> None:
    sweep = started(desk)
    with pytest.raises(NotFound, match="there is no sweep other"):
        desk.audit(Sweep(**{name: getattr(sweep, name) for name in sweep.__slots__} | {"id": "other"}))


def _lose_a_suggestion(tx: Tx, now: float, sweep: Sweep) -> None:
    tx.update_sweep(sweep.project, sweep.id, issued=sweep.issued + 1)


def _lose_a_number(tx: Tx, now: float, sweep: Sweep) -> None:
    tx.update_sweep(sweep.project, sweep.id, numbered=sweep.numbered + 1)


def _forget_an_end(tx: Tx, now: float, sweep: Sweep) -> None:
    tx.update_run(sweep.project, tx.runs(sweep.project, sweep.id)[0].id, state=RunState.QUEUED)


def _forget_a_hand_out(tx: Tx, now: float, sweep: Sweep) -> None:
    tx.update_run(sweep.project, tx.runs(sweep.project, sweep.id)[1].id, attempt=2)


def _lose_time(tx: Tx, now: float, sweep: Sweep) -> None:
    tx.update_sweep(sweep.project, sweep.id, spent=sweep.spent + 1)


@pytest.mark.parametrize(
    ("damage", "lines", "problems"),
    [
        (_lose_a_suggestion, ["suggestions handed out"], []),
        (_lose_a_number, ["runs numbered"], ["there is no run 3, though 3 runs were numbered"]),
        (_forget_an_end, ["runs in an agent's hands"], ["run 1 is queued, and its hand-outs that still last are 1"]),
        (
            _forget_a_hand_out,
            ["hand-outs"],
            [
                "run 2 was handed out 2 times, and the ledger has hand-outs 1",
                "run 2 is running, and its hand-outs that still last are 1",
            ],
        ),
        (_lose_time, [], ["1 seconds were spent, and the hand-outs took 0"]),
    ],
)
def test_an_audit_finds_what_does_not_add_up(
    desk: Desk, damage: Callable[[Tx, float, Sweep], None], lines: list[str], problems: list[str]
) -> None:
    sweep = started(desk)
    desk.claimed(sweep, "a"), desk.claimed(sweep, "a")
    assert desk.audit(sweep).closes
    desk.do(damage, desk.fresh(sweep))
    found = desk.audit(sweep)
    assert not found.closes
    assert [line.what for line in found.lines if not line.closes] == lines
    assert list(found.problems) == problems
