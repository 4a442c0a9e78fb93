import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from besom.agent import AgentOptions, events, run_agent
from besom.client.http import Client
from tests.service.agent.agentserver import FakeServer
from tests.service.servers import Server


class Clock:
    """Goes as time does, and on request runs ahead of it."""

    def __init__(self) -> None:
        self.ahead = 0.0  # seconds

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


class Work:
    """An agent at work on a thread, what it tells, and the folder where its scripts are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self.folder.mkdir()
        self.data = folder / "data"
        self.accepted = folder / "config" / "accepted"
        self.told: list[events.Event] = []
        self.changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._codes: list[int] = []
        self.clock = Clock()  # the agent's

    def script(self, text: str, name: str = "train.py") -> None:
        (self.folder / name).write_text(text)

    def options(self, **changes: Any) -> AgentOptions:
        defaults: dict[str, Any] = {
            "entity": "ana",
            "project": "mnist",
            "sweep": "sweep001",
            "folder": self.folder,
            "data": self.data,
            "accepted": self.accepted,
            "environ": {"PATH": os.environ["PATH"], "BESOM_API_KEY": "a" * 40},
            "host": "box",
            "python": sys.executable,
            "grace": 10.0,
        }
        return AgentOptions(**{**defaults, **changes})

    def start(self, server: FakeServer | Server, *, client: Client | None = None, **changes: Any) -> None:
        options = self.options(**changes)

        def work() -> None:
            self._codes.append(run_agent(options, client or server.client(), self.observe, monotonic=self.clock))

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        self._threads.append(thread)

    def join(self) -> int:
        """The agent's exit code."""
        thread = self._threads.pop()
        thread.join(40)
        assert not thread.is_alive(), f"the agent is still at work; it told {self.told}"
        return self._codes.pop()

    def run(self, server: FakeServer | Server, **changes: Any) -> int:
        self.start(server, **changes)
        return self.join()

    def observe(self, event: events.Event) -> None:
        with self.changed:
            self.told.append(event)
            self.changed.notify_all()

    def wait_for(self, kind: type[Any], true: Callable[[Any], bool] = lambda _: True, *, after: int = 0) -> Any:
        """The first event of that kind of which `true` holds, of those `after` so many, once it has been told."""

        def found() -> list[events.Event]:
            return [event for event in self.told[after:] if isinstance(event, kind) and true(event)]

        with self.changed:
            assert self.changed.wait_for(found, 30), f"the agent told only {self.told}"
            return found()[0]

    def events(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.told if isinstance(event, kind)]

    def over(self) -> None:
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive(), "a test has left its agent at work"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    made = Work(tmp_path)
    yield made
    made.over()
