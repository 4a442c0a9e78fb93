"""From a plain document to a definition: first each key by itself, then what must hold between them."""

from collections.abc import Callable, Mapping
from typing import Any

from besom.command import DEFAULT
from besom.config.definition import Definition
from besom.config.fields import entries
from besom.config.keys import KEYS, LATER, read_keys
from besom.config.problems import Findings, in_order
from besom.search import METHODS, SearchError
from besom.space import Value

_OPTIONS = frozenset[str]().union(*(kind.options for kind in METHODS.values()))  # keys that only some methods read
_FIELDS = {"parameters": "space", "early_terminate": "stopping"}  # keys whose field of Definition has another name


def check(
    document: Value, findings: Findings, program_problem: Callable[[str], str | None] | None = None
) -> Definition:
    """The definition that the document is; SweepFileError with everything that is wrong.

    `program_problem` is asked about the program, and answers with a sentence when there is no such file.
    """
    given = entries(document, (), findings, KEYS, LATER)
    if given is None:
        raise findings.failure()
    read = read_keys(given, KEYS, (), findings)
    if "program" in read and program_problem and (sentence := program_problem(read["program"])):
        findings.error(("program",), sentence)
    _check_what_is_needed(given, read, findings)
    definition = _definition(document, read, findings)
    if definition is not None:
        _check_method(definition, findings)
    if definition is None or findings.errors:
        raise findings.failure()
    return definition


def _check_what_is_needed(given: Mapping[str, Value], read: Mapping[str, Any], findings: Findings) -> None:
    """Keys that must be there because of what another one says."""
    command = read.get("command", () if "command" in given else DEFAULT)
    if "program" not in given and "${program}" in command:
        findings.error((), "program is missing; it names the script to run")
    if "metric" not in given:
        if "method" in read and METHODS[read["method"]].needs_metric:
            findings.error(("method",), f"{read['method']} learns from a metric; add metric, with a name and a goal")
        if "early_terminate" in given:
            findings.error(("early_terminate",), "early_terminate judges runs by a metric; add metric", key=True)


def _definition(document: Value, read: Mapping[str, Any], findings: Findings) -> Definition | None:
    """What was read, as far as it makes a definition at all."""
    if not isinstance(document, dict) or "method" not in read or "parameters" not in read:
        return None
    return Definition(
        document=document,
        paths={name: (name,) for name in read["parameters"].parameters},
        options={key: value for key, value in read.items() if key in _OPTIONS},
        warnings=in_order(findings.warnings),
        **{_FIELDS.get(key, key): value for key, value in read.items() if key not in _OPTIONS},
    )


def _check_method(definition: Definition, findings: Findings) -> None:
    """Whether the method reads its options, takes the parameters, and can be made."""
    kind = METHODS[definition.method]
    for option in definition.options.keys() - kind.options:
        findings.error((option,), f"{option} means nothing to {definition.method}", key=True)
    for name, sentence in kind.refusals(definition.space).items():
        findings.error(("parameters", name), sentence, key=True)
    if kind.needs_metric and definition.metric is None:  # noted already
        return
    try:
        definition.build_method()
    except SearchError as error:
        findings.error((error.option or "method",), str(error))
