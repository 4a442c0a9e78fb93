"""Sweeps over HTTP: made, seen, steered and deleted."""

import pytest

from besom.errors import Conflict, Invalid, NotFound
from besom.wire.sweeps import CreateSweep, EditSweep, RunCounts
from tests.service.servers import FakeAgent, Server, create, error_of, grid, learning

CNN = """description: random sweep for my little cnn
program: cnn.py
method: bayes
metric:
  name: val_loss
  goal: minimize
early_terminate:
  type: envelope
parameters:
  learning-rate:
    min: 0.001
    max: 0.1
  optimizer:
    values: ["adam", "sgd"]
  epochs:
    value: 30
"""


def test_a_sweep_is_made_from_its_file(server: Server, project: str) -> None:
    sweep = create(server, CNN, project)
    assert len(sweep.id) == 8
    assert sweep.url == f"{server.url}/ana/{project}/sweeps/{sweep.id}"
    assert (sweep.state, sweep.method, sweep.source) == ("running", "bayes", CNN)
    assert sweep.description == "random sweep for my little cnn"
    assert sweep.metric is not None
    assert (sweep.metric.name, sweep.metric.goal) == ("val_loss", "minimize")
    assert (sweep.counts, sweep.best, sweep.agents, sweep.total) == (RunCounts(), None, 0, None)
    assert sweep.document["parameters"]["epochs"] == {"value": 30}
    assert server.client().sweep("ana", project, sweep.id) == sweep


def test_the_same_request_makes_one_sweep(server: Server, project: str) -> None:
    new = CreateSweep(source=CNN, request_id="once")
    first, second = (server.client().create_sweep("ana", project, new) for _ in range(2))
    assert first == second
    assert len(server.client().sweeps("ana", project).sweeps) == 1
    with pytest.raises(Conflict):
        server.client().create_sweep("ana", project, CreateSweep(source=grid(3), request_id="once"))


def test_a_file_with_mistakes_is_refused_with_all_of_them_and_nothing_is_made(server: Server, project: str) -> None:
    source = "program: a.py\nmethod: bayez\nmetric: {name: loss}\nparameters:\n  x: {min: 2, max: 1}\n"
    with pytest.raises(Invalid) as caught:
        server.client().create_sweep("ana", project, CreateSweep(source=source, file="my.yaml"))
    problems = "\n".join(caught.value.problems)
    assert "my.yaml:2:9: " in problems
    assert "my.yaml:5:" in problems
    shown = ["  method: bayez\n          ^", "    x: {min: 2, max: 1}\n             ^"]
    assert caught.value.details["excerpts"] == shown
    with pytest.raises(NotFound):
        server.client().sweeps("ana", project)


def test_a_file_is_no_larger_than_a_person_writes(server: Server, project: str) -> None:
    answer = server.send("POST", f"/api/projects/ana/{project}/sweeps", {"source": "#" * 300_000})
    assert (answer.status, error_of(answer)["code"]) == (422, "invalid")


@pytest.mark.parametrize("name", ["a:b", "a#b", "a%25b", "a" * 129, "a\nb"])
def test_a_project_has_a_name_that_fits_into_an_address(server: Server, name: str) -> None:
    for entity, project in (("ana", name), (name, "fine")):
        with pytest.raises(Invalid, match="cannot be the name"):
            server.client().create_sweep(entity, project, CreateSweep(source=CNN))


def test_sweeps_are_listed_newest_first_and_found_by_id(server: Server, project: str) -> None:
    older, newer = create(server, grid(2), project), create(server, CNN, project)
    client = server.client()
    assert [sweep.id for sweep in client.sweeps("ana", project).sweeps] == [newer.id, older.id]
    assert [sweep.id for sweep in client.all_sweeps().sweeps][:2] == [newer.id, older.id]
    assert client.find_sweeps(older.id).sweeps == [older]
    assert client.find_sweeps("nowhere1").sweeps == []
    assert f"ana/{project}" in client.projects().projects


def test_what_is_not_there_is_said_in_a_sentence(server: Server, project: str) -> None:
    with pytest.raises(NotFound, match=f"there is no project ana/{project}"):
        server.client().sweep("ana", project, "nowhere1")
    create(server, grid(2), project)
    with pytest.raises(NotFound, match="there is no sweep nowhere1"):
        server.client().sweep("ana", project, "nowhere1")
    for action in ("pause", "resume", "stop", "cancel"):
        answer = server.send("POST", f"/api/projects/ana/{project}/sweeps/nowhere1/{action}")
        assert (answer.status, error_of(answer)["code"]) == (404, "not_found")
    for method in ("PATCH", "DELETE"):
        assert server.send(method, f"/api/projects/ana/{project}/sweeps/nowhere1", {}).status == 404


