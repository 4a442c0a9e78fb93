"""A grid worked off by real agents while agents and the server are killed and agents are frozen past their leases."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from besom.wire.runs import Run
from tests.service.servers import Process, create, grid, process_server

CELLS = 24
EPOCHS = 12
AGENTS = 3
STRIKES = 10
LEASE = 2.0

SCRIPT = f"""
import argparse, sys, time
import besom

parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=int)
rate = parser.parse_args().rate
besom.init()
for epoch in range({EPOCHS}):
    besom.log({{"val_loss": rate + 1 / (epoch + 1)}}, step=epoch)
    sys.stdout.write(f"epoch {{epoch}}\\n")  # at once, so that no notice of besom's can come between
    time.sleep(0.03)
"""


class Chaos:
    """A server and three agents on a sweep, and an end for any of them at any time; each is then started anew."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.dice = random.Random(1)
        self.work = folder / "work"
        self.work.mkdir()
        (self.work / "cnn.py").write_text(SCRIPT)
        self.started = 0
        self.process = self.start_server(port=0)
        self.server = self.process.server()
        self.sweep = create(self.server, grid(CELLS), "chaos").id
        self.agents = [self.start_agent() for _ in range(AGENTS)]

    def start_server(self, port: int) -> Process:
        return self.stack.enter_context(process_server(self.folder / "data", port=port, lease=LEASE, beat=0.5))

    def start_agent(self) -> subprocess.Popen[bytes]:
        self.started += 1
        home = self.folder / f"machine{self.started % AGENTS}"  # a new agent finds what the last one there left
        environ = os.environ | {
            "BESOM_SERVER": self.server.url,
            "BESOM_API_KEY": self.server.key,
            "BESOM_DATA_DIR": str(home),
            "BESOM_CONFIG_DIR": str(home / "config"),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "besom.cli.main", "agent", f"ana/chaos/{self.sweep}", "-j", "2"],
            cwd=self.work,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)
        return process

    def mend(self) -> None:
        """Start what has died."""
        if self.process.process.poll() is not None:
            self.process = self.start_server(port=int(self.server.url.rpartition(":")[2]))
            self.server = self.process.server()
        self.agents = [agent if agent.poll() is None else self.start_agent() for agent in self.agents]

    def strike(self) -> None:
        victim = self.dice.choice(self.agents)
        match self.dice.choice(["kill agent", "kill agent", "freeze agent", "kill server"]):
            case "kill agent":
                victim.kill()
            case "freeze agent":
                victim.send_signal(signal.SIGSTOP)
                time.sleep(LEASE * 1.2)
                victim.send_signal(signal.SIGCONT)
            case "kill server":
                self.process.process.kill()
                self.process.process.wait()

    def finished(self) -> bool:
        return self.server.client().sweep("ana", "chaos", self.sweep).state == "finished"


@pytest.fixture
def chaos(tmp_path: Path) -> Iterator[Chaos]:
    with ExitStack() as stack:
        yield Chaos(tmp_path, stack)


@pytest.mark.timeout(240)
def test_every_cell_is_finished_once_whatever_dies(chaos: Chaos) -> None:
    for _ in range(STRIKES):
        time.sleep(chaos.dice.uniform(0.2, 0.8))
        chaos.strike()
        chaos.mend()
    while not chaos.finished():
        time.sleep(0.2)
        chaos.mend()
    runs = chaos.server.client().runs("ana", "chaos", chaos.sweep).runs
    assert sorted(run.config["rate"] for run in runs) == list(range(1, CELLS + 1))
    for run in runs:
        assert run.state == "finished" or (run.state == "crashed" and run.attempt == 3)
        if run.state == "finished":
            check_whole(chaos, run)
    found = chaos.server.client().audit("ana", "chaos", chaos.sweep)
    assert found.closes, found


def check_whole(chaos: Chaos, run: Run) -> None:
    """Every row and line that the run's last script sent is there once, in order, and none of another attempt."""
    client = chaos.server.client()
    history = client.history("ana", "chaos", run.id).rows
    assert [row.row.step for row in history if row.attempt == run.attempt] == list(range(EPOCHS))
    assert run.value == pytest.approx(run.config["rate"] + 1 / EPOCHS)
    printed = [line for line in client.run_log("ana", "chaos", run.id).lines if not line.startswith("besom:")]
    assert printed == [f"epoch {epoch}" for epoch in range(EPOCHS)]
