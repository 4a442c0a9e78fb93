"""Tables of keys: how the value of each is read, and what editors are told about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from besom.reading.fields import Reader, entries
from besom.reading.problems import Findings, Path
from besom.space import Value


@dataclass(frozen=True)
class Key:
    """How the value of a key is read, its JSON Schema, and, for one that must be there, what to say when it is not."""

    read: Reader
    schema: Mapping[str, Any]
    missing: str = ""


def read_mapping(value: Value, keys: Mapping[str, Key], path: Path, findings: Findings) -> dict[str, Any] | None:
    """What could be read of a mapping that may have these keys; None when it is no mapping."""
    given = entries(value, path, findings, keys)
    return None if given is None else read_keys(given, keys, path, findings)


def read_keys(given: Mapping[str, Value], keys: Mapping[str, Key], path: Path, findings: Findings) -> dict[str, Any]:
    """What could be read of a mapping whose keys are all known."""
    for name, key in keys.items():
        if key.missing and name not in given:
            findings.error(path, key.missing, key=True)
    read = {name: keys[name].read(value, (*path, name), findings) for name, value in given.items()}
    return {name: value for name, value in read.items() if value is not None}


def object_schema(keys: Mapping[str, Key]) -> dict[str, Any]:
    """The JSON Schema of a mapping with these keys and no others."""
    return {
        "type": "object",
        "properties": {name: key.schema for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.missing],
        "additionalProperties": False,
    }


def described(description: str, **schema: Any) -> Mapping[str, Any]:
    """A JSON Schema with the sentence that an editor shows beside it."""
    return {"description": description, **schema}
