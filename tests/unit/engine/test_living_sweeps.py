"""Sweeps that change while they run: edits, points tried by hand, retries, priorities, budgets and targets."""

from typing import Any

import pytest

from besom.domain.run import Run
from besom.domain.states import Closed, RunState, SweepState
from besom.domain.sweep import Goal, Metric, Sweep
from besom.engine import Beat as BeatOf
from besom.engine import (
    Close,
    Finish,
    Kill,
    Nothing,
    Offer,
    Prioritise,
    Release,
    Retry,
    SweepRef,
    beat,
    cancel,
    close_sweep,
    finish,
    kill,
    offer,
    pause,
    prioritise,
    release,
    resume,
    retry,
    stop,
)
from besom.errors import Conflict, Invalid, LeaseLost, NotFound
from tests.unit.engine.desk import Desk

LOSS = Metric("val_loss", Goal.MINIMIZE, target=0.5)


def started(desk: Desk, **limits: Any) -> Sweep:
    """A sweep with an agent, and with suggestions that wait."""
    sweep = desk.sweep(**limits)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    return sweep


def finished(desk: Desk) -> Sweep:
    """A sweep whose one cell was tried."""
    sweep = started(desk, cells=1)
    desk.end(desk.claimed(sweep, "a"))
    assert desk.fresh(sweep).state is SweepState.FINISHED
    return sweep


def again(desk: Desk, sweep: Sweep, *states: RunState, numbers: tuple[int, ...] = ()) -> list[Run]:
    return desk.do(retry, Retry(sweep.project, sweep.id, states, numbers, 0))


def ref(sweep: Sweep) -> SweepRef:
    return SweepRef(sweep.project, sweep.id)


def close(desk: Desk, sweep: Sweep) -> Sweep:
    return desk.do(close_sweep, Close(sweep.project, sweep.id, Closed.TARGET, desk.fresh(sweep).space_version))


def test_an_edit_makes_the_next_version_and_keeps_the_runs(desk: Desk) -> None:
    sweep = started(desk, cells=3)
    old = desk.claimed(sweep, "a")
    edited = desk.edit(sweep, "method: grid # more", cells=5, run_cap=9, max_attempts=2)
    assert (edited.space_version, edited.issued_before, edited.cells, edited.run_cap) == (2, 1, 5, 9)
    assert desk.read(lambda r: r.suggestions(sweep.project, sweep.id)) == []
    desk.supply(sweep)
    new = desk.claimed(sweep, "a")
    assert [(run.number, run.space_version) for run in (old, new)] == [(1, 1), (2, 2)]
    versions = desk.read(lambda r: r.versions(sweep.project, sweep.id))
    assert [(v.version, v.source, v.cells) for v in versions] == [(1, sweep.source, 3), (2, "method: grid # more", 5)]


def test_the_same_edit_said_again_makes_no_other_version(desk: Desk) -> None:
    sweep = started(desk, cells=3)
    first = desk.edit(sweep, "one", base_version=1)
    assert desk.edit(sweep, "one", base_version=1) == first
    assert desk.edit(sweep, "one", base_version=2) == first


def test_an_edit_of_a_version_that_somebody_else_has_edited_is_refused_and_names_both(desk: Desk) -> None:
    sweep = started(desk, cells=3)
    theirs = desk.edit(sweep, "theirs", base_version=1)
    with pytest.raises(Conflict, match=r"is at version 2, and this edit was made from version 1; .* edit version 2"):
        desk.edit(sweep, "mine", base_version=1)
    assert desk.fresh(sweep) == theirs


def test_suggestions_made_for_the_space_before_the_edit_come_too_late(desk: Desk) -> None:
    sweep = desk.sweep(cells=3)
    desk.edit(sweep, "new")
    assert desk.do(offer, Offer(sweep.project, sweep.id, 1, 0, (), exhausted=True)) == 0
    assert not desk.fresh(sweep).exhausted


def test_a_finished_sweep_goes_on_by_an_edit_that_leaves_something_to_try(desk: Desk) -> None:
    sweep = finished(desk)
    edited = desk.edit(sweep, "wider", cells=2)
    assert (edited.state, edited.ended_at, edited.exhausted) == (SweepState.RUNNING, None, False)
    desk.supply(sweep)
    desk.end(desk.claimed(sweep, "a"))
    assert desk.fresh(sweep).state is SweepState.FINISHED


