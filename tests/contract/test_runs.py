"""Runs come back as they were given, are found in every way the engine looks for them, and are never there twice."""

from typing import Any

import pytest

from besom.domain.run import Run, Stop
from besom.domain.states import Order, RunState
from besom.errors import Conflict, NotFound
from tests.contract.stores import Opened, a_run

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


def test_the_first_queued_run_is_the_one_with_the_lowest_number(opened: Opened) -> None:
    sweep = opened.sweep()
    of_sweep(opened, 3, state=RunState.QUEUED)
    second = of_sweep(opened, 2, state=RunState.QUEUED)
    of_sweep(opened, 1)
    assert opened.read(lambda r: r.first_queued(sweep.project, sweep.id)) == second
    assert opened.read(lambda r: r.first_queued(sweep.project, "elsewhere")) is None


def test_a_request_leads_to_the_run_that_was_last_handed_out_for_it(opened: Opened) -> None:
    sweep = opened.sweep()
    of_sweep(opened, 1, request_id="r-1", started_at=9.0)
    later = of_sweep(opened, 2, request_id="r-1", started_at=10.0)
    of_sweep(opened, 3, request_id="r-2", started_at=11.0)
    assert opened.read(lambda r: r.run_of_request(sweep.project, "r-1")) == later
    assert opened.read(lambda r: r.run_of_request(sweep.project, "r-9")) is None
    assert opened.read(lambda r: r.run_of_request(sweep.project + 1, "r-1")) is None


def test_a_point_is_known_once_a_run_has_it(opened: Opened) -> None:
    sweep = opened.sweep()
    of_sweep(opened, 1, repeat=2)

    def known(version: int, key: str, repeat: int) -> bool:
        return opened.read(lambda r: r.has_point(sweep.project, sweep.id, version, key, repeat))

    assert known(1, "cell-1", 2)
    assert not known(1, "cell-1", 0)
    assert not known(2, "cell-1", 2)
    assert not known(1, "cell-2", 2)


def test_running_runs_are_found_over_all_projects(opened: Opened) -> None:
    other = opened.project("cifar").key
    opened.sweep()
    mine, theirs = of_sweep(opened, 1), opened.run(project=other, id="apart")
    of_sweep(opened, 2, state=RunState.QUEUED)
    of_sweep(opened, 3, state=RunState.FINISHED)
    assert opened.read(lambda r: r.running()) == [theirs, mine]


@pytest.mark.parametrize(
    "impossible",
    [{"state": "asleep"}, {"order": "dance"}, {"number": None}, {"number": 0}],
    ids=["state", "order", "sweep without number", "number"],
)
def test_the_store_itself_refuses_what_cannot_be(opened: Opened, impossible: dict[str, Any]) -> None:
    opened.sweep()
    run = of_sweep(opened, 1)
    with pytest.raises(Exception, match="constraint"):
        opened.write(lambda tx: tx.update_run(run.project, run.id, **impossible))
    assert opened.read(lambda r: r.run(run.project, run.id)) == run
