"""Whatever a store has acknowledged is there after kill -9, and nothing is there by half."""

import asyncio
import random
import signal
import subprocess
import sys
from pathlib import Path

import apsw

from besom.domain.run import Run
from besom.domain.store import Reader
from besom.store import SqliteStore
from tests.contract.stores import FakeClock

SUBMITTER = Path(__file__).with_name("submitter.py")


def run_until_killed(database: Path, acknowledgements: int) -> dict[str, int]:
    """Lines acknowledged of each run until the kill."""
    process = subprocess.Popen([sys.executable, SUBMITTER, database], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as said:
        told = [said.readline() for _ in range(acknowledgements)]
        process.send_signal(signal.SIGKILL)
        told += said.readlines()
    assert process.wait() == -signal.SIGKILL
    return {name: int(lines) for name, lines in (line.split() for line in told)}


def found(reader: Reader) -> list[tuple[Run, list[int], list[float], int]]:
    """Every run with the lines of its history, its curve and the count of its summary."""
    return [
        (
            run,
            [line for _, line, _ in reader.rows(run.project, run.id, 0, 10**6)],
            reader.curve(run.project, run.id, "line")[2],
            sum(metric.count for metric in reader.metrics(run.project, run.id)),
        )
        for run in reader.running()
    ]


async def read(database: Path) -> list[tuple[Run, list[int], list[float], int]]:
    store = SqliteStore.open(database, FakeClock())
    try:
        return await store.read(found)
    finally:
        await store.close()


def test_killed_again_and_again_a_store_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    database, seeded = tmp_path / "besom.db", random.Random(7)
    for _ in range(5):
        acknowledged = run_until_killed(database, seeded.randrange(50, 500))
        stored = asyncio.run(read(database))
        assert set(acknowledged) <= {run.id for run, *_ in stored}
        for run, lines, curve, count in stored:
            assert run.lines >= acknowledged.get(run.id, 0)
            assert lines == list(range(run.lines))
            assert curve == [float(line) for line in lines]
            assert count == run.lines
    check = apsw.Connection(str(database)).execute("PRAGMA integrity_check").fetchall()
    assert check == [("ok",)]
