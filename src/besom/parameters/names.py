"""Names of parameters."""

import re

from besom.reading.fields import filled, quoted
from besom.reading.problems import Findings, Path
from besom.space import Value

PATTERN = "[A-Za-z_][A-Za-z0-9_.-]*"
_RULE = "letters, digits, _ . and -, beginning with a letter or _"


def fits(name: str) -> bool:
    return re.fullmatch(PATTERN, name) is not None


def misnamed(name: str) -> str:
    """The sentence about a name that no parameter can have."""
    return f"a parameter's name is made of {_RULE}; got {quoted(name)}"


def parameter_name(value: Value, path: Path, findings: Findings) -> str | None:
    """The name of a parameter, whether there is one or not."""
    name = filled(value, path, findings)
    if name is not None and not fits(name):
        findings.error(path, misnamed(name))
        return None
    return name
