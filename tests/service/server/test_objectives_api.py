"""Several objectives and limits over HTTP: the front, the best run within the limits, and what a method is shown."""

from collections.abc import Mapping

import pytest

from besom.errors import Invalid
from besom.wire.agents import Claimed
from besom.wire.runs import Report, Row
from besom.wire.sweeps import CreateSweep, EditSource, Sweep
from tests.service.agent.processes import until
from tests.service.servers import FakeAgent, Server, create, learning

TWO = "metrics: [{name: loss}, {name: speed, goal: maximize, reduce: last}]"
LIMITED = "outcome_constraints: [{metric: memory, max: 8}, {metric: speed, min: 1}]"
ONE = "metric: {name: loss, target: 0.1}"

Logged = list[Mapping[str, float]]


def aimed(*lines: str, method: str = "random") -> str:
    """The usual file with other lines in place of its metric."""
    text = learning(method).splitlines()
    return "\n".join(line for old in text for line in (lines if old.startswith("metric:") else [old]))


def log(agent: FakeAgent, run: Claimed, rows: Logged) -> None:
    sent = [Row(at=float(n), step=n, metrics=dict(row)) for n, row in enumerate(rows)]
    agent.server.client(run.key).report(*agent.at, run.run, Report(attempt=run.attempt, first=0, rows=list(sent)))


def ended(server: Server, project: str, source: str, runs: list[Logged]) -> tuple[FakeAgent, Sweep]:
    """A sweep whose runs have logged these rows, and the sweep as it is then."""
    agent = FakeAgent(server, create(server, source, project))
    for rows in runs:
        run = agent.take()
        log(agent, run, rows)
        agent.finish(run)
    return agent, agent.client.sweep(*agent.at, agent.sweep.id)


def order(agent: FakeAgent) -> list[int | None]:
    return [run.number for run in agent.client.runs(*agent.at, agent.sweep.id, sort="value").runs]


def test_the_front_holds_the_runs_that_no_other_beats(server: Server, project: str) -> None:
    rows: list[Logged] = [
        [{"loss": 0.5, "speed": 9.0}],
        [{"loss": 0.1, "speed": 2.0}, {"loss": 0.4, "speed": 3.0}],  # 0.1 at its best, 3 at its end
        [{"loss": 0.5, "speed": 8.0}],
        [{"loss": 0.3, "speed": 5.0}],
        [{"loss": 0.01}],  # says nothing of its speed
    ]
    agent, sweep = ended(server, project, aimed(TWO), rows)
    assert [(metric.name, metric.goal) for metric in sweep.metrics] == [("loss", "minimize"), ("speed", "maximize")]
    assert sweep.metric == sweep.metrics[0]
    assert sweep.front == [2, 4, 1]
    assert order(agent) == [2, 4, 1, 5, 3]
    assert sweep.best is not None
    assert sweep.best.number == 5
    second = agent.client.run_numbered(*agent.at, sweep.id, 2)
    assert (second.value, second.values, second.broken) == (0.1, {"loss": 0.1, "speed": 3.0}, [])


