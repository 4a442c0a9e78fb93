"""Login links and sessions: verbs like the engine's, on what stands in for a key for a while."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from besom.domain.agent import PassKind
from besom.domain.store import Store, Tx
from besom.errors import Invalid, Unauthorised
from besom.server.keys import hash_key, new_key

LINK_SECONDS = 600.0
SESSION_SECONDS = 30 * 24 * 3600.0

# A browser reads //host and /\\host as another site, and passes over tabs and line ends.
_PATH = re.compile(r"/(?:[^/\\\x00-\x20][^\\\x00-\x1f]*)?")


@dataclass(frozen=True, slots=True)
class MakeLink:
    link_hash: bytes
    key_hash: bytes  # whose rights the browser is to have


@dataclass(frozen=True, slots=True)
class Enter:
    link_hash: bytes
    session_hash: bytes


async def new_link(store: Store, base_url: str, key_hash: bytes, path: str) -> tuple[str, float]:
    """A link that logs one browser in with the rights of the key, and then opens the path; and when it expires."""
    if not _PATH.fullmatch(path):
        raise Invalid(f"next must be a path on this server, such as /ana/mnist/sweeps/k3x9q7ab, got {path!r}")
    token = new_key()
    expires_at = await store.submit(make_link, MakeLink(hash_key(token), key_hash))
    return f"{base_url}/login#token={token}&next={quote(path, safe='/')}", expires_at


def make_link(tx: Tx, now: float, command: MakeLink) -> float:
    """Make a link that logs one browser in, and return when it expires."""
    if tx.grant(command.key_hash) is None:
        raise Unauthorised("the key is no longer known")
    tx.drop_passes(now)
    tx.add_pass(PassKind.LINK, command.link_hash, command.key_hash, now + LINK_SECONDS)
    return now + LINK_SECONDS


def enter(tx: Tx, now: float, command: Enter) -> None:
    """Use the link up, and begin a session of its key."""
    link = tx.take_pass(PassKind.LINK, command.link_hash)
    if link is None or link.expires_at <= now:
        raise Unauthorised("this link was used before, or is older than ten minutes; `besom open` makes a new one")
    tx.add_pass(PassKind.SESSION, command.session_hash, link.key_hash, now + SESSION_SECONDS)


def leave(tx: Tx, now: float, session_hash: bytes) -> None:  # noqa: ARG001 (every verb is told the time)
    """End the session, if there is one."""
    tx.take_pass(PassKind.SESSION, session_hash)
