"""Runs come back as they were given, are found in every way the engine looks for them, and are never there twice."""

from typing import Any

import pytest

from besom.domain.run import Run, Stop, Tried
from besom.domain.states import Order, Outcome, RunState
from besom.errors import Conflict, NotFound
from tests.contract.stores import Opened, a_run, an_attempt

RUNS: list[dict[str, Any]] = [
    {},
    {"state": RunState.QUEUED, "agent": None, "repeat": 2, "request_id": "r-1", "config": '{"x": 0.1}'},
    {
        "state": RunState.STOPPED,
        "order": Order.STOP,
        "stop": Stop("envelope", 3, float("inf"), -0.5, (1, 4)),
        "tags": ("a", 'b"c', "☃"),
        "lines": 12,
        "log_lines": 9,
        "ended_at": 1_000_100.5,
    },
    {
        "state": RunState.FAILED,
        "exit_code": -9,
        "error": "line\nline",
        "display_name": "mine",
        "group": "g",
        "job_type": "train",
        "host": "box",
        "notes": "n",
        "info": '{"by": "pi"}',
        "summary": '{"best": 1}',
        "attempt": 3,
        "order": Order.KILL,
        "started_at": None,
        "priority": -3,
        "base_attempt": 2,
    },
]
OF_SWEEP = {"sweep": "k3x9q7ab", "number": 4, "ticket": 3, "point_key": "cell-3", "space_version": 1}


@pytest.mark.parametrize("fields", RUNS)
@pytest.mark.parametrize("place", [{}, OF_SWEEP], ids=["alone", "of a sweep"])
def test_a_run_comes_back_as_it_was_added(opened: Opened, fields: dict[str, Any], place: dict[str, Any]) -> None:
    opened.sweep()
    run = opened.run(**fields | place)
    assert opened.read(lambda r: r.run(run.project, run.id)) == run


@pytest.mark.parametrize("fields", RUNS)
def test_a_run_comes_back_as_it_was_changed(opened: Opened, fields: dict[str, Any]) -> None:
    run = opened.run(notes="before")
    changed = opened.write(lambda tx: tx.update_run(run.project, run.id, **{"notes": "after"} | fields))
    assert changed == a_run(**{"project": run.project, "notes": "after"} | fields)
    assert opened.read(lambda r: r.run(run.project, run.id)) == changed


def test_only_a_run_that_is_there_is_changed(opened: Opened) -> None:
    project = opened.project().key
    assert opened.read(lambda r: r.run(project, "nobody")) is None
    with pytest.raises(NotFound, match="there is no run nobody"):
        opened.write(lambda tx: tx.update_run(project, "nobody", notes="x"))


def of_sweep(opened: Opened, number: int, /, **changes: Any) -> Run:
    fields = {"id": f"run{number:05d}", "sweep": "k3x9q7ab", "number": number, "space_version": 1}
    return opened.run(**fields | {"point_key": f"cell-{number}"} | changes)


@pytest.mark.parametrize(
    "second",
    [
        {"id": "run00001"},
        {"number": 1},
        {"point_key": "cell-1"},
    ],
    ids=["id", "number", "point"],
)
def test_a_second_run_with_the_same_id_number_or_point_is_refused(opened: Opened, second: dict[str, Any]) -> None:
    sweep = opened.sweep()
    first = of_sweep(opened, 1)
    with pytest.raises(Conflict):
        of_sweep(opened, 2, **second)
    assert opened.read(lambda r: r.runs(sweep.project, sweep.id)) == [first]


def test_the_same_point_may_come_as_a_repeat_in_another_space_version_or_without_a_key(opened: Opened) -> None:
    sweep = opened.sweep()
    of_sweep(opened, 1)
    of_sweep(opened, 2, point_key="cell-1", repeat=1)
    of_sweep(opened, 3, point_key="cell-1", space_version=2)
    of_sweep(opened, 4, point_key=None)
    of_sweep(opened, 5, point_key=None)
    assert opened.read(lambda r: sum(r.count_runs(sweep.project, sweep.id).values())) == 5


def test_ids_numbers_and_points_are_their_own_in_each_project(opened: Opened) -> None:
    other = opened.project("cifar").key
    opened.sweep()
    opened.sweep(project=other)
    mine, theirs = of_sweep(opened, 1), of_sweep(opened, 1, project=other)
    assert opened.read(lambda r: r.run(mine.project, mine.id)) == mine
    assert opened.read(lambda r: r.run(other, mine.id)) == theirs
    assert opened.read(lambda r: r.runs(other, "k3x9q7ab")) == [theirs]