def test_runs_that_break_a_limit_are_neither_the_best_nor_on_the_front(server: Server, project: str) -> None:
    rows: list[Logged] = [
        [{"loss": 0.1, "speed": 9.0, "memory": 9.0}],
        [{"loss": 0.2, "speed": 0.5, "memory": 9.0}],
        [{"loss": 0.3, "speed": 5.0}],
        [{"loss": 0.4, "speed": 5.0, "memory": 9.0}, {"memory": 7.0}],
    ]
    agent, sweep = ended(server, project, aimed(TWO, LIMITED), rows)
    assert [(of.metric, of.min, of.max, of.reduce) for of in sweep.outcome_constraints] == [
        ("memory", None, 8, "last"),
        ("speed", 1, None, "last"),
    ]
    assert sweep.front == [4]
    assert sweep.best is not None
    assert sweep.best.number == 4
    runs = agent.client.runs(*agent.at, sweep.id).runs
    assert [run.broken for run in runs] == [["memory"], ["memory", "speed"], [], []]
    assert order(agent) == [4, 1, 2, 3]
    assert agent.client.why(*agent.at, runs[1].id).sentences[1:] == [
        "it breaks a limit, so it cannot be the best: memory is 9 and has to be at most 8",
        "it breaks a limit, so it cannot be the best: speed is 0.5 and has to be at least 1",
    ]
    assert agent.client.why(*agent.at, runs[3].id).sentences[1:] == [
        "it is on the front: no other run beats it in everything (loss, speed)"
    ]
    standings = agent.client.standings(*agent.at, sweep.id).standings
    assert [(each.results[0].number, each.leads, each.keeps) for each in standings] == [
        (4, True, True), (1, False, False), (2, False, False), (3, False, False),
    ]  # fmt: skip


def test_a_sweep_ends_at_its_target_by_a_run_that_keeps_the_limits(server: Server, project: str) -> None:
    agent = FakeAgent(server, create(server, aimed(ONE, LIMITED), project), workers=2)
    slow, fast = agent.take(), agent.take()
    log(agent, slow, [{"loss": 0.05, "speed": 0.5, "memory": 1.0}])
    agent.finish(slow)
    log(agent, fast, [{"loss": 0.06, "speed": 5.0, "memory": 1.0}])
    assert agent.client.sweep(*agent.at, agent.sweep.id).closed is None
    agent.finish(fast)
    until(lambda: agent.client.sweep(*agent.at, agent.sweep.id).closed == "target")
    edited = EditSource(source=aimed(ONE, LIMITED.replace("min: 1", "min: 9")), base_version=1)
    assert agent.client.add_version(*agent.at, agent.sweep.id, edited).closed is None
    again = EditSource(source=aimed(ONE, LIMITED), base_version=2)
    assert agent.client.add_version(*agent.at, agent.sweep.id, again).closed == "target"


@pytest.mark.parametrize("method", ["random", "bayes"])
def test_a_sweep_begins_with_what_others_know_of_all_its_metrics(server: Server, project: str, method: str) -> None:
    rows: Logged = [{"loss": 0.1, "speed": 2.0, "memory": 5.0}, {"loss": 0.4, "speed": 3.0, "memory": 4.0}]
    agent, sweep = ended(server, project, aimed(TWO, LIMITED, method=method), [rows, rows])
    values = {"loss": 0.1, "speed": 3.0, "memory": 4.0}
    assert agent.client.runs(*agent.at, sweep.id).runs[0].values == values
    later = create(server, aimed(TWO, LIMITED, f"prior: {{sweep: {sweep.id}}}", method=method), project)
    assert later.notes[0] == f"sweep {sweep.id}: 2 runs"
    assert FakeAgent(server, later).take().number == 1


def test_an_edit_says_how_many_runs_have_logged_what_counts_from_now_on(server: Server, project: str) -> None:
    rows: list[Logged] = [[{"loss": 1.0, "speed": 2.0}], [{"loss": 2.0}]]
    agent, sweep = ended(server, project, aimed("metric: {name: loss}"), rows)
    edit = EditSource(source=aimed(TWO, LIMITED), base_version=1)
    preview = agent.client.preview_version(*agent.at, sweep.id, edit)
    assert [warning for warning in preview.warnings if "have logged" in warning] == [
        "1 of 2 runs have logged speed; the others have no value then",
        "0 of 2 runs have logged memory; the others have no value then",
    ]


def test_a_file_with_a_limit_that_no_value_can_keep_is_refused(server: Server, project: str) -> None:
    source = aimed(ONE, "outcome_constraints: [{metric: memory, min: 9, max: 8}]")
    with pytest.raises(Invalid, match="min must not be above max"):
        server.client().create_sweep("ana", project, CreateSweep(source=source))
