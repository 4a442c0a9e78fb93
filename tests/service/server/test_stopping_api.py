"""Stopping rules over HTTP: who is stopped at which band, what is said of it, and what is judged by now."""

import json

import pytest

from besom.wire.agents import Claimed
from besom.wire.numbers import unpack
from besom.wire.runs import Stop
from besom.wire.sweeps import EditSource, Limit
from tests.service.servers import FakeAgent, Server, create, grid, learning

HYPERBAND = "early_terminate: {type: hyperband, min_iter: 3}"
BOTH = "early_terminate: [{type: envelope, min_runs: 1}, {type: hyperband, max_iter: 27, s: 2}]"


def limits_of(agent: FakeAgent) -> dict[str, list[Limit]]:
    told = agent.client.limits(*agent.at, agent.sweep.id)
    return {rule.rule: rule.limits for rule in told.rules}


def await_stop(agent: FakeAgent, run: Claimed) -> None:
    """Returns when the run's script has heard that it is to end."""
    received = agent.report(run, [], first=0)
    while received.order is None:
        received = agent.report(run, [], first=received.next)
    assert received.order == "stop"


def test_the_envelope_is_shown_as_soon_as_it_judges(server: Server, project: str) -> None:
    sweep = create(server, learning("random", goal="maximize", more="early_terminate: {type: envelope}"), project)
    agent = FakeAgent(server, sweep, workers=4)
    for values in ([0.1, 0.5], [0.2, 0.3, 0.6], [0.4]):
        assert limits_of(agent) == {"envelope": []}
        run = agent.take()
        agent.report(run, values)
        agent.finish(run)
    told = json.loads(server.send("GET", f"/api/projects/ana/{project}/sweeps/{sweep.id}/limits").body)
    assert told == {
        "rules": [
            {
                "rule": "envelope",
                "limits": [
                    {"age": 1, "value": 0.1, "by": [1], "among": 3},
                    {"age": 2, "value": 0.3, "by": [2], "among": 3},
                    {"age": 3, "value": 0.4, "by": [3], "among": 3},
                ],
            }
        ]
    }


