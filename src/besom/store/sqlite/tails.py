"""Which attempts have enough history in the journal to be worth folding.

A hint, kept in memory by the writer's thread alone: where it is wrong, curves are as right, only slower to read.
"""

from dataclasses import dataclass
from typing import Any

import apsw

from besom.store.sqlite.history import OF_ATTEMPT, Attempt

_REPORTS = 100  # so that a curve never has many more journal rows to read than this
_LINES = 1000
_BYTES = 1 << 20
_IDLE = 60.0  # seconds without a report

_COUNT = "SELECT project, run, attempt, count(*), sum(n), sum(length(rows)) FROM journal"


@dataclass(slots=True)
class Tail:
    reports: int
    lines: int
    size: int  # bytes
    touched: float  # on the monotonic clock

    def due(self, now: float) -> bool:
        full = self.reports >= _REPORTS or self.lines >= _LINES or self.size >= _BYTES
        return full or now - self.touched >= _IDLE


class Tails:
    def __init__(self, connection: apsw.Connection, now: float) -> None:
        self._connection = connection
        self._of: dict[Attempt, Tail] = {}
        for project, run, attempt, *counts in connection.execute(f"{_COUNT} GROUP BY project, run, attempt"):
            self._of[project, run, attempt] = _tail(counts, now)

    def grow(self, attempt: Attempt, lines: int, size: int, now: float) -> None:
        tail = self._of.get(attempt)
        if tail is None:
            self._of[attempt] = Tail(1, lines, size, now)
        else:
            tail.reports += 1
            tail.lines += lines
            tail.size += size
            tail.touched = now

    def due(self, now: float) -> list[Attempt]:
        return [attempt for attempt, tail in self._of.items() if tail.due(now)]

    def all(self) -> list[Attempt]:
        return list(self._of)

    def recount(self, attempt: Attempt) -> None:
        """After a fold, or a deletion."""
        tail = self._of.pop(attempt, None)
        if tail is None:
            return
        for _, _, _, *counts in self._connection.execute(f"{_COUNT} {OF_ATTEMPT} GROUP BY run", attempt):
            self._of[attempt] = _tail(counts, tail.touched)


def _tail(counts: list[Any], touched: float) -> Tail:
    reports, lines, size = counts
    return Tail(reports, lines, size, touched)
