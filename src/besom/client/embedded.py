"""The server that besom starts by itself: found by its state file, started and stopped under a lock.

The server writes `server.json` into the data folder once it listens. That file may be stale (the process was killed,
the machine restarted): a server is alive when its address answers with the instance that the file names.
"""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from besom.client.http import Client
from besom.errors import BesomError

STATE = "server.json"
PORT = "server.port"  # the last one, outliving the state file: agents and pages go on asking there
LOG = "server.log"
COMMAND = (sys.executable, "-m", "besom.cli.main", "server", "--embedded")

HEALTH_SECONDS = 2.0  # on the same machine, even a busy server answers within this
START_SECONDS = 30.0  # a cold start imports the whole server from a slow disk
STOP_SECONDS = 15.0
LOOK_SECONDS = 0.05  # between two looks at a server that starts or stops


@dataclass(frozen=True, slots=True)
class State:
    url: str
    pid: int
    key: str = field(repr=False)
    instance: str
    version: str


def read(data: Path) -> State | None:
    """What the server that started last wrote, dead or alive; None where there is nothing readable."""
    try:
        return msgspec.json.decode((data / STATE).read_bytes(), type=State)
    except (OSError, msgspec.DecodeError):
        return None


def alive(state: State) -> bool:
    """Whether that very server answers."""
    try:
        return Client(state.url, None, patience=0).health(seconds=HEALTH_SECONDS).instance == state.instance
    except BesomError:
        return False


def current(data: Path) -> State | None:
    """The embedded server that runs now."""
    state = read(data)
    return state if state is not None and alive(state) else None


def start(data: Path, command: Sequence[str] = COMMAND) -> State:
    """The embedded server that runs, started if there is none; two callers at once end with one server.

    It belongs to no terminal and outlives its caller. BesomError, with what it printed, when it does not come up.
    """
    with _alone(data):
        running = current(data)
        if running is not None:
            return running
        (data / STATE).unlink(missing_ok=True)
        port = _last_port(data)
        with (data / LOG).open("ab") as log:
            printed = log.tell()
            process = subprocess.Popen(
                [*command, *([] if port is None else ["--port", port])],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=data,
                env=os.environ | {"BESOM_DATA_DIR": str(data)},
                start_new_session=True,
            )
        threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves no zombie behind
        deadline = time.monotonic() + START_SECONDS
        while process.returncode is None and time.monotonic() < deadline:
            running = current(data)
            if running is not None:
                (data / PORT).write_text(str(urlsplit(running.url).port))
                return running
            time.sleep(LOOK_SECONDS)
        process.terminate()
        raise BesomError(f"besom's own server did not start: {_last_line(data / LOG, printed)}")


def stop(data: Path) -> bool:
    """End the embedded server and wait until it is gone; False when none was running."""
    with _alone(data):
        state = current(data)
        if state is None:
            return False
        os.kill(state.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if not _exists(state.pid):
                return True
            time.sleep(LOOK_SECONDS)
        raise BesomError(f"besom's own server (process {state.pid}) was told to end and still runs")


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Keep other starters and stoppers out; the lock goes with the process, so none is ever left over."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data / "server.starting").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _last_port(data: Path) -> str | None:
    try:
        port = (data / PORT).read_text()
    except OSError:
        return None
    return port if port.isdecimal() else None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _last_line(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"it said nothing; see {log}"
