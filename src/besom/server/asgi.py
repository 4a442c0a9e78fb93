"""What ASGI passes around, and replies on it: the one error form, the one table from error codes to statuses."""

import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

import msgspec

from besom.errors import BesomError
from besom.wire.errors import Error, ErrorReply

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers: TypeAlias = list[tuple[bytes, bytes]]

STATUS = {
    "invalid": 422,
    "unauthorised": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "lease_lost": 409,
    "gap": 409,
    "too_large": 413,
    "busy": 503,
    "disk_full": 507,
}

JSON = ((b"content-type", b"application/json"),)

log = logging.getLogger("besom.server")


def error_reply(error: Exception, status: int | None = None) -> tuple[int, bytes, Headers]:
    """Status, body and headers that tell a caller about the error; what is not for people is logged and hidden."""
    if not isinstance(error, BesomError) or error.code not in STATUS:
        log.error("a request failed", exc_info=error)
        error = BesomError("the server made a mistake; its log says more")
    told = ErrorReply(Error(code=error.code, message=error.message, details=error.details))
    headers = [*JSON]
    if error.code == "unauthorised":
        headers.append((b"www-authenticate", b'Bearer realm="besom"'))
    if error.code == "busy":
        headers.append((b"retry-after", str(error.details.get("retry_after", 1)).encode()))
    return status or STATUS.get(error.code, 500), msgspec.json.encode(told), headers


async def send_error(send: Send, error: Exception, status: int | None = None) -> None:
    await send_reply(send, *error_reply(error, status))


async def send_reply(send: Send, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]] = JSON) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


def header(scope: Scope, name: bytes) -> str | None:
    """The value of the header (name in lower case), or None."""
    for found, value in scope["headers"]:
        if found == name:
            return str(value.decode("latin-1"))
    return None
