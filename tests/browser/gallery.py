"""A sweep for every situation a person meets, made through the API as agents and scripts make them."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from besom.wire.agents import Claimed, Nothing
from besom.wire.runs import LogLines, Report, Row
from besom.wire.sweeps import Sweep
from tests.service.servers import FakeAgent, Server, create

EPOCHS = 30
AT_ONCE = 3  # epochs in one report
MEMORY = """Traceback (most recent call last):
  File "cnn.py", line 88, in main
RuntimeError: out of memory: 24.0 GiB asked for"""

CNN = """\
name: {name}
description: which settings of a little network are best?
program: cnn.py
method: random
seed: 7
run_cap: {runs}
metric: {{name: val_loss, goal: minimize}}
early_terminate: {{type: envelope}}
parameters:
  learning-rate: {{min: 0.001, max: 0.1}}
  optimizer: {{values: [adam, sgd]}}
  dropout: {{min: 0.01, max: 0.5}}
  batch-size: {{values: [16, 32, 64, 128]}}
  epochs: {{value: 30}}
"""
GRID = """\
name: {name}
program: cnn.py
method: grid
{metric}
parameters:
  dropout: {{values: [0.1, 0.2, 0.3]}}
  optimizer: {{values: [adam, sgd]}}
"""
METRIC = "metric: {name: val_loss, goal: minimize}"


@dataclass(frozen=True)
class Gallery:
    server: Server
    cnn: Sweep  # 40 runs in every state, three of them running, with the envelope at work
    done: Sweep  # a grid, finished
    fresh: Sweep  # neither runs nor agents
    begun: Sweep  # one run that has not logged yet
    unnamed: Sweep  # runs that never logged its metric, but val/loss
    failing: Sweep  # most of its runs failed
    paused: Sweep
    repeated: Sweep  # a race over three seeds, still going on
    led: Sweep  # finished runs, of which a model has chosen the later ones
    several: Sweep  # two objectives traded against each other, and a limit that some runs break


def fill(server: Server) -> Gallery:
    return Gallery(
        server,
        cnn=_cnn(server),
        done=_done(server),
        fresh=create(server, CNN.format(name="not begun", runs=20), "mnist"),
        begun=_begun(server),
        unnamed=_unnamed(server),
        failing=_failing(server),
        paused=_paused(server),
        repeated=_repeated(server),
        led=_led(server),
        several=_several(server),
    )


def losses(point: Mapping[str, Any], number: int) -> list[float]:
    """A loss for every epoch: lower for a moderate rate, adam and little dropout; too high a rate diverges."""
    rng = random.Random(number)
    off: float = abs(math.log10(point.get("learning-rate", 0.02)) + 1.7)
    floor: float = 0.03 + 0.25 * off + 0.3 * point["dropout"] + (0.06 if point["optimizer"] == "sgd" else 0.0)
    pace = 0.25 / (0.3 + off)
    wild: float = max(0.0, point.get("learning-rate", 0.02) - 0.08) * 2

    def loss(epoch: int) -> float:
        return floor + (1.1 - floor) * math.exp(-pace * epoch) + wild * epoch / EPOCHS + rng.gauss(0, 0.012)

    return [loss(epoch) for epoch in range(EPOCHS)]


class Player(FakeAgent):
    """Runs a script that logs `losses`, and obeys."""

    def play(self, run: Claimed, epochs: int = EPOCHS) -> bool:
        """Report that many epochs; False when told to stop before."""
        values = losses(run.point, run.number)[:epochs]
        self.print(run, [f"epoch {epoch} val_loss {value:.4f}" for epoch, value in enumerate(values)])
        for first in range(0, len(values), AT_ONCE):
            if self.report(run, values[first : first + AT_ONCE], first).order is not None:
                self.finish(run, exit_code=-15)
                return False
        return True

    def print(self, run: Claimed, lines: list[str], first: int = 0) -> None:
        self.server.client(run.key).log(*self.at, run.run, LogLines(attempt=run.attempt, first=first, lines=lines))

    def play_all(self) -> None:
        """Every run that there is, to its end."""
        while not isinstance(claimed := self.claim(), Nothing):
            if self.play(claimed):
                self.finish(claimed)

    def report_other(self, run: Claimed, metrics: Mapping[str, float]) -> None:
        rows: list[Row | None] = [Row(at=0.0, step=0, metrics=dict(metrics))]
        self.server.client(run.key).report(*self.at, run.run, Report(attempt=run.attempt, first=0, rows=rows))


def _cnn(server: Server) -> Sweep:
    sweep = create(server, CNN.format(name="cnn, random with envelope", runs=100), "mnist")
    agent = Player(server, sweep, "gpu-1", workers=3)
    for number in range(1, 38):
        run = agent.take()
        if number == 12:
            agent.report(run, losses(run.point, number)[:2])
            agent.finish(run, exit_code=1, error=MEMORY)
        elif agent.play(run):
            agent.finish(run)
    killed = agent.take()
    server.client().kill(*agent.at, killed.run)
    agent.finish(killed, exit_code=-9)
    for epochs in (2, 3, 1):
        agent.play(agent.take(), epochs)
    return server.client().sweep(*agent.at, sweep.id)


def _done(server: Server) -> Sweep:
    sweep = create(server, GRID.format(name="dropout by optimizer", metric=METRIC), "mnist")
    agent = Player(server, sweep)
    agent.play_all()
    return server.client().sweep(*agent.at, sweep.id)


def _begun(server: Server) -> Sweep:
    sweep = create(server, CNN.format(name="just begun", runs=20), "mnist")
    agent = Player(server, sweep)
    agent.print(agent.take(), ["loading 1,797 images"])
    return sweep


def _unnamed(server: Server) -> Sweep:
    sweep = create(server, CNN.format(name="metric under another name", runs=20), "mnist")
    agent = Player(server, sweep)
    for _ in range(2):
        run = agent.take()
        agent.report_other(run, {"val/loss": 0.5, "acc": 0.8})
        agent.finish(run)
    return sweep


def _failing(server: Server) -> Sweep:
    sweep = create(server, CNN.format(name="out of memory", runs=20), "vision")
    agent = Player(server, sweep)
    for number in range(1, 9):
        run = agent.take()
        if number == 3:
            agent.play(run)
            agent.finish(run)
        else:
            agent.finish(run, exit_code=1, error=MEMORY if number % 4 else "KeyError: 'momentum'")
    return sweep


def _repeated(server: Server) -> Sweep:
    source = CNN.format(name="three seeds", runs=60).replace(
        "early_terminate", "repeat: {seeds: [0, 1, 2]}\nearly_terminate"
    )
    sweep = create(server, source, "seeds")
    agent = Player(server, sweep)
    for _ in range(24):
        run = agent.take()
        if agent.play(run):
            agent.finish(run)
    return server.client().sweep(*agent.at, sweep.id)


def _several(server: Server) -> Sweep:
    objectives = "metrics: [{name: val_loss}, {name: speed, goal: maximize, reduce: last}]"
    limit = "outcome_constraints: [{metric: memory, max: 8}]"
    source = CNN.format(name="loss against speed", runs=40).replace(METRIC, f"{objectives}\n{limit}")
    sweep = create(server, source, "objectives")
    agent = Player(server, sweep)
    for _ in range(30):
        run = agent.take()
        batch = run.point["batch-size"]
        loss = min(losses(run.point, run.number)) * (1 + batch / 256)
        speed = 40.0 * batch**0.5 * (1.0 + 2.0 * run.point["dropout"])
        agent.report_other(run, {"val_loss": loss, "speed": speed, "memory": 1.5 + batch / 16})
        agent.finish(run)
    return server.client().sweep(*agent.at, sweep.id)


def _led(server: Server) -> Sweep:
    source = CNN.format(name="led by a model", runs=16).replace("method: random", "method: bayes")
    sweep = create(server, source.replace("early_terminate: {type: envelope}\n", ""), "models")
    agent = Player(server, sweep)
    agent.play_all()
    return server.client().sweep(*agent.at, sweep.id)


def _paused(server: Server) -> Sweep:
    sweep = create(server, GRID.format(name="paused over night", metric=METRIC), "vision")
    agent = Player(server, sweep)
    agent.finish(agent.take())
    return server.client().act_on_sweep(*agent.at, sweep.id, "pause")