def test_a_sweep_takes_another_name(server: Server, project: str) -> None:
    sweep = create(server, grid(2), project)
    assert server.client().edit_sweep("ana", project, sweep.id, EditSweep(name="little one")).name == "little one"
    assert server.client().edit_sweep("ana", project, sweep.id, EditSweep()).name == "little one"


def test_a_sweep_moves_between_its_states_and_nowhere_else(server: Server, project: str) -> None:
    client, sweep = server.client(), create(server, grid(2), project)
    at = ("ana", project, sweep.id)
    assert client.act_on_sweep(*at, "pause").state == "paused"
    assert client.act_on_sweep(*at, "pause").state == "paused"
    assert client.act_on_sweep(*at, "resume").state == "running"
    assert client.act_on_sweep(*at, "stop").state == "stopped"
    with pytest.raises(Conflict, match="is stopped; it cannot become paused"):
        client.act_on_sweep(*at, "pause")
    assert client.act_on_sweep(*at, "cancel").state == "cancelled"
    assert client.act_on_sweep(*at, "resume").state == "running"


def test_a_sweep_is_deleted_with_its_runs_but_not_while_some_are_running(server: Server, project: str) -> None:
    sweep = create(server, grid(2), project)
    agent = FakeAgent(server, sweep)
    run = agent.take()
    with pytest.raises(Conflict, match="1 running"):
        agent.client.delete_sweep("ana", project, sweep.id)
    agent.finish(run)
    deleted = agent.client.delete_sweep("ana", project, sweep.id)
    assert (deleted.deleted, deleted.runs) == (sweep.id, 1)
    with pytest.raises(NotFound):
        agent.client.sweep("ana", project, sweep.id)
    with pytest.raises(NotFound):
        agent.client.run("ana", project, run.run)


def test_counts_best_and_order_of_runs_follow_the_metric(server: Server, project: str) -> None:
    sweep = create(server, learning("random", goal="maximize"), project)
    agent = FakeAgent(server, sweep, workers=4)
    runs = [agent.take() for _ in range(4)]
    agent.report(runs[0], [0.1, 0.5, 0.2])
    agent.report(runs[1], [0.9])
    agent.report(runs[2], [float("nan")])
    for run, code in zip(runs, (0, 0, 3, None), strict=True):
        agent.finish(run, code)
    seen = agent.client.sweep("ana", project, sweep.id)
    assert seen.counts == RunCounts(finished=2, failed=1, crashed=1)
    assert seen.best is not None
    assert (seen.best.run, seen.best.number, seen.best.value) == (runs[1].run, 2, 0.9)
    assert seen.agents == 1

    listed = agent.client.runs("ana", project, sweep.id).runs
    assert [run.number for run in listed] == [1, 2, 3, 4]
    assert listed[0].metrics["val_loss"].max == 0.5
    ranked = agent.client.runs("ana", project, sweep.id, sort="value", limit=2).runs
    assert [(run.number, run.value) for run in ranked] == [(2, 0.9), (1, 0.5)]
    assert [run.number for run in agent.client.runs("ana", project, sweep.id, state="failed").runs] == [3]
    for query in ("state=odd", "sort=odd", "limit=0", "limit=x"):
        answer = server.send("GET", f"/api/projects/ana/{project}/sweeps/{sweep.id}/runs?{query}")
        assert (answer.status, error_of(answer)["code"]) == (422, "invalid")
        assert query.partition("=")[0] in error_of(answer)["message"]


def test_a_run_is_found_by_its_number_and_shows_its_command(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    agent = FakeAgent(server, sweep)
    claimed = agent.take()
    run = agent.client.run_numbered("ana", project, sweep.id, 1)
    assert run == agent.client.run("ana", project, claimed.run)
    assert run.command == ["python", "cnn.py", "--rate=1"]
    assert (run.state, run.agent, run.attempt, run.config) == ("running", agent.id, 1, {"rate": 1})
    assert run.info["by"] == "grid"
    assert run.url == claimed.url == f"{server.url}/ana/{project}/runs/{claimed.run}"
    with pytest.raises(NotFound, match="no run 2 "):
        agent.client.run_numbered("ana", project, sweep.id, 2)


def test_runs_of_a_sweep_without_a_program_are_shown_without_a_command(server: Server, project: str) -> None:
    lines = [line for line in grid(2).splitlines() if not line.startswith("program:")]
    sweep = create(server, "\n".join(lines), project)
    agent = FakeAgent(server, sweep)
    run = agent.take()
    agent.report(run, [0.5])
    shown = agent.client.runs("ana", project, sweep.id).runs
    assert [(each.number, each.command) for each in shown] == [(1, [])]
