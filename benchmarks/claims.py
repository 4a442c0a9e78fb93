"""How long an agent's claim waits for a run, and how many of the results known by then its point was chosen without.

    python -m benchmarks.claims [--workers 1 8 64] [--history 10 500 2000] [--seconds 10] [--rate 20]

A real server on loopback and a sweep by `bayes` with eight mixed parameters, which begins with so many finished runs.
Workers claim, report one value and finish, again and again; their runs are as long as makes so many results a second,
and 0.1 s at least. A point is "behind" by the results that the server had acknowledged when the claim was sent, and
that were not known when the point was made. The first claim of each worker is not counted.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from besom.config import Definition, parse
from besom.domain.run import Row, Run
from besom.domain.states import RunState
from besom.domain.store import Tx
from besom.domain.sweep import Sweep
from besom.engine import CreateSweep, create_sweep
from besom.server.clock import SystemClock
from besom.store import SqliteStore
from besom.wire.agents import Claim, Claimed, Register
from besom.wire.runs import Finish, Report
from besom.wire.runs import Row as Reported
from tests.service.servers import Server, process_server

SOURCE = """
program: train.py
method: bayes
seed: 1
metric: {name: loss, goal: minimize}
parameters:
  lr: {min: 1.0e-5, max: 0.1, distribution: log_uniform_values}
  decay: {min: 1.0e-6, max: 0.01, distribution: log_uniform_values}
  momentum: {min: 0.0, max: 1.0}
  dropout: {min: 0.0, max: 0.7}
  layers: {min: 1, max: 8}
  width: {values: [16, 32, 64, 128, 256]}
  optimizer: {values: [adam, sgd, lion]}
  activation: {values: [relu, gelu, tanh]}
"""
SHORTEST = 0.1  # seconds of a run


@dataclass
class Seen:
    """What the workers of one sweep have met."""

    ended: int
    waits: list[float] = field(default_factory=list)
    knew: dict[str, int] = field(default_factory=dict)  # by run: the results acknowledged when its claim was sent
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 8, 64])
    parser.add_argument("--history", type=int, nargs="+", default=[10, 500, 2000], help="finished runs at the start")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each of them")
    parser.add_argument("--rate", type=float, default=20.0, help="results a second, of all workers together")
    options = parser.parse_args()
    print("| runs | workers | claims | p50 | p99 | behind |\n|---|---|---|---|---|---|")
    for history in options.history:
        for workers in options.workers:
            print(
                f"| {history:,} | {workers} | {measured(history, workers, options.seconds, options.rate)} |", flush=True
            )


def measured(history: int, workers: int, seconds: float, rate: float) -> str:
    with tempfile.TemporaryDirectory() as folder:
        sweep = asyncio.run(seeded(Path(folder), history))
        with process_server(Path(folder), lease=3600.0, workers=2) as process:
            server, seen = process.server(), Seen(history)
            end = time.monotonic() + seconds
            threads = [
                threading.Thread(target=work, args=(server, sweep, seen, max(SHORTEST, workers / rate), n, end))
                for n in range(workers)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            made = {
                run.id: run.info["history"] for run in server.client().runs("ana", "claims", sweep.id).runs if run.info
            }
    waits = sorted(seen.waits)
    behind = statistics.mean(max(0, known - made[run]) for run, known in seen.knew.items())
    late = waits[min(len(waits) - 1, len(waits) * 99 // 100)]
    return f"{len(waits)} | {1e3 * statistics.median(waits):.0f} ms | {1e3 * late:.0f} ms | {behind:.1f}"


def work(server: Server, sweep: Sweep, seen: Seen, length: float, number: int, end: float) -> None:
    client, at = server.client(), ("ana", "claims")
    agent = client.register(*at, sweep.id, Register(request_id=f"w{number}", host="box", workers=1)).agent
    rng, claims = np.random.default_rng(number), 0
    while time.monotonic() < end:
        known, begun = seen.ended, time.perf_counter()
        claims += 1
        run = client.claim(*at, sweep.id, Claim(agent=agent, request_id=f"{agent}-{claims}"))
        waited = time.perf_counter() - begun
        if not isinstance(run, Claimed):
            continue
        time.sleep(length * rng.uniform(0.5, 1.5))
        row = Reported(at=0.0, step=0, metrics={"loss": loss(run.point, DEFINITION, rng)})
        script = server.client(run.key)
        script.report(*at, run.run, Report(attempt=run.attempt, first=0, rows=[row]))
        client.finish(*at, run.run, Finish(attempt=run.attempt, exit_code=0))
        with seen.lock:
            seen.ended += 1
            if claims > 1:
                seen.waits.append(waited)
                seen.knew[run.run] = known


def loss(point: dict[str, object], definition: Definition, rng: np.random.Generator) -> float:
    """A bowl over the numbers, and a little noise."""
    row = definition.space.cube.encode([definition.point_of(point)])[0]
    return float(np.square(row[:5] - 0.3).sum() + rng.normal(0, 0.01))


async def seeded(folder: Path, history: int) -> Sweep:
    """A sweep in a new database, with so many finished runs of random points."""
    store = SqliteStore.open(folder / "besom.db", SystemClock())
    document = json.dumps(DEFINITION.document)
    command = CreateSweep(
        "ana", "claims", "k3x9q7ab", "claims", "", SOURCE, document, "bayes", DEFINITION.metric, None, None, 1, 3
    )  # fmt: skip
    sweep = await store.submit(create_sweep, command)

    def fill(tx: Tx, now: float, runs: Sequence[Run]) -> None:
        rng = np.random.default_rng(0)
        for run in runs:
            tx.add_run(run)
            tx.append_rows(run, [Row(0.0, now, {"loss": loss(json.loads(run.config), DEFINITION, rng)})])
        tx.update_sweep(sweep.project, sweep.id, issued=history, numbered=history, version=history)

    await store.submit(fill, [finished(sweep, number) for number in range(history)])
    await store.close()
    return sweep


def finished(sweep: Sweep, number: int) -> Run:
    point = DEFINITION.space.sample(np.random.default_rng([1, number]))
    return Run(
        project=sweep.project,
        id=f"s{number:07d}",
        state=RunState.FINISHED,
        attempt=1,
        agent=None,
        request_id=None,
        config=json.dumps(point),
        created_at=float(number),
        started_at=float(number),
        ended_at=number + 0.5,
        sweep=sweep.id,
        number=number + 1,
        ticket=number,
        point_key=DEFINITION.space.key(point),
        space_version=1,
    )


DEFINITION = parse(SOURCE)


if __name__ == "__main__":
    main()
