"""A server process: how it begins, what it leaves behind, and what outlives it."""

import json
import os
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from besom.errors import Invalid
from besom.server import Settings
from besom.server.serve import bound_socket
from besom.wire.agents import Nothing
from tests.service.servers import FakeAgent, Process, Server, create, grid, learning

Start = Callable[..., Process]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_in_the_data_folder_is_for_the_owner_alone(start_server: Start) -> None:
    process = start_server()
    server = process.server()
    assert (process.data / "key").read_text().strip() == server.key
    assert len(server.key) == 40
    assert server.key.isalnum()
    assert mode(process.data) == 0o700
    assert {mode(path) for path in process.data.iterdir()} == {0o600}
    state = json.loads((process.data / "server.json").read_text())
    assert state["pid"] == process.process.pid
    assert state["instance"] == server.client().health().instance
    assert state["embedded"] is False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_answers_what_waits_and_leaves_no_state_file(start_server: Start, number: int) -> None:
    process = start_server()
    server = process.server()
    agent = FakeAgent(server, create(server, grid(1), "p"))
    run = agent.take()
    other = FakeAgent(server, agent.sweep, "two")
    held = {"runs": [{"run": run.run, "attempt": 1}]}
    ask = {"agent": other.id, "request_id": "x"}
    to_claim = f"/api/projects/ana/p/sweeps/{agent.sweep.id}/claim"
    with asked(server, f"/api/agents/{agent.id}/poll", held) as poll, asked(server, to_claim, ask) as claim:
        server.client().health()  # is read after the two
        process.end(number)
        assert process.process.returncode == 0
        assert json.loads(poll.getresponse().read()) == {"orders": [], "leave": None}
        assert json.loads(claim.getresponse().read())["what"] == "wait"
    assert not (process.data / "server.json").exists()


@contextmanager
def asked(server: Server, path: str, body: object) -> Iterator[HTTPConnection]:
    """A connection on which the question was sent, and the answer not yet read."""
    with closing(HTTPConnection(server.url.removeprefix("http://"))) as connection:
        connection.request("POST", path, json.dumps(body), {"Authorization": f"Bearer {server.key}"})
        yield connection


def test_a_restart_keeps_everything(start_server: Start) -> None:
    process = start_server()
    server = process.server()
    agent = FakeAgent(server, create(server, learning("random", more="early_terminate: {type: envelope}"), "p"))
    done, running = agent.take(), agent.take()
    agent.report(done, [2.0, 1.0])
    agent.finish(done)
    agent.report(running, [3.0])
    before = agent.client.runs("ana", "p", agent.sweep.id)
    process.end()

    again = start_server(port=int(server.url.rpartition(":")[2])).server()
    assert again.key == server.key
    assert again.instance != server.instance
    assert again.client().runs("ana", "p", agent.sweep.id) == before
    assert agent.report(running, [2.5], first=1).next == 2
    assert agent.finish(running).state == "finished"
    third = agent.take()
    assert third.number == 3
    history = agent.client.history("ana", "p", running.run).rows
    assert [item.row.metrics["val_loss"] for item in history] == [3.0, 2.5]


def test_after_kill_9_all_that_was_acknowledged_is_there(start_server: Start) -> None:
    process = start_server()
    server = process.server()
    agent = FakeAgent(server, create(server, grid(5), "p"))
    run = agent.take()
    for place in range(20):
        assert agent.report(run, [float(place)], first=place).next == place + 1
    process.end(signal.SIGKILL)
    assert (process.data / "server.json").exists()

    again = start_server(port=int(server.url.rpartition(":")[2])).server()
    assert len(agent.client.history("ana", "p", run.run).rows) == 20
    assert agent.report(run, [1.0], first=20).next == 21
    points = [run.point["rate"]] + [agent.take().point["rate"] for _ in range(4)]
    assert sorted(points) == [1, 2, 3, 4, 5]
    assert again.client().health().instance != server.instance


def test_a_restart_begins_full_leases(start_server: Start) -> None:
    """An agent that the server could not hear while it was down keeps its run."""
    process = start_server(lease=6.0, beat=0.5)
    server = process.server()
    agent = FakeAgent(server, create(server, grid(1), "p"))
    run = agent.take()
    process.end(signal.SIGKILL)
    start_server(port=int(server.url.rpartition(":")[2]), lease=6.0, beat=0.5).server()
    other = FakeAgent(server, agent.sweep, "two")
    assert isinstance(other.claim(), Nothing)
    agent.report(run, [1.0])
    assert agent.client.run("ana", "p", run.run).state == "running"


def test_a_second_server_on_the_same_data_says_so_and_ends(start_server: Start) -> None:
    first = start_server()
    server = first.server()
    second = start_server()
    told = second.last_words()
    assert second.process.returncode == 1
    assert "another" in told
    assert "Traceback" not in told
    assert json.loads((first.data / "server.json").read_text())["pid"] == first.process.pid
    assert server.client().health().status == "ok"


def test_a_taken_port_is_said_in_a_sentence(start_server: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start_server(port=taken.getsockname()[1])
        told = process.last_words()
    assert process.process.returncode == 1
    assert "cannot listen on 127.0.0.1" in told
    assert "Traceback" not in told


def test_an_embedded_server_takes_the_next_free_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = Settings(data=tmp_path, entity="ana", port=port, search_port=True)
        with bound_socket(settings) as listening:
            assert listening.getsockname()[1] > port


def test_a_state_file_of_another_server_is_left_alone(start_server: Start) -> None:
    process = start_server()
    process.server()
    state = process.data / "server.json"
    state.write_text(json.dumps({"instance": "another"}))
    process.end()
    assert json.loads(state.read_text()) == {"instance": "another"}


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the processes through /proc")
def test_no_process_outlives_a_killed_server(start_server: Start) -> None:
    process = start_server()
    server = process.server()
    FakeAgent(server, create(server, learning("bayes"), "p")).take()
    started = children(process.process.pid)
    assert started
    process.end(signal.SIGKILL)
    for child in started:
        while _runs(child):
            pass


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the processes through /proc")
def test_a_suggestion_process_that_dies_is_replaced(start_server: Start) -> None:
    process = start_server()
    server = process.server()
    agent = FakeAgent(server, create(server, learning("bayes"), "p"))
    agent.finish(agent.take())
    for child in children(process.process.pid):
        os.kill(child, signal.SIGKILL)
    numbers = [agent.take().number for _ in range(8)]
    assert numbers == list(range(2, 10))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"port": 70000}, "port must be"),
        ({"workers": 0}, "workers must be"),
        ({"lease": 10.0, "beat": 5.0}, "three beats"),
        ({"base_url": "besom.example"}, "http://"),
        ({"host": "0.0.0.0"}, "--allowed-host"),  # noqa: S104
        ({"host": "192.168.1.5"}, "--base-url"),
    ],
)
def test_settings_that_could_not_work_are_refused(tmp_path: Path, wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        Settings(**({"data": tmp_path, "entity": "ana"} | wrong))  # type: ignore[arg-type]


def test_other_machines_may_reach_a_server_that_knows_its_name(tmp_path: Path) -> None:
    named = Settings(data=tmp_path, entity="ana", host="0.0.0.0", allowed_hosts=("sweeps.example.org",))  # noqa: S104
    assert not named.loopback
    assert Settings(data=tmp_path, entity="ana", host="::1").loopback
    assert Settings(data=tmp_path, entity="ana", host="localhost").loopback
