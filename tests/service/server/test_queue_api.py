"""Points tried by hand, runs tried again, and the order of the queue."""

import pytest

from besom.errors import Conflict, Invalid, NotFound
from besom.wire.runs import Run
from besom.wire.sweeps import Prioritise, Retry, Sweep, TryPoint
from tests.service.servers import FakeAgent, Server, create, grid, learning


def try_point(server: Server, sweep: Sweep, request: str = "one", **more: object) -> Run:
    point = TryPoint(request_id=request, **more)  # type: ignore[arg-type]
    return server.client().try_point("ana", sweep.project, sweep.id, point)


def assert_audit_closes(server: Server, sweep: Sweep) -> None:
    told = server.client().audit("ana", sweep.project, sweep.id)
    assert told.closes, told


def with_a_best_run(server: Server, project: str) -> tuple[Sweep, FakeAgent]:
    """A sweep whose run 2 is the best of three."""
    sweep = create(server, learning("random"), project)
    agent = FakeAgent(server, sweep, workers=4)
    for value in (0.5, 0.1, 0.3):
        run = agent.take()
        agent.report(run, [value])
        agent.finish(run)
    return sweep, agent


def test_a_point_is_tried_next_with_the_other_values_of_the_best_run(server: Server, project: str) -> None:
    sweep, agent = with_a_best_run(server, project)
    best = agent.client.run_numbered("ana", project, sweep.id, 2)
    made = try_point(server, sweep, values={"rate": 0.125})
    assert (made.number, made.state, made.info) == (4, "queued", {"by": "hand", "from": 2})
    assert made.point == {"rate": 0.125, "kind": best.point["kind"]}
    taken = agent.take()
    assert (taken.number, taken.attempt, taken.point) == (4, 1, made.point)
    assert_audit_closes(server, sweep)


def test_another_run_may_give_the_other_values(server: Server, project: str) -> None:
    sweep, agent = with_a_best_run(server, project)
    first = agent.client.run_numbered("ana", project, sweep.id, 1)
    by_number = try_point(server, sweep, "one", values={"kind": "a"}, from_run="1")
    by_id = try_point(server, sweep, "two", values={"kind": "b"}, from_run=first.id)
    assert by_number.point == {"rate": first.point["rate"], "kind": "a"}
    assert by_id.point == {"rate": first.point["rate"], "kind": "b"}
    with pytest.raises(NotFound, match="there is no run 99"):
        try_point(server, sweep, "three", from_run="99")


def test_the_same_request_queues_one_run_even_after_it_was_handed_out(server: Server, project: str) -> None:
    sweep, agent = with_a_best_run(server, project)
    first = try_point(server, sweep, values={"rate": 0.125})
    again = try_point(server, sweep, values={"rate": 0.125})
    agent.finish(agent.take())
    late = try_point(server, sweep, values={"rate": 0.125})
    assert first.id == again.id == late.id
    assert late.state == "finished"
    assert_audit_closes(server, sweep)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"rate": 1.5}, "rate: 1.5 is not a number from 0.0 to 1.0"),
        ({"rate": "fast"}, "rate: 'fast' is not a number from 0.0 to 1.0"),
        ({"kind": "c"}, "kind: 'c' is not one of ['a', 'b']"),
        ({"kidn": "a"}, "there is no parameter kidn; did you mean kind?"),
        ({"zzz": 1}, "there is no parameter zzz; they are rate, kind"),
        ({"rate": 2, "kind": 3}, "rate: 2 is not a number from 0.0 to 1.0; kind: 3 is not one of ['a', 'b']"),
    ],
)
def test_a_value_that_the_space_has_not_is_refused_in_a_sentence(
    server: Server, project: str, values: dict[str, object], sentence: str
) -> None:
    sweep, _ = with_a_best_run(server, project)
    with pytest.raises(Invalid) as caught:
        try_point(server, sweep, values=values)
    assert caught.value.message == sentence


def test_values_outside_the_space_are_tried_when_that_is_said(server: Server, project: str) -> None:
    sweep, agent = with_a_best_run(server, project)
    made = try_point(server, sweep, values={"rate": 1.5, "kind": "c"}, outside=True)
    assert (made.point, made.inside) == ({"rate": 1.5, "kind": "c"}, False)
    assert agent.take().point == {"rate": 1.5, "kind": "c"}
    with pytest.raises(Invalid, match="there is no parameter speed"):
        try_point(server, sweep, "two", values={"speed": 1}, outside=True)


def test_without_a_run_to_take_them_from_every_value_must_be_given(server: Server, project: str) -> None:
    sweep = create(server, learning("random"), project)
    with pytest.raises(Invalid, match="kind has no value to take over; give it one"):
        try_point(server, sweep, values={"rate": 0.5})
    assert try_point(server, sweep, values={"rate": 0.5, "kind": "a"}).info == {"by": "hand"}