def test_a_finished_sweep_stays_so_where_an_edit_leaves_nothing(desk: Desk) -> None:
    sweep = finished(desk)
    assert desk.edit(sweep, "capped", run_cap=1).state is SweepState.FINISHED


def test_an_edit_that_lowers_the_cap_to_what_has_run_finishes_the_sweep(desk: Desk) -> None:
    sweep = started(desk)
    desk.end(desk.claimed(sweep, "a"))
    assert desk.edit(sweep, "capped", run_cap=1).state is SweepState.FINISHED


@pytest.mark.parametrize(
    ("action", "state"),
    [(pause, SweepState.PAUSED), (stop, SweepState.STOPPED), (cancel, SweepState.CANCELLED)],
)
def test_an_edit_does_not_resume_what_a_person_has_halted(desk: Desk, action: Any, state: SweepState) -> None:
    sweep = started(desk, cells=3)
    desk.do(action, ref(sweep))
    edited = desk.edit(sweep, "new")
    assert (edited.state, edited.space_version) == (state, 2)
    assert desk.do(resume, ref(sweep)).state is SweepState.RUNNING


def test_the_same_cell_may_be_handed_out_in_each_version(desk: Desk) -> None:
    sweep = started(desk, cells=None)
    first = desk.claimed(sweep, "a")
    desk.edit(sweep, "new")
    desk.supply(sweep)
    second = desk.claimed(sweep, "a")
    assert (first.point_key, second.point_key) == ("0", "1")
    assert desk.audit(sweep).closes


def test_a_point_tried_by_hand_takes_a_number_and_no_cell(desk: Desk) -> None:
    sweep = started(desk, cells=2)
    tried = desk.enqueue(sweep, "r1")
    assert (tried.state, tried.number, tried.ticket, tried.point_key, tried.attempt) == (
        RunState.QUEUED, 1, None, None, 0,
    )  # fmt: skip
    assert desk.fresh(sweep).total == 3
    handed = [desk.claimed(sweep, "a") for _ in range(3)]
    assert handed[0].id == tried.id
    assert [run.point_key for run in handed] == [None, "0", "1"]
    for run in handed:
        desk.end(run)
    assert desk.fresh(sweep).state is SweepState.FINISHED


def test_the_same_request_tries_a_point_once_even_after_it_was_claimed(desk: Desk) -> None:
    sweep = started(desk, cells=2)
    tried = desk.enqueue(sweep, "r1")
    assert desk.enqueue(sweep, "r1") == tried
    claimed = desk.claimed(sweep, "a")
    assert desk.enqueue(sweep, "r1") == claimed
    assert desk.enqueue(sweep, "r2").id != tried.id


def test_a_finished_sweep_goes_on_for_a_point_tried_by_hand_and_finishes_again(desk: Desk) -> None:
    sweep = finished(desk)
    desk.enqueue(sweep, "r1")
    assert desk.fresh(sweep).state is SweepState.RUNNING
    desk.end(desk.claimed(sweep, "a"))
    assert desk.fresh(sweep).state is SweepState.FINISHED


def test_a_point_may_be_tried_by_hand_beyond_the_cap(desk: Desk) -> None:
    sweep = started(desk, run_cap=1)
    desk.end(desk.claimed(sweep, "a"))
    desk.enqueue(sweep, "r1")
    desk.end(desk.claimed(sweep, "a"))
    after = desk.fresh(sweep)
    assert (after.state, after.numbered, after.total) == (SweepState.FINISHED, 2, 2)


@pytest.mark.parametrize("action", [stop, cancel])
def test_nothing_is_queued_in_a_sweep_that_a_person_has_ended(desk: Desk, action: Any) -> None:
    sweep = started(desk, cells=2)
    failed = desk.end(desk.claimed(sweep, "a"), exit_code=1)
    desk.do(action, ref(sweep))
    with pytest.raises(Conflict, match=r"so nothing is handed out; resume it first"):
        desk.enqueue(sweep, "r1")
    with pytest.raises(Conflict, match=r"so nothing is handed out; resume it first"):
        again(desk, sweep, RunState.FAILED)
    assert desk.run(failed) == failed


def test_reports_and_endings_of_a_run_that_nobody_ever_had_are_refused(desk: Desk) -> None:
    sweep = started(desk, cells=2)
    tried = desk.enqueue(sweep, "r1")
    with pytest.raises(LeaseLost):
        desk.end(tried)
    with pytest.raises(LeaseLost):
        desk.report(tried, 0, 1.0)


