"""What the SQLite store does in a second, how long its reads take, and how many bytes a point costs.

    python -m benchmarks.store [folder on the disk to measure]

Reports come from 64 callers that each wait for the acknowledgement, by way of the engine's own verb.
"""

import asyncio
import math
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import apsw

from besom.domain.run import Row, Run
from besom.domain.store import Reader, Tx
from besom.domain.sweep import Metric
from besom.engine import CreateRun, CreateSweep, Report, create_run, create_sweep, report
from besom.store import SqliteStore
from besom.store.sqlite import writer

CALLERS = 64
SECONDS = 3.0


class SystemClock:
    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


async def start(store: SqliteStore, number: int) -> Run:
    name = f"run{number:05d}"
    command = CreateRun("ana", "mnist", name, name, name.encode().ljust(32), "{}", None, None, (), "", None)
    return await store.submit(create_run, command)


def rows(first: int, count: int) -> tuple[Row, ...]:
    """A noisy loss in single precision, as a training script logs it, two a second."""
    noise = (math.sin(i * i) * 0.05 for i in range(first, first + count))
    return tuple(
        Row(
            float(i),
            1_795_514_603 + round(i / 2 + n, 3),
            {"loss": round((2.5 * math.exp(-i / 2e5) + n) * 2**16) / 2**16},
        )
        for i, n in enumerate(noise, first)
    )


async def send(store: SqliteStore, run: Run, part: tuple[Row, ...]) -> Run:
    return await store.submit(report, Report(run.project, run.id, 1, run.lines, part))


async def reports_a_second(folder: Path, points: int) -> tuple[float, float, float]:
    """Reports acknowledged a second, and the median and the 99th percentile of the wait in ms."""
    store = SqliteStore.open(folder / f"reports-{time.monotonic_ns()}.db", SystemClock())
    runs = [await start(store, number) for number in range(CALLERS)]
    waits: list[float] = []
    part = rows(0, points)
    end = time.perf_counter() + SECONDS

    async def caller(run: Run) -> None:
        while (begun := time.perf_counter()) < end:
            run = await send(store, run, part)
            waits.append(time.perf_counter() - begun)

    await asyncio.gather(*map(caller, runs))
    await store.close()
    waits.sort()
    return len(waits) / SECONDS, waits[len(waits) // 2] * 1e3, waits[len(waits) * 99 // 100] * 1e3


async def history(folder: Path, runs: int, steps: int, long: int) -> None:
    path = folder / "history.db"
    store = SqliteStore.open(path, SystemClock())
    started = await asyncio.gather(*(start(store, number) for number in range(runs + 1)))
    short_parts = [rows(first, 50) for first in range(0, steps, 50)]
    long_parts = [rows(first, 500) for first in range(0, long, 500)]
    begun = time.perf_counter()
    for part in short_parts:
        started[:runs] = await asyncio.gather(*(send(store, run, part) for run in started[:runs]))
    for part in long_parts:
        started[runs] = await send(store, started[runs], part)
    written = time.perf_counter()
    await store.fold(everything=True)
    folded = time.perf_counter()
    total = runs * steps + long
    print(
        f"{total:,} points: {total / (written - begun):,.0f}/s acknowledged, {total / (folded - begun):,.0f}/s folded"
    )
    name, project = started[runs].id, started[runs].project
    await timed(f"a curve of {long:,} points", lambda: store.read(lambda r: r.curve(project, name, "loss")))
    await timed("a thousand rows of its middle", lambda: store.read(lambda r: r.rows(project, name, long // 2, 1000)))
    await store.close()
    database = apsw.Connection(str(path))
    free = database.pragma("freelist_count") * database.pragma("page_size")
    size = path.stat().st_size
    print(f"{(size - free) / total:.1f} bytes a point, and {free / total:.1f} that later writes will use again")


async def summaries(folder: Path, runs: int) -> None:
    store = SqliteStore.open(folder / "summaries.db", SystemClock())
    sweep = await store.submit(
        create_sweep,
        CreateSweep("ana", "mnist", "k3x9q7ab", "s", "", "", "{}", "random", None, None, None, 0, 3),
    )
    first = await start(store, 0)

    def fill(tx: Tx, _now: float, _command: None) -> None:
        for number in range(1, runs + 1):
            values = {"id": f"r{number:07d}", "sweep": sweep.id, "number": number, "request_id": None}
            run = Run(**{field: getattr(first, field) for field in Run.__slots__} | values)
            tx.add_run(run)
            tx.append_rows(run, rows(number, 2))

    await store.submit(fill, None)
    key = (sweep.project, sweep.id)
    await timed(f"the value of {runs:,} runs", lambda: store.read(lambda r: r.values_of_runs(*key, Metric("loss"))))
    await timed(f"the list of {runs:,} runs", lambda: store.read(lambda r: r.runs(*key)))
    await timed("one run", lambda: store.read(read_one, first))
    await store.close()


def read_one(reader: Reader, run: Run) -> Run | None:
    return reader.run(run.project, run.id)


async def timed(what: str, act: Callable[[], Awaitable[object]]) -> None:
    """Print the median of five."""
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        await act()
        took.append(time.perf_counter() - begun)
    print(f"{what}: {sorted(took)[2] * 1e3:.2f} ms")


async def main(folder: Path) -> None:
    for points in (1, 15):
        for batch in (writer._BATCH, 1):
            normal, writer._BATCH = writer._BATCH, batch
            rate, median, late = await reports_a_second(folder, points)
            writer._BATCH = normal
            kind = "a commit for many" if batch > 1 else "a commit each"
            print(f"reports of {points}, {kind}: {rate:,.0f}/s, wait p50 {median:.1f} ms, p99 {late:.1f} ms")
    await history(folder, runs=2_000, steps=200, long=200_000)
    await summaries(folder, runs=10_000)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as temporary:
        asyncio.run(main(Path(temporary)))
