"""The sweep file for editors."""

from typing import Any

from besom.config.keys import CUSTOM, KEYS
from besom.parameters.entries import PARAMETER_SCHEMA, SCHEMA
from besom.reading.table import object_schema
from besom.search import METHODS

ID = "urn:besom:sweep-file"


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a sweep file.

    It accepts whatever `parse` accepts. It cannot say everything that `parse` checks: that min is below max, that a
    method takes the parameters, that a program lies inside the folder, that an expression is one.
    """
    learning = [CUSTOM, *(name for name, kind in METHODS.items() if kind.needs_metric)]
    schema = object_schema(KEYS)
    metric = {"anyOf": [{"required": ["metric"]}, {"required": ["metrics"]}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "besom sweep file",
        **schema,
        "required": [*schema["required"], "parameters"],
        "dependentSchemas": {
            "early_terminate": metric,
            "outcome_constraints": metric,
            "metrics": {"not": {"required": ["metric"]}},
        },
        "if": {"properties": {"method": {"enum": learning}}},
        "then": metric,
        "$defs": {"parameters": SCHEMA, "parameter": PARAMETER_SCHEMA},
    }
