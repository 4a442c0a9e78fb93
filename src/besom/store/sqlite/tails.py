"""Which attempts have history in the journal that is worth folding. Only in memory, and only the writer touches it."""

from dataclasses import dataclass, field

import apsw

from besom.store.sqlite.history import Attempt

_REPORTS = 100  # so that a curve never has many more journal rows to read than this
_LINES = 1000
_BYTES = 1 << 20
_IDLE = 60.0  # seconds without a report


@dataclass(slots=True)
class Tail:
    reports: int = 0
    lines: int = 0
    size: int = 0
    touched: float = 0.0

    def due(self, now: float) -> bool:
        full = self.reports >= _REPORTS or self.lines >= _LINES or self.size >= _BYTES
        return full or now - self.touched >= _IDLE


@dataclass(slots=True)
class Tails:
    """May count too much (a verb that was rolled back), never too little."""

    _of: dict[Attempt, Tail] = field(default_factory=dict)

    @classmethod
    def found(cls, connection: apsw.Connection, now: float) -> "Tails":
        """What the file holds from before."""
        sql = "SELECT project, run, attempt, count(*), sum(n), sum(length(rows)) FROM journal GROUP BY 1, 2, 3"
        tails = cls()
        for project, run, attempt, reports, lines, size in connection.execute(sql):
            tails._of[project, run, attempt] = Tail(reports, lines, size, now)
        return tails

    def grow(self, attempt: Attempt, lines: int, size: int, now: float) -> None:
        tail = self._of.setdefault(attempt, Tail())
        tail.reports += 1
        tail.lines += lines
        tail.size += size
        tail.touched = now

    def take(self, now: float | None) -> list[Attempt]:
        """Those that are due, which are then forgotten; all when no time is given."""
        taken = [attempt for attempt, tail in self._of.items() if now is None or tail.due(now)]
        for attempt in taken:
            del self._of[attempt]
        return taken
