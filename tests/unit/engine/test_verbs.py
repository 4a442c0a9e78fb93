"""The rules on hand-out, reports, endings and sweeps, each by an example."""

import pytest

from besom.domain.run import Run, Stop
from besom.domain.states import Order, RunState, SweepState
from besom.domain.sweep import Suggestion
from besom.engine import (
    Beat,
    Delete,
    Finish,
    Kill,
    Leave,
    Nothing,
    Offer,
    Release,
    StopRuns,
    SweepRef,
    beat,
    cancel,
    delete,
    finish,
    kill,
    leave,
    offer,
    pause,
    release,
    resume,
    stop,
    stop_runs,
)
from besom.errors import Conflict, Gap, LeaseLost
from tests.unit.engine.desk import Desk

VERDICT = Stop(rule="envelope", age=4, value=0.7, limit=0.6, by=(1, 2, 3))


def test_creating_a_sweep_twice_gives_one(desk: Desk) -> None:
    assert desk.sweep(cells=4) == desk.sweep(cells=4)


def test_a_claim_whose_answer_was_lost_gives_the_same_run_again(desk: Desk) -> None:
    sweep = desk.sweep(cells=4)
    desk.supply(sweep)
    desk.agent(sweep, "a")
    first = desk.claim(sweep, "a", request_id="r1")
    again = desk.claim(sweep, "a", request_id="r1")
    other = desk.claim(sweep, "a", request_id="r2")
    assert isinstance(first, Run)
    assert isinstance(again, Run)
    assert isinstance(other, Run)
    assert (first.id, first.attempt) == (again.id, again.attempt)
    assert other.id != first.id


def test_a_claim_repeated_after_its_run_has_ended_takes_no_other_run(desk: Desk) -> None:
    sweep = desk.sweep(cells=2)
    desk.supply(sweep)
    desk.agent(sweep, "a")
    run = desk.claim(sweep, "a", request_id="r1")
    assert isinstance(run, Run)
    desk.end(run)
    again = desk.claim(sweep, "a", request_id="r1")
    assert isinstance(again, Nothing)
    assert not again.done
    assert len(desk.runs(sweep)) == 1


def test_an_agent_that_left_gets_nothing(desk: Desk) -> None:
    sweep = desk.sweep(cells=4)
    desk.supply(sweep)
    desk.agent(sweep, "a")
    desk.do(leave, Leave("a"))
    with pytest.raises(Conflict, match="register again"):
        desk.claim(sweep, "a")


def test_a_grid_ends_after_its_last_cell_and_agents_may_leave(desk: Desk) -> None:
    sweep = desk.sweep(cells=3)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    runs = [desk.claimed(sweep, "a") for _ in range(3)]
    waiting = desk.claim(sweep, "a")
    assert isinstance(waiting, Nothing)
    assert not waiting.done
    for run in runs:
        desk.end(run)
    assert [run.point_key for run in runs] == ["0", "1", "2"]
    assert desk.fresh(sweep).state is SweepState.FINISHED
    leaving = desk.claim(sweep, "a")
    assert isinstance(leaving, Nothing)
    assert leaving.done


def test_a_cap_counts_runs_not_attempts(desk: Desk) -> None:
    sweep = desk.sweep(run_cap=2)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    first = desk.claimed(sweep, "a")
    desk.end(desk.claimed(sweep, "a"))
    desk.lose(first)
    again = desk.claimed(sweep, "a")
    assert (again.id, again.attempt) == (first.id, 2)
    desk.end(again)
    assert desk.fresh(sweep).state is SweepState.FINISHED
    assert [run.number for run in desk.runs(sweep)] == [1, 2]


def test_rows_sent_twice_count_once_and_missing_rows_are_asked_for(desk: Desk) -> None:
    sweep = desk.sweep(cells=1)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    assert desk.report(run, 0, 0.9, 0.8).lines == 2
    assert desk.report(run, 0, 0.9, 0.8).lines == 2
    assert desk.report(run, 1, 0.8, 0.7).lines == 3
    with pytest.raises(Gap) as gap:
        desk.report(run, 5, 0.1)
    assert gap.value.expected == 3
    assert desk.values(run) == [0.9, 0.8, 0.7]


def test_a_silent_agent_loses_its_run_and_its_late_report_is_refused(desk: Desk) -> None:
    sweep = desk.sweep(cells=1)
    desk.agent(sweep, "zombie")
    desk.agent(sweep, "b")
    desk.supply(sweep)
    old = desk.claimed(sweep, "zombie")
    desk.report(old, 0, 0.9)
    assert desk.lose(old).state is RunState.QUEUED
    new = desk.claimed(sweep, "b")
    assert (new.id, new.attempt, new.config) == (old.id, 2, old.config)
    with pytest.raises(LeaseLost):
        desk.report(old, 1, 0.1)
    with pytest.raises(LeaseLost):
        desk.end(old)
    desk.report(new, 0, 0.5)
    assert desk.values(new) == [0.5]


