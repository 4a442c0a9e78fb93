"""The sweep file: text or document in, a definition that is in order out, or everything that is wrong at once."""

from collections.abc import Callable, Mapping

from besom.config.check import check
from besom.config.definition import Definition
from besom.config.difference import Change, difference
from besom.config.reader import decode, load
from besom.config.schema import json_schema
from besom.reading.problems import Findings, Marks, Problem, SweepFileError
from besom.space import Value

__all__ = [
    "Change",
    "Definition",
    "Problem",
    "SweepFileError",
    "decode",
    "difference",
    "from_document",
    "json_schema",
    "parse",
    "read_value",
]


def parse(
    text: str | bytes, *, file: str = "sweep.yaml", program_problem: Callable[[str], str | None] | None = None
) -> Definition:
    """The definition in the text of a sweep file (YAML 1.2); SweepFileError lists everything that is wrong with it.

    `file` is what problems call it. `program_problem` is for callers who stand where the script does: it gets the
    program, and answers with a sentence when there is no such file, which is reported with all the rest. Only for them
    a program is needed, since agents may run a function instead.
    """
    document, findings = load(text if isinstance(text, str) else decode(text, file), file)
    return check(document, findings, program_problem)


def from_document(document: Mapping[str, Value]) -> Definition:
    """The definition in a document that was parsed already; problems are located by path, `parameters.dropout.min`."""
    return check(dict(document), Findings(Marks("sweep")))


def read_value(text: str) -> Value:
    """What a text would be as a value in a sweep file; the text itself where it would be nothing there."""
    if not text.strip():
        return None
    try:
        value, findings = load(text, "value")
    except SweepFileError:
        return text
    return text if findings.errors else value
