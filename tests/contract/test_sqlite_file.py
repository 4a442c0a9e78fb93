"""What is particular to the SQLite store: its file, who may open it, and its queue."""

import asyncio
import json
import stat
import threading
from importlib import resources
from pathlib import Path

import apsw
import pytest

from besom.domain.agent import PassKind
from besom.domain.run import Row
from besom.domain.states import RunState
from besom.domain.store import Tx
from besom.domain.sweep import Metric, Project, Reduce
from besom.errors import BesomError, Busy, Conflict
from besom.store import SqliteStore
from besom.store.sqlite import folding, writer
from besom.store.sqlite.reader import SqliteReader
from tests.contract.stores import FakeClock, Opened, losses


def open_and_close(path: Path) -> None:
    asyncio.run(SqliteStore.open(path, FakeClock()).close())


def test_the_files_are_the_owners_alone(tmp_path: Path) -> None:
    opened = Opened("sqlite", tmp_path)
    opened.project()
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    opened.close()
    assert modes == dict.fromkeys(["besom.db", "besom.db-wal", "besom.db-shm", "besom.db.lock"], 0o600)


def test_a_second_server_on_the_same_file_is_refused_until_the_first_has_gone(tmp_path: Path) -> None:
    opened = Opened("sqlite", tmp_path)
    for _ in range(2):
        with pytest.raises(Conflict, match=r"another besom server \(process \d+\) uses .*besom\.db; stop it"):
            open_and_close(tmp_path / "besom.db")
    opened.close()
    open_and_close(tmp_path / "besom.db")


def test_a_file_of_a_newer_besom_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "besom.db"
    open_and_close(path)
    apsw.Connection(str(path)).execute("PRAGMA user_version = 99")
    with pytest.raises(BesomError, match=r"newer besom \(schema 99, this one knows \d+\)"):
        open_and_close(path)
    with pytest.raises(BesomError, match="newer besom"):  # and not "another server": the lock was let go
        open_and_close(path)


def test_a_file_of_an_older_besom_is_brought_to_the_present_with_all_that_is_in_it(tmp_path: Path) -> None:
    first = resources.files("besom.store.sqlite").joinpath("migrations", "0001_first.sql").read_text("utf-8")
    old = apsw.Connection(str(tmp_path / "besom.db"))
    old.execute(first)
    old.execute("INSERT INTO project VALUES (7, 'ana', 'mnist', 1.0)")
    old.execute("PRAGMA user_version = 1")
    old.close()
    opened = Opened("sqlite", tmp_path)
    found = opened.read(lambda r: r.project("ana", "mnist"))
    fresh = opened.read(lambda r: r.find_pass(PassKind.SESSION, b"none"))
    opened.close()
    assert (found, fresh) == (Project(7, "ana", "mnist"), None)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "besom.db"
    path.write_text("certainly not a database\n" * 100)
    with pytest.raises(BesomError, match="is not a besom database, or is damaged"):
        open_and_close(path)
    assert path.read_text().startswith("certainly")


def test_a_place_that_cannot_be_opened_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BesomError, match="cannot be opened"):
        open_and_close(tmp_path / "nowhere" / "besom.db")


def test_past_the_limit_callers_are_told_to_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_WAITING", 10)
    opened = Opened("sqlite", tmp_path)
    begun, release = threading.Event(), threading.Event()

    def wait(tx: Tx, now: float, command: None) -> None:
        begun.set()
        assert release.wait(10)

    def number(tx: Tx, now: float, command: int) -> int:
        return command

    async def crowd() -> list[int | BaseException]:
        blocking = asyncio.create_task(opened.store.submit(wait, None))
        await asyncio.to_thread(begun.wait, 10)
        tasks = [asyncio.create_task(opened.store.submit(number, i)) for i in range(15)]
        await asyncio.sleep(0)
        release.set()
        await blocking
        return await asyncio.gather(*tasks, return_exceptions=True)

    outcomes = opened.runner.run(crowd())
    assert outcomes[:10] == list(range(10))
    assert [type(outcome) for outcome in outcomes[10:]] == [Busy] * 5
    assert opened.runner.run(opened.store.submit(number, 99)) == 99
    opened.close()


def test_another_program_that_holds_the_database_makes_it_busy_not_broken(tmp_path: Path) -> None:
    opened = Opened("sqlite", tmp_path)
    opened.store._writer.connection.set_busy_timeout(1)
    other = apsw.Connection(str(tmp_path / "besom.db"))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="another program holds the database"):
        opened.project()
    other.execute("ROLLBACK")
    other.close()
    assert opened.project().name == "mnist"
    opened.close()


def journal_rows(opened: Opened) -> int:
    connection = apsw.Connection(str(opened.folder / "besom.db"), flags=apsw.SQLITE_OPEN_READONLY)
    return len(connection.execute("SELECT first FROM journal").fetchall())


def chunk_sizes(opened: Opened) -> list[int]:
    connection = apsw.Connection(str(opened.folder / "besom.db"), flags=apsw.SQLITE_OPEN_READONLY)
    return [n for (n,) in connection.execute("SELECT n FROM chunk ORDER BY run, attempt, metric, first")]