def test_a_point_tried_by_hand_can_be_killed_before_anybody_has_it(desk: Desk) -> None:
    sweep = started(desk, cells=2)
    tried = desk.enqueue(sweep, "r1")
    assert desk.do(kill, Kill(tried.project, tried.id)).state is RunState.KILLED
    assert again(desk, sweep, RunState.KILLED)[0].state is RunState.QUEUED
    assert desk.claimed(sweep, "a").id == tried.id
    assert desk.audit(sweep).closes


def test_failed_runs_are_tried_again_in_their_own_rows(desk: Desk) -> None:
    sweep = started(desk, cells=3)
    runs = [desk.claimed(sweep, "a") for _ in range(3)]
    for run, exit_code in zip(runs, (1, 0, 1), strict=True):
        desk.end(run, exit_code)
    assert desk.fresh(sweep).state is SweepState.FINISHED
    queued = again(desk, sweep, RunState.FAILED)
    assert [(run.number, run.state, run.exit_code) for run in queued] == [
        (1, RunState.QUEUED, None), (3, RunState.QUEUED, None),
    ]  # fmt: skip
    assert desk.fresh(sweep).state is SweepState.RUNNING
    second = desk.claimed(sweep, "a")
    assert (second.id, second.attempt) == (runs[0].id, 2)
    assert again(desk, sweep, RunState.FAILED) == []
    assert len(desk.runs(sweep)) == 3


def test_runs_named_for_a_retry_that_wait_or_run_already_are_left_to_it(desk: Desk) -> None:
    sweep = started(desk, cells=2)
    failed, running = desk.claimed(sweep, "a"), desk.claimed(sweep, "a")
    desk.end(failed, exit_code=1)
    first = again(desk, sweep, numbers=(1, 2))
    assert [(run.number, run.state) for run in first] == [(1, RunState.QUEUED), (2, RunState.RUNNING)]
    assert again(desk, sweep, numbers=(2, 1)) == first
    assert desk.run(running) == running


def test_a_retry_begins_the_count_of_attempts_anew(desk: Desk) -> None:
    sweep = started(desk, cells=1, max_attempts=2)
    for _ in range(2):
        run = desk.lose(desk.claimed(sweep, "a"))
    assert run.state is RunState.CRASHED
    again(desk, sweep)
    assert desk.lose(desk.claimed(sweep, "a")).state is RunState.QUEUED
    assert desk.lose(desk.claimed(sweep, "a")).state is RunState.CRASHED


def test_a_finish_said_twice_does_not_end_the_retry_that_came_between(desk: Desk) -> None:
    sweep = started(desk, cells=1)
    run = desk.claimed(sweep, "a")
    desk.end(run, exit_code=1)
    again(desk, sweep)
    assert desk.end(run, exit_code=1).state is RunState.QUEUED
    with pytest.raises(LeaseLost):
        desk.do(beat, BeatOf(run.project, run.id, run.attempt))


def test_an_agent_that_was_believed_dead_may_still_speak_for_a_run_that_is_to_be_tried_again(desk: Desk) -> None:
    sweep = started(desk, cells=1, max_attempts=1)
    run = desk.claimed(sweep, "a")
    assert desk.lose(run).state is RunState.CRASHED
    again(desk, sweep)
    assert desk.end(run).state is RunState.FINISHED
    assert desk.fresh(sweep).state is SweepState.FINISHED
    assert desk.audit(sweep).closes


def test_such_an_agent_may_also_give_the_run_back(desk: Desk) -> None:
    sweep = started(desk, cells=1, max_attempts=1)
    run = desk.claimed(sweep, "a")
    desk.lose(run)
    again(desk, sweep)
    desk.do(beat, BeatOf(run.project, run.id, run.attempt))
    desk.do(release, Release(run.project, run.id, run.attempt))
    assert desk.lose(desk.claimed(sweep, "a")).state is RunState.CRASHED


def test_what_cannot_be_tried_again_is_said(desk: Desk) -> None:
    sweep = started(desk, cells=2)
    desk.end(desk.claimed(sweep, "a"))
    with pytest.raises(NotFound, match=r"there is no run 7 in sweep k3x9q7ab"):
        again(desk, sweep, numbers=(1, 7))
    with pytest.raises(NotFound, match=r"there are no runs 7, 8 in sweep"):
        again(desk, sweep, numbers=(8, 7))
    with pytest.raises(Conflict, match=r"run 1 is finished: only runs that failed, crashed or were killed can"):
        again(desk, sweep, numbers=(1,))
    with pytest.raises(Invalid, match=r"runs that failed, crashed or were killed can be tried again, not stopped ones"):
        again(desk, sweep, RunState.STOPPED)


