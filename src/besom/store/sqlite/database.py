"""The file: who may open it, how, and how it comes to the present schema."""

import fcntl
import os
from importlib import resources
from pathlib import Path

import apsw

from besom.errors import BesomError, Conflict

_CACHE_KIB = 65536  # of the writer; the working set of a large sweep
_BUSY_MS = 5000  # for a person's own sqlite3 on the same file; besom itself never contends
_STATEMENTS = 400  # prepared ones kept per connection; there are about 100

_FLOOR = 1 << 30  # bytes; a twentieth of the disk where that is less

_WRITER = f"""
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -{_CACHE_KIB};
"""


class Lock:
    """Held while a server uses the file; the kernel lets go of it however the server ends."""

    def __init__(self, path: Path) -> None:
        self._fd = _open_file(path.with_name(path.name + ".lock"))
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._fd, 20).decode().strip()
            os.close(self._fd)
            raise Conflict(
                f"another besom server (process {holder}) uses {path}; stop it, or give this one another data folder"
            ) from None
        os.ftruncate(self._fd, 0)
        os.write(self._fd, str(os.getpid()).encode())

    def release(self) -> None:
        os.close(self._fd)


def open_writer(path: Path) -> apsw.Connection:
    """The one connection that writes, to a file that is the owner's alone and has the present schema."""
    os.close(_open_file(path))  # its -wal and -shm get the same mode
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, statementcachesize=_STATEMENTS)
        connection.set_busy_timeout(_BUSY_MS)
        connection.execute(_WRITER).fetchall()  # to the last statement, past those that answer with a row
        _migrate(connection, path)
    except (apsw.NotADBError, apsw.CorruptError) as error:
        raise BesomError(f"{path} is not a besom database, or is damaged: {error}") from error
    return connection


def open_reader(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY, statementcachesize=_STATEMENTS)
    connection.set_busy_timeout(_BUSY_MS)
    return connection


def has_room(path: Path) -> bool:
    """Whether the disk has room for history; the last of it is kept for claims and endings."""
    disk = os.statvfs(path)
    return disk.f_bavail * disk.f_frsize >= min(_FLOOR, disk.f_blocks * disk.f_frsize // 20)


def _open_file(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise BesomError(f"{path} cannot be opened: {error.strerror}") from error


def _migrate(connection: apsw.Connection, path: Path) -> None:
    """Apply what the file has not seen yet; its `user_version` is the number of the last migration applied."""
    version = int(connection.pragma("user_version"))
    scripts = sorted(
        (file for file in resources.files(__package__).joinpath("migrations").iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    if version > len(scripts):
        raise BesomError(f"{path} was written by a newer besom (schema {version}, this one knows {len(scripts)})")
    for number, script in enumerate(scripts[version:], version + 1):
        connection.execute(f"BEGIN IMMEDIATE; {script.read_text('utf-8')}; PRAGMA user_version = {number}; COMMIT;")
