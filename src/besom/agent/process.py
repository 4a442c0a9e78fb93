"""A script as a process of its own: one group for it and all its children, one pipe for what they print."""

import contextlib
import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals
from typing import IO

from besom.agent.output import Lines, Spool

CHUNK = 256 * 1024  # bytes read at once
LAST_OUTPUT = 1.0  # seconds for output still in the pipe; only a child that left the group can hold it open longer


class Process:
    """A running script.

    Its standard input is the null device: a script that asks the terminal would be suspended. When its leader has
    exited, whatever is left of its group has to go too, so that nothing keeps the GPU from the next run: SIGTERM, and
    SIGKILL after `grace` seconds or as soon as nobody holds the output open. Then `ended` is called, from a thread,
    with the leader's exit code (negative: the signal that ended it; None: unknown). If the agent itself is killed, the
    script lives on until it next prints; its reports are refused once the run has gone to another agent.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        folder: Path,
        spool: Spool,
        grace: float,
        ended: Callable[[int | None], None],
    ) -> None:
        """Starts the script; OSError where there is no such program, or it cannot be executed."""
        self._popen = subprocess.Popen(
            argv,
            env=env,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            start_new_session=True,
        )
        assert self._popen.stdout is not None  # noqa: S101 (it was asked for)
        self._gone = False
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=_read, args=(self._popen.stdout, spool), name="output", daemon=True)
        self._reader.start()
        threading.Thread(target=self._wait, args=(spool, grace, ended), name="wait", daemon=True).start()

    def signal(self, number: Signals) -> None:
        """Send the signal to the script and all its children; nothing happens once they are gone."""
        with self._lock:
            if not self._gone:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._popen.pid, number)

    def _wait(self, spool: Spool, grace: float, ended: Callable[[int | None], None]) -> None:
        code = self._leader_exit()
        self.signal(SIGTERM)
        self._reader.join(grace)
        self.signal(SIGKILL)
        with self._lock:
            self._popen.wait()
            self._gone = True
        self._reader.join(LAST_OUTPUT)
        spool.close()
        ended(code)

    def _leader_exit(self) -> int | None:
        """The leader's exit code, once it has exited.

        It is left unreaped where the system can do that, so that no stranger gets the group's number before the rest
        of the group is gone.
        """
        if not hasattr(os, "waitid"):
            return self._popen.wait()
        try:
            result = os.waitid(os.P_PID, self._popen.pid, os.WEXITED | os.WNOWAIT)
        except ChildProcessError:  # whoever started the agent made it ignore SIGCHLD
            return None
        assert result is not None  # noqa: S101 (only with WNOHANG)
        return result.si_status if result.si_code == os.CLD_EXITED else -result.si_status


def _read(pipe: IO[bytes], spool: Spool) -> None:
    lines = Lines()
    with pipe:
        while (chunk := os.read(pipe.fileno(), CHUNK)) and not spool.closed:
            spool.write(lines.feed(chunk))
    spool.write(lines.end())
