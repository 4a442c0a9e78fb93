"""Projects, sweeps, suggestions, agents, keys and settings come back as they were given."""

from typing import Any

import pytest

from besom.domain.agent import Grant, Pass, PassKind, Scope
from besom.domain.states import Closed, RunState, SweepState
from besom.domain.sweep import Goal, Metric, Reduce
from besom.errors import Conflict, NotFound
from tests.contract.stores import Opened, a_suggestion, a_sweep, a_version, an_agent, an_attempt, losses


def test_a_project_is_made_once_and_found_by_name_and_by_key(opened: Opened) -> None:
    first = opened.project("mnist")
    other = opened.project("cifar")
    assert opened.project("mnist") == first
    assert first.key != other.key
    assert first.path == "ana/mnist"
    assert opened.read(lambda r: r.project("ana", "mnist")) == first
    assert opened.read(lambda r: r.project_by_key(other.key)) == other
    assert opened.read(lambda r: r.projects()) == [other, first]
    assert opened.read(lambda r: r.project("bob", "mnist")) is None
    assert opened.read(lambda r: r.project_by_key(99)) is None


SWEEPS: list[dict[str, Any]] = [
    {},
    {"metric": None},
    {"metric": Metric("acc", Goal.MAXIMIZE), "state": SweepState.PAUSED, "exhausted": True, "run_cap": 12},
    {"cells": 3**200, "seed": 2**62, "description": "naïve ☃", "source": "# 'quoted\"\n", "numbered": 4, "issued": 5},
    {"state": SweepState.FINISHED, "ended_at": 1_000_500.25, "space_version": 3, "version": 17, "max_attempts": 1},
    {"metric": Metric("acc", Goal.MAXIMIZE, 0.95, Reduce("mean-last", 5)), "budget_seconds": 7200.5, "spent": 12.25},
    {"closed": Closed.TARGET, "skipped": 2, "issued": 9, "issued_before": 9, "prior": '[{"config": {"x": 1}}]'},
]


@pytest.mark.parametrize("fields", SWEEPS)
def test_a_sweep_comes_back_as_it_was_added(opened: Opened, fields: dict[str, Any]) -> None:
    sweep = opened.sweep(**fields)
    assert opened.read(lambda r: r.sweep(sweep.project, sweep.id)) == sweep


@pytest.mark.parametrize("fields", SWEEPS)
def test_a_sweep_comes_back_as_it_was_changed(opened: Opened, fields: dict[str, Any]) -> None:
    sweep = opened.sweep()
    changed = opened.write(lambda tx: tx.update_sweep(sweep.project, sweep.id, name="renamed", **fields))
    assert changed == a_sweep(project=sweep.project, name="renamed", **fields)
    assert opened.read(lambda r: r.sweep(sweep.project, sweep.id)) == changed


def test_sweeps_are_listed_newest_first_by_project_or_over_all(opened: Opened) -> None:
    mnist, cifar = opened.project("mnist").key, opened.project("cifar").key
    old = opened.sweep(project=mnist, id="a", created_at=1.0)
    new = opened.sweep(project=mnist, id="b", created_at=3.0)
    other = opened.sweep(project=cifar, id="a", created_at=2.0)
    assert opened.read(lambda r: r.sweeps()) == [new, other, old]
    assert opened.read(lambda r: r.sweeps(mnist)) == [new, old]
    assert opened.read(lambda r: r.sweeps_called("a")) == [old, other]
    assert opened.read(lambda r: r.sweep(cifar, "b")) is None


def test_a_sweep_is_added_once_and_only_one_that_is_there_is_changed(opened: Opened) -> None:
    sweep = opened.sweep()
    with pytest.raises(Conflict, match="there is a sweep k3x9q7ab in this project already"):
        opened.write(lambda tx: tx.add_sweep(sweep))
    with pytest.raises(NotFound, match="there is no sweep nowhere"):
        opened.write(lambda tx: tx.update_sweep(sweep.project, "nowhere", name="x"))


