"""Keys: how they look, how they are kept, and the first one of a new server."""

import hashlib
import os
import re
import secrets
import string
from dataclasses import dataclass
from pathlib import Path

from besom.domain.agent import Grant, Scope
from besom.domain.store import Store, Tx

_LETTERS = string.ascii_letters + string.digits
_ID_LETTERS = string.ascii_lowercase + string.digits
_KEY = re.compile(r"[A-Za-z0-9]{40}")


def new_key() -> str:
    """40 random letters and digits: 238 bits, and the form that the stock wandb client accepts."""
    return "".join(secrets.choice(_LETTERS) for _ in range(40))


def hash_key(key: str) -> bytes:
    """What is stored of a key. Keys are random, so a fast hash is enough."""
    return hashlib.sha256(key.encode()).digest()


def new_id() -> str:
    """A random id for a sweep or a run: 8 lower-case letters and digits."""
    return "".join(secrets.choice(_ID_LETTERS) for _ in range(8))


def id_of_request(*request: str) -> str:
    """An id of the same form that is always the same for the same request."""
    number = int.from_bytes(hashlib.sha256("\0".join(request).encode()).digest(), "big")
    letters = []
    for _ in range(8):
        number, place = divmod(number, len(_ID_LETTERS))
        letters.append(_ID_LETTERS[place])
    return "".join(letters)


@dataclass(frozen=True, slots=True)
class AddKey:
    key_hash: bytes
    grant: Grant


def add_key(tx: Tx, now: float, command: AddKey) -> None:
    if tx.grant(command.key_hash) is None:
        tx.add_key(command.key_hash, command.grant, now)


def _key_in(file: Path) -> str:
    key = file.read_text().strip() if file.exists() else ""
    if not _KEY.fullmatch(key):
        key = new_key()
        write_private(file, key + "\n")
    return key


async def ensure_owner_key(store: Store, file: Path, entity: str) -> str:
    """The key of the server's owner: the one in `file`, or a new one that is written there for the owner alone to read.

    The file comes first, so that a crash in between leaves a key that the next start makes known.
    """
    key = _key_in(file)
    await store.submit(add_key, AddKey(hash_key(key), Grant(Scope.ADMIN, entity)))
    return key


def write_private(file: Path, text: str) -> None:
    """Put the text into the file in one step, readable by its owner alone."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
