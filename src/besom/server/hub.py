"""Wake-ups within the server process: who waits for something is told at once when it may be there."""

import asyncio
from collections import defaultdict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class Bell:
    """Rings are kept until the next wait, so that none is lost between looking and waiting."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()

    async def wait(self, seconds: float) -> bool:
        """Returns at the next ring since the last wait, or after `seconds`; whether it rang."""
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Hub:
    """Bells by topic. After `close` nobody waits any more: `closed` tells them to come to an end."""

    def __init__(self) -> None:
        self.closed = False
        self._bells: dict[Hashable, set[Bell]] = defaultdict(set)

    @contextmanager
    def listen(self, topic: Hashable) -> Iterator[Bell]:
        """A bell that rings for the topic. Listen first, then look, then wait."""
        bell = Bell()
        self._bells[topic].add(bell)
        try:
            yield bell
        finally:
            self._bells[topic].discard(bell)
            if not self._bells[topic]:
                del self._bells[topic]

    def ring(self, topic: Hashable) -> None:
        for bell in self._bells.get(topic, ()):
            bell.ring()

    def close(self) -> None:
        self.closed = True
        for topic in list(self._bells):
            self.ring(topic)
