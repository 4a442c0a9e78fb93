"""The hot routes past the framework: reading, checking and replying cost a third of what they do through it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from besom.server.asgi import App, Receive, Scope, Send, send_error, send_reply
from besom.server.body import decode, read_body, replay
from besom.server.routes.agents import poll
from besom.server.routes.given import RUN
from besom.server.routes.reports import append_log, report
from besom.server.services import Services
from besom.wire.agents import Poll
from besom.wire.runs import LogLines, Report

Handler = Callable[..., Awaitable[msgspec.Struct]]

HOT: Mapping[tuple[str, str], tuple[Handler, type[msgspec.Struct]]] = {
    ("POST", f"{RUN}/report".replace(":str", "")): (report.fn, Report),
    ("POST", f"{RUN}/log".replace(":str", "")): (append_log.fn, LogLines),
    ("POST", "/api/agents/{agent}/poll"): (poll.fn, Poll),
}
"""By method and template as in `besom.server.access`. The framework knows them too, for the API's description."""


class Front:
    """Reads the body of every request; answers the hot routes itself and hands the others to `app`."""

    def __init__(self, app: App, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET":
            await self._app(scope, receive, send)
            return
        try:
            body = await read_body(scope, receive)
            route = scope["route"]
            hot = HOT.get((route.method, route.template))
            reply = None if hot is None else await self._answer(*hot, scope, body)
        except Exception as error:
            await send_error(send, error)
            return
        if reply is not None:
            await send_reply(send, 200, reply)
            return
        packed = (b"content-encoding", b"content-length")  # of the body as it came
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name not in packed]
        await self._app(scope, replay(body, receive), send)

    async def _answer(self, handler: Handler, kind: type[Any], scope: Scope, body: bytes) -> bytes:
        data = decode(body, kind)
        made = await handler(services=self._services, caller=scope["caller"], data=data, **scope["route"].values)
        return msgspec.json.encode(made)
