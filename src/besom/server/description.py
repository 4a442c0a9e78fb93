"""The description of the API, with what the framework does not know: the guard before it, the one error form, and what
streams of events say.
"""

from typing import Any

import msgspec

from besom.server.access import PUBLIC
from besom.server.asgi import STATUS
from besom.wire.errors import ErrorReply
from besom.wire.events import EVENTS


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document, in which every operation names its errors and the key it needs."""
    (reply, *_), parts = msgspec.json.schema_components(
        [ErrorReply, *EVENTS.values()], ref_template="#/components/schemas/{name}"
    )
    components = schema.setdefault("components", {})
    components["schemas"] = parts | components.get("schemas", {})
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    error = {"description": "What was wrong.", "content": {"application/json": {"schema": reply}}}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            public = (method.upper(), path) in PUBLIC
            operation["security"] = [] if public else [{"key": []}]
            for content in operation["responses"].get("200", {}).get("content", {}).values():
                content["schema"] = content["schema"] or {"type": "string"}  # of a stream the framework knows nothing
            operation["responses"].pop("400", None)  # the framework's own form, which nobody gets to see
            operation["responses"] |= {str(status): error for status in sorted({*STATUS.values(), 500})}
    return schema
