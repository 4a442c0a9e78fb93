"""Prints the description of the API without a server: the page's types are generated from it."""

import json

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from besom import __version__
from besom.server.app import HANDLERS
from besom.server.description import described

given = {name: Provide(lambda: None, sync_to_thread=False) for name in ("services", "caller")}
config = OpenAPIConfig(title="besom", version=__version__, use_handler_docstrings=True, path="/api")
app = Litestar(HANDLERS, dependencies=given, openapi_config=config)
print(json.dumps(described(app.openapi_schema.to_schema())))
