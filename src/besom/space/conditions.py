"""When a parameter exists: only where another has some values."""

from dataclasses import dataclass

from besom.space.errors import SpaceError
from besom.space.parameters import Value, is_number


@dataclass(frozen=True)
class Condition:
    """Holds where the parameter `parent` has one of `values`, or lies from `low` to `high`; an end may be missing."""

    parent: str
    values: tuple[Value, ...] = ()
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        ranged = self.low is not None or self.high is not None
        if bool(self.values) == ranged:
            raise SpaceError(f"a condition on {self.parent} needs values or a range, one of the two", self.parent)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise SpaceError(f"min must not be above max, got min={self.low!r} and max={self.high!r}", self.parent)

    def holds(self, value: Value) -> bool:
        """Whether the parent's value is one of those; 1 and 1.0 are one value, true is another."""
        if self.values:
            return any(same(value, other) for other in self.values)
        if not is_number(value):
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def same(one: Value, other: Value) -> bool:
    """Whether two values are equal, 1 and 1.0 among them, but not 1 and true."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return isinstance(one, bool) is isinstance(other, bool) and one == other
