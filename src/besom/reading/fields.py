"""Readers of single values. Each returns what it read, or None after it took note of what is wrong."""

import difflib
import json
import math
from collections.abc import Callable, Collection
from typing import Any, TypeAlias

from besom.reading.problems import DEEPEST, Findings, Path, dotted
from besom.space import Value

FEW = 12  # names that a sentence can list

Reader: TypeAlias = Callable[[Value, Path, Findings], Any]


def entries(
    value: Value, path: Path, findings: Findings, known: Collection[str], later: Collection[str] = ()
) -> dict[str, Value] | None:
    """The part of a mapping whose keys are known. `later` are keys that have a meaning, but not yet."""
    if not isinstance(value, dict):
        some = ", ".join(list(known)[:3])
        findings.error(path, f"{called(path)} must be a mapping with keys such as {some}; got {got(value)}")
        return None
    for key in value:
        if key in later:
            findings.error((*path, key), f"{key} is not supported yet", key=True)
        elif key not in known:
            findings.error((*path, key), f"unknown key {quoted(key)}{nearest(key, known)}", key=True)
    return {key: item for key, item in value.items() if key in known}


def plain(value: Value, path: Path, findings: Findings) -> bool:
    """Whether the value, with all that is in it, can be stored, sent and passed to a script as it is."""
    if len(path) > DEEPEST:
        findings.error(path, f"this is nested more than {DEEPEST} deep")
        return False
    if sentence := _refusal(value):
        findings.error(path, f"{called(path)} {sentence}")
        return False
    inside = [plain(part, (*path, step), findings) for step, part in _parts(value)]
    return all(inside)


def _parts(value: Value) -> list[tuple[str | int, Value]]:
    """What is in a list or a mapping, keys too, and where."""
    match value:
        case list():
            return list(enumerate(value))
        case dict():
            return [(key, part) for key, item in value.items() for part in (key, item)]
        case _:
            return []


def _refusal(value: Value) -> str:
    """What speaks against a single value; empty when nothing does."""
    match value:
        case int() if not -(2**63) <= value < 2**63:
            return "must be an integer of at most 64 bits"
        case float() if not math.isfinite(value):
            return f"must be a finite number, got {value}"
        case str() if "\0" in value or value != value.encode("utf-8", "ignore").decode():
            return "holds a character that cannot be passed to a script"
        case _:
            return ""


def text(value: Value, path: Path, findings: Findings) -> str | None:
    """Any text."""
    if not isinstance(value, str):
        findings.error(path, f"{called(path)} must be text, got {got(value)}")
        return None
    return value if plain(value, path, findings) else None


def filled(value: Value, path: Path, findings: Findings) -> str | None:
    """Text with something in it."""
    read = text(value, path, findings)
    if read is not None and not read.strip():
        findings.error(path, f"{called(path)} must not be empty")
        return None
    return read


def number(value: Value, path: Path, findings: Findings) -> int | float | None:
    """A finite number, as the integer or float that it was written as."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        findings.error(path, f"{called(path)} must be a number, got {got(value)}")
        return None
    return value if plain(value, path, findings) else None


def integer(value: Value, path: Path, findings: Findings) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        findings.error(path, f"{called(path)} must be a whole number, got {got(value)}")
        return None
    return value if plain(value, path, findings) else None


def boolean(value: Value, path: Path, findings: Findings) -> bool | None:
    if not isinstance(value, bool):
        findings.error(path, f"{called(path)} must be true or false, got {got(value)}")
        return None
    return value


def at_least(least: int) -> Reader:
    """A reader of whole numbers from `least` on."""

    def read(value: Value, path: Path, findings: Findings) -> int | None:
        whole = integer(value, path, findings)
        if whole is not None and whole < least:
            findings.error(path, f"{called(path)} must be at least {least}, got {whole}")
            return None
        return whole

    return read


def above(limit: float) -> Reader:
    """A reader of finite numbers greater than `limit`."""

    def read(value: Value, path: Path, findings: Findings) -> int | float | None:
        given = number(value, path, findings)
        if given is not None and not given > limit:
            findings.error(path, f"{called(path)} must be above {limit:g}, got {given}")
            return None
        return given

    return read


def one_of(names: Collection[str], later: Collection[str] = ()) -> Reader:
    """A reader of one of some names. `later` are names that have a meaning, but not yet."""

    def read(value: Value, path: Path, findings: Findings) -> str | None:
        name = text(value, path, findings)
        if name is None or name in names:
            return name
        said = "not supported yet" if name in later else f"not known{nearest(name, names)}"
        findings.error(path, f"{called(path)} {quoted(name)} is {said}")
        return None

    return read


def called(path: Path) -> str:
    """What a value is called in a sentence: its key, and where it stands in a list."""
    start = max((index for index, step in enumerate(path) if isinstance(step, str)), default=0)
    return dotted(path[start:]) or "the sweep file"


def got(value: Value) -> str:
    """What was given, for a sentence."""
    match value:
        case None:
            return "nothing"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return quoted(value)


def quoted(value: object) -> str:
    """A scalar on one line, cut when it is long."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= 60 else f"{written[:57]}..."


def nearest(word: str, known: Collection[str]) -> str:
    """The end of a sentence about an unknown word: the known one that it resembles, or all there are if few."""
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; known here: {', '.join(known)}" if len(known) <= FEW else ""
