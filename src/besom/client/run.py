"""The run that a training script reports to.

Nothing here raises into training or waits for the network: records go to an outbox on disk, and a thread sends them.
"""

import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from math import floor, isfinite
from typing import Any

import msgspec

from besom.client.config import Config
from besom.client.courier import Courier
from besom.client.delivery import Address, NewRun
from besom.client.notices import tell
from besom.client.outbox import Outbox, discard
from besom.client.start import Start
from besom.client.values import plain, sort_values
from besom.wire.runs import Row

FLUSH_SECONDS = 10.0  # at the end of the script, for what has not been sent; BESOM_FLUSH_SECONDS says otherwise
INIT_SECONDS = 2.0  # the most that init() waits for a server, so that it can name the run

_encode = msgspec.json.Encoder().encode


class Run:
    """One execution of the script, as the script sees it. Safe for threads and after a fork."""

    def __init__(self, start: Start, *, now: Callable[[], float] = time.time) -> None:
        self.config = Config(lambda: start.config)
        self.dropped = 0  # records that found no room on the disk
        self.finished = False
        self._start, self._now = start, now
        self._pid = os.getpid()
        self._lock = threading.RLock()  # a signal handler may log while its own thread does
        self._step = -1
        self._said: set[object] = set()
        self._outbox: Outbox | None = None
        self._courier = Courier(start.folder, start.connect)
        try:
            self._outbox = Outbox(start.folder, start.run)
        except OSError as error:
            tell(f"nothing of this run will be kept: {start.folder} cannot be written to ({error.strerror})")
            return
        self._courier.start()
        if isinstance(start.run, NewRun):
            self._courier.wait_for_first_try(INIT_SECONDS)

    @property
    def id(self) -> str | None:
        """The run's id; None while the server has not been reached, for a run that no agent has started."""
        sender = self._courier.sender
        address = self._start.run if isinstance(self._start.run, Address) else sender and sender.address
        return address.run if address else None

    def log(self, metrics: Mapping[str, Any], *, step: float | None = None) -> None:
        """Keep the values under the step, or under the next whole number where none is given.

        Returns as soon as they are in a file that survives the script. Numbers and booleans become metrics, mappings
        within dotted names; texts, lists and None are kept beside them. What cannot be kept is warned of once.
        """
        try:
            self._log(metrics, step)
        except OSError as error:
            self.dropped += 1
            self._say_once(f"records are dropped until the disk has room for them ({error.strerror})", OSError)
        except Exception as error:
            self._say_once(f"a record could not be kept ({type(error).__name__}: {error})", type(error))

    def _log(self, metrics: object, step: object) -> None:
        if self._outbox is None or self.finished:
            if self.finished:
                self._say_once("log() was called after finish(); it keeps nothing")
            return
        if not isinstance(metrics, Mapping):
            self._say_once(f"log() needs a mapping of names to values, not a {type(metrics).__name__}")
            return
        found = sort_values(metrics, self._say_once)
        if not (found.metrics or found.extra):
            return
        row = Row(at=self._now(), step=self._next_step(step), metrics=found.metrics, extra=found.extra)
        self._outbox.append(_encode(row))
        if self._courier.thread is None:  # the first record of a forked child
            self._courier.start()

    def finish(self, exit_code: int = 0) -> None:
        """Send what has not been sent, within BESOM_FLUSH_SECONDS; what is left then waits on disk for its turn."""
        if self.finished or self._outbox is None:
            return
        self.finished = True
        mine = isinstance(self._start.run, NewRun) and self._pid == os.getpid()  # not an agent's, nor a parent's
        if mine:
            self._end(self._outbox, exit_code)
        in_time = self._courier.close(_flush_seconds(os.environ))
        self._outbox.close()
        if self.dropped:
            tell(f"{self.dropped} records were dropped for want of room on the disk")
        if not in_time:
            tell(f"not everything could be sent in time; the rest waits in {self._start.folder} and goes out later")
        elif mine and self._courier.sender is not None and self._courier.sender.finished:
            discard(self._start.folder)

    def _end(self, outbox: Outbox, exit_code: int) -> None:
        try:
            outbox.end(exit_code)
        except OSError as error:
            tell(f"the end of the run could not be written down ({error.strerror})")

    def _next_step(self, step: object) -> float:
        given = self._number(step)
        with self._lock:
            if given is None:
                self._step += 1
                return self._step
            self._step = max(self._step, floor(given))
            return given

    def _number(self, step: object) -> float | None:
        if step is None:
            return None
        with suppress(Exception):  # a step of a foreign type may raise anything
            number = plain(step)
            if isinstance(number, int | float) and isfinite(number):
                return float(number)
        self._say_once(f"step must be a finite number, not this {type(step).__name__}; counting on instead")
        return None

    def _say_once(self, sentence: str, about: object = None) -> None:
        """`about`: what makes two sentences the same, where not their text."""
        if (about or sentence) not in self._said:
            self._said.add(about or sentence)
            tell(sentence)

    def forked(self) -> None:
        self._lock = threading.RLock()
        self._courier.forked()


def _flush_seconds(environ: Mapping[str, str]) -> float:
    try:
        return min(max(0.0, float(environ["BESOM_FLUSH_SECONDS"])), threading.TIMEOUT_MAX)
    except (KeyError, ValueError):
        return FLUSH_SECONDS
