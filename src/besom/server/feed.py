"""Events for those who follow something: numbered, kept for a while, and sent from where each of them had got to.

Nothing is queued for anybody. A topic keeps its last events, and every follower has a place among them; so a reader
that is slow, or was away, gets what it missed, or is told that it missed too much. An event about the same thing as an
earlier one takes its place: who comes late gets only the last of them.
"""

import math
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias

import msgspec

from besom.domain.store import Clock
from besom.domain.sweep import Project
from besom.server.hub import Hub
from besom.wire.events import Hello, Reset

KEEP_ALIVE = 15.0  # seconds of silence that no proxy should take for a dead connection
KEPT_SECONDS = 60.0  # that a topic is kept for its last follower to come back
MOST_EVENTS = 5_000  # kept of a topic
MOST_BYTES = 8 * 2**20
RETRY_MS = 1_000  # before a browser connects again

Topic: TypeAlias = tuple[int | str, ...]


def sweep_topic(project: int, sweep: str) -> Topic:
    return ("sweep", project, sweep)


def run_topic(project: int, run: str) -> Topic:
    return ("run", project, run)


def list_topic(reach: tuple[str, ...]) -> Topic:
    """Of the sweeps that a caller of that reach may see."""
    return ("sweeps", *reach)


def lists_with(project: Project) -> list[Topic]:
    """The lists of sweeps that the project's are on."""
    return [list_topic(()), list_topic((project.entity,)), list_topic((project.entity, project.name))]


class Event(NamedTuple):
    kind: str  # of besom.wire.events
    data: bytes  # JSON
    about: Hashable = None  # what this is the present state of; None: it adds to the events before it


class Channel:
    """The last events of a topic."""

    def __init__(self, begun: int) -> None:
        self.followers = 0
        self.until = math.inf  # when it may go
        self._complete_after = begun  # the number after which no event is missing
        self._events: OrderedDict[int, Event] = OrderedDict()
        self._latest: dict[Hashable, int] = {}  # by what the event is about
        self._bytes = 0

    def add(self, number: int, event: Event) -> bool:
        """Keep the event under that number, unless it says what was said already; whether it did not."""
        earlier = None if event.about is None else self._latest.get(event.about)
        if earlier is not None:
            if self._events[earlier].data == event.data:
                return False
            self._forget(earlier)
        self._events[number] = event
        self._bytes += len(event.data)
        if event.about is not None:
            self._latest[event.about] = number
        while len(self._events) > MOST_EVENTS or self._bytes > MOST_BYTES:
            self._complete_after = next(iter(self._events))
            self._forget(self._complete_after)
        return True

    def since(self, number: int) -> list[tuple[int, Event]] | None:
        """The events after that number; None when some of them are gone."""
        if number < self._complete_after:
            return None
        found = []
        for at in reversed(self._events):
            if at <= number:
                break
            found.append((at, self._events[at]))
        return found[::-1]

    def _forget(self, number: int) -> None:
        event = self._events.pop(number)
        self._bytes -= len(event.data)
        if event.about is not None:
            del self._latest[event.about]


class Feed:
    """`instance` is the server's, so that a cursor of another one is known for what it is."""

    def __init__(self, instance: str, hub: Hub, clock: Clock) -> None:
        self._instance, self._hub, self._clock = instance, hub, clock
        self._channels: dict[Topic, Channel] = {}
        self._number = 0  # of the last event, over all topics

    @property
    def followed(self) -> Collection[Topic]:
        """The topics that somebody follows, or did a little while ago."""
        return self._channels.keys()

    def publish(self, topic: Topic, event: Event) -> None:
        """For those who follow the topic; nothing where nobody does."""
        channel = self._channels.get(topic)
        if channel is not None and channel.add(self._number + 1, event):
            self._number += 1
            self._hub.ring(topic)

    def lose(self) -> None:
        """Something happened that nobody can be told of: have everybody ask anew."""
        for topic, channel in self._channels.items():
            self._channels[topic] = fresh = Channel(self._next())
            fresh.followers, fresh.until = channel.followers, channel.until
            self._hub.ring(topic)

    def tidy(self) -> None:
        """Let go of the topics that nobody has come back to."""
        now = self._clock.monotonic()
        self._channels = {topic: channel for topic, channel in self._channels.items() if channel.until > now}

    async def stream(
        self, topic: Topic, cursor: str | None, welcome: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[bytes, None]:
        """The topic's events after the cursor, as a browser's EventSource reads them, until the server stops.

        Before each wait is over `welcome` is asked whether the follower may still hear them.
        """
        with self._follow(topic), self._hub.listen(topic) as bell:
            known = self._number_of(cursor)
            at = self._number if known is None else known
            yield b"retry: %d\n" % RETRY_MS + self._frame(at, "hello", Hello(cursor=self._cursor(at)))
            if known is None and cursor is not None:
                yield self._frame(at, "reset", Reset())
            while not self._hub.closed:
                events = self._channels[topic].since(at)
                if events is None:
                    at = self._number
                    yield self._frame(at, "reset", Reset())
                    continue
                for at, event in events:
                    yield self._framed(at, event.kind, event.data)
                if not await bell.wait(KEEP_ALIVE):
                    yield b":\n\n"
                if not await welcome():
                    return

    @contextmanager
    def _follow(self, topic: Topic) -> Iterator[None]:
        channel = self._channels.get(topic)
        if channel is None:
            self._channels[topic] = channel = Channel(self._next())
        channel.followers += 1
        channel.until = math.inf
        try:
            yield
        finally:
            channel = self._channels[topic]
            channel.followers -= 1
            if not channel.followers:
                channel.until = self._clock.monotonic() + KEPT_SECONDS

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _cursor(self, number: int) -> str:
        return f"{self._instance}.{number}"

    def _number_of(self, cursor: str | None) -> int | None:
        """The number of an event of this process; None for what is no cursor of it."""
        instance, _, number = (cursor or "").rpartition(".")
        if instance != self._instance or not number.isdecimal() or len(number) > len(str(self._number)):
            return None
        return int(number) if int(number) <= self._number else None

    def _frame(self, number: int, kind: str, record: msgspec.Struct) -> bytes:
        return self._framed(number, kind, msgspec.json.encode(record))

    def _framed(self, number: int, kind: str, data: bytes) -> bytes:
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (self._cursor(number).encode(), kind.encode(), data)
