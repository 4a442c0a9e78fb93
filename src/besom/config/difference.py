"""What two definitions of a sweep say differently."""

from collections.abc import Iterator
from dataclasses import dataclass

from besom.config.definition import Definition
from besom.space import Space, Value, facts, short


@dataclass(frozen=True)
class Change:
    what: str  # `run_cap`, `metric.goal`, `parameters.NAME`...
    old: str | None  # None: it was not there
    new: str | None  # None: it is gone


def difference(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Everything that differs, key by key in the order of the new file; parameters in words rather than in keys."""
    changes: list[Change] = []
    for key in {**new.document, **old.document}:
        if key == "parameters":
            changes += _of_parameters(old.space, new.space)
        else:
            changes += _of_values(key, old.document.get(key), new.document.get(key))
    return tuple(changes)


def _of_parameters(old: Space, new: Space) -> Iterator[Change]:
    before, after = _described(old), _described(new)
    for name in {**after, **before}:
        if before.get(name) != after.get(name):
            yield Change(f"parameters.{name}", before.get(name), after.get(name))


def _described(space: Space) -> dict[str, str]:
    return {each.name: each.sentence for each in facts(space)}


def _of_values(what: str, old: Value, new: Value) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**new, **old}:
            yield from _of_values(f"{what}.{key}", old.get(key), new.get(key))
    elif short(old) != short(new):
        yield Change(what, None if old is None else short(old), None if new is None else short(new))
