"""How a browser logs in and out."""

from typing import Any, cast

from litestar import Request, Response, delete, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody

from besom.errors import Unauthorised
from besom.server.asgi import Scope
from besom.server.callers import Caller, Shown, cookie_name, shown_by
from besom.server.keys import hash_key, new_key
from besom.server.routes.about import viewer
from besom.server.routes.given import Server, Who
from besom.server.services import Services
from besom.server.sessions import SESSION_SECONDS, Enter, enter, leave, new_link
from besom.wire import session as wire
from besom.wire.server import Viewer


@post("/api/login-links", status_code=200)
async def login_link(services: Server, caller: Who, data: JSONBody[wire.LoginLink]) -> wire.Link:
    """Make a link that logs one browser in, with what the caller's key may do. It works once, for ten minutes."""
    url, expires_at = await new_link(services.store, services.base_url, caller.key_hash, data.next)
    return wire.Link(url=url, expires_at=expires_at)


@post("/api/session", status_code=200)
async def log_in(request: Request[Any, Any, Any], services: Server, data: JSONBody[wire.Enter]) -> Response[Viewer]:
    """Begin a session with the token of a login link; the reply sets its cookie. A browser that is in already stays in,
    whatever the token: people click on a link twice.
    """
    token = new_key()
    shown = Shown(hash_key(token), session=True)
    try:
        await services.store.submit(enter, Enter(hash_key(data.token), shown.hash))
    except Unauthorised:
        inside = await _inside(services, request)
        if inside is None:
            raise
        return Response(await viewer.fn(caller=inside))
    caller = await services.callers.find(shown)
    if caller is None:
        raise Unauthorised("the key that the link was made with is no longer known")
    return Response(await viewer.fn(caller=caller), cookies=[_cookie(services, token, int(SESSION_SECONDS))])


@delete("/api/session", status_code=200)
async def log_out(services: Server, caller: Who) -> Response[wire.LoggedOut]:
    """End the browser's session."""
    if caller.shown.session:
        await services.store.submit(leave, caller.shown.hash)
        services.callers.forget(caller.shown)
    return Response(wire.LoggedOut(ended=caller.shown.session), cookies=[_cookie(services, "", 0)])


async def _inside(services: Services, request: Request[Any, Any, Any]) -> Caller | None:
    """The caller, if it is a browser that has logged in."""
    shown = shown_by(cast(Scope, request.scope), cookie_name(services.base_url))
    return await services.callers.find(shown) if shown is not None and shown.session else None


def _cookie(services: Services, token: str, seconds: int) -> Cookie:
    return Cookie(
        key=cookie_name(services.base_url),
        value=token,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="strict",
        secure=services.base_url.startswith("https:"),
    )
