"""The outermost layer over everything that the server answers: who is asking, by which name, and may they.

Deny by default: a request goes on only to a route of `besom.server.access`, with a key whose scope reaches it. The Host
header must name this server (against DNS rebinding), and a browser may write only from this server's own pages.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from besom.domain.agent import Scope as KeyScope
from besom.errors import BesomError, Forbidden, NotFound, Unauthorised
from besom.server.access import ACCESS, PUBLIC, Route, WrongMethod, find_route
from besom.server.asgi import App, Message, Receive, Scope, Send, error_reply, header, send_error, send_reply
from besom.server.callers import Caller, Callers, shown_by
from besom.server.page import Page

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

PROTECTION = (
    (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Guard:
    """Lets through to `api` or `page` what may pass, with `scope["route"]` and, unless that is public, `["caller"]`."""

    def __init__(self, api: App, page: Page, callers: Callers, hosts: Iterable[str], cookie: str) -> None:
        self._api, self._page = api, page
        self._callers = callers
        self._hosts = frozenset(host.lower() for host in hosts)
        self._cookie = cookie  # the name of that which holds a browser's session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._api(scope, receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not served")
        is_api = scope["path"] == "/api" or scope["path"].startswith("/api/")
        send = _protected(send, is_api=is_api)
        host = (header(scope, b"host") or "").lower()
        if not self._is_mine(host):
            await send_error(send, Forbidden(f"this server is not called {host!r}; see --allowed-host"), 421)
            return
        method = "GET" if scope["method"] == "HEAD" and not is_api else scope["method"]
        try:
            if method not in SAFE:
                _check_origin(scope, host)
            await self._admit(scope, method)
        except WrongMethod as error:
            status, body, headers = error_reply(error, 405)
            await send_reply(send, status, body, [*headers, (b"allow", ", ".join(sorted(error.allowed)).encode())])
        except BesomError as error:
            if method == "GET" and not is_api:
                await self._page.refuse(scope, send, error)
            else:
                await send_error(send, error)
        except Exception as error:
            await send_error(send, error)
        else:
            await (self._api if is_api else self._page)(scope, receive, send)

    def _is_mine(self, host: str) -> bool:
        return host in self._hosts or host.rpartition(":")[0] in self._hosts

    async def _admit(self, scope: Scope, method: str) -> None:
        try:
            scope["route"] = route = find_route(method, scope["path"])
        except NotFound:
            await self._caller(scope)  # only those who are known get to know what is not there
            raise
        if (method, route.template) in PUBLIC:
            return
        scope["caller"] = caller = await self._caller(scope)
        if caller.grant.scope not in ACCESS[method, route.template]:
            raise Forbidden(f"a key of scope {caller.grant.scope} cannot do this")
        _check_reach(caller, route)

    async def _caller(self, scope: Scope) -> Caller:
        shown = shown_by(scope, self._cookie)
        if shown is None:
            raise Unauthorised("a key is needed: `Authorization: Bearer KEY`")
        if shown.session and scope["method"] not in SAFE:
            _check_page(scope)
        caller = await self._callers.find(shown)
        if caller is None:
            raise Unauthorised(
                "this session has ended; `besom open` makes a link that begins another"
                if shown.session
                else "this server does not know that key; `besom login` stores the right one"
            )
        return caller


def _check_reach(caller: Caller, route: Route) -> None:
    """Raise Forbidden if the path names a project or run that the key does not reach."""
    entity, project = route.values.get("entity"), route.values.get("project")
    if entity is not None and caller.grant.scope is not KeyScope.ADMIN and entity != caller.grant.entity:
        raise Forbidden(f"this key does not reach {entity}")
    if project is not None and caller.project is not None and project != caller.project.name:
        raise Forbidden(f"this key does not reach {entity}/{project}")
    if caller.grant.run is not None and route.values.get("run", caller.grant.run) != caller.grant.run:
        raise Forbidden("this key is for another run")


def _check_origin(scope: Scope, host: str) -> None:
    origin = header(scope, b"origin")
    if origin is not None and _netloc(origin) != host:
        raise Forbidden(f"a page of {origin} may not change anything here")
    if header(scope, b"sec-fetch-site") not in (None, "same-origin", "none"):
        raise Forbidden("a page of another site may not change anything here")


def _check_page(scope: Scope) -> None:
    """Raise Forbidden unless a browser says that the request comes from a page of this server."""
    if header(scope, b"origin") is None and header(scope, b"sec-fetch-site") != "same-origin":
        raise Forbidden("a session changes things from this server's own page only; programs use a key")


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _protected(send: Send, *, is_api: bool) -> Send:
    """Add what tells browsers to be careful to every reply; what the API says is never kept by caches."""
    extra = [*PROTECTION, (b"cache-control", b"no-store")] if is_api else list(PROTECTION)

    async def protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *extra]}
        await send(message)

    return protected
