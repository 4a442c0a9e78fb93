"""Early termination in a sweep file: which rules, with which options. The rules themselves say what they read."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from besom.config.fields import Reader, boolean, called, entries, got, integer, number, one_of, text
from besom.config.problems import Findings, Path
from besom.space import Value
from besom.stopping import RULES, RuleKind, StoppingError

Rules: TypeAlias = tuple[tuple[str, Mapping[str, Any]], ...]
"""Types of rules and their options, under the options' own names."""

LATER = frozenset({"auto"})

_READERS: Mapping[type, tuple[Reader, str]] = {  # and the name of the type in JSON Schema
    bool: (boolean, "boolean"),
    int: (integer, "integer"),
    float: (number, "number"),
    str: (text, "string"),
}


def rules(value: Value, path: Path, findings: Findings) -> Rules:
    """The rules that are in order, of one mapping or a list of them."""
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
    name = one_of(RULES, LATER)(value["type"], (*path, "type"), findings)
    if name is None:
        return ()
    kind = RULES[name]
    given_options = entries(value, path, findings, ["type", *kind.options, *kind.aliases]) or {}
    del given_options["type"]
    options = _options(kind, given_options, path, findings)
    if None in options.values():
        return ()
    try:
        kind.build(options)
    except StoppingError as error:
        written = next((key for key in given_options if kind.aliases.get(key, key) == error.option), "type")
        findings.error((*path, written), str(error))
    return ((name, options),)


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
        properties[option] = {"type": _READERS[type_][1]} | ({} if default is None else {"default": default})
    properties |= {alias: properties[option] for alias, option in kind.aliases.items()}
    schema = {"type": "object", "properties": properties, "required": ["type"], "additionalProperties": False}
    return schema | ({"anyOf": [{"required": list(group)} for group in kind.needs]} if kind.needs else {})


_ONE = {"oneOf": [_schema(name, kind) for name, kind in RULES.items()]}
SCHEMA = {
    "description": "When to end a run before its time; one rule or several.",
    "anyOf": [_ONE, {"type": "array", "items": _ONE, "minItems": 1}],
}
