"""The keys of a sweep file. A new key is one more row of KEYS, and a field of Definition."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from besom.command import DEFAULT, MACROS
from besom.config import parameters, stopping
from besom.config.definition import MAX_ATTEMPTS
from besom.config.fields import Reader, at_least, entries, filled, got, nearest, one_of, quoted, text
from besom.config.problems import Findings, Path
from besom.domain.sweep import Goal, Metric
from besom.search import METHODS
from besom.space import Value

LATER = frozenset(
    {"metrics", "constraints", "outcome_constraints", "report", "zip", "repeat", "duplicates", "budget", "stop_when"}
    | {"resources", "retry", "run_timeout", "args_style", "prior", "controller", "scheduler", "job", "image_uri"}
    | {"apiVersion", "kind"}
)
METRIC_LATER = frozenset({"target", "impute", "impute_while_running", "reduce"})


@dataclass(frozen=True)
class Key:
    """How the value of a key is read, its JSON Schema, and, for one that must be there, what to say when it is not."""

    read: Reader
    schema: Mapping[str, Any]
    missing: str = ""


def read_keys(given: Mapping[str, Value], keys: Mapping[str, Key], path: Path, findings: Findings) -> dict[str, Any]:
    """What could be read of a mapping whose keys are all known."""
    for name, key in keys.items():
        if key.missing and name not in given:
            findings.error(path, key.missing, key=True)
    read = {name: keys[name].read(value, (*path, name), findings) for name, value in given.items()}
    return {name: value for name, value in read.items() if value is not None}


def _program(value: Value, path: Path, findings: Findings) -> str | None:
    """A script inside the folder where the agent stands: agents start nothing else."""
    program = filled(value, path, findings)
    inside = posixpath.normpath((program or ".").replace("\\", "/"))
    if inside.startswith("/") or re.match("[A-Za-z]:", inside):
        findings.error(path, f"program must be a path from the agent's folder on, got the absolute {quoted(program)}")
    elif inside.split("/")[0] == "..":
        findings.error(path, f"program must lie inside the agent's folder, got {quoted(program)}")
    elif (program or "").startswith("-"):
        findings.error(path, f"program must not begin with -, as options do; got {quoted(program)}")
    return program


def _command(value: Value, path: Path, findings: Findings) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not value:
        findings.error(path, f"command must be a list of texts, got {'an empty one' if value == [] else got(value)}")
        return None
    elements = [text(item, (*path, index), findings) or "" for index, item in enumerate(value)]
    for index, element in enumerate(elements):
        if re.fullmatch(r"\$\{(?!envvar:)[^}]*\}", element) and element not in MACROS:
            findings.error((*path, index), f"unknown macro {quoted(element)}{nearest(element, sorted(MACROS))}")
    return tuple(elements)


def _metric_name(value: Value, path: Path, findings: Findings) -> str | None:
    name = filled(value, path, findings)
    if name is not None and not (name.isprintable() and name == name.strip()):
        findings.error(path, f"a metric's name has no line breaks and no spaces around it; got {quoted(name)}")
    return name


def _metric(value: Value, path: Path, findings: Findings) -> Metric | None:
    given = entries(value, path, findings, METRIC, METRIC_LATER)
    if given is None:
        return None
    read = read_keys(given, METRIC, path, findings)
    return Metric(read["name"], Goal(read.get("goal", Goal.MINIMIZE))) if "name" in read else None


def object_schema(keys: Mapping[str, Key]) -> dict[str, Any]:
    """The JSON Schema of a mapping with these keys and no others."""
    return {
        "type": "object",
        "properties": {name: key.schema for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.missing],
        "additionalProperties": False,
    }


def _described(description: str, **schema: Any) -> Mapping[str, Any]:
    return {"description": description, **schema}


METRIC: Mapping[str, Key] = {
    "name": Key(
        _metric_name,
        _described("The name under which the script logs it.", type="string", minLength=1),
        missing="metric needs a name: the one under which the script logs it",
    ),
    "goal": Key(
        one_of(list(Goal)),
        _described("Which values are better.", enum=[str(goal) for goal in Goal], default="minimize"),
    ),
}

KEYS: Mapping[str, Key] = {
    "program": Key(
        _program, _described("The script, as a path from the agent's folder on.", type="string", minLength=1)
    ),
    "method": Key(
        one_of(METHODS, later={"custom"}),
        _described("How the next point is chosen.", enum=list(METHODS)),
        missing=f"method is missing; it is one of {', '.join(METHODS)}",
    ),
    "metric": Key(_metric, _described("What to optimise.", **object_schema(METRIC))),
    "parameters": Key(
        parameters.parameters, parameters.SCHEMA, missing="parameters is missing; it says what there is to search"
    ),
    "early_terminate": Key(stopping.rules, stopping.SCHEMA),
    "command": Key(
        _command,
        _described(
            f"How a run is started. Macros: {', '.join(sorted(MACROS))}, ${{envvar:NAME}}.",
            type="array",
            items={"type": "string"},
            minItems=1,
            default=list(DEFAULT),
        ),
    ),
    "name": Key(filled, _described("What the sweep is called.", type="string", minLength=1)),
    "description": Key(text, _described("Anything, for people.", type="string")),
    "project": Key(filled, _described("The project of the sweep and its runs.", type="string", minLength=1)),
    "entity": Key(filled, _described("Whose project it is.", type="string", minLength=1)),
    "run_cap": Key(at_least(1), _described("No more runs than this.", type="integer", minimum=1)),
    "seed": Key(at_least(0), _described("The same seed makes the same choices again.", type="integer", minimum=0)),
    "max_attempts": Key(
        at_least(1),
        _described(
            "How often a run is begun before it counts as crashed.", type="integer", minimum=1, default=MAX_ATTEMPTS
        ),
    ),
    "acquisition": Key(filled, _described("By what bayes chooses.", type="string", minLength=1, default="auto")),
}