def test_suggestions_wait_by_ticket_and_leave_from_the_lowest(opened: Opened) -> None:
    sweep = opened.sweep()
    made = [a_suggestion(2), a_suggestion(0, point_key=None), a_suggestion(1, info='{"by": "pi"}', version=4, repeat=2)]
    opened.write(lambda tx: tx.replace_suggestions(sweep.project, sweep.id, 0, made))
    assert opened.read(lambda r: r.suggestions(sweep.project, sweep.id)) == [made[1], made[2], made[0]]
    taken = [opened.write(lambda tx: tx.pop_suggestion(sweep.project, sweep.id)) for _ in range(4)]
    assert taken == [made[1], made[2], made[0], None]


def test_versions_come_back_by_number_and_each_is_there_once(opened: Opened) -> None:
    sweep, other = opened.sweep(), opened.sweep(id="other")
    second, first = a_version(2, cells=3**200), a_version(1)
    for version in (second, first):
        opened.write(lambda tx, version=version: tx.add_version(sweep.project, sweep.id, version))  # type: ignore[misc]
    opened.write(lambda tx: tx.add_version(sweep.project, other.id, first))
    assert opened.read(lambda r: r.versions(sweep.project, sweep.id)) == [first, second]
    with pytest.raises(Conflict, match="has a version 2 already"):
        opened.write(lambda tx: tx.add_version(sweep.project, sweep.id, a_version(2)))


def test_new_suggestions_replace_those_from_their_ticket_on(opened: Opened) -> None:
    sweep = opened.sweep()
    opened.write(lambda tx: tx.replace_suggestions(sweep.project, sweep.id, 0, [a_suggestion(i) for i in range(5)]))
    fresh = [a_suggestion(2, version=9)]
    opened.write(lambda tx: tx.replace_suggestions(sweep.project, sweep.id, 2, fresh))
    assert opened.read(lambda r: r.suggestions(sweep.project, sweep.id)) == [a_suggestion(0), a_suggestion(1), *fresh]


def test_agents_come_back_by_id_and_by_sweep_and_end(opened: Opened) -> None:
    sweep = opened.sweep()
    first = an_agent(project=sweep.project, id="b", created_at=1.0)
    second = an_agent(project=sweep.project, id="a", created_at=2.0)
    for agent in (first, second):
        opened.write(lambda tx, agent=agent: tx.add_agent(agent))  # type: ignore[misc]
    opened.write(lambda tx: tx.end_agent("a", 5.0))
    ended = an_agent(project=sweep.project, id="a", created_at=2.0, ended_at=5.0)
    assert opened.read(lambda r: r.agents(sweep.project, sweep.id)) == [first, ended]
    assert opened.read(lambda r: r.agent("a")) == ended
    assert opened.read(lambda r: r.agent("nobody")) is None


def test_a_key_grants_what_was_last_said_of_it(opened: Opened) -> None:
    run = opened.run()
    grants = [Grant(Scope.ADMIN, "ana"), Grant(Scope.RUN, "ana", run.project, run.id, 2)]
    for grant in grants:
        opened.write(lambda tx, grant=grant: tx.add_key(b"\0" * 32, grant, 1.0))  # type: ignore[misc]
        assert opened.read(lambda r: r.grant(b"\0" * 32)) == grant
    assert opened.read(lambda r: r.grant(b"\1" * 32)) is None


def test_a_pass_does_what_its_key_may_and_is_taken_once(opened: Opened) -> None:
    grant = Grant(Scope.WRITE, "ana")
    opened.write(lambda tx: tx.add_key(b"key", grant, 1.0))
    opened.write(lambda tx: tx.add_pass(PassKind.LINK, b"link", b"key", 600.5))
    opened.write(lambda tx: tx.add_pass(PassKind.SESSION, b"session", b"key", 900.0))
    link, session = Pass(b"key", grant, 600.5), Pass(b"key", grant, 900.0)
    assert opened.read(lambda r: r.find_pass(PassKind.LINK, b"link")) == link
    assert opened.read(lambda r: r.find_pass(PassKind.SESSION, b"session")) == session
    assert opened.read(lambda r: r.find_pass(PassKind.SESSION, b"link")) is None
    assert opened.write(lambda tx: tx.take_pass(PassKind.SESSION, b"link")) is None
    assert [opened.write(lambda tx: tx.take_pass(PassKind.LINK, b"link")) for _ in range(2)] == [link, None]
    assert opened.read(lambda r: r.find_pass(PassKind.SESSION, b"session")) == session


