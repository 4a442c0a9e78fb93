"""Notices how this process ends and when it forks, without taking anything away from the script."""

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import NoReturn


class Watch:
    """Calls end(exit code) before the process ends, and forked() in every child. Make one a process.

    The exit code is 1 after an exception that nobody caught, what the script gave to sys.exit(), negative after a
    signal, else 0. SIGTERM is noticed only where the script left it alone, and then still ends the process as it
    would have.
    """

    def __init__(self, end: Callable[[int], None], forked: Callable[[], None]) -> None:
        self._end, self._forked = end, forked
        self._exit_code = 0
        self._excepthook, sys.excepthook = sys.excepthook, self._on_exception
        self._exit, sys.exit = sys.exit, self._on_exit
        atexit.register(lambda: end(self._exit_code))
        self._mask = threading.local()
        os.register_at_fork(before=self._hold, after_in_parent=self._let_go, after_in_child=self._in_child)
        main = threading.current_thread() is threading.main_thread()
        if main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, self._on_signal)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._exit_code = -signal.SIGINT if issubclass(kind, KeyboardInterrupt) else 1
        self._excepthook(kind, error, trace)

    def _on_exit(self, status: object = None) -> NoReturn:
        if threading.current_thread() is threading.main_thread():
            self._exit_code = 0 if status is None else status & 0xFF if isinstance(status, int) else 1
        self._exit(status)  # type: ignore[arg-type]  # sys.exit prints what is not a number

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        self._end(-number)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _hold(self) -> None:
        # A SIGTERM that comes to a child before its handler is gone would be lost with the handler.
        self._mask.before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])

    def _let_go(self) -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, self._mask.before)

    def _in_child(self) -> None:
        # Its records are in the outbox already, and pools end their workers by SIGTERM and expect them gone at once.
        if signal.getsignal(signal.SIGTERM) == self._on_signal:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._let_go()
        self._forked()