def test_an_agent_back_before_anybody_claimed_keeps_its_run(desk: Desk) -> None:
    sweep = desk.sweep(cells=1)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    desk.report(run, 0, 0.9)
    desk.lose(run)
    assert desk.do(beat, Beat(run.project, run.id, run.attempt)).state is RunState.RUNNING
    desk.report(run, 1, 0.8)
    assert desk.end(run).state is RunState.FINISHED
    assert desk.values(run) == [0.9, 0.8]


def test_a_late_finish_corrects_a_crash_that_was_only_believed(desk: Desk) -> None:
    sweep = desk.sweep(cells=1, max_attempts=1)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    assert desk.lose(run).state is RunState.CRASHED
    assert desk.end(run).state is RunState.FINISHED


def test_a_crash_that_the_agent_reported_stays(desk: Desk) -> None:
    sweep = desk.sweep(cells=1)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    assert desk.end(run, exit_code=None).state is RunState.CRASHED
    assert desk.report(run, 0, 0.9).state is RunState.CRASHED
    assert desk.end(run).state is RunState.CRASHED
    assert desk.values(run) == [0.9]


def test_a_run_given_back_goes_to_the_next_who_asks(desk: Desk) -> None:
    sweep = desk.sweep(cells=2)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    desk.do(release, Release(run.project, run.id, run.attempt))
    with pytest.raises(LeaseLost):
        desk.do(beat, Beat(run.project, run.id, run.attempt))
    assert desk.claimed(sweep, "a").id == run.id


def test_an_agent_that_leaves_gives_back_what_it_held(desk: Desk) -> None:
    sweep = desk.sweep(cells=2)
    desk.agent(sweep, "a")
    desk.agent(sweep, "b")
    desk.supply(sweep)
    mine, theirs = desk.claimed(sweep, "a"), desk.claimed(sweep, "b")
    assert [run.id for run in desk.do(leave, Leave("a"))] == [mine.id]
    assert desk.run(theirs).state is RunState.RUNNING


def test_a_stopped_run_is_stopped_however_its_script_ended(desk: Desk) -> None:
    sweep = desk.sweep(cells=3)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    for exit_code in (0, -15, None):
        run = desk.claimed(sweep, "a")
        told = desk.do(stop_runs, StopRuns(run.project, sweep.id, ((run.id, run.attempt, VERDICT),)))
        assert [r.order for r in told] == [Order.STOP]
        ended = desk.end(run, exit_code)
        assert (ended.state, ended.stop, ended.order) == (RunState.STOPPED, VERDICT, None)


@pytest.mark.parametrize(("exit_code", "state"), [(0, RunState.FINISHED), (1, RunState.FAILED)])
def test_a_script_that_ended_before_the_order_reached_it_was_not_stopped(
    desk: Desk, exit_code: int, state: RunState
) -> None:
    sweep = desk.sweep(cells=1)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    desk.do(stop_runs, StopRuns(run.project, sweep.id, ((run.id, run.attempt, VERDICT),)))
    ended = desk.do(finish, Finish(run.project, run.id, run.attempt, exit_code, None, on_its_own=True))
    assert (ended.state, ended.stop, ended.order) == (state, None, None)


def test_a_stopped_run_whose_agent_dies_is_stopped_not_run_again(desk: Desk) -> None:
    sweep = desk.sweep(cells=1)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    desk.do(stop_runs, StopRuns(run.project, sweep.id, ((run.id, run.attempt, VERDICT),)))
    assert desk.lose(run).state is RunState.STOPPED


def test_a_verdict_on_an_attempt_that_is_over_is_void(desk: Desk) -> None:
    sweep = desk.sweep(cells=1)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    desk.lose(run)
    desk.claimed(sweep, "a")
    assert desk.do(stop_runs, StopRuns(run.project, sweep.id, ((run.id, 1, VERDICT),))) == []


def test_pause_holds_new_runs_back_and_resume_lets_them_go(desk: Desk) -> None:
    sweep = desk.sweep(cells=4)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    ref = SweepRef(sweep.project, sweep.id)
    desk.do(pause, ref)
    held = desk.claim(sweep, "a")
    assert isinstance(held, Nothing)
    assert not held.done
    desk.do(resume, ref)
    desk.claimed(sweep, "a")


def test_stop_lets_running_runs_end_and_takes_the_rest_from_the_queue(desk: Desk) -> None:
    sweep = desk.sweep(cells=4)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    back, running = desk.claimed(sweep, "a"), desk.claimed(sweep, "a")
    desk.lose(back)
    desk.do(stop, SweepRef(sweep.project, sweep.id))
    assert desk.run(back).state is RunState.KILLED
    assert desk.run(running).order is None
    assert desk.end(running).state is RunState.FINISHED
    leaving = desk.claim(sweep, "a")
    assert isinstance(leaving, Nothing)
    assert leaving.done


def test_cancel_kills_what_runs(desk: Desk) -> None:
    sweep = desk.sweep(cells=4)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    desk.do(cancel, SweepRef(sweep.project, sweep.id))
    assert desk.run(run).order is Order.KILL
    assert desk.end(run, -15).state is RunState.KILLED


