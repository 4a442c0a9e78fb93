"""When a parameter exists: `when` in a sweep file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from besom.reading.fields import got, number, plain
from besom.reading.problems import Findings, Path
from besom.reading.table import described
from besom.space import Condition, SpaceError, Value


@dataclass(frozen=True, slots=True)
class PlacedCondition:
    condition: Condition
    place: Path


def conditions(value: Value, path: Path, findings: Findings) -> tuple[PlacedCondition, ...]:
    """Those that are in order; whether the parameters that they name exist is seen later."""
    if not isinstance(value, dict) or not value:
        given = "an empty one" if value == {} else got(value)
        findings.error(path, f"when must be a mapping of other parameters to values, got {given}")
        return ()
    read = [_condition(parent, item, (*path, parent), findings) for parent, item in value.items()]
    return tuple(placed for placed in read if placed is not None)


def _condition(parent: str, value: Value, path: Path, findings: Findings) -> PlacedCondition | None:
    if not plain(value, path, findings):
        return None
    if isinstance(value, dict):
        return _range(parent, value, path, findings)
    values = value if isinstance(value, list) else [value]
    if not values:
        findings.error(path, f"when lists no value of {parent}")
        return None
    return PlacedCondition(Condition(parent, tuple(values)), path)


def _range(parent: str, value: Mapping[str, Value], path: Path, findings: Findings) -> PlacedCondition | None:
    if not value or not value.keys() <= {"min", "max"}:
        findings.error(path, f"when takes a value of {parent}, a list of values, or a range {{min: …, max: …}}")
        return None
    ends: dict[str, Any] = {key: number(end, (*path, key), findings) for key, end in value.items()}
    if None in ends.values():
        return None
    try:
        return PlacedCondition(Condition(parent, low=ends.get("min"), high=ends.get("max")), path)
    except SpaceError as error:
        findings.error(path, str(error))
        return None


_RANGE = {
    "type": "object",
    "properties": {
        "min": described("Smallest value of the other parameter, included.", type="number"),
        "max": described("Largest value of the other parameter, included.", type="number"),
    },
    "additionalProperties": False,
    "minProperties": 1,
}
SCHEMA = described(
    "The parameter exists only where others have these values: each a value, a list of values, or a range.",
    type="object",
    minProperties=1,
    additionalProperties={
        "anyOf": [
            {"type": ["string", "number", "boolean", "null"]},
            {"type": "array", "minItems": 1},
            _RANGE,
        ]
    },
)
