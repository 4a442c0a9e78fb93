"""Runs that take longer than the file allows: real scripts, a real server, and what is said of them."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from besom.agent import events
from besom.wire.runs import Stop
from besom.wire.sweeps import Sweep
from tests.service.agent.conftest import Work
from tests.service.agent.processes import gone, pid_in
from tests.service.servers import Server, create, grid

SLEEPS = """
import os, time
import besom
besom.init()
besom.log({"val_loss": 0.5})
open("pid", "w").write(f"{os.getpid()}\\n")
time.sleep(600)
"""
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + SLEEPS
STOPS_ITSELF = SLEEPS.replace("time.sleep(600)", "os.kill(os.getpid(), 19)")
SAVES = SLEEPS.replace(
    "time.sleep(600)",
    """
try:
    time.sleep(600)
except SystemExit:
    besom.log({"val_loss": 0.25})
""",
).replace("import besom\n", "import besom, signal\nsignal.signal(signal.SIGTERM, lambda *_: exit(0))\n")


def limited(server: Server, project: str, timeout: str, cells: int = 1) -> Sweep:
    return create(server, grid(cells) + f"run_timeout: {timeout}\n", project)


def at(sweep: Sweep, **more: Any) -> dict[str, Any]:
    return {"entity": sweep.entity, "project": sweep.project, "sweep": sweep.id, **more}


def time_goes_by(work: Work, seconds: float) -> None:
    """Once the script has done what it has to do."""
    pid_in(work.folder / "pid")
    work.clock.ahead += seconds


@pytest.mark.parametrize(
    ("script", "exit_code", "values"),
    [(SLEEPS, -15, [0.5]), (DEAF, -9, [0.5]), (STOPS_ITSELF, -9, [0.5]), (SAVES, 0, [0.5, 0.25])],
    ids=["goes when asked", "ignores it", "has stopped itself", "saves what it has"],
)
def test_a_run_that_takes_too_long_is_ended_and_says_why(
    work: Work, server: Server, project: str, script: str, exit_code: int, values: list[float]
) -> None:
    work.script(script, "cnn.py")
    sweep = limited(server, project, "2h")
    work.start(server, grace=1.0, **at(sweep))
    time_goes_by(work, 7200)
    assert work.join() == 0
    client = server.client()
    (run,) = client.runs("ana", project, sweep.id).runs
    assert (run.state, run.exit_code) == ("stopped", exit_code)
    assert run.stop == Stop(rule="run_timeout", age=len(values), value=7200.0, limit=7200.0, by=[])
    assert client.why("ana", project, run.id).sentences[0] == "run 1 ended after 2 h: run_timeout"
    assert client.curves("ana", project, run.id).curves[0].values == values
    assert client.sweep("ana", project, sweep.id).state == "finished"
    (ended,) = work.events(events.RunEnded)
    assert (ended.state, ended.why) == ("stopped", "ended after 2 h: run_timeout")
    assert [event.why for event in work.events(events.RunStopping)] == ["its run_timeout is over"]
    assert gone(pid_in(work.folder / "pid"))


def test_a_run_that_stays_within_its_time_ends_by_itself(work: Work, server: Server, project: str) -> None:
    goes_on = "while not os.path.exists('go on'): time.sleep(0.01)"
    work.script(SLEEPS.replace("time.sleep(600)", goes_on), "cnn.py")
    sweep = limited(server, project, "2h", cells=2)
    work.start(server, **at(sweep))
    time_goes_by(work, 6900)
    (work.folder / "go on").touch()
    assert work.join() == 0
    states = [run.state for run in server.client().runs("ana", project, sweep.id).runs]
    assert states == ["finished", "finished"]  # the second one's time began anew


def test_a_run_that_a_person_kills_is_killed_though_its_time_is_over(work: Work, server: Server, project: str) -> None:
    work.script(DEAF, "cnn.py")
    sweep = limited(server, project, "2h")
    work.start(server, grace=600.0, **at(sweep))
    time_goes_by(work, 7200)
    work.wait_for(events.RunStopping)
    (run,) = server.client().runs("ana", project, sweep.id).runs
    server.client().kill("ana", project, run.id)
    time_goes_by(work, 600)
    assert work.join() == 0
    assert server.client().run("ana", project, run.id).state == "killed"


AGENT = """
import os, sys
from pathlib import Path
from besom.agent import AgentOptions, run_agent
from besom.client.http import Client

url, key, project, sweep, folder = sys.argv[1:]
options = AgentOptions(
    entity="ana", project=project, sweep=sweep, folder=Path(folder), data=Path(folder) / "data",
    accepted=Path(folder) / "accepted", environ=dict(os.environ), host="box", python=sys.executable, grace=1.0,
)
sys.exit(run_agent(options, Client(url, key, patience=0), lambda event: print(event, flush=True)))
"""


def test_an_agent_that_was_suspended_ends_a_run_whose_time_is_over_when_it_goes_on(
    server: Server, project: str, tmp_path: Path
) -> None:
    (tmp_path / "cnn.py").write_text(SLEEPS.replace('import besom\nbesom.init()\nbesom.log({"val_loss": 0.5})\n', ""))
    sweep = limited(server, project, "3s")
    with subprocess.Popen(
        [sys.executable, "-c", AGENT, server.url, server.key, project, sweep.id, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    ) as agent:
        try:
            script = pid_in(tmp_path / "pid")
            agent.send_signal(signal.SIGSTOP)
            subprocess.run([sys.executable, "-c", "import time; time.sleep(3.2)"], check=True)
            assert not gone(script)
            agent.send_signal(signal.SIGCONT)
            assert agent.wait() == 0
        finally:
            agent.kill()
    assert gone(script)
    (run,) = server.client().runs("ana", project, sweep.id).runs
    assert (run.state, run.attempt) == ("stopped", 1)
    assert run.stop is not None
    assert run.stop.rule == "run_timeout"
