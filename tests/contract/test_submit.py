"""What submit and read promise: all or nothing, in order, durable, and seen by every later read."""

import asyncio
import threading
from pathlib import Path

import pytest

from besom.domain.store import Reader, Tx
from besom.errors import BesomError, NotFound
from tests.contract.stores import STORES, FakeClock, Opened, a_suggestion, losses


def count(reader: Reader) -> int:
    return int(reader.setting("count") or 0)


def add(tx: Tx, now: float, command: int) -> int:
    total = count(tx) + command
    tx.set_setting("count", str(total))
    return total


def add_and_fail(tx: Tx, now: float, command: int) -> int:
    add(tx, now, command)
    raise NotFound("there is no such thing")


def test_a_verb_is_told_the_command_and_the_time(opened: Opened) -> None:
    def verb(tx: Tx, now: float, command: str) -> tuple[float, str]:
        return now, command

    opened.clock.time = 123.5
    assert opened.runner.run(opened.store.submit(verb, "x")) == (123.5, "x")


@pytest.mark.parametrize("error", [NotFound("no"), ZeroDivisionError("a bug")])
def test_a_verb_that_raises_changes_nothing_and_its_error_reaches_the_caller(opened: Opened, error: Exception) -> None:
    sweep = opened.sweep()
    run = opened.append(opened.run(), losses(1.0))

    def everything(tx: Tx) -> None:
        tx.add_project("ana", "new", 0.0)
        tx.update_sweep(sweep.project, sweep.id, issued=1)
        tx.replace_suggestions(sweep.project, sweep.id, 0, [a_suggestion(0)])
        tx.append_rows(run, losses(2.0))
        tx.append_log(run, ["x"])
        tx.update_run(run.project, run.id, attempt=2)
        tx.delete_sweep(sweep.project, sweep.id)
        raise error

    with pytest.raises(type(error)) as caught:
        opened.write(everything)
    assert caught.value is error
    opened.fold()
    assert opened.read(lambda r: r.projects()) == [opened.project()]
    assert opened.read(lambda r: r.sweep(sweep.project, sweep.id)) == sweep
    assert opened.read(lambda r: r.suggestions(sweep.project, sweep.id)) == []
    assert opened.read(lambda r: r.run(run.project, run.id)) == run
    assert opened.read(lambda r: r.curve(run.project, run.id, "loss"))[2] == [1.0]
    assert opened.read(lambda r: r.log(run.project, run.id, 0, 9)) == (0, [])
    assert [m.count for m in opened.read(lambda r: r.metrics(run.project, run.id))] == [1]


def test_verbs_that_wait_together_are_carried_out_in_order_and_fail_alone(opened: Opened) -> None:
    verbs = [add_and_fail if i % 3 == 1 else add for i in range(64)]

    async def all_at_once() -> list[int | BaseException]:
        return await asyncio.gather(*(opened.store.submit(verb, 1) for verb in verbs), return_exceptions=True)

    outcomes = opened.runner.run(all_at_once())
    assert [o for o in outcomes if isinstance(o, int)] == list(range(1, verbs.count(add) + 1))
    assert [isinstance(o, NotFound) for o in outcomes] == [verb is add_and_fail for verb in verbs]
    assert opened.read(count) == verbs.count(add)


def test_many_callers_get_what_they_were_told_even_after_a_restart(opened: Opened) -> None:
    async def caller(told: list[int]) -> None:
        for _ in range(20):
            told.append(await opened.store.submit(add, 1))
            assert await opened.store.read(count) >= told[-1]

    async def callers() -> list[int]:
        told: list[list[int]] = [[] for _ in range(64)]
        await asyncio.gather(*(caller(mine) for mine in told))
        assert all(mine == sorted(mine) for mine in told)
        return sorted(number for mine in told for number in mine)

    assert opened.runner.run(callers()) == list(range(1, 64 * 20 + 1))
    opened.reopen()
    assert opened.read(count) == 64 * 20


def test_the_store_serves_several_event_loops_at_once(opened: Opened) -> None:
    def worker() -> None:
        async def go() -> None:
            for _ in range(25):
                await opened.store.submit(add, 1)

        asyncio.run(go())

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened.read(count) == 100


def test_a_read_is_one_view_whatever_is_written_meanwhile(opened: Opened) -> None:
    opened.runner.run(opened.store.submit(add, 1))
    begun, written = threading.Event(), threading.Event()

    def twice(reader: Reader) -> tuple[int, int]:
        before = count(reader)
        begun.set()
        assert written.wait(10)
        return before, count(reader)

    async def interleave() -> tuple[int, int]:
        reading = asyncio.create_task(opened.store.read(twice))
        await asyncio.to_thread(begun.wait, 10)
        assert await opened.store.submit(add, 1) == 2
        written.set()
        return await reading

    assert opened.runner.run(interleave()) == (1, 1)
    assert opened.read(count) == 2


def test_a_read_that_raises_leaves_the_store_usable(opened: Opened) -> None:
    def fail(reader: Reader) -> int:
        count(reader)
        raise ZeroDivisionError

    for _ in range(20):
        with pytest.raises(ZeroDivisionError):
            opened.read(fail)
    assert opened.read(count) == 0


def test_a_caller_who_has_gone_disturbs_nobody(opened: Opened) -> None:
    release = threading.Event()

    def wait(tx: Tx, now: float, command: None) -> None:
        assert release.wait(10)

    async def leave() -> int:
        blocking = asyncio.create_task(opened.store.submit(wait, None))
        await asyncio.sleep(0)
        gone = asyncio.create_task(opened.store.submit(add, 1))
        await asyncio.sleep(0)
        gone.cancel()
        release.set()
        await blocking
        return await opened.store.submit(add, 10)

    assert opened.runner.run(leave()) == 11


@pytest.mark.parametrize("kind", STORES)
def test_what_was_submitted_before_closing_is_carried_out_and_nothing_after(kind: str, tmp_path: Path) -> None:
    async def close_at_once() -> list[int]:
        store = STORES[kind](tmp_path, FakeClock())
        waiting = [asyncio.create_task(store.submit(add, 1)) for _ in range(50)]
        await asyncio.sleep(0)
        await store.close()
        with pytest.raises(BesomError, match="stopping"):
            await store.submit(add, 1)
        return await asyncio.gather(*waiting)

    assert asyncio.run(close_at_once()) == list(range(1, 51))
    again = Opened(kind, tmp_path)
    assert again.read(count) == 50
    again.close()
