"""Brings a script's output to the server while it runs, and the rest when it has ended."""

import threading
from collections.abc import Callable
from typing import Literal

from besom.agent.output import Spool, text
from besom.agent.server import insist
from besom.client.lines import LineReader
from besom.errors import BesomError, Gap, LeaseLost
from besom.wire.runs import Received

MOST = 2000  # lines a request
LINGER = 1.0  # seconds between two requests, and so how old the log is that people see


class LogSender(threading.Thread):
    """Sends the lines of a spool, numbered from 0, again after any failure; ends when the spool is closed and sent.

    Orders that come with the answers go to `order` at once. Output that the server refuses stays unsent: a run is not
    lost for its log.
    """

    def __init__(
        self,
        spool: Spool,
        send: Callable[[int, list[str]], Received],
        order: Callable[[Literal["stop", "kill", "lost"]], None],
        say: Callable[[str], None],
        abandoned: threading.Event,
    ) -> None:
        super().__init__(name="log", daemon=True)
        self._spool = spool
        self._reader = LineReader(spool.path)
        self._send = send
        self._order = order
        self._say = say
        self._abandoned = abandoned

    def run(self) -> None:
        try:
            while self._more():
                self._send_some()
        except LeaseLost:
            self._order("lost")
        except BesomError as error:
            if not self._abandoned.is_set():
                self._say(f"the server takes no more of the output: {error}")
        finally:
            self._reader.close()

    def _say_trouble(self, error: BesomError) -> None:
        self._say(f"the server cannot take the output now, and is asked again: {error}")

    def _more(self) -> bool:
        """Wait for something to send, and a little for more of it; False when all is sent and no more will come."""
        with self._spool.changed:
            self._wait_for(1, None)
            self._wait_for(MOST, LINGER)
            return self._spool.lines > self._reader.line

    def _wait_for(self, lines: int, seconds: float | None) -> None:
        spool, reader = self._spool, self._reader
        spool.changed.wait_for(lambda: spool.closed or spool.lines - reader.line >= lines, seconds)

    def _send_some(self) -> None:
        lines = [text(line) for line in self._reader.peek(MOST)]
        try:
            received = insist(lambda: self._send(self._reader.line, lines), self._abandoned, self._say_trouble)
        except Gap as gap:
            self._reader.seek(gap.expected)
        else:
            self._reader.seek(received.next)
            if received.order is not None:
                self._order(received.order)
