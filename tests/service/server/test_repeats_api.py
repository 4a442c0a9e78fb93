"""Sweeps whose points are run under several seeds, and what counts as the value of a run, as an agent sees both."""

from collections import Counter

import pytest

from besom.wire.agents import Claimed, Nothing
from besom.wire.sweeps import Sweep
from tests.service.servers import FakeAgent, Server, create, learning

REPEATED = """
program: cnn.py
method: {method}
metric: {{name: val_loss, goal: {goal}}}
repeat: {{seeds: [11, 12, 13]}}
parameters:
  rate: {{values: [1, 2]}}
"""


def repeated(server: Server, project: str, method: str = "random", goal: str = "minimize") -> FakeAgent:
    source = REPEATED.format(method=method, goal=goal)
    return FakeAgent(server, create(server, source, project), workers=1)


def run_to_the_end(agent: FakeAgent, value: dict[int, float]) -> list[tuple[int, int]]:
    """Rate and seed of each run; it logs the value of its rate and a hundredth of its seed."""
    seen = []
    while not isinstance(run := agent.claim(), Nothing) or run.what == "wait":
        if isinstance(run, Claimed):
            rate, seed = run.point["rate"], run.point["seed"]
            seen.append((rate, seed))
            agent.report(run, [value[rate] + seed / 100])
            agent.finish(run)
    return seen


def now(agent: FakeAgent) -> Sweep:
    return agent.client.sweep(*agent.at, agent.sweep.id)


def test_a_grid_runs_every_cell_under_every_seed_once(server: Server, project: str) -> None:
    agent = repeated(server, project, "grid")
    assert (agent.sweep.cells, agent.sweep.total) == (6, 6)
    seen = run_to_the_end(agent, {1: 1.0, 2: 2.0})
    assert seen == [(rate, seed) for rate in (1, 2) for seed in (11, 12, 13)]
    assert now(agent).state == "finished"
    assert agent.client.audit(*agent.at, agent.sweep.id).closes


def test_a_race_spares_the_point_that_is_clearly_behind(server: Server, project: str) -> None:
    agent = repeated(server, project)
    assert agent.sweep.total is None
    runs = Counter(rate for rate, _ in run_to_the_end(agent, {1: 0.5, 2: 90.0}))
    assert runs[1] == 3
    assert 1 <= runs[2] <= 3
    assert now(agent).state == "finished"
    assert agent.client.audit(*agent.at, agent.sweep.id).closes


def test_no_point_and_seed_come_twice_whoever_asks(server: Server, project: str) -> None:
    agent = repeated(server, project)
    other = FakeAgent(server, agent.sweep, "two", workers=2)
    held = [other.take(), other.take(), agent.take()]
    for run in held:
        other.report(run, [0.5])
        other.finish(run)
    seen = run_to_the_end(agent, {1: 0.5, 2: 0.5})
    seen += [(run.point["rate"], run.point["seed"]) for run in held]
    assert len(set(seen)) == len(seen)


def test_why_names_the_other_runs_of_the_point(server: Server, project: str) -> None:
    agent = repeated(server, project, "grid")
    run_to_the_end(agent, {1: 1.0, 2: 2.0})
    run = agent.client.run_numbered(*agent.at, agent.sweep.id, 6)
    said = agent.client.why(*agent.at, run.id).sentences
    assert said[1] == "it repeats the point of runs 4 and 5 under another seed, as every point is"


@pytest.mark.parametrize(("goal", "best"), [("minimize", 1), ("maximize", 2)])
def test_the_leader_is_shown_with_its_mean_and_interval(server: Server, project: str, goal: str, best: int) -> None:
    agent = repeated(server, project, "grid", goal)
    run_to_the_end(agent, {1: 1.0, 2: 2.0})
    standings = agent.client.standings(*agent.at, agent.sweep.id).standings
    assert [place.point["rate"] for place in standings] == [best, 3 - best]
    leader, other = standings
    assert leader.mean == pytest.approx(best + 0.12)
    assert leader.half_width == pytest.approx(0.0176, abs=1e-4)
    assert (leader.leads, leader.behind, other.leads, other.behind) == (True, False, False, True)
    assert [result.repeat for result in leader.results] == [0, 1, 2]
    found = now(agent).best
    assert found is not None
    assert (found.value, found.half_width) == (leader.mean, leader.half_width)
    assert found.runs == [result.number for result in leader.results]
    assert (found.run, found.number) == (leader.results[0].run, leader.results[0].number)


def test_one_lucky_run_does_not_lead(server: Server, project: str) -> None:
    agent = repeated(server, project, "grid")
    for value in (0.5, 0.5, 0.5, 0.01):
        run = agent.take()
        agent.report(run, [value])
        agent.finish(run)
    best = now(agent).best
    assert best is not None
    assert (best.number, best.value, best.runs) == (1, 0.5, [1, 2, 3])
    lucky = agent.client.standings(*agent.at, agent.sweep.id).standings[1]
    assert (lucky.mean, lucky.half_width, lucky.leads) == (0.01, None, False)


def test_without_repeats_each_run_stands_for_itself(server: Server, project: str) -> None:
    agent = FakeAgent(server, create(server, learning("random"), project), workers=1)
    for value in (0.5, 0.1, None, 0.3):
        run = agent.take()
        if value is not None:
            agent.report(run, [value])
        agent.finish(run)
    standings = agent.client.standings(*agent.at, agent.sweep.id).standings
    assert [place.mean for place in standings] == [0.1, 0.3, 0.5]
    assert [place.leads for place in standings] == [True, False, False]
    assert [[result.number for result in place.results] for place in standings] == [[2], [4], [1]]
    best = now(agent).best
    assert best is not None
    assert (best.number, best.value, best.half_width, best.runs) == (2, 0.1, None, [])


@pytest.mark.parametrize(
    ("reduce", "values"), [("best", [0.1, 0.2]), ("last", [0.7, 0.4]), ("mean-last-2", [0.4, 0.3])]
)
def test_the_value_of_a_run_is_what_the_metric_says(
    server: Server, project: str, reduce: str, values: list[float]
) -> None:
    source = learning("random").replace("goal: minimize", f"goal: minimize, reduce: {reduce}")
    agent = FakeAgent(server, create(server, source, project), workers=1)
    for logged, value in zip(([0.9, 0.1, 0.7], [0.9, 0.2, 0.4]), values, strict=True):
        run = agent.take()
        agent.report(run, logged)
        assert agent.client.run(*agent.at, run.run).value == pytest.approx(value)
        assert agent.finish(run).value == pytest.approx(value)
    listed = agent.client.runs(*agent.at, agent.sweep.id, sort="value").runs
    assert [run.value for run in listed] == pytest.approx(sorted(values))
    best = now(agent).best
    assert best is not None
    assert best.value == pytest.approx(min(values))
