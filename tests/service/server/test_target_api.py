"""A metric's target over HTTP: no new runs once a run is there, the others may end, and everybody is told why."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from besom import engine
from besom.domain.run import Row
from besom.errors import Conflict
from besom.server.clock import SystemClock
from besom.store import SqliteStore
from besom.wire.agents import Claimed, Nothing
from besom.wire.sweeps import EditSource, Sweep
from tests.service.agent.processes import until
from tests.service.servers import FakeAgent, Process, Server, create, learning, thread_server

TARGET = "metric: {name: val_loss, goal: minimize, target: 0.2}"


def aiming(metric: str = TARGET, method: str = "random", more: str = "") -> str:
    text = learning(method, more=more)
    return "\n".join(metric if line.startswith("metric:") else line for line in text.splitlines())


def now(agent: FakeAgent) -> Sweep:
    return agent.client.sweep(*agent.at, agent.sweep.id)


def await_closed(agent: FakeAgent) -> None:
    until(lambda: now(agent).closed is not None)
    assert now(agent).closed == "target"


def test_a_run_at_the_target_lets_the_others_end_and_no_new_one_begin(server: Server, project: str) -> None:
    agent = FakeAgent(server, create(server, aiming(), project), workers=2)
    lucky, other = agent.take(), agent.take()
    agent.report(other, [0.9])
    agent.report(lucky, [0.5, 0.21])
    assert now(agent).closed is None
    agent.report(lucky, [0.2], first=2)
    await_closed(agent)
    assert now(agent).state == "running"
    assert agent.finish(lucky).state == "finished"
    assert agent.report(other, [0.8], first=1).order is None  # it may go on
    agent.finish(other)
    assert now(agent).state == "finished"
    reason = f"sweep {agent.sweep.id} is finished: a run has reached the target of 0.2 for val_loss"
    assert agent.claim() == Nothing(what="done", why=reason)
    with pytest.raises(Conflict, match=r"a run has reached the target of 0\.2 for val_loss, so there is nothing"):
        agent.client.act_on_sweep(*agent.at, agent.sweep.id, "resume")


def test_who_waits_for_a_run_hears_that_none_will_come(tmp_path: Path) -> None:
    """With a beat this long nothing but the news itself ends the wait."""
    with thread_server(tmp_path / "data", lease=600, beat=200) as server:
        agent = FakeAgent(server, create(server, aiming(), "p"))
        run = agent.take()
        agent.report(run, [0.1])
        await_closed(agent)
        with ThreadPoolExecutor(1) as aside:
            waiting = aside.submit(FakeAgent(server, agent.sweep, "two").claim)
            agent.finish(run)
            answer = waiting.result()
    assert isinstance(answer, Nothing)
    assert answer.what == "done"
    assert "target of 0.2" in answer.why


@pytest.mark.parametrize(("reduce", "values"), [("last", [0.9, 0.1]), ("mean-last-2", [0.9, 0.1, 0.2])])
def test_a_value_that_may_become_worse_counts_at_the_end(
    server: Server, project: str, reduce: str, values: list[float]
) -> None:
    agent = FakeAgent(server, create(server, aiming(TARGET.replace("}", f", reduce: {reduce}}}")), project))
    run = agent.take()
    agent.report(run, values)
    assert now(agent).closed is None
    agent.finish(run)
    await_closed(agent)


def test_maximising_a_target_is_reached_from_below(server: Server, project: str) -> None:
    agent = FakeAgent(server, create(server, aiming("metric: {name: val_loss, goal: maximize, target: 0.9}"), project))
    run = agent.take()
    agent.report(run, [0.1, 0.89])
    agent.report(run, [0.95], first=2)
    await_closed(agent)


def test_a_target_that_an_edit_brings_counts_for_what_there_is(server: Server, project: str) -> None:
    agent = FakeAgent(server, create(server, aiming(TARGET.replace(", target: 0.2", "")), project), workers=2)
    first = agent.take()
    agent.report(first, [0.15])
    agent.finish(first)
    assert now(agent).closed is None
    source = EditSource(source=aiming(), base_version=1)
    assert agent.client.add_version(*agent.at, agent.sweep.id, source).closed == "target"
    again = EditSource(source=aiming(TARGET.replace("0.2", "0.1")), base_version=2)
    assert agent.client.add_version(*agent.at, agent.sweep.id, again).closed is None
    run = agent.take()
    agent.report(run, [0.05])
    await_closed(agent)


def behind_the_judges_back(data: Path, run: Claimed, value: float) -> None:
    """A report that is stored while no server looks."""

    async def store() -> None:
        opened = SqliteStore.open(data / "besom.db", SystemClock(), on_fatal=lambda _: None)
        row = Row(step=0, at=0.0, metrics={"val_loss": value})
        found = await opened.read(lambda reader: reader.project("ana", "p"))
        await opened.submit(engine.report, engine.Report(found.key, run.run, run.attempt, 0, (row,)))
        await opened.close()

    asyncio.run(store())


@pytest.mark.parametrize("news", ["report", "end"])
def test_a_target_reached_while_nobody_looked_is_found_with_the_next_news(
    start_server: Callable[..., Process], news: str
) -> None:
    first = start_server()
    agent = FakeAgent(first.server(), create(first.server(), aiming(), "p"), workers=2)
    lucky, other = agent.take(), agent.take()
    first.end()
    behind_the_judges_back(first.data, lucky, 0.1)
    server = start_server().server()
    agent.client, agent.server = server.client(), server
    assert now(agent).closed is None
    if news == "report":
        agent.report(other, [0.9])
    else:
        agent.finish(other)
    await_closed(agent)
