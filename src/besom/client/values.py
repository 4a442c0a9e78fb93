"""From what a script logs to what a record holds: numbers by dotted name, and the rest as JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from besom.wire.numbers import Number, pack

Complain = Callable[[str], None]
"""Gets a sentence about something that cannot be kept."""


@dataclass(frozen=True, slots=True)
class Sorted:
    metrics: dict[str, Number] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)  # ready for JSON


def sort_values(given: Mapping[Any, Any], complain: Complain) -> Sorted:
    """Numbers and booleans (as 1 and 0) become metrics; texts, None and lists go into `extra`.

    A mapping within a mapping becomes dotted names. Scalars of numpy, torch and the like count as what their item() or
    float() gives. Anything else, and any name that is not a text, is left out, with a complaint.
    """
    found = Sorted()
    _sort(given, "", found, complain)
    return found


def to_json(value: Any) -> Any:
    """The value as plain JSON data; TypeError, ValueError or the like when it has no such form."""
    return msgspec.json.decode(_encode(value))


def plain(value: Any) -> Any:
    """Python's own value of a scalar that came from elsewhere, such as numpy or torch; TypeError if there is none."""
    if hasattr(value, "item"):
        value = value.item()
    elif hasattr(value, "__float__"):
        value = float(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _sort(given: Mapping[Any, Any], prefix: str, found: Sorted, complain: Complain) -> None:
    for key, value in given.items():
        if not isinstance(key, str):
            complain(f"a name must be a text, not {prefix}{key!r} of type {type(key).__name__}; it is left out")
            continue
        name = prefix + key
        if type(value) is float:
            found.metrics[name] = pack(value)
        elif isinstance(value, Mapping):
            _sort(value, f"{name}.", found, complain)
        else:
            _put(name, value, found, complain)


def _put(name: str, value: Any, found: Sorted, complain: Complain) -> None:
    try:
        if not (value is None or isinstance(value, str | list | tuple)):
            value = plain(value)
        if isinstance(value, int | float):
            found.metrics[name] = pack(float(value))
        else:
            found.extra[name] = to_json(value)
    except Exception:  # item() and float() are anybody's code and may raise anything
        complain(f"{name} is a {type(value).__name__}; it is left out (log() keeps numbers, texts and lists of them)")


_encode = msgspec.json.Encoder(enc_hook=plain).encode
