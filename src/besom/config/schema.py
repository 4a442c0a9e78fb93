"""The sweep file for editors."""

from typing import Any

from besom.config.keys import KEYS, object_schema
from besom.search import METHODS


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a sweep file.

    It accepts whatever `parse` accepts. It cannot say everything that `parse` checks: that min is below max, that a
    method takes the parameters, that a program lies inside the folder.
    """
    learning = [name for name, kind in METHODS.items() if kind.needs_metric]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "besom sweep file",
        **object_schema(KEYS),
        "anyOf": [{"required": ["program"]}, {"required": ["command"]}],
        "dependentRequired": {"early_terminate": ["metric"]},
        "if": {"properties": {"method": {"enum": learning}}},
        "then": {"required": ["metric"]},
    }
