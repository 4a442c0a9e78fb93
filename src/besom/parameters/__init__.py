"""What a sweep file says of its parameters, and the space that they span."""

from collections.abc import Mapping
from typing import Any

from besom.parameters.assembly import assemble
from besom.parameters.entries import Entry, parameters
from besom.reading import Findings, Marks
from besom.space import Space

__all__ = ["Entry", "assemble", "parameters", "read_space"]


def read_space(document: Mapping[str, Any]) -> Space:
    """The space of the `parameters` of a sweep file, as a plain mapping; SweepFileError lists everything that is wrong.

    Problems are located by path, `parameters.dropout.min`.
    """
    findings = Findings(Marks("parameters"))
    entries = parameters(dict(document), ("parameters",), findings)
    space = assemble(entries, (), (), stepping=False, findings=findings)
    if findings.errors:
        raise findings.failure()
    return space
