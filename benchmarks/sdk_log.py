"""What a call of `besom.log` costs a training script, beside trackio's where that is installed.

`python -m benchmarks.sdk_log [--calls 20000]` prints microseconds a call. A server in a process of its own takes the
records meanwhile, so the sending thread's share of this process is in the figures. Trackio writes to its own local
store, as it does by default.
"""

import argparse
import importlib
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

import besom

METRICS = {"loss": 0.3141592653589793, "val_loss": 0.2718281828459045, "accuracy": 0.875}

Log = Callable[[Mapping[str, Any]], object]


class Taker(BaseHTTPRequestHandler):
    """Takes every report."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        report = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps({"next": report["first"] + len(report["rows"])}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def serve(tell: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    tell.send(server.server_port)
    server.serve_forever()


def microseconds(log: Log, calls: int) -> tuple[float, float, float]:
    """Median, 99th percentile and mean of one call's time."""
    times = []
    for i in range(calls):
        metrics = {**METRICS, "epoch": i}
        start = time.perf_counter_ns()
        log(metrics)
        times.append((time.perf_counter_ns() - start) / 1000)
    return statistics.median(times), statistics.quantiles(times, n=100)[98], statistics.fmean(times)


def show(name: str, log: Log, calls: int) -> None:
    microseconds(log, 200)  # the first calls load what they need
    median, high, mean = microseconds(log, calls)
    print(f"{name:18}{median:8.1f}{high:8.1f}{mean:8.1f}")


def measure_besom(folder: str, calls: int) -> None:
    told, tell = multiprocessing.get_context("spawn").Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(tell,), daemon=True)
    server.start()
    os.environ.update(
        BESOM_SERVER=f"http://127.0.0.1:{told.recv()}",
        BESOM_ENTITY="bench",
        BESOM_PROJECT="bench",
        BESOM_RUN_ID="bench",
        BESOM_ATTEMPT="1",
        BESOM_OUTBOX=f"{folder}/outbox",
    )
    besom.init()
    show("besom.log", besom.log, calls)
    besom.finish()
    server.terminate()
    server.join()


def measure_trackio(folder: str, calls: int) -> None:
    os.environ["TRACKIO_DIR"] = folder  # read when it is imported
    with suppress(ImportError):
        trackio = importlib.import_module("trackio")
        trackio.init(project="bench", embed=False)
        show("trackio.log", trackio.log, calls)
        trackio.finish()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--calls", type=int, default=20_000)
    calls = parser.parse_args().calls
    print(f"{'µs a call':18}{'median':>8}{'p99':>8}{'mean':>8}")
    with tempfile.TemporaryDirectory() as folder:
        measure_besom(folder, calls)
        measure_trackio(folder, calls)


if __name__ == "__main__":
    main()
