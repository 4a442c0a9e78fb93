"""What a sweep file says of several parameters together: constraints and zips, as texts and names."""

from collections.abc import Mapping
from typing import TypeAlias

from besom.reading.fields import filled, got
from besom.reading.problems import Findings, Path
from besom.reading.table import Key, described
from besom.space import Value

Group: TypeAlias = Mapping[Path, str]
"""The names of a zip, and where each stands."""


def _constraints(value: Value, path: Path, findings: Findings) -> tuple[str, ...] | None:
    """The texts; what they say is read when all parameters are known."""
    if not isinstance(value, list):
        findings.error(path, f"constraints must be a list of texts such as a <= b, got {got(value)}")
        return None
    read = [filled(item, (*path, index), findings) for index, item in enumerate(value)]
    return tuple(text or "" for text in read)


def _zips(value: Value, path: Path, findings: Findings) -> tuple[Group, ...] | None:
    """Groups of names; a single group may stand without a list around it."""
    if not isinstance(value, list) or not value:
        given = "an empty one" if value == [] else got(value)
        findings.error(path, f"zip must be a list of parameters' names, or a list of such lists; got {given}")
        return None
    if not any(isinstance(item, list) for item in value):
        return (_group(value, path, findings),)
    return tuple(_group(item, (*path, index), findings) for index, item in enumerate(value))


def _group(value: Value, path: Path, findings: Findings) -> Group:
    if not isinstance(value, list) or len(value) < 2:
        findings.error(path, "a zip names at least two parameters, in a list")
        return {}
    read = {(*path, index): filled(item, (*path, index), findings) for index, item in enumerate(value)}
    return {place: name for place, name in read.items() if name is not None}


_NAMES = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 2}

CONSTRAINTS = Key(
    _constraints,
    described(
        "What every point must satisfy: expressions over parameters, such as `warmup < epochs`.",
        type="array",
        items={"type": "string", "minLength": 1},
    ),
)
ZIP = Key(
    _zips,
    described(
        "Parameters whose values move together, the first of one with the first of the other: a list of names, "
        "or several such lists.",
        anyOf=[_NAMES, {"type": "array", "items": _NAMES, "minItems": 1}],
    ),
)
