"""Request bodies: read whole, unpacked, and never more than a limit; then decoded into wire records."""

import zlib
from typing import TypeVar

import msgspec
import zstandard

from besom.errors import Invalid, TooLarge
from besom.server.asgi import Message, Receive, Scope, header

MAX_BODY = 16 * 2**20  # bytes, unpacked; what a client's outbox sends at once is far below it
MAX_STRANGERS_BODY = 4 * 2**10  # of a caller whom nobody has let in yet; a login's token is far below it

T = TypeVar("T")


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The whole body, unpacked. TooLarge above the limit, Invalid for a packing that is broken or not known."""
    limit = MAX_BODY if "caller" in scope else MAX_STRANGERS_BODY
    announced = header(scope, b"content-length")
    if announced is not None and announced.isdecimal() and int(announced) > limit:
        raise _too_large(limit)
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Invalid("the body ended in the middle")
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
        if not message.get("more_body", False):
            return _unpacked(b"".join(parts), header(scope, b"content-encoding") or "identity", limit)


def replay(body: bytes, receive: Receive) -> Receive:
    """A receive that gives the body that was read already, then goes on with the connection."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def decode(body: bytes, kind: type[T]) -> T:
    """The record that the body holds. Invalid, saying where, if it holds another or is no JSON."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid_body(error) from None


def invalid_body(error: Exception) -> Invalid:
    if isinstance(error, RecursionError):
        return Invalid("the body is nested too deeply")
    return Invalid(f"the body does not fit: {error}")


def _unpacked(body: bytes, packing: str, limit: int) -> bytes:
    try:
        match packing.strip().lower():
            case "identity":
                return body
            case "gzip":
                stream = zlib.decompressobj(wbits=31)
                unpacked = stream.decompress(body, limit + 1)
                if len(unpacked) <= limit and not stream.eof:
                    raise Invalid("the gzip body ends in the middle")
            case "zstd":
                reader = zstandard.ZstdDecompressor(max_window_size=MAX_BODY).stream_reader(body)
                unpacked = reader.read(limit + 1)
            case other:
                raise Invalid(f"content-encoding {other!r} is not known; use gzip, zstd or none")
    except (zlib.error, zstandard.ZstdError) as error:
        raise Invalid(f"the {packing} body is broken: {error}") from None
    if len(unpacked) > limit:
        raise _too_large(limit)
    return unpacked


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"the body is larger than {limit} bytes; send it in parts", limit=limit)
