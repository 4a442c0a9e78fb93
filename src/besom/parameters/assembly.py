"""From the parameters that were read, and what is said of several together, to one space."""

import math
from collections.abc import Sequence
from decimal import Decimal

from besom.parameters.entries import Entry
from besom.parameters.relations import Group
from besom.parameters.zipping import warn_of_repeated, zipped
from besom.reading.fields import nearest, quoted
from besom.reading.problems import Findings, Path
from besom.space import Choice, Condition, Expression, ExpressionError, Parameter, Quantized, Space, SpaceError, Uniform

MOST_STEPS = 10_000  # values of one parameter of a grid; nobody tries as many


def assemble(
    entries: Sequence[Entry],
    constraints: Sequence[str],
    zips: Sequence[Group],
    *,
    stepping: bool,
    findings: Findings,
) -> Space:
    """The space; one without relations, of the parameters that are in order, after taking note of what is wrong.

    `stepping`: a grid walks from min to max by q, where other methods draw and round.
    """
    parameters = {
        entry.name: _stepped(entry, entry.parameter, findings) if stepping else entry.parameter
        for entry in entries
        if entry.parameter is not None
    }
    before = len(findings.errors)
    names = [entry.name for entry in entries]
    conditions = _conditions(entries, names, findings)
    derived = {
        entry.name: _expression(entry.expression, names, (*entry.place, "expr"), findings)
        for entry in entries
        if entry.expression is not None
    }
    rules = [_expression(text, names, ("constraints", i), findings) for i, text in enumerate(constraints) if text]
    warn_of_repeated(entries, zips, findings)
    together = zipped(zips, {entry.name: entry for entry in entries}, findings)
    if len(findings.errors) == before and len(parameters) + len(derived) == len(entries):
        try:
            return Space(
                {name: parameter for name, parameter in parameters.items() if name not in together.beside},
                conditions=conditions,
                constraints=tuple(rule for rule in rules if rule),
                zips=together.groups,
                derived={name: expression for name, expression in derived.items() if expression} | together.beside,
                defaults={entry.name: entry.default[0] for entry in entries if entry.default},
                order=tuple(names),
            )
        except SpaceError as error:
            path, key = _blamed(error, entries, constraints)
            findings.error(path, str(error), key=key)
    return Space(parameters)


def _blamed(error: SpaceError, entries: Sequence[Entry], constraints: Sequence[str]) -> tuple[Path, bool]:
    """Where in the file the error lies, and whether it is a key that should be pointed at."""
    words = str(error).split()
    for entry in entries:
        if entry.name == error.parameter:
            depends = (placed.place for placed in entry.conditions if placed.condition.parent in words)
            own = (*entry.place, "expr") if entry.expression else entry.place
            return next(depends, own), not entry.expression
    said = (("constraints", i) for i, text in enumerate(constraints) if f"the constraint {text}" in str(error))
    return next(said, ("parameters",)), False


def _stepped(entry: Entry, parameter: Parameter, findings: Findings) -> Parameter:
    """The values of q_uniform in a grid: from min on in steps of q, max left out."""
    if not (isinstance(parameter, Quantized) and isinstance(parameter.base, Uniform)):
        return parameter
    low, high, q = (Decimal(repr(number)) for number in (parameter.base.low, parameter.base.high, parameter.q))
    count = math.ceil((high - low) / q)
    if count > MOST_STEPS:
        message = (
            f"from min to max in steps of q are {count} values, and grid takes at most {MOST_STEPS} of a parameter"
        )
        findings.error((*entry.place, "q"), message)
        return parameter
    whole = isinstance(parameter.q, int) and low == int(low)
    steps = (low + step * q for step in range(count))
    return Choice(tuple(int(value) if whole else float(value) for value in steps))


def _conditions(entries: Sequence[Entry], names: Sequence[str], findings: Findings) -> dict[str, tuple[Condition, ...]]:
    strange: dict[Path, str] = {}
    for entry in entries:
        for placed in entry.conditions:
            if placed.condition.parent not in names:
                strange[placed.place] = placed.condition.parent
    for place, parent in strange.items():
        findings.error(place, f"there is no parameter {quoted(parent)}{nearest(parent, names)}", key=True)
    return {entry.name: tuple(placed.condition for placed in entry.conditions) for entry in entries if entry.conditions}


def _expression(text: str, names: Sequence[str], path: Path, findings: Findings) -> Expression | None:
    try:
        return Expression.parse(text, names)
    except ExpressionError as error:
        findings.error(path, str(error), place=findings.marks.inside(path, text, error.column or 1))
        return None