def test_kill_reaches_a_running_run_by_order_and_a_queued_one_at_once(desk: Desk) -> None:
    sweep = desk.sweep(cells=2)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    running, queued = desk.claimed(sweep, "a"), desk.claimed(sweep, "a")
    desk.lose(queued)
    assert desk.do(kill, Kill(running.project, running.id)).order is Order.KILL
    assert desk.do(kill, Kill(queued.project, queued.id)).state is RunState.KILLED


def test_a_finished_sweep_says_why_it_cannot_go_on(desk: Desk) -> None:
    sweep = desk.sweep(cells=1)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    desk.end(desk.claimed(sweep, "a"))
    with pytest.raises(Conflict, match="space is used up"):
        desk.do(resume, SweepRef(sweep.project, sweep.id))


def test_a_sweep_with_running_runs_is_not_deleted(desk: Desk) -> None:
    sweep = desk.sweep(cells=2)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    ref = Delete(sweep.project, sweep.id)
    with pytest.raises(Conflict, match="cancel it first"):
        desk.do(delete, ref)
    desk.end(run)
    assert desk.do(delete, ref) == 1
    assert desk.runs(sweep) == []


def test_a_point_is_not_handed_out_twice_even_if_it_was_suggested_twice(desk: Desk) -> None:
    sweep = desk.sweep(cells=None)
    desk.agent(sweep, "a")
    desk.supply(sweep, 2)
    first = desk.claimed(sweep, "a")

    again = (Suggestion(1, first.config, first.point_key, 0, "{}"), Suggestion(2, '{"x": 9}', "9", 0, "{}"))
    desk.do(offer, Offer(sweep.project, sweep.id, 1, 1, again, exhausted=False))
    assert desk.claimed(sweep, "a").config == '{"x": 9}'


def test_points_made_anew_take_the_first_places_and_those_behind_them_stay(desk: Desk) -> None:
    sweep = desk.sweep(cells=None)
    desk.agent(sweep, "a")
    old = tuple(Suggestion(t, f'{{"x": {t}}}', str(t), 0, "{}") for t in range(4))
    desk.do(offer, Offer(sweep.project, sweep.id, 1, 0, old, exhausted=False))
    desk.claimed(sweep, "a")

    new = tuple(Suggestion(t, f'{{"x": {t + 10}}}', str(t + 10), 1, "{}") for t in (0, 1))  # made before that claim
    desk.do(offer, Offer(sweep.project, sweep.id, 1, 0, new, exhausted=False, keep_later=True))
    assert [desk.claimed(sweep, "a").config for _ in range(3)] == ['{"x": 11}', '{"x": 2}', '{"x": 3}']


def test_a_space_is_not_used_up_while_a_point_that_was_passed_over_has_not_been_tried(desk: Desk) -> None:
    sweep = desk.sweep(cells=None)
    desk.agent(sweep, "a")
    waiting = tuple(Suggestion(t, f'{{"x": {x}}}', x, 0, "{}") for t, x in enumerate("123"))
    desk.do(offer, Offer(sweep.project, sweep.id, 1, 0, waiting[:2], exhausted=False))
    first = desk.claimed(sweep, "a")

    # Made before that claim: the third point stands under its ticket, and the claimed one under another.
    anew = tuple(Suggestion(t, f'{{"x": {x}}}', x, 0, "{}") for t, x in enumerate("312"))
    desk.do(offer, Offer(sweep.project, sweep.id, 1, 0, anew, exhausted=True))
    second = desk.claimed(sweep, "a")
    assert (first.config, second.config) == ('{"x": 1}', '{"x": 2}')
    for run in (first, second):
        desk.end(run)
    assert desk.fresh(sweep).state is SweepState.RUNNING
    last = Suggestion(3, '{"x": 3}', "3", 2, "{}")
    desk.do(offer, Offer(sweep.project, sweep.id, 1, 3, (last,), exhausted=True))
    desk.end(desk.claimed(sweep, "a"))
    assert desk.fresh(sweep).state is SweepState.FINISHED


def test_a_run_back_from_the_dead_is_killed_where_its_sweep_was_cancelled(desk: Desk) -> None:
    sweep = desk.sweep(cells=None, max_attempts=1)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    assert desk.lose(run).state is RunState.CRASHED
    desk.do(cancel, SweepRef(sweep.project, sweep.id))
    back = desk.do(beat, Beat(run.project, run.id, run.attempt))
    assert (back.state, back.order) == (RunState.RUNNING, Order.KILL)
    assert desk.end(run).state is RunState.KILLED


def test_a_run_of_a_finished_sweep_does_not_wait_for_an_agent_that_cannot_come(desk: Desk) -> None:
    sweep = desk.sweep(cells=1, max_attempts=1)
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    assert desk.lose(run).state is RunState.CRASHED
    assert desk.fresh(sweep).state is SweepState.FINISHED
    assert desk.do(beat, Beat(run.project, run.id, run.attempt)).state is RunState.RUNNING
    assert desk.do(release, Release(run.project, run.id, run.attempt)).state is RunState.CRASHED
