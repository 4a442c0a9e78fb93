"""Work that is asked for often and done once: at most one at a time for each key."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

log = logging.getLogger("besom.server")


class Errands(Generic[K]):
    """Runs `do(key)` soon after `ask(key)`; asked while it runs, however often, it runs once more afterwards."""

    def __init__(self, do: Callable[[K], Awaitable[None]]) -> None:
        self._do = do
        self._asked: set[K] = set()
        self._tasks: dict[K, asyncio.Task[None]] = {}

    def ask(self, key: K) -> None:
        self._asked.add(key)
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._run(key))

    async def settled(self, key: K, seconds: float) -> None:
        """Returns when nothing is being done for the key, or after `seconds`."""
        if (task := self._tasks.get(key)) is not None:
            await asyncio.wait({task}, timeout=seconds)

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, key: K) -> None:
        try:
            while key in self._asked:
                self._asked.discard(key)
                await self._do(key)
        except Exception:
            log.exception("work for %s failed", key)
        finally:
            del self._tasks[key]
