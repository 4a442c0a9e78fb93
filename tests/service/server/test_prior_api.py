"""Sweeps that begin with what others have found out."""

import pytest

from besom.errors import Invalid, NotFound
from besom.wire.runs import CreateRun, Finish, Report, Row, Run
from besom.wire.sweeps import CreateSweep, EditSource, Sweep
from tests.service.servers import FakeAgent, Server, create, learning

MANY = [0.01 * number for number in range(12)]  # more than the points that bayes begins with


def finished(server: Server, project: str, values: list[float], source: str | None = None) -> Sweep:
    """A sweep with a finished run for each value."""
    sweep = create(server, source or learning("random"), project)
    agent = FakeAgent(server, sweep)
    for value in values:
        run = agent.take()
        agent.report(run, [value])
        agent.finish(run)
    return sweep


def begin(server: Server, project: str, source: str, *prior: str) -> Sweep:
    return server.client().create_sweep("ana", project, CreateSweep(source=source, prior=list(prior)))


def first(server: Server, sweep: Sweep) -> Run:
    """The first run that is handed out; its `info` says what its suggestion was made from."""
    return server.client().run("ana", sweep.project, FakeAgent(server, sweep).take().run)


def test_a_sweep_of_another_project_is_known_from_the_first_run_on(server: Server, project: str) -> None:
    old = finished(server, f"{project}-old", MANY)
    sweep = begin(server, project, learning(more=f"prior: {{sweep: {project}-old/{old.id}}}"))
    assert sweep.notes == [f"sweep {project}-old/{old.id}: 12 runs"]
    assert sweep.counts.finished == 0
    assert first(server, sweep).info["fitted_to"] == 12
    assert server.client().audit("ana", project, sweep.id).closes


def test_single_runs_are_named_by_number_or_by_id(server: Server, project: str) -> None:
    old = finished(server, project, [0.1, 0.2, 0.3])
    third = server.client().run_numbered("ana", project, old.id, 3)
    addresses = [f"{old.id}/1", f"{project}/{old.id}/2", third.id]
    sweep = begin(server, project, learning(), *addresses)
    assert sweep.notes == [f"run {address}: 1 run" for address in addresses]
    in_file = begin(server, project, learning(more=f"prior: {{runs: [{old.id}/1, {third.id}]}}"))
    assert in_file.notes == [f"run {old.id}/1: 1 run", f"run {third.id}: 1 run"]


def test_a_whole_sweep_may_be_named_where_runs_are(server: Server, project: str) -> None:
    old = finished(server, project, [0.1, 0.2])
    assert begin(server, project, learning(), old.id).notes == [f"sweep {old.id}: 2 runs"]


def test_runs_outside_any_sweep_teach_by_their_config(server: Server, project: str) -> None:
    client = server.client()
    config = {"rate": 0.5, "kind": "a", "git": "abc"}
    made = client.create_run("ana", project, CreateRun(request_id="mine", config=config))
    rows = [Row(at=0.0, metrics={"val_loss": 0.2})]
    client.report("ana", project, made.run, Report(attempt=1, first=0, rows=list(rows)))
    client.finish("ana", project, made.run, Finish(attempt=1, exit_code=0))
    assert begin(server, project, learning(), made.run).notes == [f"run {made.run}: 1 run"]


def test_runs_that_lack_a_parameter_are_counted_and_left_out_unless_it_has_a_default(
    server: Server, project: str
) -> None:
    old = finished(server, project, [0.1, 0.2])
    source = learning() + "  momentum: {min: 0.5, max: 0.9%s}\n"
    assert begin(server, project, source % "", old.id).notes == [
        f"sweep {old.id}: 0 runs",
        f"2 runs of sweep {old.id} left out, without momentum: give momentum a default",
    ]
    assert begin(server, project, source % ", default: 0.9", old.id).notes == [f"sweep {old.id}: 2 runs"]


def test_runs_that_still_run_are_left_out(server: Server, project: str) -> None:
    old = finished(server, project, [0.1, 0.2])
    FakeAgent(server, old, "other").take()
    assert begin(server, project, learning(), old.id).notes == [
        f"sweep {old.id}: 2 runs",
        f"1 run of sweep {old.id} left out, not ended yet",
    ]


def test_another_metric_teaches_nothing(server: Server, project: str) -> None:
    old = finished(server, project, [0.1])
    with pytest.raises(Invalid) as caught:
        begin(server, project, learning().replace("val_loss", "accuracy"), old.id)
    assert caught.value.message == (
        f"sweep {old.id} has logged no accuracy, so there is nothing to learn from it; its metric is val_loss"
    )


def test_a_method_that_does_not_learn_says_so(server: Server, project: str) -> None:
    old = finished(server, project, [0.1])
    assert begin(server, project, learning("random"), old.id).notes[-1] == "random learns nothing from them"


@pytest.mark.parametrize(
    ("prior", "sentence"),
    [
        ("nowhere1", "there is no run or sweep nowhere1 to learn from, or this key may not see it"),
        ("nowhere1/7", "there is no run or sweep nowhere1/7 to learn from, or this key may not see it"),
        ("a/b/c/d/e", "there is no run or sweep a/b/c/d/e to learn from, or this key may not see it"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_and_no_sweep_is_made(
    server: Server, project: str, prior: str, sentence: str
) -> None:
    with pytest.raises(NotFound) as caught:
        begin(server, project, learning(), prior)
    assert caught.value.message == sentence
    with pytest.raises(NotFound):
        server.client().sweeps("ana", project)


def test_an_edit_keeps_what_was_known_and_adds_what_it_names(server: Server, project: str) -> None:
    old, other = finished(server, project, MANY), finished(server, project, [0.5])
    sweep = begin(server, project, learning(), old.id)
    wider = learning().replace("max: 1.0", "max: 2.0")
    edited = server.client().add_version(
        "ana", project, sweep.id, EditSource(source=wider, base_version=1, prior=[other.id])
    )
    assert edited.notes == [f"sweep {other.id}: 1 run"]
    assert first(server, edited).info["fitted_to"] == 13
    without = server.client().add_version("ana", project, sweep.id, EditSource(source=learning(), base_version=2))
    assert without.notes == []
    assert first(server, without).info["fitted_to"] == 13
