"""The page that is built into the package: one shell for every address that a person opens, and the files it loads.

Everything is read at the start, and only what was found then is ever served: no path of a request meets the disk.
"""

import gzip
import re
from pathlib import Path
from typing import NamedTuple

from besom.errors import BesomError, NotFound
from besom.server.access import SHELL_PATHS
from besom.server.asgi import Headers, Receive, Scope, Send, error_reply, header, send_error, send_reply

BUILT = Path(__file__).parents[1] / "_web"
NOT_BUILT = b"besom's page is not built in this source tree; `pip install -e .` in it builds the page.\n"

_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".html": b"text/html; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".json": b"application/json",
    ".png": b"image/png",
    ".svg": b"image/svg+xml",
    ".woff2": b"font/woff2",
}
_PACKED = frozenset({".css", ".html", ".js", ".json", ".svg"})  # the others are packed already
_HASHED = re.compile(r"-[A-Za-z0-9_-]{8}\.\w+$")  # a name that changes with what is in the file
_FOR_EVER = b"public, max-age=31536000, immutable"


class File(NamedTuple):
    body: bytes
    packed: bytes | None  # the same as gzip
    headers: Headers

    @classmethod
    def read(cls, path: Path) -> "File":
        body = path.read_bytes()
        kept = _FOR_EVER if _HASHED.search(path.name) else b"no-cache"
        headers = [(b"content-type", _TYPES.get(path.suffix, b"application/octet-stream")), (b"cache-control", kept)]
        return cls(body, gzip.compress(body) if path.suffix in _PACKED else None, headers)


class Page:
    def __init__(self, built: Path) -> None:
        names = ["favicon.svg", *(f"assets/{path.name}" for path in sorted(built.glob("assets/*")))]
        self._files = {f"/{name}": File.read(built / name) for name in names if (built / name).is_file()}
        shell = built / "index.html"
        self._shell = File.read(shell) if shell.is_file() else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (an ASGI application)
        """Answer a request that may pass."""
        if scope["route"].template in SHELL_PATHS:
            await self._send_shell(scope, send, 200)
        elif (file := self._files.get(scope["path"])) is not None:
            await _send_file(scope, send, 200, file)
        else:
            await send_error(send, NotFound(f"there is nothing at {scope['path']}"))

    async def refuse(self, scope: Scope, send: Send, error: BesomError) -> None:
        """Answer a request that may not pass with the shell too, which then says what is wrong and how to log in."""
        await self._send_shell(scope, send, error_reply(error)[0])

    async def _send_shell(self, scope: Scope, send: Send, status: int) -> None:
        if self._shell is None:
            plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
            await send_reply(send, 503 if status == 200 else status, NOT_BUILT, plain)
        else:
            await _send_file(scope, send, status, self._shell)


async def _send_file(scope: Scope, send: Send, status: int, file: File) -> None:
    body, headers = file.body, file.headers
    if file.packed is not None:
        headers = [*headers, (b"vary", b"accept-encoding")]
        if "gzip" in (header(scope, b"accept-encoding") or ""):
            body, headers = file.packed, [*headers, (b"content-encoding", b"gzip")]
    await send_reply(send, status, body, headers)