def test_runs_of_a_sweep_are_listed_by_number_and_state(opened: Opened) -> None:
    sweep = opened.sweep()
    third = of_sweep(opened, 3, state=RunState.QUEUED)
    first = of_sweep(opened, 1, state=RunState.FINISHED)
    second = of_sweep(opened, 2)
    opened.run(id="apart")
    key = (sweep.project, sweep.id)
    assert opened.read(lambda r: r.runs(*key)) == [first, second, third]
    assert opened.read(lambda r: r.runs(*key, [RunState.QUEUED, RunState.FINISHED])) == [first, third]
    assert opened.read(lambda r: r.runs(*key, iter([]))) == []
    assert opened.read(lambda r: r.run_numbered(*key, 2)) == second
    assert opened.read(lambda r: r.run_numbered(*key, 9)) is None
    assert opened.read(lambda r: r.count_runs(*key)) == {
        RunState.FINISHED: 1,
        RunState.RUNNING: 1,
        RunState.QUEUED: 1,
    }


def test_the_first_queued_run_is_the_one_with_the_highest_priority_and_then_the_lowest_number(opened: Opened) -> None:
    sweep = opened.sweep()
    of_sweep(opened, 4, state=RunState.QUEUED, priority=-1)
    of_sweep(opened, 3, state=RunState.QUEUED)
    second = of_sweep(opened, 2, state=RunState.QUEUED)
    of_sweep(opened, 1, priority=9)
    assert opened.read(lambda r: r.first_queued(sweep.project, sweep.id)) == second
    fifth = of_sweep(opened, 5, state=RunState.QUEUED, priority=1)
    assert opened.read(lambda r: r.first_queued(sweep.project, sweep.id)) == fifth
    assert opened.read(lambda r: r.first_queued(sweep.project, "elsewhere")) is None


def test_a_request_leads_to_the_run_that_was_last_handed_out_for_it(opened: Opened) -> None:
    sweep = opened.sweep()
    of_sweep(opened, 1, request_id="r-1", started_at=9.0)
    later = of_sweep(opened, 2, request_id="r-1", started_at=10.0)
    of_sweep(opened, 3, request_id="r-2", started_at=11.0)
    assert opened.read(lambda r: r.run_of_request(sweep.project, "r-1")) == later
    assert opened.read(lambda r: r.run_of_request(sweep.project, "r-9")) is None
    assert opened.read(lambda r: r.run_of_request(sweep.project + 1, "r-1")) is None


def test_a_run_queued_by_hand_is_found_by_its_request_and_is_there_once(opened: Opened) -> None:
    sweep, other = opened.sweep(), opened.sweep(id="other")
    first = of_sweep(opened, 1, point_key=None, queued_by="r-1")
    theirs = of_sweep(opened, 2, point_key=None, queued_by="r-1", sweep=other.id)
    assert opened.read(lambda r: r.run_queued_by(sweep.project, sweep.id, "r-1")) == first
    assert opened.read(lambda r: r.run_queued_by(sweep.project, other.id, "r-1")) == theirs
    assert opened.read(lambda r: r.run_queued_by(sweep.project, sweep.id, "r-9")) is None
    with pytest.raises(Conflict):
        of_sweep(opened, 3, point_key=None, queued_by="r-1")


def test_hand_outs_come_back_by_run_and_by_sweep_and_are_changed(opened: Opened) -> None:
    sweep = opened.sweep()
    second, first, apart = of_sweep(opened, 2), of_sweep(opened, 1, attempt=2), opened.run(id="apart")
    rows = [
        an_attempt(run=first.id, number=1, ended_at=1_000_007.5, outcome=Outcome.LOST),
        an_attempt(run=first.id, number=1, attempt=2, host=None, agent=""),
        an_attempt(run=second.id, number=2),
        an_attempt(run=apart.id, number=None),
    ]
    for row in reversed(rows):
        opened.write(lambda tx, row=row: tx.add_attempt(sweep.project, row))  # type: ignore[misc]
    assert opened.read(lambda r: r.attempts(sweep.project, sweep.id)) == rows[:3]
    assert opened.read(lambda r: r.attempts_of(sweep.project, first.id)) == rows[:2]
    assert opened.read(lambda r: r.attempts_of(sweep.project, apart.id)) == rows[3:]
    opened.write(lambda tx: tx.update_attempt(sweep.project, second.id, 1, 1_000_001.0, Outcome.FINISHED))
    changed = opened.read(lambda r: r.attempts_of(sweep.project, second.id))[0]
    assert (changed.ended_at, changed.outcome) == (1_000_001.0, Outcome.FINISHED)


def test_a_run_is_in_one_pair_of_hands_at_a_time(opened: Opened) -> None:
    run = opened.run()
    opened.write(lambda tx: tx.add_attempt(run.project, an_attempt()))
    for attempt in (1, 2):
        with pytest.raises(Conflict, match=f"attempt {attempt} of run run00001 is there already, or another"):
            opened.write(lambda tx, attempt=attempt: tx.add_attempt(run.project, an_attempt(attempt=attempt)))  # type: ignore[misc]


