"""Early termination in a sweep file: which rules, with which options. The rules themselves say what they read."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from besom.reading.fields import Reader, boolean, called, entries, got, integer, number, one_of, text
from besom.reading.problems import Findings, Path
from besom.reading.table import described
from besom.space import Value
from besom.stopping import RULES, RuleKind, StoppingError

Rules: TypeAlias = tuple[tuple[str, Mapping[str, Any]], ...]
"""Types of rules and their options, under the options' own names."""

AUTO = "auto"  # leaves the choice to besom
CHOSEN = "envelope"

_DISPUTED = {  # options whose default W&B documents in one way and applies in another
    "hyperband": {
        "strict": "strict is not given: besom takes it as false, as documented, which stops fewer runs than W&B does; "
        "write strict: true for its way",
    }
}

_READERS: Mapping[type, tuple[Reader, str]] = {  # and the name of the type in JSON Schema
    bool: (boolean, "boolean"),
    int: (integer, "integer"),
    float: (number, "number"),
    str: (text, "string"),
}


_ABOUT = {  # what editors show beside each option
    "envelope": {
        "fraction": "The share of finished runs that a run must keep up with.",
        "min_runs": "So many runs at least; nobody is ended before as many have finished.",
        "min_iter": "Nobody is ended before more than so many values are logged.",
        "margin": "How much worse than the limit is still fine, in units of the metric.",
        "strict_ties": "Whether a run that only equals the limit is ended.",
        "patience": "So many values in a row must be outside.",
        "axis": "What age means: count, the number of values logged.",
    },
    "hyperband": {
        "min_iter": "The first band, in values logged; the next are eta, eta * eta... times as far.",
        "max_iter": "In place of min_iter: the bands are max_iter / eta, max_iter / eta / eta..., s of them.",
        "s": "With max_iter: how many bands there are.",
        "eta": "At each band about one run in eta goes on; above 1.",
        "strict": "Whether a run is judged by its value at the band not by its best so far; more runs are ended.",
    },
}


def rules(value: Value, path: Path, findings: Findings) -> Rules:
    """The rules that are in order, of one mapping or a list of them."""
    if value == AUTO:
        return _chosen(path, findings)
    if not isinstance(value, list):
        return _rule(value, path, findings)
    if not value:
        findings.error(path, f"{called(path)} must not be empty; leave it out to stop no run early")
    return tuple(rule for index, item in enumerate(value) for rule in _rule(item, (*path, index), findings))


def _rule(value: Value, path: Path, findings: Findings) -> Rules:
    """One rule, or none when it is not in order."""
    if not isinstance(value, dict) or "type" not in value:
        given = "a mapping without one" if isinstance(value, dict) else got(value)
        findings.error(path, f"{called(path)} must be a mapping with a type ({', '.join(RULES)}), got {given}")
        return ()
    if value == {"type": AUTO}:
        return _chosen((*path, "type"), findings)
    name = one_of(RULES)(value["type"], (*path, "type"), findings)
    if name is None:
        return ()
    kind = RULES[name]
    given_options = entries(value, path, findings, ["type", *kind.options, *kind.aliases]) or {}
    del given_options["type"]
    options = _options(kind, given_options, path, findings)
    if None in options.values():
        return ()
    for option, sentence in _DISPUTED.get(name, {}).items():
        if option not in options:
            findings.warn((*path, "type"), sentence)
    try:
        kind.build(options)
    except StoppingError as error:
        written = next((key for key in given_options if kind.aliases.get(key, key) == error.option), "type")
        findings.error((*path, written), str(error))
    return ((name, options),)


def _chosen(path: Path, findings: Findings) -> Rules:
    findings.warn(path, f"early_terminate auto is {CHOSEN} with its default numbers")
    return ((CHOSEN, {}),)


def _options(kind: RuleKind, given: Mapping[str, Value], path: Path, findings: Findings) -> dict[str, Any]:
    """What was read under the options' own names; None for what could not be."""
    options: dict[str, Any] = {}
    for key, item in given.items():
        option = kind.aliases.get(key, key)
        if option in options:
            findings.error((*path, key), f"{key} is another name for what is given already; keep one of them", key=True)
            continue
        read, _ = _READERS[kind.options[option][0]]
        options[option] = read(item, (*path, key), findings)
    return options


def _schema(name: str, kind: RuleKind) -> dict[str, Any]:
    properties: dict[str, Any] = {"type": {"const": name}}
    for option, (type_, default) in kind.options.items():
        known = {} if default is None else {"default": default}
        properties[option] = described(_ABOUT[name][option], type=_READERS[type_][1], **known)
    properties |= {alias: properties[option] for alias, option in kind.aliases.items()}
    schema = {"type": "object", "properties": properties, "required": ["type"], "additionalProperties": False}
    return schema | ({"anyOf": [{"required": list(group)} for group in kind.needs]} if kind.needs else {})


_ONE = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"type": {"const": AUTO}},
            "required": ["type"],
            "additionalProperties": False,
        },
        *(_schema(name, kind) for name, kind in RULES.items()),
    ]
}
SCHEMA = described(
    "When to end a run before its time: one rule, several, or auto.",
    anyOf=[{"const": AUTO}, _ONE, {"type": "array", "items": _ONE, "minItems": 1}],
)
