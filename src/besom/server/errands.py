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
        self._next: dict[K, asyncio.Future[None]] = {}  # done when what was asked for is; not begun yet
        self._now: dict[K, asyncio.Future[None]] = {}
        self._tasks: dict[K, asyncio.Task[None]] = {}

    def ask(self, key: K) -> None:
        self._next.setdefault(key, asyncio.get_running_loop().create_future())
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._run(key))

    async def settled(self, key: K, seconds: float) -> None:
        """Returns when what was asked for the key by now is done, or after `seconds`."""
        if (done := self._next.get(key) or self._now.get(key)) is not None:
            await asyncio.wait({done}, timeout=seconds)

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, key: K) -> None:
        try:
            while (done := self._next.pop(key, None)) is not None:
                self._now[key] = done
                try:
                    await self._do(key)
                except Exception:
                    log.exception("work for %s failed", key)
                finally:
                    del self._now[key]
                    done.set_result(None)
        finally:
            del self._tasks[key]
