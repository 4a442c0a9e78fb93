"""`domain.store.Store` on one SQLite file."""

import asyncio
import logging
import os
import queue
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from besom.domain.store import Clock
from besom.errors import BesomError
from besom.store.sqlite import folding
from besom.store.sqlite.database import Lock, open_reader, open_writer
from besom.store.sqlite.reader import SqliteReader
from besom.store.sqlite.tx import SqliteTx
from besom.store.sqlite.writer import Job, Writer

T = TypeVar("T")

_READERS = 4
_FOLD_EVERY = 2.0  # seconds
_SEAL = 200  # chunks put in place in one transaction, which others must wait for

_log = logging.getLogger(__name__)


def end_process(error: Exception) -> None:
    """What a server does when it can no longer tell what is on its disk."""
    print(f"besom: the disk failed ({error}); the server stops here", file=sys.stderr, flush=True)
    os._exit(1)


class SqliteStore:
    """Usable from any thread's event loop. See `domain.store.Store` for what each method promises."""

    def __init__(self, path: Path, lock: Lock, writer: Writer, readers: list[SqliteReader]) -> None:
        self.path = path
        self._lock = lock
        self._writer = writer
        self._readers: queue.SimpleQueue[SqliteReader] = queue.SimpleQueue()
        for reader in readers:
            self._readers.put(reader)
        self._pool = ThreadPoolExecutor(len(readers), thread_name_prefix="besom-reader")
        self._stopping = threading.Event()
        self._folder = threading.Thread(target=self._fold_regularly, name="besom-folder", daemon=True)
        self._folder.start()

    @classmethod
    def open(cls, path: Path, clock: Clock, on_fatal: Callable[[Exception], None] = end_process) -> "SqliteStore":
        """Open the file, or make it, and bring it to the present schema.

        `on_fatal` is called, from the writer's thread, when the disk fails: nothing is acknowledged afterwards.
        Raises Conflict when another server uses the file, BesomError when it is not one that this besom can use.
        """
        lock = Lock(path)
        try:
            tx = SqliteTx(open_writer(path), path, clock)
            readers = [SqliteReader(open_reader(path)) for _ in range(_READERS)]
        except BaseException:
            lock.release()
            raise
        writer = Writer(tx, clock, on_fatal)
        writer.start()
        return cls(path, lock, writer, readers)

    async def submit(self, verb: Callable[[SqliteTx, float, Any], T], command: Any) -> T:
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.put(Job(verb, command, future))
        return await future

    async def read(self, query: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, query, args)

    async def fold(self, everything: bool = False) -> None:
        """Move long or idle tails of history from the journal into chunks; all of them if told so.

        The store does so by itself every two seconds.
        """
        attempts = await self.submit(folding.due, everything)
        ready: list[folding.Folded] = []
        while attempts and not self._stopping.is_set():
            folded = await self.read(folding.fold, attempts.pop())
            ready.append(folded)
            if folded.more or not attempts or sum(len(f.chunks) for f in ready) >= _SEAL:
                await self.submit(folding.seal, ready)
                ready = []
            if folded.more:
                attempts.append(folded.attempt)

    async def close(self) -> None:
        """Carry out what was submitted before, then let go of the file."""
        await asyncio.to_thread(self._close)

    def _read(self, query: Callable[..., T], args: tuple[Any, ...]) -> T:
        reader = self._readers.get()
        try:
            reader.connection.execute("BEGIN")  # the view is taken by the first look-up, and kept until the end
            return query(reader, *args)
        finally:
            if reader.connection.in_transaction:
                reader.connection.execute("ROLLBACK")
            self._readers.put(reader)

    def _fold_regularly(self) -> None:
        with asyncio.Runner() as runner:
            while not self._stopping.wait(_FOLD_EVERY):
                try:
                    runner.run(self.fold())
                except Exception as error:  # nothing is lost: what is not folded now is read from the journal
                    known = isinstance(error, BesomError)  # busy, or the disk is full
                    _log.warning("history is not folded now: %s", error, exc_info=not known)

    def _close(self) -> None:
        self._stopping.set()
        self._folder.join()
        self._writer.finish()
        self._writer.join()
        self._pool.shutdown()
        for _ in range(_READERS):
            self._readers.get().connection.close()
        self._writer.connection.close()
        self._lock.release()