def test_a_point_is_known_once_a_run_has_it(opened: Opened) -> None:
    sweep = opened.sweep()
    of_sweep(opened, 1, repeat=2)

    def known(version: int, key: str, repeat: int) -> bool:
        return opened.read(lambda r: r.has_point(sweep.project, sweep.id, version, key, repeat))

    assert known(1, "cell-1", 2)
    assert not known(1, "cell-1", 0)
    assert not known(2, "cell-1", 2)
    assert not known(1, "cell-2", 2)


def test_the_runs_of_a_point_are_known_by_number(opened: Opened) -> None:
    sweep = opened.sweep()
    made: list[dict[str, Any]] = [{"repeat": 1}, {}, {"point_key": "other"}, {"space_version": 2}, {"repeat": 2}]
    for number, changes in enumerate(made, 1):
        of_sweep(opened, number, **({"point_key": "here"} | changes))
    assert opened.read(lambda r: r.runs_of_point(sweep.project, sweep.id, 1, "here")) == [1, 2, 5]
    assert opened.read(lambda r: r.runs_of_point(sweep.project, sweep.id, 1, "nowhere")) == []


def test_running_runs_are_found_over_all_projects(opened: Opened) -> None:
    other = opened.project("cifar").key
    opened.sweep()
    mine, theirs = of_sweep(opened, 1), opened.run(project=other, id="apart")
    of_sweep(opened, 2, state=RunState.QUEUED)
    of_sweep(opened, 3, state=RunState.FINISHED)
    assert opened.read(lambda r: r.running()) == [theirs, mine]


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "asleep"},
        {"order": "dance"},
        {"number": None},
        {"number": 0},
        {"base_attempt": 2},
        {"queued_by": "r-1"},
    ],
    ids=["state", "order", "sweep without number", "number", "more attempts than there were", "by hand, and a point"],
)
def test_the_store_itself_refuses_what_cannot_be(opened: Opened, impossible: dict[str, Any]) -> None:
    opened.sweep()
    run = of_sweep(opened, 1)
    with pytest.raises(Exception, match="constraint"):
        opened.write(lambda tx: tx.update_run(run.project, run.id, **impossible))
    assert opened.read(lambda r: r.run(run.project, run.id)) == run


@pytest.mark.parametrize(
    ("ended_at", "outcome"),
    [(999_999.0, Outcome.LOST), (None, Outcome.LOST), (1_000_001.0, Outcome.RUNNING), (1_000_001.0, "forgotten")],
    ids=["ended before it began", "no end", "ended and running", "outcome"],
)
def test_the_ledger_itself_refuses_what_cannot_be(opened: Opened, ended_at: float | None, outcome: Any) -> None:
    run = opened.run()
    opened.write(lambda tx: tx.add_attempt(run.project, an_attempt()))
    with pytest.raises(Exception, match="constraint"):
        opened.write(lambda tx: tx.update_attempt(run.project, run.id, 1, ended_at, outcome))


@pytest.mark.parametrize(
    "impossible",
    [{"closed": "tired"}, {"spent": -1.0}, {"budget_seconds": 0.0}, {"skipped": -1}, {"issued_before": 1}],
    ids=lambda fields: next(iter(fields)),
)
def test_no_limit_of_a_sweep_can_be_what_it_cannot_be(opened: Opened, impossible: dict[str, Any]) -> None:
    sweep = opened.sweep()
    with pytest.raises(Exception, match="constraint"):
        opened.write(lambda tx: tx.update_sweep(sweep.project, sweep.id, **impossible))


def test_what_was_tried_is_listed_by_the_ends_of_runs_and_then_what_is_under_way(opened: Opened) -> None:
    opened.sweep()
    ends: list[tuple[RunState, float | None]] = [
        (RunState.FINISHED, 9.0),
        (RunState.RUNNING, None),
        (RunState.FAILED, 5.0),
        (RunState.QUEUED, 7.0),  # it has run before
        (RunState.STOPPED, 9.0),
    ]
    for number, (state, ended) in enumerate(ends, 1):
        fields = OF_SWEEP | {"id": f"r{number}", "number": number, "point_key": str(number), "ticket": number}
        run = opened.run(**fields, state=state, ended_at=ended, config=f'{{"x": {number}}}', repeat=number % 2)
    tried = opened.read(lambda r: r.tried(run.project, "k3x9q7ab"))
    assert [each.number for each in tried] == [3, 1, 5, 2, 4]
    assert tried[0] == Tried("r3", 3, RunState.FAILED, '{"x": 3}', 1, 1)
