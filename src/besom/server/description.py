"""The description of the API, with what the framework does not know: the guard before it and the one error form."""

from typing import Any

import msgspec

from besom.server.access import PUBLIC
from besom.server.asgi import STATUS
from besom.wire.errors import ErrorReply


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document, in which every operation names its errors and the key it needs."""
    reply, parts = msgspec.json.schema_components([ErrorReply], ref_template="#/components/schemas/{name}")
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {}).update(parts)
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    error = {"description": "What was wrong.", "content": {"application/json": {"schema": reply[0]}}}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            public = (method.upper(), path) in PUBLIC
            operation["security"] = [] if public else [{"key": []}]
            operation["responses"].pop("400", None)  # the framework's own form, which nobody gets to see
            operation["responses"] |= {str(status): error for status in sorted({*STATUS.values(), 500})}
    return schema