def test_only_long_or_idle_tails_are_folded_and_short_chunks_merge(tmp_path: Path) -> None:
    opened = Opened("sqlite", tmp_path)

    def fold() -> tuple[int, list[int]]:
        opened.runner.run(opened.store.fold())
        return journal_rows(opened), chunk_sizes(opened)

    short, long = opened.run(id="short"), opened.run(id="zlong")
    short = opened.append(short, losses(1.0, 2.0))
    long = opened.append(long, losses(*[1.0] * 999))
    assert fold() == (2, [])
    long = opened.append(long, losses(2.0))
    assert fold() == (1, [1000])
    opened.clock.time += 59
    long = opened.append(long, losses(3.0))
    assert fold() == (2, [1000])
    opened.clock.time += 1
    assert fold() == (1, [2, 1000])
    opened.clock.time += 58
    long = opened.append(long, losses(3.5))
    opened.clock.time += 59
    assert fold() == (2, [2, 1000])
    opened.clock.time += 1
    assert fold() == (0, [2, 1000, 2])
    for _ in range(100):
        short = opened.append(short, losses(4.0))
    assert fold() == (0, [102, 1000, 2])
    opened.append(short, losses(*[5.0] * 3000))
    assert fold() == (0, [1000, 1000, 1000, 102, 1000, 2])
    opened.close()


def test_what_is_no_number_is_folded_into_few_rows_too(tmp_path: Path) -> None:
    opened = Opened("sqlite", tmp_path)
    run = opened.run()
    rows = [Row(float(i), 0.0, {}, json.dumps({"text": f"number {i}"})) for i in range(1500)]
    for start in range(0, 1500, 100):
        run = opened.append(run, rows[start : start + 100])
        opened.fold()
    connection = apsw.Connection(str(tmp_path / "besom.db"), flags=apsw.SQLITE_OPEN_READONLY)
    assert connection.execute("SELECT n FROM extra ORDER BY first").fetchall() == [(1000,), (500,)]
    assert [row for _, _, row in opened.read(lambda r: r.rows(run.project, run.id, 0, 2000))] == rows
    opened.close()


def test_what_was_not_folded_before_a_restart_is_folded_after_it(tmp_path: Path) -> None:
    opened = Opened("sqlite", tmp_path)
    opened.append(opened.run(), losses(1.0, 2.0))
    opened.reopen()
    opened.runner.run(opened.store.fold())
    assert journal_rows(opened) == 1
    opened.clock.time += 60
    opened.runner.run(opened.store.fold())
    assert (journal_rows(opened), chunk_sizes(opened)) == (0, [2])
    opened.close()


def test_a_fold_that_comes_too_late_changes_nothing(tmp_path: Path) -> None:
    opened = Opened("sqlite", tmp_path)
    run = opened.append(opened.run(), losses(1.0, 2.0))
    key = (run.project, run.id, 1)
    late = opened.runner.run(opened.store.read(folding.fold, key))
    opened.fold()
    opened.append(run, losses(3.0))
    opened.fold()
    opened.runner.run(opened.store.submit(folding.seal, [late]))
    assert opened.read(lambda r: r.curve(run.project, run.id, "loss"))[2] == [1.0, 2.0, 3.0]
    opened.close()


def test_no_look_up_within_a_project_walks_a_whole_table(tmp_path: Path) -> None:
    opened = Opened("sqlite", tmp_path)
    asked: list[str] = []

    def look_up_everything(reader: SqliteReader) -> None:
        def note(_cursor: apsw.Cursor, sql: str, _bindings: object) -> bool:
            asked.append(sql)
            return True

        reader.connection.exec_trace = note
        reader.project("ana", "mnist"), reader.project_by_key(1), reader.sweep(1, "s"), reader.sweeps(1)
        reader.sweeps_called("s"), reader.suggestions(1, "s"), reader.run(1, "r"), reader.runs(1, "s")
        reader.runs(1, "s", [RunState.QUEUED]), reader.run_numbered(1, "s", 1), reader.run_of_request(1, "q")
        reader.first_queued(1, "s"), reader.run_queued_by(1, "s", "q"), reader.running_since(1, "s")
        reader.versions(1, "s"), reader.attempts(1, "s"), reader.attempts_of(1, "r")
        reader.has_point(1, "s", 1, "p", 0), reader.runs_of_point(1, "s", 1, "p"), reader.count_runs(1, "s")
        reader.metrics(1, "r"), reader.metrics_of_runs(1, "s"), reader.curve(1, run.id, "loss")
        for reduce in (Reduce("best"), Reduce("last"), Reduce("mean-last", 2)):
            metric = Metric("loss", reduce=reduce)
            reader.value_of_run(1, run.id, metric), reader.values_of_runs(1, "s", metric), reader.best(1, "s", metric)
        reader.rows(1, run.id, 0, 10), reader.log(1, run.id, 0, 10), reader.agent("a"), reader.agents(1, "s")
        reader.grant(b""), reader.setting("x")
        reader.connection.exec_trace = None

    run = opened.log(opened.append(opened.run(), losses(1.0)), ["x"])
    opened.runner.run(opened.store.read(look_up_everything))
    connection = apsw.Connection(str(tmp_path / "besom.db"), flags=apsw.SQLITE_OPEN_READONLY)
    plans = {
        sql: str(connection.execute(f"EXPLAIN QUERY PLAN {sql}", ("",) * sql.count("?")).fetchall()) for sql in asked
    }
    assert len(plans) >= 33
    assert [sql for sql, plan in plans.items() if "SCAN" in plan] == []
    of_project = [sql for sql, plan in plans.items() if "(project=?)" in plan]
    assert [sql for sql in of_project if "FROM sweep WHERE project = ?" not in sql] == []
    opened.close()
