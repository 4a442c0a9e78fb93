"""Parameters that move together: which one leads, and what follows from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from besom.parameters.entries import Entry
from besom.parameters.relations import Group
from besom.reading.fields import nearest, quoted
from besom.reading.problems import Findings
from besom.space import Choice, Expression, Value


@dataclass(frozen=True)
class Zipped:
    """What becomes of the groups.

    `groups` have the leader first; no list in them has a value twice. Parameters whose lists do are `beside` their
    leader's: computed from it.
    """

    groups: tuple[tuple[str, ...], ...]
    beside: dict[str, Expression]


def zipped(zips: Sequence[Group], entries: Mapping[str, Entry], findings: Findings) -> Zipped:
    """The groups that are in order; the first parameter without any value twice leads."""
    groups: list[tuple[str, ...]] = []
    beside: dict[str, Expression] = {}
    seen: set[str] = set()
    for group in zips:
        if not _in_order(group, seen, entries, findings):
            continue
        members = [entries[name] for name in group.values()]
        distinct = [member for member in members if not repeated(member.listed)]
        if not distinct:
            names = ", ".join(group.values())
            findings.error(
                next(iter(group)), f"one list of a zip must have no value twice, to lead the others: {names}"
            )
            continue
        leader = distinct[0]
        groups += [tuple(member.name for member in distinct)] if len(distinct) > 1 else []
        for member in members:
            if member not in distinct:
                beside[member.name] = Expression.beside(leader.name, leader.listed, member.listed)
    return Zipped(tuple(groups), beside)


def warn_of_repeated(entries: Sequence[Entry], zips: Sequence[Group], findings: Findings) -> None:
    """Values that are listed twice, where no zip tells them apart."""
    named = {name for group in zips for name in group.values()}
    for entry in entries:
        for place in repeated(entry.listed) if entry.name not in named else ():
            message = f"values has {quoted(entry.listed[place])} twice; it counts once"
            findings.warn((*entry.place, "values", place), message)


def repeated(listed: Sequence[Value]) -> list[int]:
    """Places of values that stand further in front already; 1, 1.0, true and "1" are four values."""
    seen: set[str] = set()
    places = []
    for place, value in enumerate(listed):
        written = json.dumps(value, sort_keys=True)
        if written in seen:
            places.append(place)
        seen.add(written)
    return places


def _in_order(group: Group, seen: set[str], entries: Mapping[str, Entry], findings: Findings) -> bool:
    """Whether the group is one of lists of the same length. `seen` are the names in groups so far."""
    lengths: dict[str, int] = {}
    for path, name in group.items():
        sentence = _refusal(name, seen, entries)
        if not sentence:
            first = next(iter(lengths), name)
            lengths[name] = len(entries[name].listed)
            if lengths[name] != lengths[first]:
                sentence = (
                    f"zipped lists must be equally long; {first} has {lengths[first]} values, {name} {lengths[name]}"
                )
        if sentence:
            findings.error(path, sentence)
        seen.add(name)
    return len(lengths) == len(group) > 1 and len(set(lengths.values())) == 1


def _refusal(name: str, seen: set[str], entries: Mapping[str, Entry]) -> str:
    """Why a parameter cannot be in a zip; empty when it can."""
    if name not in entries:
        return f"there is no parameter {quoted(name)}{nearest(name, entries)}"
    if name in seen:
        return f"{name} is zipped twice"
    entry = entries[name]
    if not isinstance(entry.parameter, Choice):
        return f"zip takes parameters with a list of values, and {name} has none"
    if entry.parameter.probabilities is not None and repeated(entry.listed):
        return f"{name} has a value twice, so in a zip it cannot have probabilities"
    return ""
