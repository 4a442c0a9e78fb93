"""The one thread that writes: many verbs, one commit, and only then the replies.

While one commit runs the next batch gathers, so no timer is needed: a lone verb is committed at once, and under load
nobody waits longer than two commits.
"""

import asyncio
import queue
import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import apsw

from besom.domain.store import Clock
from besom.errors import BesomError, Busy, DiskFull
from besom.store.sqlite.tx import SqliteTx

_WAITING = 20_000  # verbs; past it callers are told to come back
_BATCH = 5_000  # verbs in one commit
_IDLE = 1.0  # seconds without a verb until the log is copied into the database
_LOG_PAGES = (64 << 20) // 4096  # in the write-ahead log, until it is copied without waiting for that

_BROKEN = (apsw.FullError, apsw.IOError, apsw.CorruptError, apsw.NotADBError)  # what is no fault of the verb


class Job(NamedTuple):
    verb: Callable[[SqliteTx, float, Any], Any]
    command: Any
    future: asyncio.Future[Any]


class Failure(NamedTuple):
    """Stands in the place of an outcome."""

    error: Exception


class Writer(threading.Thread):
    """Takes verbs from any thread; answers each on the event loop that it came from."""

    def __init__(self, tx: SqliteTx, clock: Clock, on_fatal: Callable[[Exception], None]) -> None:
        super().__init__(name="besom-writer", daemon=True)
        self._tx = tx
        self.connection = tx.connection
        self._clock = clock
        self._on_fatal = on_fatal
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closing = threading.Lock()  # a job put after the end of the queue would wait for ever
        self._closed: BesomError | None = None
        self._log_pages = 0
        self.connection.set_wal_hook(self._committed)

    def put(self, job: Job) -> None:
        """Line up. Raises Busy when too many wait, or when the store is closed."""
        with self._closing:
            if self._closed is not None:
                raise self._closed
            if self._queue.qsize() >= _WAITING:
                raise Busy("too many requests wait for the disk; try again in a second", retry_after=1)
            self._queue.put(job)

    def finish(self) -> None:
        """Carry out what waits, then end."""
        self._close(Busy("the server is stopping; try again in a few seconds", retry_after=5))

    def run(self) -> None:
        more = True
        while more:
            batch: list[Job] = []
            try:
                more = self._gather(batch)
                outcomes = self._carry_out(batch)
            except Exception as error:
                self._give_up(error, batch)
                return
            _answer(batch, outcomes)

    def _gather(self, batch: list[Job]) -> bool:
        """Put into the batch what waits, at least one; False at the end."""
        try:
            job = self._queue.get(timeout=_IDLE if self._log_pages else None)
        except queue.Empty:
            self._checkpoint()
            job = self._queue.get()
        for _ in range(min(self._queue.qsize(), _BATCH - 1)):
            if job is None:
                break
            batch.append(job)
            job = self._queue.get_nowait()
        if job is not None:
            batch.append(job)
        return job is not None

    def _carry_out(self, batch: list[Job]) -> list[Any]:
        try:
            outcomes = self._commit(batch)
        except apsw.FullError:
            outcomes = [self._commit_alone(job) for job in batch]
        except apsw.BusyError:
            busy = Failure(Busy("another program holds the database; try again in a second", retry_after=1))
            outcomes = [busy for _ in batch]
        if self._log_pages > _LOG_PAGES:
            self._checkpoint()
        return outcomes

    def _commit_alone(self, job: Job) -> Any:
        try:
            return self._commit([job])[0]
        except apsw.FullError:
            return Failure(DiskFull("the server's disk is full; try again when there is room"))

    def _commit(self, batch: list[Job]) -> list[Any]:
        """Every verb in its own savepoint, all in one transaction; their outcomes, durable."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [self._outcome(job) for job in batch]
            self.connection.execute("COMMIT")
        except Exception:
            if self.connection.in_transaction:  # some failures have undone it already
                self.connection.execute("ROLLBACK")
            raise
        return outcomes

    def _outcome(self, job: Job) -> Any:
        self.connection.execute("SAVEPOINT verb")
        try:
            outcome = job.verb(self._tx, self._clock.now(), job.command)
        except _BROKEN:
            raise
        except Exception as error:
            self.connection.execute("ROLLBACK TO verb")
            outcome = Failure(error)
        self.connection.execute("RELEASE verb")
        return outcome

    def _committed(self, _connection: apsw.Connection, _database: str, pages: int) -> int:
        self._log_pages = pages
        return apsw.SQLITE_OK

    def _checkpoint(self) -> None:
        """Copy the log into the database, as far as no reader still needs it."""
        self._log_pages = 0
        with suppress(apsw.BusyError, apsw.FullError):
            self.connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)

    def _close(self, reason: BesomError) -> None:
        with self._closing:
            self._closed = self._closed or reason
            self._queue.put(None)

    def _give_up(self, error: Exception, batch: list[Job]) -> None:
        """After a failed sync nobody knows what the disk holds, and a second sync may lie: only a fresh start reads the
        truth. So nothing is acknowledged any more.
        """
        reason = BesomError(f"the server stops because its disk failed: {error}")
        self._close(reason)
        self._on_fatal(error)
        while (job := self._queue.get()) is not None:
            batch.append(job)
        _answer(batch, [Failure(reason)] * len(batch))


def _answer(batch: list[Job], outcomes: list[Any]) -> None:
    replies: defaultdict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = defaultdict(list)
    for job, outcome in zip(batch, outcomes, strict=True):
        replies[job.future.get_loop()].append((job.future, outcome))
    for loop, of_loop in replies.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
            loop.call_soon_threadsafe(_resolve, of_loop)


def _resolve(replies: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, outcome in replies:
        if future.done():  # whoever asked has gone
            continue
        if isinstance(outcome, Failure):
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome)
