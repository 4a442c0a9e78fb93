"""A sweep with hyperband from its file to the last word about its runs: a real script, a real agent, a real server."""

from besom.agent import events
from tests.service.agent.conftest import Work
from tests.service.servers import Server, create

SWEEP = """
program: cnn.py
method: grid
metric: {name: val_loss, goal: minimize}
early_terminate: {type: hyperband, min_iter: 3}
parameters:
  rate: {values: [2.0, 3.0, 1.0, 4.0, 1.5, 5.0]}
"""

# Who is to be stopped waits for that at some report; whoever is not has no reason to.
LEARNS = """
import time
import besom
besom.init()
waits = {3.0: 3, 4.0: 9, 5.0: 3}.get(besom.config.rate, 99)
for step in range(27):
    if step == waits:
        time.sleep(600)
    besom.log({"val_loss": besom.config.rate / (step + 1)})
"""


def test_runs_are_stopped_at_their_bands_and_it_is_said_why(work: Work, server: Server, project: str) -> None:
    work.script(LEARNS, "cnn.py")
    sweep = create(server, SWEEP, project)
    assert work.run(server, entity="ana", project=project, sweep=sweep.id) == 0
    client = server.client()
    runs = client.runs("ana", project, sweep.id).runs
    assert [run.state for run in runs] == ["finished", "stopped", "finished", "stopped", "finished", "stopped"]
    stops = [run.stop for run in runs if run.stop is not None]
    assert {stop.rule for stop in stops} == {"hyperband"}
    assert [stops[0].age, stops[2].age] == [3, 3]  # run 4 may have been judged at any of its reports from there on
    # Of 2/3 and 3/3 the better one goes on.
    assert client.why("ana", project, runs[1].id).sentences == [
        "run 2 was stopped by hyperband at its 3rd report",
        "at band 3 its val_loss counted as 1 and had to be at most 0.6667, the threshold that run 1 set: rank 2 of 2",
    ]
    # At three reports stand 1/3, 1.5/3, 2/3, 3/3, 4/3 and 5/3, and the third of them is the threshold.
    assert (stops[2].band, stops[2].limit, stops[2].among, stops[2].by) == (3, 2 / 3, 6, [1])
    told = {event.number: event.why for event in work.events(events.RunEnded)}
    assert told[2] == "hyperband at band 3: 1, threshold 0.6667, rank 2 of 2"
    assert told[1] is None
    (rule,) = client.limits("ana", project, sweep.id).rules
    assert [(limit.age, limit.by) for limit in rule.limits] == [(3, [1]), (9, [5]), (27, [5])]
    assert client.sweep("ana", project, sweep.id).best.number == 3  # type: ignore[union-attr]
