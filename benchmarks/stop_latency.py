"""How long it takes from a report that falls below the envelope to the SIGTERM in the script.

    python -m benchmarks.stop_latency [--runs 20] [--workers 1]

A real server, a real agent, real scripts, on loopback: the first three runs finish and set the envelope. Every other
run logs a fourth bad value, the first that the envelope judges, and measures until it is told to end.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = """
import argparse, os, pathlib, signal, sys, time
import besom

parser = argparse.ArgumentParser()
parser.add_argument("--role", type=int)
role = parser.parse_args().role
besom.init()
if role < 3:
    for step in range(10):
        besom.log({"loss": 1.0 / (step + 1)}, step=step)
    sys.exit()

def told(*_):
    pathlib.Path(os.environ["LATENCIES"], str(role)).write_text(str(time.time() - begun))
    sys.exit(1)

begun = time.time()
signal.signal(signal.SIGTERM, told)
for step in range(3):
    besom.log({"loss": 2.0}, step=step)
begun = time.time()
besom.log({"loss": 2.0}, step=3)
time.sleep(30)
"""

SWEEP = """
program: role.py
method: grid
metric: {{name: loss, goal: minimize}}
early_terminate: {{type: envelope}}
parameters:
  role: {{min: 0, max: {last}}}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20, help="runs that are stopped")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, latencies = Path(folder), Path(folder, "latencies")
        latencies.mkdir()
        (home / "role.py").write_text(SCRIPT)
        (home / "sweep.yaml").write_text(SWEEP.format(last=options.runs + 2))
        environ = os.environ | {
            "BESOM_DATA_DIR": f"{folder}/data",
            "BESOM_CONFIG_DIR": f"{folder}/config",
            "LATENCIES": str(latencies),
        }
        besom = [sys.executable, "-m", "besom.cli.main"]
        try:
            subprocess.run(
                [*besom, "run", "sweep.yaml", "-j", str(options.workers)],
                cwd=home,
                env=environ,
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=600,
            )
        finally:
            subprocess.run([*besom, "server", "stop"], env=environ, check=False, stdout=subprocess.DEVNULL)
        seconds = sorted(float(path.read_text()) for path in latencies.iterdir())
    milliseconds = [round(1000 * value) for value in seconds]
    print(
        f"from report to SIGTERM, {len(seconds)} of {options.runs} runs: median {statistics.median(milliseconds)} ms, "
        f"fastest {milliseconds[0]} ms, slowest {milliseconds[-1]} ms"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
