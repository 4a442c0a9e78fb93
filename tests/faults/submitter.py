"""A process that reports to a store as fast as it can and prints every acknowledgement, until it is killed."""

import asyncio
import os
import sys
import time
from pathlib import Path

from besom.domain.run import Row
from besom.engine import CreateRun, Report, create_run, report
from besom.store import SqliteStore


class SystemClock:
    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


async def work(store: SqliteStore, number: int) -> None:
    name = f"run{number:05d}"
    command = CreateRun("ana", "mnist", name, name, name.encode().ljust(32), "{}", None, None, (), "", None)
    run = await store.submit(create_run, command)
    while True:
        rows = tuple(Row(float(line), 0.0, {"line": float(line)}) for line in range(run.lines, run.lines + 3))
        run = await store.submit(report, Report(run.project, run.id, 1, run.lines, rows))
        os.write(1, f"{name} {run.lines}\n".encode())  # one call, so that a kill cuts no line in two


async def fold(store: SqliteStore) -> None:
    while True:
        await store.fold(everything=True)


async def main(path: Path) -> None:
    store = SqliteStore.open(path, SystemClock())
    await asyncio.gather(fold(store), *(work(store, number) for number in range(16)))


asyncio.run(main(Path(sys.argv[1])))
