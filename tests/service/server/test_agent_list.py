"""Who works on a sweep, where, and on what."""

from pathlib import Path

from besom.wire.agents import HeldRun
from tests.service.servers import FakeAgent, Server, create, error_of, grid, thread_server


def test_agents_are_told_with_what_they_run(server: Server, project: str) -> None:
    sweep = create(server, grid(4), project)
    client = server.client()
    assert client.agents("ana", project, sweep.id).agents == []
    one, two = FakeAgent(server, sweep, "one", workers=2), FakeAgent(server, sweep, "two")
    first, second = one.take(), one.take()
    told = {agent.id: agent for agent in client.agents("ana", project, sweep.id).agents}
    assert told.keys() == {one.id, two.id}
    busy, idle = told[one.id], told[two.id]
    assert (busy.host, busy.workers, busy.alive, busy.ended_at) == ("box", 2, True, None)
    assert busy.runs == [HeldRun(run=run.run, number=run.number) for run in (first, second)]
    assert idle.runs == []
    assert busy.last_seen is not None
    assert busy.last_seen >= busy.created_at
    assert client.run("ana", project, first.run).host == "box"

    one.finish(first)
    client.leave(one.id)
    *_, last = client.agents("ana", project, sweep.id).agents
    assert (last.id, last.alive, last.runs) == (one.id, False, [])
    assert last.ended_at is not None


def test_the_host_of_a_run_is_that_of_its_latest_attempt(server: Server, project: str) -> None:
    sweep = create(server, grid(1), project)
    first = FakeAgent(server, sweep, "one", host="box")
    run = first.take()
    server.client().leave(first.id)
    assert FakeAgent(server, sweep, "two", host="other").take().run == run.run
    assert server.client().run("ana", project, run.run).host == "other"


def test_after_a_restart_an_agent_is_known_but_was_not_heard_yet(tmp_path: Path) -> None:
    with thread_server(tmp_path / "data") as first:
        sweep = create(first, grid(1), "p")
        agent = FakeAgent(first, sweep)
        agent.take()
    with thread_server(tmp_path / "data") as second:
        [told] = second.client().agents("ana", "p", sweep.id).agents
        assert (told.id, told.alive, told.last_seen, len(told.runs)) == (agent.id, False, None, 1)


def test_agents_of_a_sweep_that_is_not_there(server: Server, project: str) -> None:
    create(server, grid(1), project)
    answer = server.send("GET", f"/api/projects/ana/{project}/sweeps/nowhere1/agents")
    assert (answer.status, error_of(answer)["code"]) == (404, "not_found")
