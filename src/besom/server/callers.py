"""Who is asking: told by the key or the session that a request shows, and remembered for a while."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import urlsplit

from besom.domain.agent import Grant, PassKind
from besom.domain.agent import Scope as KeyScope
from besom.domain.store import Clock, Reader, Store
from besom.domain.sweep import Project
from besom.errors import LeaseLost
from besom.server.asgi import Scope, header
from besom.server.keys import hash_key

KNOWN_SECONDS = 45.0  # a key or session taken away elsewhere is refused after that time at the latest
MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request shows of its caller, hashed."""

    hash: bytes
    session: bool  # a browser's session; else a key


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking. `project` is the one that the key is bound to; None where it is not."""

    grant: Grant
    project: Project | None
    shown: Shown
    key_hash: bytes  # of the caller's key; where a session is shown, of the key that it stands in for

    @property
    def reach(self) -> tuple[str, ...]:
        """What the caller may see: (entity, project), (entity,) for all projects of it, or () for everything."""
        if self.project is not None:
            return (self.project.entity, self.project.name)
        return () if self.grant.scope is KeyScope.ADMIN else (self.grant.entity,)

    def sees(self, project: Project) -> bool:
        """Whether anything of the project is the caller's business."""
        reach = self.reach
        return (project.entity, project.name)[: len(reach)] == reach

    def check_attempt(self, attempt: int) -> None:
        """Raise LeaseLost if the key belongs to another attempt of its run."""
        if self.grant.attempt is not None and self.grant.attempt != attempt:
            raise LeaseLost(f"this key is for attempt {self.grant.attempt} of the run, not for attempt {attempt}")


class Callers:
    """Looks callers up by what they show."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._known: dict[Shown, tuple[Caller, float]] = {}

    async def find(self, shown: Shown) -> Caller | None:
        """The caller; None for a key or a session that is not known, or no longer."""
        caller, until = self._known.get(shown, (None, 0.0))
        now = self._clock.monotonic()
        if caller is not None and until > now:
            return caller
        self.forget(shown)
        found: tuple[Caller, float] | None = await self._store.read(_find, shown, self._clock.now())
        if found is None:
            return None
        caller, left = found
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[shown] = (caller, now + min(KNOWN_SECONDS, left))
        return caller

    def forget(self, shown: Shown) -> None:
        """Look it up anew the next time."""
        self._known.pop(shown, None)


def cookie_name(base_url: str) -> str:
    """The name of the session's cookie. Cookies know no ports, so servers beside each other need names of their own."""
    port = urlsplit(base_url).port
    return f"besom_session_{port}" if port else "besom_session"


def shown_by(scope: Scope, cookie: str) -> Shown | None:
    """A key, as a bearer token or as the password of the user `api`; else the session in the cookie; else None."""
    authorization = header(scope, b"authorization")
    if authorization is not None:
        key = _key_in(authorization)
        return Shown(hash_key(key), session=False) if key else None
    for part in (header(scope, b"cookie") or "").split(";"):
        name, _, token = part.strip().partition("=")
        if name == cookie and token:
            return Shown(hash_key(token), session=True)
    return None


def _key_in(authorization: str) -> str | None:
    kind, _, value = authorization.partition(" ")
    if kind.lower() == "bearer":
        return value.strip() or None
    if kind.lower() != "basic":
        return None
    try:
        user, _, key = base64.b64decode(value, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return key if user == "api" and key else None


def _find(reader: Reader, shown: Shown, now: float) -> tuple[Caller, float] | None:
    """The caller, and how many seconds it will stay known at least."""
    grant, key_hash, left = reader.grant(shown.hash), shown.hash, KNOWN_SECONDS
    if shown.session:
        session = reader.find_pass(PassKind.SESSION, shown.hash)
        if session is None or session.expires_at <= now:
            return None
        grant, key_hash, left = session.grant, session.key_hash, session.expires_at - now
    if grant is None:
        return None
    project = None if grant.project is None else reader.project_by_key(grant.project)
    return Caller(grant, project, shown, key_hash), left
