"""How a browser logs in: a link that works once, and then a session kept in a cookie."""

import msgspec


class LoginLink(msgspec.Struct, frozen=True, kw_only=True):
    """POST /api/login-links -> Link: a link that logs one browser in, with what the caller's key may do."""

    next: str = "/"  # the path to open after that; on this server


class Link(msgspec.Struct, frozen=True, kw_only=True):
    url: str  # {base}/login#token=...&next=...: a fragment never leaves the browser, so no log gets to see the token
    expires_at: float


class Enter(msgspec.Struct, frozen=True, kw_only=True):
    """POST /api/session -> Viewer, public: the session's cookie for the token of a link. A token works once."""

    token: str


class LoggedOut(msgspec.Struct, frozen=True, kw_only=True):
    """DELETE /api/session -> LoggedOut."""

    ended: bool  # whether there was a session to end: a caller with a key has none