def test_a_run_given_back_a_hundred_times_has_not_crashed(desk: Desk) -> None:
    sweep = started(desk, cells=1, max_attempts=2)
    for _ in range(100):
        run = desk.claimed(sweep, "a")
        desk.do(release, Release(run.project, run.id, run.attempt))
    assert desk.lose(desk.claimed(sweep, "a")).state is RunState.QUEUED


def test_a_run_that_kills_its_agents_ends_however_often_it_was_given_back_between(desk: Desk) -> None:
    sweep = started(desk, cells=1, max_attempts=2)
    desk.lose(desk.claimed(sweep, "a"))
    run = desk.claimed(sweep, "a")
    desk.do(release, Release(run.project, run.id, run.attempt))
    assert desk.lose(desk.claimed(sweep, "a")).state is RunState.CRASHED


def test_a_run_past_its_time_is_stopped_and_says_so(desk: Desk) -> None:
    sweep = started(desk, cells=1)
    run = desk.report(desk.claimed(sweep, "a"), 0, 0.9, 0.8)
    desk.clock.time += 91.5
    ended = desk.do(finish, Finish(run.project, run.id, run.attempt, -15, None, timed_out=90.0))
    assert ended.state is RunState.STOPPED
    assert ended.stop is not None
    assert (ended.stop.rule, ended.stop.age, ended.stop.value, ended.stop.limit, ended.stop.by) == (
        "run_timeout", 2, 91.5, 90.0, (),
    )  # fmt: skip


def test_a_person_who_killed_a_run_counts_more_than_its_time(desk: Desk) -> None:
    sweep = started(desk, cells=1)
    run = desk.claimed(sweep, "a")
    desk.do(kill, Kill(run.project, run.id))
    ended = desk.do(finish, Finish(run.project, run.id, run.attempt, -15, None, timed_out=90.0))
    assert (ended.state, ended.stop) == (RunState.KILLED, None)


def test_the_queue_goes_by_priority_then_by_number(desk: Desk) -> None:
    sweep = started(desk, cells=1)
    low, first, second, high = (desk.enqueue(sweep, f"r{n}", priority) for n, priority in enumerate((-1, 0, 0, 5)))
    order = [desk.claimed(sweep, "a").id for _ in range(4)]
    assert order == [high.id, first.id, second.id, low.id]


def test_runs_change_places_in_the_queue(desk: Desk) -> None:
    sweep = started(desk, cells=1)
    first, second = desk.enqueue(sweep, "r1"), desk.enqueue(sweep, "r2")
    moved = desk.do(prioritise, Prioritise(sweep.project, sweep.id, (2,), 3))
    assert [(run.number, run.priority) for run in moved] == [(2, 3)]
    assert desk.claimed(sweep, "a").id == second.id
    desk.end(desk.claimed(sweep, "a"))
    with pytest.raises(Conflict, match=r"run 1 is finished: only a run that waits or runs has a place in the queue"):
        desk.do(prioritise, Prioritise(sweep.project, sweep.id, (1,), 3))
    assert desk.run(first).priority == 0


def test_no_new_run_begins_once_ended_and_lasting_ones_have_taken_the_budget(desk: Desk) -> None:
    sweep = started(desk, budget_seconds=100)
    first, second = desk.claimed(sweep, "a"), desk.claimed(sweep, "a")
    desk.clock.time += 40
    desk.end(first)
    desk.claimed(sweep, "a")
    desk.clock.time += 9.5
    desk.claimed(sweep, "a")
    desk.clock.time += 1
    held = desk.claim(sweep, "a")
    assert isinstance(held, Nothing)
    assert not held.done
    after = desk.fresh(sweep)
    assert (after.closed, after.state, after.spent) == (Closed.BUDGET, SweepState.RUNNING, 40)
    for run in desk.runs(sweep)[1:]:
        desk.end(run)
    assert desk.fresh(sweep).state is SweepState.FINISHED
    with pytest.raises(Conflict, match=r"its budget of 100 seconds is spent, so there is nothing to resume"):
        desk.do(resume, ref(sweep))
    assert desk.run(second).state is RunState.FINISHED


