"""The outermost layer over everything that the server answers: who is asking, by which name, and may they.

Deny by default: a request goes on only to a route of `besom.server.access`, with a key whose scope reaches it. The Host
header must name this server (against DNS rebinding), and a browser may write only from this server's own pages.
"""

import base64
import binascii
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from besom.domain.agent import Grant
from besom.domain.agent import Scope as KeyScope
from besom.domain.store import Reader, Store
from besom.domain.sweep import Project
from besom.errors import BesomError, Forbidden, LeaseLost, Unauthorised
from besom.server.access import ACCESS, PUBLIC, Route, WrongMethod, find_route
from besom.server.asgi import App, Message, Receive, Scope, Send, error_reply, header, send_error, send_reply
from besom.server.keys import hash_key

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KNOWN_SECONDS = 60.0  # a key taken away is refused after that time at the latest
KNOWN_KEYS = 10_000

PROTECTION = (
    (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking. `project` is the one that the key is bound to; None where it is not."""

    grant: Grant
    project: Project | None

    def sees(self, project: Project) -> bool:
        """Whether anything of the project is the caller's business."""
        if self.project is not None:
            return project == self.project
        return self.grant.scope is KeyScope.ADMIN or project.entity == self.grant.entity

    def check_attempt(self, attempt: int) -> None:
        """Raise LeaseLost if the key belongs to another attempt of its run."""
        if self.grant.attempt is not None and self.grant.attempt != attempt:
            raise LeaseLost(f"this key is for attempt {self.grant.attempt} of the run, not for attempt {attempt}")


class Keys:
    """Looks callers up by their keys, and remembers them for a while."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[bytes, tuple[Caller, float]] = {}

    async def caller(self, key: str) -> Caller | None:
        hashed = hash_key(key)
        caller, until = self._known.get(hashed, (None, 0.0))
        now = time.monotonic()
        if caller is not None and until > now:
            return caller
        caller = await self._store.read(_caller, hashed)
        if caller is not None:
            if len(self._known) >= KNOWN_KEYS:
                self._known.clear()
            self._known[hashed] = (caller, now + KNOWN_SECONDS)
        return caller


def _caller(reader: Reader, hashed: bytes) -> Caller | None:
    grant = reader.grant(hashed)
    if grant is None:
        return None
    return Caller(grant, None if grant.project is None else reader.project_by_key(grant.project))


class Guard:
    """Lets through to `app` what may pass, with `scope["caller"]` and `scope["route"]` set."""

    def __init__(self, app: App, keys: Keys, hosts: Iterable[str]) -> None:
        self._app = app
        self._keys = keys
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not served")
        send = _protected(send, scope["path"])
        host = (header(scope, b"host") or "").lower()
        if not self._is_mine(host):
            await send_error(send, Forbidden(f"this server is not called {host!r}; see --allowed-host"), 421)
            return
        try:
            if scope["method"] not in SAFE:
                _check_origin(scope, host)
            if (scope["method"], scope["path"]) not in PUBLIC:
                scope["caller"], scope["route"] = await self._admit(scope)
        except WrongMethod as error:
            status, body, headers = error_reply(error, 405)
            await send_reply(send, status, body, [*headers, (b"allow", ", ".join(sorted(error.allowed)).encode())])
        except BesomError as error:
            await send_error(send, error)
        except Exception as error:
            await send_error(send, error)
        else:
            await self._app(scope, receive, send)

    def _is_mine(self, host: str) -> bool:
        return host in self._hosts or host.rpartition(":")[0] in self._hosts

    async def _admit(self, scope: Scope) -> tuple[Caller, Route]:
        key = _key_of(scope)
        caller = None if key is None else await self._keys.caller(key)
        if caller is None:
            raise Unauthorised(
                "this server does not know that key; `besom login` stores the right one"
                if key
                else "a key is needed: `Authorization: Bearer KEY`"
            )
        route = find_route(scope["method"], scope["path"])
        if caller.grant.scope not in ACCESS[route.method, route.template]:
            raise Forbidden(f"a key of scope {caller.grant.scope} cannot do this")
        _check_reach(caller, route)
        return caller, route


def _check_reach(caller: Caller, route: Route) -> None:
    """Raise Forbidden if the path names a project or run that the key does not reach."""
    entity, project = route.values.get("entity"), route.values.get("project")
    if entity is not None and caller.grant.scope is not KeyScope.ADMIN and entity != caller.grant.entity:
        raise Forbidden(f"this key does not reach {entity}")
    if project is not None and caller.project is not None and project != caller.project.name:
        raise Forbidden(f"this key does not reach {entity}/{project}")
    if caller.grant.run is not None and route.values.get("run", caller.grant.run) != caller.grant.run:
        raise Forbidden("this key is for another run")


def _key_of(scope: Scope) -> str | None:
    """The key of a request: as a bearer token, or as the password of the user `api`."""
    kind, _, value = (header(scope, b"authorization") or "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip() or None
    if kind.lower() != "basic":
        return None
    try:
        user, _, key = base64.b64decode(value, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return key if user == "api" and key else None


def _check_origin(scope: Scope, host: str) -> None:
    origin = header(scope, b"origin")
    if origin is not None and _netloc(origin) != host:
        raise Forbidden(f"a page of {origin} may not change anything here")
    if header(scope, b"sec-fetch-site") not in (None, "same-origin", "none"):
        raise Forbidden("a page of another site may not change anything here")


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _protected(send: Send, path: str) -> Send:
    """Add what tells browsers to be careful to every reply; what the API says is never kept by caches."""
    extra = [*PROTECTION, (b"cache-control", b"no-store")] if path.startswith("/api/") else list(PROTECTION)

    async def protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *extra]}
        await send(message)

    return protected
