"""The embedded server: one, however many start it; found again, and ended."""

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from besom.client import embedded
from besom.errors import BesomError

STANDIN = (sys.executable, str(Path(__file__).with_name("standin.py")))


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    embedded.stop(tmp_path / "data")


def starts(data: Path) -> int:
    return (data / "starts").stat().st_size


def test_it_starts_lives_and_stops(data: Path) -> None:
    assert embedded.current(data) is None
    state = embedded.start(data, STANDIN)
    assert embedded.current(data) == state
    assert embedded.stop(data)
    assert embedded.current(data) is None
    assert not embedded.stop(data)


def test_it_has_a_session_of_its_own_and_so_outlives_its_caller(data: Path) -> None:
    state = embedded.start(data, STANDIN)
    assert os.getsid(state.pid) == state.pid


def test_starters_at_once_end_with_one_server(data: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        states = set(pool.map(lambda _: embedded.start(data, STANDIN), range(6)))
    assert len(states) == 1
    assert starts(data) == 1


def test_processes_at_once_end_with_one_server(data: Path) -> None:
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            embedded.start(data, STANDIN)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert starts(data) == 1


def test_what_a_killed_server_left_is_no_obstacle(data: Path) -> None:
    first = embedded.start(data, STANDIN)
    os.kill(first.pid, signal.SIGKILL)
    second = embedded.start(data, STANDIN)
    assert second.instance != first.instance
    assert starts(data) == 2


def test_it_comes_back_at_the_port_where_its_agents_ask(data: Path) -> None:
    first = embedded.start(data, STANDIN)
    assert embedded.stop(data)
    told = "import sys; sys.exit(' '.join(sys.argv[1:]))"
    with pytest.raises(BesomError, match=f"did not start: --port {urlsplit(first.url).port}"):
        embedded.start(data, (sys.executable, "-c", told))


@pytest.mark.parametrize(
    "left", ["", "{}", "nonsense", '{"url": "http://127.0.0.1:1", "pid": 1, "key": "", "instance": "x", "version": ""}']
)
def test_a_stale_or_damaged_state_file_is_no_obstacle(data: Path, left: str) -> None:
    data.mkdir()
    (data / embedded.STATE).write_text(left)
    assert embedded.current(data) is None
    assert not embedded.stop(data)
    assert embedded.alive(embedded.start(data, STANDIN))


def test_another_server_at_the_old_address_is_not_taken_for_it(data: Path, tmp_path: Path) -> None:
    state = embedded.start(data, STANDIN)
    other = tmp_path / "other"
    other.mkdir()
    (other / embedded.STATE).write_bytes((data / embedded.STATE).read_bytes().replace(state.instance.encode(), b"old"))
    assert embedded.current(other) is None
    assert not embedded.stop(other)
    assert embedded.alive(state)


def test_one_that_does_not_come_up_says_why(data: Path) -> None:
    with pytest.raises(BesomError, match="did not start: no room"):
        embedded.start(data, (sys.executable, "-c", "import sys; sys.exit('starting\\nno room')"))


def test_its_key_is_not_shown() -> None:
    state = embedded.State(url="http://x", pid=1, key="secret", instance="i", version="1")
    assert "secret" not in repr(state)