def test_passes_go_when_they_expire(opened: Opened) -> None:
    opened.write(lambda tx: tx.add_key(b"key", Grant(Scope.READ, "ana"), 1.0))
    for name, expires_at in ((b"old", 10.0), (b"new", 10.5)):
        opened.write(lambda tx, name=name, at=expires_at: tx.add_pass(PassKind.SESSION, name, b"key", at))  # type: ignore[misc]
    opened.write(lambda tx: tx.drop_passes(10.0))
    assert opened.read(lambda r: r.find_pass(PassKind.SESSION, b"old")) is None
    assert opened.read(lambda r: r.find_pass(PassKind.SESSION, b"new")) is not None


def test_a_pass_goes_with_its_key(opened: Opened) -> None:
    sweep = opened.sweep()
    run = opened.run(sweep=sweep.id, number=1)
    opened.write(lambda tx: tx.add_key(b"key", Grant(Scope.RUN, "ana", run.project, run.id, 1), 1.0))
    opened.write(lambda tx: tx.add_pass(PassKind.SESSION, b"session", b"key", 10.0))
    opened.write(lambda tx: tx.delete_sweep(sweep.project, sweep.id))
    assert opened.read(lambda r: r.find_pass(PassKind.SESSION, b"session")) is None


def test_a_setting_holds_its_last_value(opened: Opened) -> None:
    assert opened.read(lambda r: r.setting("secret")) is None
    for value in ("one", ""):
        opened.write(lambda tx, value=value: tx.set_setting("secret", value))  # type: ignore[misc]
        assert opened.read(lambda r: r.setting("secret")) == value


def test_deleting_a_sweep_takes_all_that_is_its_own_and_nothing_else(opened: Opened) -> None:
    for sweep_id in ("gone", "kept"):
        sweep = opened.sweep(id=sweep_id)
        run = opened.run(id=f"run-{sweep_id}", sweep=sweep_id, number=1)
        run = opened.append(run, losses(1.0, 2.0))
        opened.fold()
        run = opened.log(opened.append(run, losses(3.0)), ["hello"])
        key, agent = sweep_id.encode(), an_agent(project=sweep.project, sweep=sweep_id, id=f"agent-{sweep_id}")
        opened.write(
            lambda tx, run=run, key=key, agent=agent, sweep=sweep: (  # type: ignore[misc]
                tx.add_agent(agent),
                tx.add_key(key, Grant(Scope.RUN, "ana", run.project, run.id, 1), 1.0),
                tx.replace_suggestions(sweep.project, sweep.id, 0, [a_suggestion(0)]),
                tx.add_version(sweep.project, sweep.id, a_version(1)),
                tx.add_attempt(sweep.project, an_attempt(run=run.id)),
            )
        )
    opened.write(lambda tx: tx.delete_sweep(sweep.project, "gone"))

    def left(sweep_id: str) -> tuple[object, ...]:
        run_id, agent, project = f"run-{sweep_id}", f"agent-{sweep_id}", sweep.project
        return opened.read(
            lambda r: (
                r.sweep(project, sweep_id) is not None,
                r.count_runs(project, sweep_id),
                r.run(project, run_id) is not None,
                r.suggestions(project, sweep_id),
                len(r.versions(project, sweep_id)),
                len(r.attempts(project, sweep_id)),
                len(r.attempts_of(project, run_id)),
                r.agent(agent) is not None,
                r.grant(sweep_id.encode()) is not None,
                [metric.name for metric in r.metrics(project, run_id)],
                list(r.values_of_runs(project, sweep_id, Metric("loss"))),
                r.curve(project, run_id, "loss")[2],
                len(r.rows(project, run_id, 0, 10)),
                r.log(project, run_id, 0, 10),
            )
        )

    assert left("gone") == (False, {}, False, [], 0, 0, 0, False, False, [], [], [], 0, (0, []))
    assert left("kept") == (
        True,
        {RunState.RUNNING: 1},
        True,
        [a_suggestion(0)],
        1,
        1,
        1,
        True,
        True,
        ["loss"],
        ["run-kept"],
        [1.0, 2.0, 3.0],
        3,
        (0, ["hello"]),
    )