def test_a_point_tried_by_hand_takes_no_cell_of_a_grid_and_wakes_a_finished_sweep(server: Server, project: str) -> None:
    sweep = create(server, grid(2), project)
    agent = FakeAgent(server, sweep)
    by_hand = try_point(server, sweep, values={"rate": 2})
    points = []
    for _ in range(3):
        run = agent.take()
        points.append((run.number, run.point["rate"]))
        agent.finish(run)
    assert points == [(1, 2), (2, 1), (3, 2)]
    assert by_hand.number == 1
    told = agent.client.sweep("ana", project, sweep.id)
    assert (told.state, told.total, told.cells) == ("finished", 3, 2)
    try_point(server, sweep, "two", values={"rate": 1})
    assert agent.client.sweep("ana", project, sweep.id).state == "running"
    agent.finish(agent.take())
    assert agent.client.sweep("ana", project, sweep.id).state == "finished"
    assert_audit_closes(server, sweep)


def test_bayes_learns_from_a_point_tried_by_hand(server: Server, project: str) -> None:
    sweep = create(server, learning(), project)
    agent = FakeAgent(server, sweep)
    made = try_point(server, sweep, values={"rate": 0.5, "kind": "a"})
    run = agent.take()
    assert run.run == made.id
    agent.report(run, [0.25])
    agent.finish(run)
    best = agent.client.sweep("ana", project, sweep.id).best
    assert best is not None
    assert (best.run, best.value) == (made.id, 0.25)


def test_the_queue_goes_by_priority_and_then_by_number(server: Server, project: str) -> None:
    sweep, agent = with_a_best_run(server, project)
    for request, priority in (("low", -1), ("usual", 0), ("high", 5), ("high too", 5)):
        try_point(server, sweep, request, priority=priority)
    moved = agent.client.prioritise("ana", project, sweep.id, Prioritise(numbers=[5], priority=9)).runs
    assert [(run.number, run.priority) for run in moved] == [(5, 9)]
    assert [agent.take().number for _ in range(4)] == [5, 6, 7, 4]
    agent.finish(agent.take())
    with pytest.raises(Conflict, match="run 8 is finished"):
        agent.client.prioritise("ana", project, sweep.id, Prioritise(numbers=[8], priority=1))


def failing(server: Server, project: str) -> tuple[Sweep, FakeAgent]:
    """A grid of three whose first run failed, whose second crashed, and whose third was killed."""
    sweep = create(server, grid(3), project)
    agent = FakeAgent(server, sweep, workers=3)
    failed, crashed, killed = (agent.take() for _ in range(3))
    agent.finish(failed, 3, error="out of memory")
    agent.finish(crashed, None)
    agent.client.kill("ana", project, killed.run)
    agent.finish(killed, -15)
    return sweep, agent


def test_failed_runs_are_tried_again_with_the_values_that_they_had(server: Server, project: str) -> None:
    sweep, agent = failing(server, project)
    assert agent.client.sweep("ana", project, sweep.id).state == "finished"
    queued = agent.client.retry("ana", project, sweep.id, Retry(states=["failed", "killed"])).runs
    assert [(run.number, run.state, run.error) for run in queued] == [(1, "queued", None), (3, "queued", None)]
    assert agent.client.sweep("ana", project, sweep.id).state == "running"
    again = [agent.take() for _ in range(2)]
    assert [(run.number, run.attempt, run.point["rate"]) for run in again] == [(1, 2, 1), (3, 2, 3)]
    for run in again:
        agent.finish(run)
    told = agent.client.sweep("ana", project, sweep.id)
    assert (told.state, told.counts.finished, told.counts.crashed) == ("finished", 2, 1)
    attempts = agent.client.run_numbered("ana", project, sweep.id, 1).attempts
    told_of = [(each.attempt, each.outcome, each.host) for each in attempts]
    assert told_of == [(1, "failed", "box"), (2, "finished", "box")]
    assert_audit_closes(server, sweep)


def test_the_same_retry_sent_twice_queues_a_run_once(server: Server, project: str) -> None:
    sweep, agent = failing(server, project)
    for _ in range(2):
        (run,) = agent.client.retry("ana", project, sweep.id, Retry(numbers=[2], priority=3)).runs
        assert (run.number, run.state, run.priority, run.attempt) == (2, "queued", 3, 1)
    assert agent.take().attempt == 2
    assert_audit_closes(server, sweep)


def test_a_run_that_needs_no_other_try_is_refused(server: Server, project: str) -> None:
    sweep = create(server, grid(2), project)
    agent = FakeAgent(server, sweep)
    agent.finish(agent.take())
    at = ("ana", project, sweep.id)
    with pytest.raises(Conflict, match="run 1 is finished: only runs that failed, crashed or were killed"):
        agent.client.retry(*at, Retry(numbers=[1]))
    with pytest.raises(NotFound, match="there is no run 7"):
        agent.client.retry(*at, Retry(numbers=[7]))
    assert agent.client.retry(*at, Retry(states=["failed"])).runs == []


def test_nothing_is_queued_in_a_sweep_that_was_stopped(server: Server, project: str) -> None:
    sweep, agent = failing(server, project)
    edited = create(server, grid(2), project)
    agent.client.act_on_sweep("ana", project, edited.id, "cancel")
    with pytest.raises(Conflict, match="is cancelled, so nothing is handed out; resume it first"):
        try_point(server, edited, values={"rate": 1})
    assert sweep.id != edited.id
