"""A function in this process, in place of a script."""

import contextlib
import ctypes
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from signal import SIGTERM, Signals

from besom.agent.output import Spool
from besom.client.script import within


class Asked(BaseException):
    """Raised within the function when its run is to end; no Exception, so that no training loop swallows it."""


class Call:
    """Calls the function in a thread, where the run is what `besom.init` finds; otherwise as `process.Process`.

    What it prints is not kept, except the traceback of an exception that nobody caught. A signal raises Asked in it at
    its next Python instruction: what waits in a library for ever cannot be ended.
    """

    def __init__(
        self,
        function: Callable[[], object],
        *,
        env: Mapping[str, str],
        spool: Spool,
        ended: Callable[[int | None], None],
    ) -> None:
        self._function, self._env, self._spool = function, env, spool
        self._over = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, args=(ended,), name="besom function", daemon=True)
        self._thread.start()

    def signal(self, _number: Signals) -> None:
        """Ask the function to end; nothing happens once it has."""
        with self._lock:
            if not self._over:
                self._raise(Asked)

    def _run(self, ended: Callable[[int | None], None]) -> None:
        code = -SIGTERM
        with contextlib.suppress(Asked):  # whenever it comes: before, within or just after the function
            try:
                code = self._outcome()
            finally:
                with self._lock:
                    self._over = True
        with contextlib.suppress(Asked):
            self._raise(None)
        self._spool.close()
        ended(code)

    def _outcome(self) -> int:
        """As the exit code of a script."""
        try:
            with within(self._env):
                self._function()
        except Asked:
            raise
        except SystemExit as leaving:
            return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
        except BaseException:  # such as asyncio's CancelledError: whatever it was, the agent waits for this end
            trace = traceback.format_exc()
            print(trace, file=sys.stderr, end="")
            self._spool.write([line.encode() for line in trace.splitlines()])
            return 1
        return 0

    def _raise(self, kind: type[BaseException] | None) -> None:
        """Have the thread raise it; None takes back what it has not raised yet."""
        identity = ctypes.c_ulong(self._thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(kind) if kind else None)
