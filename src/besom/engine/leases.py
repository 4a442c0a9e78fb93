"""Who may hold which run until when. In memory only: after a restart every running run begins a full lease."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Held(NamedTuple):
    project: int
    run: str
    attempt: int


@dataclass(slots=True)
class Leases:
    """Leases of `seconds` on a clock that only ever grows; every call is told the time by that clock."""

    seconds: float
    _until: dict[Held, float] = field(default_factory=dict)

    def renew(self, held: Held, now: float) -> bool:
        """Begin the lease, or begin it anew; whether there was none."""
        new = held not in self._until
        self._until[held] = now + self.seconds
        return new

    def drop(self, held: Held) -> None:
        """Forget the lease: the run has ended or was given back."""
        self._until.pop(held, None)

    def over(self, now: float) -> list[Held]:
        """The leases that have run out; each is told until it is renewed or dropped."""
        return [held for held, until in self._until.items() if until <= now]
