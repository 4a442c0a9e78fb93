"""The parameters of a sweep file. A new kind of parameter is one more row of KINDS."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from besom.config.fields import entries, got, number, plain, quoted
from besom.config.problems import Findings, Path
from besom.space import Choice, Constant, IntUniform, Parameter, Space, SpaceError, Uniform, Value

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")

LATER = frozenset({"distribution", "probabilities", "mu", "sigma", "q", "a", "b", "parameters", "when", "zip", "expr"})


@dataclass(frozen=True)
class Kind:
    """One way to write a parameter: the keys it needs, each with its JSON Schema, and how it is read from them all."""

    keys: Mapping[str, Mapping[str, Any]]
    read: Callable[[Mapping[str, Value], Path, Findings], Parameter | None]


def _constant(given: Mapping[str, Value], path: Path, findings: Findings) -> Parameter | None:
    return Constant(given["value"]) if plain(given["value"], (*path, "value"), findings) else None


def _choice(given: Mapping[str, Value], path: Path, findings: Findings) -> Parameter | None:
    values, path = given["values"], (*path, "values")
    if not isinstance(values, list):
        findings.error(path, f"values must be a list, got {got(values)}")
    elif not values:
        findings.error(path, "values must not be empty")
    elif plain(values, path, findings):
        seen = set()
        for index, value in enumerate(values):
            written = json.dumps(value, sort_keys=True)  # tells 1, 1.0, true and "1" apart
            if written in seen:
                findings.error((*path, index), f"values has {quoted(value)} twice")
            seen.add(written)
        return Choice(tuple(values))
    return None


def _range(given: Mapping[str, Value], path: Path, findings: Findings) -> Parameter | None:
    low, high = (number(given[key], (*path, key), findings) for key in ("min", "max"))
    if low is None or high is None:
        return None
    try:
        if isinstance(low, int) and isinstance(high, int):
            return IntUniform(low, high)
        return Uniform(float(low), float(high))
    except SpaceError as error:
        findings.error((*path, "min"), str(error))
        return None


KINDS = (
    Kind({"value": {"description": "The one value that every run gets."}}, _constant),
    Kind(
        {"values": {"description": "Each run gets one of these.", "type": "array", "minItems": 1, "uniqueItems": True}},
        _choice,
    ),
    Kind(
        {
            "min": {"description": "Smallest value; integers only when min and max both are.", "type": "number"},
            "max": {"description": "Largest value, included.", "type": "number"},
        },
        _range,
    ),
)
_KEYS = [key for kind in KINDS for key in kind.keys]
_WAYS = ", ".join(" and ".join(kind.keys) for kind in KINDS[:-1]) + " or " + " and ".join(KINDS[-1].keys)

SCHEMA = {
    "description": "What to search: each parameter's name, as the script takes it, and what it may be.",
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": f"^{NAME.pattern}$"},
    "additionalProperties": {
        "oneOf": [
            {
                "type": "object",
                "properties": dict(kind.keys),
                "required": list(kind.keys),
                "additionalProperties": False,
            }
            for kind in KINDS
        ]
    },
}


def parameters(value: Value, path: Path, findings: Findings) -> Space:
    """The space of those parameters that are in order."""
    if not isinstance(value, dict):
        findings.error(path, f"parameters must be a mapping of names to what each may be, got {got(value)}")
        return Space({})
    if not value:
        findings.error(path, "parameters must name at least one")
    for name in value:
        if not NAME.fullmatch(name):
            rule = "letters, digits, _ . and -, beginning with a letter or _"
            findings.error((*path, name), f"a parameter's name is made of {rule}; got {quoted(name)}", key=True)
    read = {name: _parameter(item, (*path, name), findings) for name, item in value.items()}
    return Space({name: parameter for name, parameter in read.items() if parameter is not None})


def _parameter(value: Value, path: Path, findings: Findings) -> Parameter | None:
    """One parameter, of the kind that its keys tell."""
    if not isinstance(value, dict):
        findings.error(path, f"parameter {path[-1]} must be a mapping with {_WAYS}; got {got(value)}")
        return None
    given = entries(value, path, findings, _KEYS, LATER) or {}
    kinds = [kind for kind in KINDS if not kind.keys.keys().isdisjoint(given)]
    match kinds:
        case []:
            if len(given) == len(value):  # else the unknown key is what is wrong
                findings.error(path, f"parameter {path[-1]} needs {_WAYS}", key=True)
        case [kind]:
            there, missing = ([key for key in kind.keys if (key in given) is wanted] for wanted in (True, False))
            if not missing:
                return kind.read(given, path, findings)
            findings.error((*path, there[0]), f"parameter {path[-1]} has {there[0]} but no {missing[0]}", key=True)
        case _:
            one, other = (next(key for key in kind.keys if key in given) for kind in kinds[:2])
            findings.error((*path, other), f"parameter {path[-1]} has both {one} and {other}; keep one", key=True)
    return None
