"""Processes beside the server's event loop that compute suggestions.

This module is imported by each of them before anything else, so it imports nothing heavy itself.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Pool(Protocol):
    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """The function's result, computed off the event loop; raises what it raises."""

    def close(self) -> None: ...


class ProcessPool:
    """Runs functions in up to `workers` fresh processes, which are started when first needed and again after they died.

    They end when the pool is closed, and also when this process is killed: the pipe that they watch closes with it.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._context = multiprocessing.get_context("spawn")
        self._watched, self._held = self._context.Pipe(duplex=False)
        self._executor = self._start()

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        executor = self._executor
        try:
            return await asyncio.wrap_future(executor.submit(function, *args))
        except BrokenProcessPool:
            if executor is self._executor:
                executor.shutdown(wait=False)
                self._executor = self._start()
            return await asyncio.wrap_future(self._executor.submit(function, *args))

    def close(self) -> None:
        self._held.close()
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._watched.close()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, self._context, _begin, (self._watched,))


def _begin(watched: Connection) -> None:
    """In a new process: one thread for numerics (the cores are shared), no Ctrl-C, and an end with the server."""
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(watched,), daemon=True).start()


def _end_with(watched: Connection) -> None:
    watched.poll(None)
    os._exit(0)
