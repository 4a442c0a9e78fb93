"""The outbox: whatever fails on the way, the server ends with every record once and in order."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from besom.client import lines
from besom.client.delivery import Address, NewRun, Sender
from besom.client.http import Client
from besom.client.lines import Appender, LineReader
from besom.client.outbox import Outbox, attempt_folder, discard, drain, own_folder
from besom.errors import Invalid
from besom.wire.runs import CreateRun, Row
from tests.unit.client.fakeserver import FakeServer, Fault

R1 = Address(entity="ana", project="p", run="r1", attempt=1)
BY_HAND = NewRun(entity=None, project="p", new=CreateRun(request_id="q", config={"lr": 0.1}))
FAULTS: list[Fault] = ["", "cut", "lost", "twice", "500", "503"]


def row(number: int) -> Row:
    return Row(at=number, step=number, metrics={"loss": float(number)})


def fill(outbox: Outbox, *numbers: int) -> None:
    for number in numbers:
        outbox.append(msgspec.json.encode(row(number)))


class Clock:
    """Moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def deliver(folder: Path, server: FakeServer, seconds: float = 1e9, say: Callable[[str], None] | None = None) -> bool:
    clock, client = Clock(), Client(server.url, server.key, patience=0)
    return drain(folder, client, seconds, say=say or (lambda _: None), monotonic=lambda: clock.now, sleep=clock.sleep)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "box", R1)) as made:
        yield made


