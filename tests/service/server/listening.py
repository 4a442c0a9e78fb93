"""Follows a stream of events as a browser does."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from tests.service.servers import Server

SECONDS = 20.0  # for an event to come, on the slowest of machines


@dataclass(frozen=True)
class Heard:
    kind: str
    id: str
    data: dict[str, Any]


@dataclass
class Listener:
    response: HTTPResponse
    heard: list[Heard] = field(default_factory=list)  # but for `hello` and `reset`
    comments: int = 0

    @property
    def status(self) -> int:
        return self.response.status

    def next(self) -> Heard | None:
        """The next event; None at the end of the stream."""
        fields: dict[str, str] = {}
        while True:
            line = self.response.readline().decode()
            if not line:
                return None
            if line.startswith(":"):
                self.comments += 1
            elif line != "\n":
                name, _, value = line.rstrip("\n").partition(": ")
                fields[name] = value
            elif "event" in fields:
                event = Heard(fields["event"], fields["id"], json.loads(fields["data"]))
                if event.kind not in ("hello", "reset"):
                    self.heard.append(event)
                return event

    def until(self, done: Callable[[Heard], bool]) -> Heard:
        """The next event of which `done` is true; what comes before it is in `heard`."""
        while True:
            event = self.next()
            assert event is not None, "the stream ended"
            if done(event):
                return event

    def hears(self, done: Callable[[Heard], bool]) -> Heard:
        """An event of which `done` is true, be it among those heard already or still to come."""
        return next(filter(done, self.heard), None) or self.until(done)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The data of what was heard of that kind."""
        return [event.data for event in self.heard if event.kind == kind]


@contextmanager
def listening(
    server: Server, path: str, *, key: str | None = None, headers: Mapping[str, str] = {}
) -> Iterator[Listener]:
    """`key=""`: none at all."""
    key = server.key if key is None else key
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=SECONDS)
    try:
        given = {"Authorization": f"Bearer {key}"} if key else {}
        connection.request("GET", path, headers=given | dict(headers))
        with connection.getresponse() as response:
            yield Listener(response)
    finally:
        connection.close()


def joined(points: list[dict[str, Any]]) -> list[float]:
    """The values of one metric's events, which must follow each other without a gap and without an overlap."""
    values: list[float] = []
    for event in points:
        assert event["first"] == len(values), points
        values += event["values"]
        assert event["count"] == len(values)
    return values
