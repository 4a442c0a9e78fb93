"""An agent as a process of its own, and the signals that a person, a shell or a scheduler sends it."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.service.agent.agentserver import FakeRun, FakeServer, over_http
from tests.service.agent.processes import gone, pid_in, until

AGENT = """
import dataclasses, json, os, signal, sys
from pathlib import Path
from besom.agent import AgentOptions, run_agent
from besom.client.http import Client

signal.signal(signal.SIGINT, signal.SIG_IGN if "deaf" in sys.argv else signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # also where the tests run under nohup

def observe(event):
    print(json.dumps([type(event).__name__, dataclasses.asdict(event)], default=str), flush=True)

options = AgentOptions(
    entity="ana", project="mnist", sweep="sweep001", folder=Path("project").absolute(), data=Path("data").absolute(),
    accepted=Path("accepted"), environ=dict(os.environ), host="box", python=sys.executable, grace=float(sys.argv[2]),
    workers=int(sys.argv[3]),
)
sys.exit(run_agent(options, Client(sys.argv[1], "a" * 40, patience=0), observe))
"""

SLEEP = "import time; print('ready'); time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready'); time.sleep(600)"
UNTIL_TOLD = """
import os, time
print("ready")
while not os.path.exists("go on"):
    time.sleep(0.01)
"""


class Agent:
    """The process, and what it tells line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.told: list[list[Any]] = []

    def hear(self, kind: str) -> dict[str, Any]:
        """The next event of that kind."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(json.loads(line))
            if self.told[-1][0] == kind:
                event: dict[str, Any] = self.told[-1][1]
                return event
        raise AssertionError(f"the agent has left, having told {self.told}")

    def send(self, number: int) -> dict[str, Any]:
        """Send the signal, and return what the agent says of it."""
        self.process.send_signal(number)
        return self.hear("Leaving")

    def code(self) -> int:
        assert self.process.stdout is not None
        self.told += [json.loads(line) for line in self.process.stdout]
        return self.process.wait()


class Place:
    """A folder with a script, and a server that other processes can reach."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "project").mkdir()
        self.server = FakeServer([{}, {}, {}])
        self.http = over_http(self.server)

    @contextmanager
    def agent(self, script: str, *, grace: float = 10, workers: int = 1, deaf: bool = False) -> Iterator[Agent]:
        (self.folder / "project" / "train.py").write_text(script)
        url = f"http://127.0.0.1:{self.http.server_port}"
        argv = [sys.executable, "-c", AGENT, url, str(grace), str(workers), *["deaf"] * deaf]
        with subprocess.Popen(argv, cwd=self.folder, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield Agent(process)
            finally:
                process.kill()
                for run in self.server.runs:
                    if run.log and run.log[0].isdecimal():
                        with suppress(ProcessLookupError):
                            os.killpg(int(run.log[0]), signal.SIGKILL)

    def ready(self, number: int = 1) -> FakeRun:
        run = self.server.runs[number - 1]
        self.server.wait_until(lambda: "ready" in run.log)
        return run

    def go_on(self) -> None:
        (self.folder / "project" / "go on").touch()

    def states(self) -> list[str]:
        return [run.state for run in self.server.runs]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    thread = threading.Thread(target=made.http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.http.shutdown()
    thread.join()
    made.http.server_close()


def test_ctrl_c_once_finishes_the_run_and_leaves(place: Place) -> None:
    with place.agent(UNTIL_TOLD) as agent:
        place.ready()
        assert agent.send(signal.SIGINT) == {"how": "finish", "running": 1}
        place.go_on()
        assert agent.code() == 130
    assert place.states() == ["finished", "queued", "queued"]
    assert place.server.gone == list(place.server.registered)


def test_ctrl_c_twice_ends_the_script_and_gives_the_run_back(place: Place) -> None:
    with place.agent(SLEEP, workers=2) as agent:
        place.ready(1)
        place.ready(2)
        agent.send(signal.SIGINT)
        assert agent.send(signal.SIGINT) == {"how": "give back", "running": 2}
        assert agent.code() == 130
    assert place.states() == ["queued", "queued", "queued"]
    ended = [event for kind, event in agent.told if kind == "RunEnded"]
    assert [(event["state"], event["exit_code"]) for event in ended] == [("queued", -signal.SIGTERM)] * 2


def test_ctrl_c_thrice_kills_a_script_that_does_not_listen(place: Place) -> None:
    with place.agent("import os; print(os.getpid())\n" + DEAF, grace=600) as agent:
        pid = place.ready().log[0]
        agent.send(signal.SIGINT)
        agent.send(signal.SIGINT)
        assert agent.send(signal.SIGINT) == {"how": "kill", "running": 1}
        assert agent.code() == 130
    assert gone(int(pid))
    assert place.states() == ["queued", "queued", "queued"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_whoever_ends_the_agent_gets_the_run_back_at_once(number: signal.Signals, place: Place) -> None:
    with place.agent("import os; print(os.getpid())\n" + SLEEP) as agent:
        pid = place.ready().log[0]
        assert agent.send(number) == {"how": "give back", "running": 1}
        assert agent.code() == 128 + number
    assert gone(int(pid))
    assert place.states() == ["queued", "queued", "queued"]
    assert place.server.gone == list(place.server.registered)


def test_an_agent_that_waits_leaves_at_once(place: Place) -> None:
    for run in place.server.runs:
        run.state = "running"
    with place.agent(SLEEP) as agent:
        agent.hear("Waiting")
        assert agent.send(signal.SIGINT) == {"how": "finish", "running": 0}
        assert agent.code() == 130
    assert place.server.gone == list(place.server.registered)


def test_an_agent_that_has_found_no_server_leaves_at_once(place: Place) -> None:
    place.server.change(down=True)
    with place.agent(SLEEP) as agent:
        agent.hear("Reconnecting")
        agent.send(signal.SIGINT)
        assert agent.code() == 130


def test_in_haste_the_agent_does_not_wait_for_a_server_that_is_away(place: Place) -> None:
    with place.agent(SLEEP) as agent:
        run = place.ready()
        place.server.change(down=True)
        agent.send(signal.SIGINT)
        agent.send(signal.SIGINT)
        agent.hear("RunExited")
        agent.send(signal.SIGINT)
        assert agent.hear("RunEnded")["state"] == "undelivered"
        assert agent.code() == 130
    assert run.state == "running"


def test_an_agent_in_the_background_of_a_script_is_not_ended_by_its_ctrl_c(place: Place) -> None:
    """Such a shell has it ignore SIGINT; SIGTERM still reaches it."""
    with place.agent(SLEEP, deaf=True) as agent:
        place.ready()
        agent.process.send_signal(signal.SIGINT)
        assert agent.send(signal.SIGTERM) == {"how": "give back", "running": 1}
        assert agent.code() == 143


def test_a_script_is_not_touched_by_the_terminals_ctrl_c(place: Place) -> None:
    script = "import os; print(os.getpgrp() == os.getpid())\n" + UNTIL_TOLD
    with place.agent(script) as agent:
        assert place.ready().log[0] == "True"
        agent.send(signal.SIGINT)
        place.go_on()
        assert agent.code() == 130
    assert place.states()[0] == "finished"


def test_an_agent_that_is_killed_loses_its_run_to_the_lease_and_nothing_else(place: Place) -> None:
    """Its script's next words find nobody; what it logged stays in the outbox."""
    script = "import os; print(os.getpid(), flush=True)\n" + UNTIL_TOLD + "while True: print('still here', flush=True)"
    with place.agent(script) as agent:
        run = place.ready()
        agent.process.kill()
        assert agent.code() == -signal.SIGKILL
        place.go_on()
        until(lambda: gone(int(run.log[0])))
    assert run.state == "running"


def test_a_bug_leaves_no_script_behind(place: Place) -> None:
    broken = AGENT.replace(
        "def observe(event):", "def observe(event):\n    if 'Progress' in str(event): raise KeyError(1)"
    )
    script = """
import os, pathlib, time
print(os.getpid(), file=open("pid", "w"))
with open(pathlib.Path(os.environ["BESOM_OUTBOX"]) / "history.jsonl", "a") as history:
    history.write('{"at": 1, "metrics": {"loss": 1}}\\n')
print("ready")
time.sleep(600)
"""
    (place.folder / "project" / "train.py").write_text(script)
    url = f"http://127.0.0.1:{place.http.server_port}"
    argv = [sys.executable, "-c", broken, url, "10", "1"]
    with subprocess.Popen(
        argv, cwd=place.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as agent:
        _, errors = agent.communicate()
    assert agent.returncode == 1
    assert "KeyError" in errors
    assert place.server.gone == list(place.server.registered)
    run = place.server.runs[0]
    assert run.state == "queued"
    until(lambda: gone(pid_in(place.folder / "project" / "pid")))