@pytest.fixture
def by_hand(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "box", BY_HAND)) as made:
        yield made


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_record_arrives_once_and_in_order(
    server: FakeServer, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    server.rows["r1"] = []
    with closing(Outbox(tmp_path_factory.mktemp("box"), R1)) as outbox:
        history_of_faults(server, outbox, data)


def history_of_faults(server: FakeServer, outbox: Outbox, data: st.DataObject) -> None:
    faults = iter(data.draw(st.lists(st.sampled_from(FAULTS), max_size=12)))
    server.next_fault = lambda: next(faults, "")
    written = 0
    for count in data.draw(st.lists(st.integers(0, 1500), min_size=1, max_size=4)):
        fill(outbox, *range(written, written + count))
        written += count
        deliver(outbox.folder, server, seconds=data.draw(st.sampled_from([0.0, 0.2, 1e9])))  # may be cut short
        what = data.draw(st.sampled_from(["nothing", "forget", "lose"]))
        if what == "forget":
            (outbox.folder / "acked").unlink(missing_ok=True)
        elif what == "lose":  # a server restored from yesterday
            del server.rows["r1"][data.draw(st.integers(0, len(server.rows["r1"]))) :]
    fill(outbox, written)
    assert deliver(outbox.folder, server)
    assert server.rows["r1"] == [row(number) for number in range(written + 1)]


def test_records_larger_than_a_read_arrive_too(server: FakeServer, outbox: Outbox) -> None:
    big = Row(at=1, extra={"text": "x" * (3 * lines.CHUNK)})
    fill(outbox, 1)
    outbox.append(msgspec.json.encode(big))
    fill(outbox, 2)
    assert deliver(outbox.folder, server)
    assert server.rows["r1"] == [row(1), big, row(2)]


def test_nothing_is_asked_of_the_server_when_it_has_everything(server: FakeServer, outbox: Outbox) -> None:
    fill(outbox, 1, 2)
    assert deliver(outbox.folder, server)
    server.requests.clear()
    assert deliver(outbox.folder, server)
    assert server.requests == []


def test_a_folder_without_records_counts_as_sent(server: FakeServer, tmp_path: Path) -> None:
    assert deliver(tmp_path / "none", server)
    (tmp_path / "history.jsonl").touch()  # as when the script never asked for besom
    assert deliver(tmp_path, server)


def test_time_runs_out_while_the_server_is_away(server: FakeServer, outbox: Outbox) -> None:
    server.next_fault = lambda: "500"
    said: list[str] = []
    fill(outbox, 1)
    assert not deliver(outbox.folder, server, seconds=60, say=said.append)
    assert server.rows["r1"] == []
    assert len(said) == 1
    assert "no answer" in said[0]


def test_a_damaged_line_keeps_its_number(server: FakeServer, outbox: Outbox) -> None:
    fill(outbox, 0)
    outbox.append(b'{"at": 1, "metr')
    outbox.append(b"\xff\xfe")
    fill(outbox, 3)
    assert deliver(outbox.folder, server)
    assert server.rows["r1"] == [row(0), None, None, row(3)]


def test_a_line_still_being_written_is_left_for_later(server: FakeServer, outbox: Outbox) -> None:
    fill(outbox, 0)
    with (outbox.folder / "history.jsonl").open("ab") as history:
        history.write(b'{"at": 1')
    assert deliver(outbox.folder, server)
    assert server.rows["r1"] == [row(0)]


def test_after_a_torn_line_the_next_process_begins_a_fresh_one(server: FakeServer, outbox: Outbox) -> None:
    fill(outbox, 0)
    with (outbox.folder / "history.jsonl").open("ab") as history:
        history.write(b'{"at": 1')
    with closing(Outbox(outbox.folder, R1)) as second:
        fill(second, 2)
    assert deliver(outbox.folder, server)
    assert server.rows["r1"] == [row(0), None, row(2)]


def test_a_record_that_the_server_refuses_is_left_out_alone(server: FakeServer, outbox: Outbox) -> None:
    server.refuses = lambda row: row.metrics.get("loss") == 7
    said: list[str] = []
    fill(outbox, *range(20))
    assert deliver(outbox.folder, server, say=said.append)
    assert server.rows["r1"] == [None if number == 7 else row(number) for number in range(20)]
    assert len(said) == 1
    assert "does not fit" in said[0]


def test_another_attempt_ends_the_sending_with_one_sentence(server: FakeServer, outbox: Outbox) -> None:
    server.attempt = 2
    said: list[str] = []
    fill(outbox, 1)
    assert not deliver(outbox.folder, server, say=said.append)
    assert server.rows["r1"] == []
    assert len(server.requests) == 1
    assert said == ["another attempt of this run has begun; nothing more of this one is sent"]


def test_a_refused_key_leaves_everything_on_disk(server: FakeServer, outbox: Outbox) -> None:
    fill(outbox, 1)
    key, server.key = server.key, "another"
    said: list[str] = []
    client = Client(server.url, key, patience=0)
    assert not drain(outbox.folder, client, 1e9, say=said.append, monotonic=lambda: 0, sleep=lambda _: None)
    assert len(said) == 1
    assert key not in said[0]
    assert str(outbox.folder) in said[0]
    server.key = key
    assert deliver(outbox.folder, server)
    assert server.rows["r1"] == [row(1)]


def test_a_server_that_knows_more_than_the_outbox_is_told_of(server: FakeServer, outbox: Outbox) -> None:
    server.rows["r1"] = [row(number) for number in range(5)]
    said: list[str] = []
    fill(outbox, 0, 1)
    assert deliver(outbox.folder, server, say=said.append)
    assert len(said) == 1
    assert "more records" in said[0]


def test_a_run_started_by_hand_is_made_once_and_ended(server: FakeServer, by_hand: Outbox) -> None:
    faults: list[Fault] = ["lost", "lost", "500", "lost", "cut"]
    server.next_fault = lambda: faults.pop(0) if faults else ""
    fill(by_hand, 1)
    by_hand.end(3)
    assert deliver(by_hand.folder, server)
    assert server.created == [BY_HAND.new]
    assert server.rows["own0"] == [row(1)]
    assert server.finishes[0] == ("own0", 3)
    assert deliver(by_hand.folder, server)  # by another process, which has to read where the run is
    assert len(server.created) == 1


def test_a_run_started_by_hand_gives_signs_of_life(server: FakeServer, by_hand: Outbox) -> None:
    now = 0.0
    client = Client(server.url, server.key, patience=0)
    sender = Sender(by_hand.folder, lambda: client, say=lambda _: None, monotonic=lambda: now)
    for now in range(61):  # noqa: B007 (the clock reads it)
        assert sender.send(lambda _: False)
    sender.close()
    assert len([path for _, path in server.requests if path.endswith("/report")]) == 4


def test_one_process_at_a_time_sends(server: FakeServer, outbox: Outbox) -> None:
    fill(outbox, 1)
    ready, done = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        other = Sender(outbox.folder, lambda: Client(server.url, server.key), say=lambda _: None)
        os.write(ready[1], b"1" if other.try_lock() else b"0")
        os.read(done[0], 1)
        os._exit(0)
    assert os.read(ready[0], 1) == b"1"
    assert not deliver(outbox.folder, server, seconds=5)
    assert server.rows["r1"] == []
    os.write(done[1], b"x")
    os.waitpid(child, 0)
    assert deliver(outbox.folder, server)
    assert server.rows["r1"] == [row(1)]


def test_an_outbox_is_deleted_only_when_nobody_writes_to_it(outbox: Outbox) -> None:
    fill(outbox, 1)
    assert not discard(outbox.folder)
    assert (outbox.folder / "history.jsonl").exists()
    outbox.close()
    assert discard(outbox.folder)
    assert not outbox.folder.exists()
    assert discard(outbox.folder)


def test_a_lock_survives_the_writer_for_its_children(outbox: Outbox) -> None:
    fill(outbox, 1)
    done = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(done[0], 1)
        os._exit(0)
    outbox.close()
    assert not discard(outbox.folder)
    os.write(done[1], b"x")
    os.waitpid(child, 0)
    assert discard(outbox.folder)


def test_folders_tell_servers_and_attempts_apart(tmp_path: Path) -> None:
    second = msgspec.structs.replace(R1, attempt=2)
    folders = {
        attempt_folder(tmp_path, "http://a", R1),
        attempt_folder(tmp_path, "http://a", second),
        attempt_folder(tmp_path, "http://b", R1),
        own_folder(tmp_path, "http://a"),
        own_folder(tmp_path, None),
    }
    assert len(folders) == 5
    assert attempt_folder(tmp_path, "http://a", R1).parts[-4:] == ("ana", "p", "r1", "1")


@pytest.mark.parametrize("name", ["", ".", "..", "../../home", "a/b", "a\0"])
def test_no_name_leads_out_of_the_data_folder(tmp_path: Path, name: str) -> None:
    for address in (
        msgspec.structs.replace(R1, entity=name),
        msgspec.structs.replace(R1, project=name),
        msgspec.structs.replace(R1, run=name),
    ):
        with pytest.raises(Invalid, match="cannot be the name"):
            attempt_folder(tmp_path, "http://a", address)


# The file of lines.


@given(
    texts=st.lists(st.binary(max_size=20).map(lambda b: b.replace(b"\n", b" ")), max_size=30),
    most=st.integers(1, 5),
    target=st.integers(0, 40),
)
def test_lines_are_found_by_number(
    tmp_path_factory: pytest.TempPathFactory, texts: list[bytes], most: int, target: int
) -> None:
    path = tmp_path_factory.mktemp("lines") / "file"
    appender, reader = Appender(path), LineReader(path)
    for text in texts:
        appender.append(text)
    found: list[bytes] = []
    while some := reader.peek(most):
        assert len(some) <= most
        found += some
        reader.seek(reader.line + len(some))
    assert found == texts
    reader.seek(target)
    assert reader.line == min(target, len(texts))
    assert reader.peek(1) == texts[target : target + 1]
    appender.close()
    reader.close()


def test_several_processes_may_write(outbox: Outbox) -> None:
    with closing(Outbox(outbox.folder, R1)) as second:
        fill(outbox, 0)
        fill(second, 1)
        fill(outbox, 2)
    with closing(LineReader(outbox.folder / "history.jsonl")) as reader:
        assert [msgspec.json.decode(line, type=Row) for line in reader.peek(9)] == [row(0), row(1), row(2)]
