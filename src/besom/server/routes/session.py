"""How a browser logs in and out."""

from litestar import Response, delete, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody

from besom.errors import Unauthorised
from besom.server.callers import Shown, cookie_name
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
async def log_in(services: Server, data: JSONBody[wire.Enter]) -> Response[Viewer]:
    """Begin a session with the token of a login link; the reply sets its cookie."""
    token = new_key()
    shown = Shown(hash_key(token), session=True)
    await services.store.submit(enter, Enter(hash_key(data.token), shown.hash))
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
