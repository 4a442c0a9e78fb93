"""A disk that fails ends the server without a false acknowledgement; a full one refuses, and only what needs room."""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest

from besom.domain.store import Reader, Tx
from besom.errors import BesomError, DiskFull
from besom.store import SqliteStore
from tests.contract.stores import FakeClock, Opened, losses


class Disk(apsw.VFS):
    """The real disk, but the n-th sync from now fails, and the write-ahead log may not grow past a quota."""

    def __init__(self) -> None:
        self.real = apsw.vfs_names()[0]
        super().__init__("faulty", self.real, makedefault=True)
        self.syncs_left: int | None = None
        self.quota: int | None = None
        self.syncs = 0

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return File(self, name, flags)


class File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__(disk.real, name, flags)
        self.disk = disk
        self.is_log = bool(flags[0] & apsw.SQLITE_OPEN_WAL)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.disk.syncs += 1
        if self.disk.syncs_left is not None:
            self.disk.syncs_left -= 1
            if self.disk.syncs_left < 0:
                self.disk.syncs_left = None  # the next one says that all is well, as real disks do
                raise apsw.IOError("injected")
        super().xSync(flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        if self.is_log and self.disk.quota is not None and offset + len(data) > self.disk.quota:
            raise apsw.FullError("injected")
        super().xWrite(data, offset)


@pytest.fixture
def disk() -> Iterator[Disk]:
    faulty = Disk()
    yield faulty
    faulty.unregister()


def put(tx: Tx, now: float, command: tuple[str, str]) -> str:
    tx.set_setting(*command)
    return command[0]


def names(reader: Reader) -> set[str]:
    return {f"name-{i}" for i in range(40) if reader.setting(f"name-{i}") is not None}


async def put_until_it_fails(store: SqliteStore) -> tuple[set[str], set[str]]:
    """Names acknowledged and names refused."""
    acknowledged, refused = set(), set()
    for i in range(40):
        try:
            acknowledged.add(await store.submit(put, (f"name-{i}", "x" * 3000)))
        except BesomError as error:
            assert "disk failed" in str(error)
            refused.add(f"name-{i}")
    await store.close()
    return acknowledged, refused


@pytest.mark.parametrize("syncs_left", [0, 1, 2, 7])
def test_after_a_failed_sync_nothing_is_acknowledged(disk: Disk, tmp_path: Path, syncs_left: int) -> None:
    failures: list[Exception] = []
    store = SqliteStore.open(tmp_path / "besom.db", FakeClock(), failures.append)
    disk.syncs_left = syncs_left
    acknowledged, refused = asyncio.run(put_until_it_fails(store))
    assert acknowledged == {f"name-{i}" for i in range(syncs_left)}
    assert refused == {f"name-{i}" for i in range(syncs_left, 40)}
    assert [type(error) for error in failures] == [apsw.IOError]
    again = Opened("sqlite", tmp_path)
    assert acknowledged <= again.read(names)
    again.close()


def test_every_acknowledgement_waits_for_a_sync(disk: Disk, tmp_path: Path) -> None:
    opened = Opened("sqlite", tmp_path)
    for i in range(10):
        before = disk.syncs
        opened.runner.run(opened.store.submit(put, (f"name-{i}", "x")))
        assert disk.syncs > before
    opened.close()


def put_or_find_no_room(tx: Tx, now: float, command: tuple[str, str]) -> str:
    """As when a page of the cache must be written before the commit."""
    name = put(tx, now, command)
    if len(command[1]) > 1 << 20:
        raise apsw.FullError("injected")
    return name


async def together(
    store: SqliteStore, verb: Callable[[Tx, float, tuple[str, str]], str], *commands: tuple[str, str]
) -> list[str | BaseException]:
    """Submit them so that they wait together, and share a commit."""
    release = threading.Event()

    def wait(tx: Tx, now: float, command: None) -> None:
        assert release.wait(10)

    first = asyncio.create_task(store.submit(wait, None))
    await asyncio.sleep(0)
    tasks = [asyncio.create_task(store.submit(verb, command)) for command in commands]
    await asyncio.sleep(0)
    release.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("verb", [put, put_or_find_no_room])
def test_what_does_not_fit_is_refused_and_what_waits_with_it_is_not(
    disk: Disk, tmp_path: Path, verb: Callable[[Tx, float, tuple[str, str]], str]
) -> None:
    opened = Opened("sqlite", tmp_path)
    disk.quota = 1 << 20
    commands = [("name-1", "small"), ("name-2", "x" * (2 << 20)), ("name-3", "small")]
    one, two, three = opened.runner.run(together(opened.store, verb, *commands))
    assert (one, three) == ("name-1", "name-3")
    assert isinstance(two, DiskFull)
    assert opened.read(names) == {"name-1", "name-3"}
    opened.reopen()
    assert opened.read(names) == {"name-1", "name-3"}
    opened.close()


def test_a_full_disk_refuses_writes_until_there_is_room_and_reads_go_on(disk: Disk, tmp_path: Path) -> None:
    opened = Opened("sqlite", tmp_path)
    run = opened.append(opened.run(), losses(1.0))
    disk.quota = 0
    for _ in range(3):
        with pytest.raises(DiskFull, match="disk is full"):
            opened.append(run, losses(2.0))
        assert opened.read(lambda r: r.curve(run.project, run.id, "loss"))[2] == [1.0]
    disk.quota = None
    opened.append(run, losses(3.0))
    assert opened.read(lambda r: r.curve(run.project, run.id, "loss"))[2] == [1.0, 3.0]
    opened.close()


def test_the_last_room_is_kept_for_what_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Opened("sqlite", tmp_path)
    run = opened.run()
    nearly_full = SimpleNamespace(f_bavail=1, f_frsize=4096, f_blocks=1000)
    monkeypatch.setattr(os, "statvfs", lambda _: nearly_full)
    with pytest.raises(DiskFull, match="reports are refused"):
        opened.append(run, losses(1.0))
    with pytest.raises(DiskFull, match="reports are refused"):
        opened.log(run, ["x"])
    assert opened.write(lambda tx: tx.update_run(run.project, run.id, notes="still here")).notes == "still here"
    assert opened.read(lambda r: r.rows(run.project, run.id, 0, 9)) == []
    monkeypatch.undo()
    assert opened.append(run, losses(1.0)).lines == 1
    opened.close()


def test_by_default_a_failed_disk_ends_the_process_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], disk: Disk, tmp_path: Path
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    store = SqliteStore.open(tmp_path / "besom.db", FakeClock())
    disk.syncs_left = 0
    asyncio.run(put_until_it_fails(store))
    assert ended == [1]
    assert "besom: the disk failed" in capfd.readouterr().err
