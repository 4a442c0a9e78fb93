"""Whether a method can search a space at all."""

from collections.abc import Sequence

import numpy as np

from besom.config.definition import Definition
from besom.parameters.entries import Entry
from besom.reading.problems import Findings
from besom.search import METHODS, SearchError
from besom.space import SpaceError


def check_method(definition: Definition, entries: Sequence[Entry], findings: Findings) -> None:
    """Whether the method takes the parameters, something satisfies the constraints, and the method can be made."""
    kind, space = METHODS[definition.method], definition.space
    refused = kind.refusals(space)
    for entry in entries:
        if entry.name in refused:
            findings.error(entry.place, refused[entry.name], key=True)
    if findings.errors:
        return
    if space.constraints:
        _check_constraints(definition, findings)
    try:
        definition.build_method()
    except SearchError as error:
        findings.error((error.option or "method",), str(error))


def _check_constraints(definition: Definition, findings: Findings) -> None:
    try:
        if definition.cells == 0:
            findings.error(("constraints",), "no combination satisfies the constraints", key=True)
        elif definition.method != "grid":
            definition.space.sample(np.random.default_rng(0))
    except SpaceError as error:
        findings.error(("constraints",), str(error), key=True)