def test_the_end_of_the_last_run_that_the_budget_allows_finishes_the_sweep(desk: Desk) -> None:
    sweep = started(desk, budget_seconds=100)
    run = desk.claimed(sweep, "a")
    desk.clock.time += 100
    desk.end(run)
    after = desk.fresh(sweep)
    assert (after.closed, after.state, after.spent) == (Closed.BUDGET, SweepState.FINISHED, 100)


def test_a_clock_that_is_set_back_gives_no_budget_back(desk: Desk) -> None:
    sweep = started(desk, budget_seconds=100)
    first, second = desk.claimed(sweep, "a"), desk.claimed(sweep, "a")
    desk.clock.set_by = -3600
    ended = desk.end(first)
    assert ended.ended_at == ended.started_at
    assert desk.fresh(sweep).spent == 0
    desk.clock.time += 3690
    desk.end(second)
    assert desk.fresh(sweep).spent == 90
    assert desk.audit(sweep).closes


def test_what_comes_back_is_handed_out_though_the_budget_is_spent(desk: Desk) -> None:
    sweep = started(desk, budget_seconds=100)
    run = desk.claimed(sweep, "a")
    desk.clock.time += 100
    desk.do(release, Release(run.project, run.id, run.attempt))
    assert desk.claimed(sweep, "a").id == run.id
    assert isinstance(desk.claim(sweep, "a"), Nothing)


def test_an_agent_that_was_believed_dead_has_not_spent_its_time_twice(desk: Desk) -> None:
    sweep = started(desk, budget_seconds=100)
    run = desk.claimed(sweep, "a")
    desk.clock.time += 60
    desk.lose(run)
    assert desk.fresh(sweep).spent == 60
    desk.do(beat, BeatOf(run.project, run.id, run.attempt))
    assert desk.fresh(sweep).spent == 0
    desk.clock.time += 10
    desk.end(run)
    assert desk.fresh(sweep).spent == 70


def test_a_larger_budget_opens_the_sweep_again(desk: Desk) -> None:
    sweep = started(desk, budget_seconds=100)
    run = desk.claimed(sweep, "a")
    desk.clock.time += 100
    desk.end(run)
    assert desk.edit(sweep, "hardly more", budget_seconds=99).state is SweepState.FINISHED
    edited = desk.edit(sweep, "more", budget_seconds=200)
    assert (edited.state, edited.closed) == (SweepState.RUNNING, None)
    desk.supply(sweep)
    desk.claimed(sweep, "a")


def test_a_sweep_whose_target_is_reached_lets_its_runs_end_and_makes_no_more(desk: Desk) -> None:
    sweep = started(desk, cells=4)
    desk.edit(sweep, "with a target", metric=LOSS)
    desk.supply(sweep)
    back, running = desk.claimed(sweep, "a"), desk.claimed(sweep, "a")
    desk.do(release, Release(back.project, back.id, back.attempt))
    assert close(desk, sweep).closed is Closed.TARGET
    assert close(desk, sweep).state is SweepState.RUNNING
    assert desk.claimed(sweep, "a").id == back.id
    assert isinstance(desk.claim(sweep, "a"), Nothing)
    for run in (running, desk.run(back)):
        desk.end(run)
    assert desk.fresh(sweep).state is SweepState.FINISHED
    with pytest.raises(Conflict, match=r"a run has reached the target of 0.5 for val_loss, so there is nothing to res"):
        desk.do(resume, ref(sweep))


def test_a_target_seen_in_an_earlier_version_closes_nothing(desk: Desk) -> None:
    sweep = started(desk, cells=4)
    desk.edit(sweep, "with another target")
    assert desk.do(close_sweep, Close(sweep.project, sweep.id, Closed.TARGET, 1)).closed is None


def test_an_edit_closes_a_sweep_whose_runs_have_reached_its_target_already(desk: Desk) -> None:
    sweep = started(desk, cells=4)
    run = desk.claimed(sweep, "a")
    desk.end(desk.report(run, 0, 0.4))
    edited = desk.edit(sweep, "target", metric=LOSS)
    assert (edited.closed, edited.state) == (Closed.TARGET, SweepState.FINISHED)
    harder = desk.edit(sweep, "harder", metric=Metric("val_loss", Goal.MINIMIZE, target=0.3))
    assert (harder.closed, harder.state) == (None, SweepState.RUNNING)
