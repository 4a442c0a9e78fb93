"""Looking at processes from outside."""

import time
from collections.abc import Callable
from pathlib import Path


def until(true: Callable[[], bool]) -> None:
    """Return once it is true; for what nobody tells of."""
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def gone(pid: int) -> bool:
    """Whether the process has ended; one that nobody has waited for yet has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def pid_in(file: Path) -> int:
    """The number that a process has written to a file, with a newline."""
    until(lambda: file.exists() and file.read_text().endswith("\n"))
    return int(file.read_text())
