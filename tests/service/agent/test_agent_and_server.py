"""An agent, scripts with the SDK, and a real server."""

import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from besom.agent import events
from besom.client.http import Client
from besom.client.transport import Answer, Http
from besom.errors import Unreachable
from besom.wire.sweeps import Sweep
from tests.service.agent.conftest import Work
from tests.service.agent.processes import until
from tests.service.servers import Process, Server, create, grid, thread_server

LEARNS = """
import sys
import besom
besom.init()
for epoch in range(3):
    besom.log({"val_loss": besom.config.rate / (epoch + 1)}, step=epoch)
print("learned", *sys.argv[1:])
"""


def at(sweep: Sweep) -> dict[str, Any]:
    return {"entity": sweep.entity, "project": sweep.project, "sweep": sweep.id}


def test_a_sweep_is_worked_off(work: Work, server: Server, project: str) -> None:
    work.script(LEARNS, "cnn.py")
    sweep = create(server, grid(4), project)
    assert work.run(server, workers=2, **at(sweep)) == 0
    client = server.client()
    assert client.sweep("ana", project, sweep.id).state == "finished"
    runs = client.runs("ana", project, sweep.id).runs
    assert [(run.state, run.attempt, run.config) for run in runs] == [
        ("finished", 1, {"rate": n}) for n in (1, 2, 3, 4)
    ]
    for run in runs:
        rate = run.config["rate"]
        assert client.curves("ana", project, run.id).curves[0].values == [rate, rate / 2, rate / 3]
        assert client.run_log("ana", project, run.id).lines == [f"learned --rate={rate}"]


def test_an_order_reaches_a_run_that_was_claimed_while_the_agent_waited_for_orders(work: Work, tmp_path: Path) -> None:
    """With a beat this long, nothing but the order itself ends the wait."""
    work.script("import sys, time\nif '--rate=2' in sys.argv: time.sleep(600)", "cnn.py")
    with thread_server(tmp_path / "data", lease=600, beat=200) as server:
        sweep = create(server, grid(3), "mnist")
        work.start(server, **at(sweep))
        started = work.wait_for(events.RunStarted, lambda event: event.number == 2)
        server.client().kill("ana", "mnist", started.run)
        assert work.join() == 0
        states = [run.state for run in server.client().runs("ana", "mnist", sweep.id).runs]
    assert states == ["finished", "killed", "finished"]


class Wire:
    """A connection that can be cut."""

    def __init__(self, url: str) -> None:
        self.cut = False
        self._http = Http(url)

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, seconds: float, *, fresh: bool
    ) -> Answer:
        if self.cut:
            raise Unreachable("the wire is cut")
        return self._http.send(method, path, headers, body, seconds, fresh=fresh)


def test_an_agent_cut_off_for_longer_than_its_lease_takes_its_run_up_again(
    work: Work, impatient_server: Server
) -> None:
    work.script("import os, time\nwhile not os.path.exists('go on'): time.sleep(0.01)", "cnn.py")
    wire = Wire(impatient_server.url)
    sweep = create(impatient_server, grid(1), "mnist")
    agents_client = Client(impatient_server.url, impatient_server.key, patience=0, send=wire.send)
    work.start(impatient_server, client=agents_client, **at(sweep))
    run = work.wait_for(events.RunStarted).run
    client = impatient_server.client()
    wire.cut = True
    until(lambda: client.run("ana", "mnist", run).state == "queued")
    wire.cut = False
    until(lambda: client.run("ana", "mnist", run).state == "running")
    (work.folder / "go on").touch()
    assert work.join() == 0
    ended = client.run("ana", "mnist", run)
    assert (ended.state, ended.attempt) == ("finished", 1)


def test_runs_survive_the_death_of_the_server(work: Work, start_server: Callable[..., Process]) -> None:
    script = """
import os, time
import besom
besom.init()
besom.log({"val_loss": 2.0})
while not os.path.exists("go on"):
    time.sleep(0.01)
besom.log({"val_loss": 1.0})
print("went on")
os._exit(0)  # without the SDK's own farewell
"""
    work.script(script, "cnn.py")
    first = start_server()
    server = first.server()
    sweep = create(server, grid(1), "mnist")
    work.start(server, **at(sweep))
    run = work.wait_for(events.RunStarted).run
    until(lambda: bool(server.client().run("ana", "mnist", run).metrics))
    first.end(signal.SIGKILL)
    work.wait_for(events.Reconnecting)
    (work.folder / "go on").touch()
    work.wait_for(events.RunExited)
    start_server(port=int(server.url.rpartition(":")[2])).server()
    assert work.join() == 0
    ended = server.client().run("ana", "mnist", run)
    assert (ended.state, ended.attempt, ended.exit_code) == ("finished", 1, 0)
    assert server.client().curves("ana", "mnist", run).curves[0].values == [2.0, 1.0]
    assert server.client().run_log("ana", "mnist", run).lines[-1] == "went on"
