"""The outbox: a folder in which a run's records wait until the server has them, whatever becomes of the script.

    address.json    which run at which attempt they belong to; absent until the server has made the run
    create.json     how to make that run, for one that was started by hand
    history.jsonl   the records, one `besom.wire.runs.Row` a line; a line's number is the record's number in the attempt
    acked           the number of the first record that the server lacks
    finish.json     how a script that was started by hand has ended
    lock            held by the one process that sends

The server knows every record by its number and passes over those it has. So nothing here needs a transaction, and a
lost lock or `acked` costs only time.
"""

import fcntl
import hashlib
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from besom.client.delivery import Address, Ending, NewRun, Sender
from besom.client.files import write
from besom.client.http import Client
from besom.client.lines import Appender
from besom.client.notices import tell
from besom.errors import Invalid

LOCK_SECONDS = 0.5  # between two looks at a lock that another process holds


def attempt_folder(data: Path, server_url: str, address: Address) -> Path:
    """Where the records of a run that an agent has started wait; Invalid when a name in the address is no folder's."""
    names = (address.entity, address.project, address.run)
    for name in names:
        if name in ("", ".", "..") or "/" in name or "\0" in name:  # the folder is deleted in the end
            raise Invalid(f"{name!r} cannot be the name of an entity, a project or a run")
    return _server_folder(data, server_url).joinpath(*names, str(address.attempt))


def own_folder(data: Path, server_url: str | None) -> Path:
    """Where the outboxes of runs that were started by hand are, by request id; None: for the embedded server."""
    return _server_folder(data, server_url) / ":by-hand"  # no entity's name has a colon


def _server_folder(data: Path, server_url: str | None) -> Path:
    return data / "outbox" / (hashlib.sha256(server_url.encode()).hexdigest()[:16] if server_url else "embedded")


class Outbox:
    """The script's side: records go in, and are safe from its death once `append` has returned."""

    def __init__(self, folder: Path, run: Address | NewRun) -> None:
        """OSError when the folder cannot be written to."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._history = Appender(folder / "history.jsonl")
        self.append = self._history.append
        with suppress(OSError):  # a file system without locks: `discard` then trusts its caller alone
            fcntl.flock(self._history.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        # Last, so that whoever finds this finds the lock as well.
        name = "address.json" if isinstance(run, Address) else "create.json"
        write(folder / name, msgspec.json.encode(run).decode(), private=True)

    def end(self, exit_code: int) -> None:
        write(self.folder / "finish.json", msgspec.json.encode(Ending(exit_code=exit_code)).decode())

    def close(self) -> None:
        self._history.close()


def drain(
    folder: Path,
    client: Client,
    until: float,
    *,
    say: Callable[[str], None] = tell,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
) -> bool:
    """Send what a script has left in its outbox; True once the server has all of it.

    Tries until `until` on the monotonic clock, at least once, waiting for a process that still sends from there.
    Give it a client without patience: it waits between tries by itself.
    """

    def pause(seconds: float) -> bool:
        left = until - monotonic()
        if left > 0:
            sleep(min(seconds, left))
        return left > 0

    if not (folder / "history.jsonl").exists():
        return True
    with closing(Sender(folder, lambda: client, say=say, monotonic=monotonic)) as sender:
        while not sender.try_lock():
            if not pause(LOCK_SECONDS):
                return False
        return sender.send(pause)


def discard(folder: Path) -> bool:
    """Delete an outbox of which the server has everything; False if a process may still write to it."""
    try:
        with (folder / "history.jsonl").open("rb") as history:
            fcntl.flock(history, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for path in folder.iterdir():
                path.unlink()
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
