"""Real servers for tests, on a thread or in a process of their own; and what a script and an agent say to one."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from besom.client.http import Client
from besom.client.transport import Answer, Http
from besom.server import Settings
from besom.server.serve import run_server
from besom.server.state import State
from besom.wire.agents import Claim, Claimed, Nothing, Register
from besom.wire.numbers import pack
from besom.wire.runs import Ended, Finish, Received, Report, Row
from besom.wire.sweeps import CreateSweep, Sweep

SWEEP = """
program: cnn.py
method: {method}
metric: {{name: val_loss, goal: {goal}}}
{more}
parameters:
  rate: {{min: 0.0, max: 1.0}}
  kind: {{values: [a, b]}}
"""
GRID = """
program: cnn.py
method: grid
metric: {name: val_loss, goal: minimize}
parameters:
  rate: {values: %s}
"""


@dataclass
class Server:
    """A server that listens on loopback."""

    url: str
    key: str
    data: Path
    instance: str
    stop: Callable[[], None]

    def client(self, key: str | None = None) -> Client:
        return Client(self.url, self.key if key is None else key, patience=0)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
        headers: Mapping[str, str] = {},
    ) -> Answer:
        """A request as it stands; a body that is no bytes goes as JSON. `key=""`: none at all."""
        key = self.key if key is None else key
        sent = body if isinstance(body, bytes) or body is None else msgspec.json.encode(body)
        given = {"Authorization": f"Bearer {key}"} if key else {}
        return Http(self.url).send(method, path, given | dict(headers), sent, 30.0, fresh=True)


def error_of(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer.body)["error"]
    return told


@contextmanager
def thread_server(data: Path, **settings: Any) -> Iterator[Server]:
    """A server on a thread of this process."""
    up, states, stops, failures = threading.Event(), [], [], []

    def ready(state: State, _link: str, stop: Callable[[], object]) -> None:
        states.append(state)
        stops.append(stop)
        up.set()

    def work() -> None:
        try:
            asyncio.run(run_server(Settings(data=data, entity="ana", port=0, workers=1, **settings), ready))
        except BaseException as error:
            failures.append(error)
        finally:
            up.set()

    thread = threading.Thread(target=work)
    thread.start()
    up.wait()
    if failures:
        raise failures[0]

    def stop() -> None:
        stops[0]()
        thread.join()

    server = Server(states[0].url, states[0].key, data, states[0].instance, stop)
    try:
        yield server
    finally:
        if thread.is_alive():
            stop()
    assert not failures


PROGRAM = """
import sys, json
from pathlib import Path
from besom.server import Settings, run

if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    sys.exit(run(Settings(data=Path(given.pop("data")), entity="ana", **given)))
"""


@dataclass
class Process:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    data: Path

    def server(self) -> Server:
        """Waits until it listens."""
        state = self.data / "server.json"
        while True:
            assert self.process.poll() is None, "the server ended"
            try:
                told = json.loads(state.read_text())
            except (FileNotFoundError, json.JSONDecodeError):
                told = {}
            if told.get("pid") == self.process.pid:
                return Server(told["url"], told["key"], self.data, told["instance"], self.end)
            time.sleep(0.01)

    def last_words(self) -> str:
        """What it said on standard error, once it has ended by itself."""
        self.process.wait()
        assert self.process.stderr is not None
        return self.process.stderr.read()

    def end(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait()


@contextmanager
def process_server(data: Path, **settings: Any) -> Iterator[Process]:
    """A server process; killed at the end if it still runs."""
    given = {"data": str(data), "port": 0, "workers": 1} | settings
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, json.dumps(given)],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    try:
        yield Process(process, data)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


class FakeAgent:
    """Claims, reports and finishes as an agent and its script would, one call at a time."""

    def __init__(self, server: Server, sweep: Sweep, name: str = "one", workers: int = 1, host: str = "box") -> None:
        self.client = server.client()
        self.server = server
        self.sweep = sweep
        self.at = (sweep.entity, sweep.project)
        registered = self.client.register(*self.at, sweep.id, Register(request_id=name, host=host, workers=workers))
        self.id = registered.agent
        self.asked = 0

    def claim(self, request_id: str | None = None) -> Claimed | Nothing:
        self.asked += 1
        ask = Claim(agent=self.id, request_id=request_id or f"{self.id}-{self.asked}")
        return self.client.claim(*self.at, self.sweep.id, ask)

    def take(self) -> Claimed:
        """A run, waiting as long as it takes."""
        while isinstance(claimed := self.claim(), Nothing):
            assert claimed.what == "wait", claimed.why
        return claimed

    def report(self, run: Claimed, values: Sequence[float], first: int = 0) -> Received:
        rows = [Row(at=float(n), step=n, metrics={"val_loss": pack(value)}) for n, value in enumerate(values, first)]
        script = self.server.client(run.key)
        return script.report(*self.at, run.run, Report(attempt=run.attempt, first=first, rows=list(rows)))

    def finish(self, run: Claimed, exit_code: int | None = 0, error: str | None = None) -> Ended:
        finish = Finish(attempt=run.attempt, exit_code=exit_code, error=error)
        return self.client.finish(*self.at, run.run, finish)


def create(server: Server, source: str, project: str, entity: str = "ana") -> Sweep:
    return server.client().create_sweep(entity, project, CreateSweep(source=source))


def learning(method: str = "bayes", goal: str = "minimize", more: str = "") -> str:
    """A sweep file with a continuous and a categorical parameter."""
    return SWEEP.format(method=method, goal=goal, more=more)


def grid(cells: int) -> str:
    return GRID % list(range(1, cells + 1))
