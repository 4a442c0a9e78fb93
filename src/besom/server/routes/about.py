"""The server about itself and its callers."""

from typing import Any

from litestar import Request, get

from besom import __version__
from besom.config import json_schema
from besom.domain.sweep import Project
from besom.server.description import described
from besom.server.routes.given import Server, Who
from besom.wire import server as wire


@get("/api/health")
async def health(services: Server) -> wire.Health:
    """Whether the server is up, and which it is; for everybody."""
    return wire.Health(status="ok", version=__version__, instance=services.instance)


@get("/api/viewer")
async def viewer(caller: Who) -> wire.Viewer:
    """Who the key belongs to, and what it may do."""
    return wire.Viewer(
        entity=caller.grant.entity,
        scope=caller.grant.scope.value,
        project=caller.project.path if caller.project else None,
        version=__version__,
    )


@get("/api/projects")
async def projects(services: Server, caller: Who) -> wire.Projects:
    """The projects that the key may see."""
    found: list[Project] = await services.store.read(lambda reader: reader.projects())
    return wire.Projects([project.path for project in found if caller.sees(project)])


@get("/api/schema", include_in_schema=False)
async def schema(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """This API as OpenAPI 3.1."""
    return described(request.app.openapi_schema.to_schema())


@get("/api/sweep-file.schema.json", media_type="application/schema+json", include_in_schema=False)
async def sweep_file_schema() -> dict[str, Any]:
    """The JSON Schema of sweep files, by which editors complete and check them; for everybody."""
    return json_schema()
