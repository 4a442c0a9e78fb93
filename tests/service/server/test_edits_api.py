"""Sweeps that are edited while agents work on them: what changes, what stays, and that the counts are right."""

import json
import threading
from typing import Any

import pytest

from besom.client.http import Client
from besom.client.transport import Answer, Http
from besom.errors import Conflict, Invalid
from besom.wire.agents import Claimed, Nothing
from besom.wire.runs import Release, Run
from besom.wire.sweeps import Change, EditSource, Prioritise, Retry, Sweep, TryPoint
from tests.service.servers import FakeAgent, Server, create, error_of, learning

GRID = """
program: {program}
method: grid
metric: {{name: val_loss, goal: minimize}}
parameters:
  rate: {{values: {values}}}
"""


def grid(*values: object, program: str = "cnn.py") -> str:
    return GRID.format(values=json.dumps(values), program=program)


def edit(server: Server, sweep: Sweep, source: str, base: int = 1, **more: Any) -> Sweep:
    new = EditSource(source=source, base_version=base, **more)
    return server.client().add_version("ana", sweep.project, sweep.id, new)


def now(server: Server, sweep: Sweep) -> Sweep:
    return server.client().sweep("ana", sweep.project, sweep.id)


def runs(server: Server, sweep: Sweep) -> list[Run]:
    return server.client().runs("ana", sweep.project, sweep.id).runs


def work(agent: FakeAgent, count: int | None = None) -> list[Claimed]:
    """Take runs and end each with a value until there are so many, or none is left."""
    done: list[Claimed] = []
    while len(done) != count:
        run = agent.claim()
        if isinstance(run, Nothing):
            if run.what == "done":
                break
            continue
        rate = run.point["rate"]
        agent.report(run, [float(rate)])
        agent.finish(run)
        done.append(run)
    return done


def assert_audit_closes(server: Server, sweep: Sweep) -> None:
    told = server.client().audit("ana", sweep.project, sweep.id)
    assert told.closes, told


def test_after_an_edit_a_grid_hands_out_exactly_the_cells_that_nobody_has_tried(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2, 3, 4), project)
    agent = FakeAgent(server, sweep)
    assert [run.point["rate"] for run in work(agent, 2)] == [1, 2]
    edited = edit(server, sweep, grid(2, 3, 4, 5, 6))
    assert (edited.space_version, edited.cells, edited.total) == (2, 6, 6)
    assert [run.point["rate"] for run in work(agent)] == [3, 4, 5, 6]
    told = now(server, sweep)
    assert (told.state, told.counts.finished, told.total) == ("finished", 6, 6)
    assert [(run.number, run.space_version, run.inside) for run in runs(server, sweep)] == [
        (1, 1, False), (2, 1, True), (3, 2, True), (4, 2, True), (5, 2, True), (6, 2, True),
    ]  # fmt: skip
    assert_audit_closes(server, sweep)