def test_a_sweep_without_a_rule_has_no_limits(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    assert server.client().limits("ana", project, sweep.id).rules == []


def test_a_run_that_falls_behind_at_a_band_is_stopped_and_told_where_it_stood(server: Server, project: str) -> None:
    sweep = create(server, learning("random", goal="maximize", more=HYPERBAND), project)
    agent = FakeAgent(server, sweep, workers=4)
    runs = [agent.take() for _ in range(4)]
    assert agent.report(runs[0], [0.5, 0.6, 0.7]).order is None  # the first at the band is never stopped there
    agent.report(runs[1], [0.1, 0.8, 0.9])
    await_stop(agent, runs[0])  # it was passed at its band while it ran on
    agent.report(runs[2], [0.2, 0.2])
    agent.report(runs[2], [0.3], first=2)
    await_stop(agent, runs[2])
    assert agent.report(runs[1], [0.9], first=3).order is None
    ended = agent.finish(runs[2], -15)
    assert ended.state == "stopped"
    assert ended.why == "hyperband at band 3: 0.3, threshold 0.7, rank 3 of 3"
    why = agent.client.why("ana", project, runs[2].run)
    assert why.stop == Stop(
        rule="hyperband", age=3, value=0.3, limit=0.7, by=[1], band=3, rank=3, among=3
    )  # element int(3 / 3) of 0.9, 0.7, 0.3
    assert why.sentences == [
        "run 3 was stopped by hyperband at its 3rd report",
        "at band 3 its val_loss counted as 0.3 and had to be at least 0.7, the threshold that run 1 set: rank 3 of 3",
    ]


def test_the_bands_are_shown_with_their_present_thresholds(server: Server, project: str) -> None:
    sweep = create(server, learning("random", more=HYPERBAND), project)
    agent = FakeAgent(server, sweep, workers=3)
    first, second = agent.take(), agent.take()
    agent.report(first, [3.0, 2.0])
    assert limits_of(agent) == {"hyperband": []}
    agent.report(first, [1.0] * 7, first=2)
    assert limits_of(agent)["hyperband"] == [
        Limit(age=3, value=1.0, by=[1], among=1),
        Limit(age=9, value=1.0, by=[1], among=1),
    ]
    agent.report(second, [0.5, 0.5, 0.5])
    assert limits_of(agent)["hyperband"] == [
        Limit(age=3, value=0.5, by=[2], among=2),
        Limit(age=9, value=1.0, by=[1], among=1),
    ]


def test_runs_that_a_rule_has_stopped_go_on_counting_at_their_bands(server: Server, project: str) -> None:
    sweep = create(server, learning("random", more=HYPERBAND), project)
    agent = FakeAgent(server, sweep, workers=2)
    best, loser = agent.take(), agent.take()
    agent.report(best, [0.1] * 3)
    agent.report(loser, [0.9] * 3)
    await_stop(agent, loser)
    agent.finish(loser, -15)
    agent.finish(best, 1)  # it failed, and still has been there
    assert limits_of(agent)["hyperband"] == [Limit(age=3, value=0.1, by=[1], among=2)]


def test_several_rules_stand_side_by_side(server: Server, project: str) -> None:
    sweep = create(server, learning("random", more=BOTH), project)
    agent = FakeAgent(server, sweep, workers=4)
    best = agent.take()
    agent.report(best, [0.1] * 9)
    agent.finish(best)
    assert limits_of(agent) == {
        "envelope": [Limit(age=1, value=0.1, by=[1], among=1)],
        "hyperband": [Limit(age=3, value=0.1, by=[1], among=1), Limit(age=9, value=0.1, by=[1], among=1)],
    }
    # At three reports hyperband judges, and the envelope does not yet; at four both do, and the first of them speaks.
    early, late = agent.take(), agent.take()
    agent.report(early, [0.5] * 3)
    await_stop(agent, early)
    agent.report(late, [0.2, 0.2, 0.2, 0.2])
    await_stop(agent, late)
    for run, rule in ((early, "hyperband"), (late, "envelope")):
        stop = agent.client.why("ana", project, run.run).stop
        assert stop is not None
        assert stop.rule == rule


@pytest.mark.parametrize(("strict", "stopped"), [(False, False), (True, True)])
def test_strict_asks_for_the_value_at_the_band_itself(
    server: Server, project: str, strict: bool, stopped: bool
) -> None:
    more = f"early_terminate: {{type: hyperband, min_iter: 3, strict: {str(strict).lower()}}}"
    sweep = create(server, learning("random", more=more), project)
    agent = FakeAgent(server, sweep, workers=2)
    leader, spiky = agent.take(), agent.take()
    agent.report(leader, [0.5, 0.5, 0.5])
    agent.report(spiky, [0.4, 0.9, 0.9])
    if stopped:
        await_stop(agent, spiky)
    agent.finish(leader)
    assert agent.finish(spiky, 0).state == "finished" if not stopped else True
    stop = agent.client.why("ana", project, spiky.run).stop
    assert (stop is not None) == stopped
    if stop is not None:
        assert (unpack(stop.value), unpack(stop.limit)) == (0.9, 0.5)


def test_a_rule_that_an_edit_brings_judges_what_runs_at_once(server: Server, project: str) -> None:
    agent = FakeAgent(server, create(server, learning("random"), project), workers=3)
    best, loser, ended = (agent.take() for _ in range(3))
    agent.report(best, [0.1] * 3)
    agent.report(ended, [0.2] * 3)
    agent.finish(ended)
    assert agent.report(loser, [0.9] * 3).order is None
    edit = EditSource(source=learning("random", more=HYPERBAND), base_version=1)
    agent.client.add_version(*agent.at, agent.sweep.id, edit)
    await_stop(agent, loser)
    assert agent.report(best, [0.1], first=3).order is None
