"""Signals to the agent, as calls."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ASKED_TO_GO = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def interrupts(heard: Callable[[int], None]) -> Iterator[None]:
    """Within it, Ctrl-C and requests to end are `heard` and do nothing else.

    Those that whoever started the process has it ignore (nohup, a shell's background job) stay ignored. Only a main
    thread can hear signals; on any other nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in ASKED_TO_GO}
    changed = {number: handler for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for number in changed:
        signal.signal(number, lambda got, _frame: heard(got))
    try:
        yield
    finally:
        for number, handler in changed.items():
            signal.signal(number, handler)