def test_a_grid_is_counted_exactly_while_agents_go_on_taking_its_runs(server: Server, project: str) -> None:
    sweep = create(server, grid(*range(120)), project)
    agents = [FakeAgent(server, sweep, name) for name in ("one", "two")]
    begun = threading.Barrier(3)
    done: list[list[Claimed]] = []

    def run(agent: FakeAgent) -> None:
        begun.wait()
        done.append(work(agent))

    threads = [threading.Thread(target=run, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    begun.wait()
    for version in range(1, 4):  # each takes the lowest away and adds some at the end
        low = 10 * version
        edit(server, sweep, grid(*range(low, 120 + low)), base=version)
    for thread in threads:
        thread.join()
    tried = [run.point["rate"] for each in done for run in each]
    assert len(tried) == len(set(tried))
    assert set(range(30, 150)) <= set(tried)
    told = now(server, sweep)
    assert (told.state, told.counts.finished, told.total) == ("finished", len(tried), len(tried))
    assert_audit_closes(server, sweep)


def test_a_grid_that_was_used_up_goes_on_when_values_are_added(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    agent = FakeAgent(server, sweep)
    work(agent)
    assert now(server, sweep).state == "finished"
    assert edit(server, sweep, grid(1, 2, 3)).state == "running"
    assert [run.point["rate"] for run in work(agent)] == [3]
    assert_audit_closes(server, sweep)


def test_bayes_goes_on_in_the_new_space_with_all_that_it_knew(server: Server, project: str) -> None:
    sweep = create(server, learning(), project)
    agent = FakeAgent(server, sweep)
    work(agent, 4)
    wider = learning().replace("max: 1.0", "max: 4.0").replace("min: 0.0", "min: 3.0")
    assert edit(server, sweep, wider).space_version == 2
    assert all(3.0 <= run.point["rate"] <= 4.0 for run in work(agent, 4))
    assert [run.inside for run in runs(server, sweep)] == [False] * 4 + [True] * 4
    assert_audit_closes(server, sweep)


def test_an_edit_is_previewed_and_nothing_is_changed_by_that(server: Server, project: str) -> None:
    sweep = create(server, learning("random"), project)
    agent = FakeAgent(server, sweep)
    work(agent, 3)
    source = learning("bayes", more="run_cap: 2").replace("max: 1.0", "max: 0.001").replace("[a, b]", "[a, b, c]")
    asked = EditSource(source=source, base_version=1)
    told = server.client().preview_version("ana", project, sweep.id, asked)
    assert told.changes == [
        Change(what="method", old="random", new="bayes"),
        Change(what="run_cap", old=None, new="2"),
        Change(what="parameters.rate", old="uniform 0 … 1", new="uniform 0 … 0.001"),
        Change(what="parameters.kind", old="one of a b", new="one of a b c"),
    ]
    assert told.inside + told.outside == 3
    assert told.warnings == ["run_cap is 2 and there are 3 runs, so no new ones are made"]
    assert now(server, sweep).space_version == 1
    assert now(server, sweep).source == sweep.source


def test_a_parameter_that_is_new_has_a_default_for_the_past(server: Server, project: str) -> None:
    sweep = create(server, learning("random"), project)
    work(FakeAgent(server, sweep), 2)
    added = learning("random") + "  momentum: {min: 0.5, max: 0.9%s}\n"
    at = ("ana", project, sweep.id)
    without = server.client().preview_version(*at, EditSource(source=added % "", base_version=1))
    assert (without.inside, without.outside) == (0, 2)
    assert without.warnings == ["2 of 2 runs lack momentum and teach nothing: give momentum a default"]
    with_one = server.client().preview_version(*at, EditSource(source=added % ", default: 0.9", base_version=1))
    assert (with_one.inside, with_one.outside, with_one.warnings) == (2, 0, [])


def test_an_edit_from_a_version_that_is_no_longer_the_present_one_is_refused(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    edit(server, sweep, grid(1, 2, 3))
    with pytest.raises(Conflict, match="is at version 2, and this edit was made from version 1"):
        edit(server, sweep, grid(1, 2, 4))
    assert now(server, sweep).space_version == 2


def test_the_same_edit_sent_twice_makes_one_version(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    first, second = (edit(server, sweep, grid(1, 2, 3)) for _ in range(2))
    assert first.space_version == second.space_version == 2
    assert len(server.client().versions("ana", project, sweep.id).versions) == 2


def test_a_file_with_mistakes_changes_nothing(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    with pytest.raises(Invalid) as caught:
        edit(server, sweep, grid(1, 2).replace("grid", "gird"), file="new.yaml")
    assert "new.yaml:3:9: " in "\n".join(caught.value.problems)
    assert now(server, sweep).space_version == 1


def test_a_sweep_stays_in_its_project(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    with pytest.raises(Invalid, match=f"a sweep stays in its project, {project}; the file says other"):
        edit(server, sweep, grid(1, 2) + "project: other\n")
    assert edit(server, sweep, grid(1, 2) + f"project: {project}\n").space_version == 2


def test_versions_tell_what_each_has_changed(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    work(FakeAgent(server, sweep), 1)
    edit(server, sweep, grid(1, 2, 3))
    edit(server, sweep, grid(1, 2, 3) + "name: better\n", base=2)
    first, second, third = server.client().versions("ana", project, sweep.id).versions
    assert (first.version, first.source, first.changes, first.runs) == (1, grid(1, 2), [], 1)
    assert second.changes == [Change(what="parameters.rate", old="one of 1 2", new="one of 1 2 3")]
    assert third.changes == [Change(what="name", old=None, new="better")]
    assert now(server, sweep).name == "better"


def test_a_run_from_before_the_edit_keeps_its_command(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    agent = FakeAgent(server, sweep)
    old = agent.take()
    edit(server, sweep, grid(1, 2, 3, program="new.py"))
    agent.client.release("ana", project, old.run, Release(attempt=old.attempt))
    again, fresh = agent.take(), agent.take()
    assert (again.run, again.attempt, again.program, again.point) == (old.run, 2, "cnn.py", {"rate": 1})
    assert (fresh.program, fresh.point) == ("new.py", {"rate": 2})
    shown = {run.number: run.command[1] for run in runs(server, sweep)}
    assert shown == {1: "cnn.py", 2: "new.py"}
    assert_audit_closes(server, sweep)


def test_after_an_edit_of_the_metric_old_runs_count_by_what_they_logged_of_it(server: Server, project: str) -> None:
    sweep = create(server, learning("random"), project)
    work(FakeAgent(server, sweep), 2)
    other = learning("random").replace("val_loss", "accuracy")
    told = server.client().preview_version("ana", project, sweep.id, EditSource(source=other, base_version=1))
    assert told.warnings == ["0 of 2 runs have logged accuracy; the others have no value then"]
    assert edit(server, sweep, other).best is None
    assert [run.value for run in runs(server, sweep)] == [None, None]


def test_a_paused_sweep_stays_paused(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    server.client().act_on_sweep("ana", project, sweep.id, "pause")
    assert edit(server, sweep, grid(1, 2, 3)).state == "paused"


def test_only_who_may_write_edits(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    run = FakeAgent(server, sweep).take()
    body = {"source": grid(1), "base_version": 1}
    path = f"/api/projects/ana/{project}/sweeps/{sweep.id}"
    for route in ("versions", "versions/preview", "try", "retry", "prioritise"):
        answer = server.send("POST", f"{path}/{route}", body, key=run.key)
        assert (answer.status, error_of(answer)["code"]) == (403, "forbidden")


def test_a_grid_under_several_seeds_is_counted_after_an_edit_too(server: Server, project: str) -> None:
    seeds = "repeat: {seeds: [0, 1]}\n"
    sweep = create(server, grid(1, 2) + seeds, project)
    agent = FakeAgent(server, sweep)
    assert sweep.total == 4
    work(agent, 3)
    assert edit(server, sweep, grid(2, 3) + seeds).total == 6  # 2 was tried under one seed, and lacks the other
    assert [(run.point["rate"], run.point["seed"]) for run in work(agent)] == [(2, 1), (3, 0), (3, 1)]
    assert now(server, sweep).state == "finished"
    assert_audit_closes(server, sweep)


def test_a_grid_gains_and_loses_seeds(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    agent = FakeAgent(server, sweep)
    work(agent)
    assert edit(server, sweep, grid(1, 2) + "repeat: {seeds: [0, 1]}\n").total == 6  # those before had no seed
    assert len(work(agent, 1)) == 1
    assert edit(server, sweep, grid(1, 2) + "repeat: {seeds: [1, 0, 7]}\n", base=2).total == 8
    seeds = [(run.point["rate"], run.point["seed"]) for run in work(agent)]
    assert seeds == [(1, 1), (1, 7), (2, 1), (2, 0), (2, 7)]
    assert edit(server, sweep, grid(1, 2, 3), base=3).total == 9
    assert [run.point for run in work(agent)] == [{"rate": 3}]
    assert now(server, sweep).state == "finished"
    assert_audit_closes(server, sweep)


def test_whatever_is_said_twice_is_done_once(server: Server, project: str) -> None:
    sweep = create(server, grid(1, 2), project)
    agent = FakeAgent(server, sweep)
    agent.finish(agent.take(), 1)
    http, at = Http(server.url), ("ana", project, sweep.id)

    def lossy(*args: Any, **more: Any) -> Answer:
        """Every first answer is lost on the way."""
        http.send(*args, **more)
        return http.send(*args, **more)

    client = Client(server.url, server.key, patience=0, send=lossy)
    assert client.add_version(*at, EditSource(source=grid(1, 2, 3), base_version=1)).space_version == 2
    assert client.try_point(*at, TryPoint(request_id="mine", values={"rate": 3})).number == 2
    assert [run.number for run in client.retry(*at, Retry(states=["failed"], numbers=[1])).runs] == [1]
    assert [run.priority for run in client.prioritise(*at, Prioritise(numbers=[2], priority=7)).runs] == [7]
    assert [run.point["rate"] for run in work(agent)] == [3, 1, 2, 3]
    told = now(server, sweep)
    assert (told.space_version, told.total, told.counts.finished, told.state) == (2, 4, 4, "finished")
    assert_audit_closes(server, sweep)
