"""The HTTP client: what it repeats, what it raises, what it never tells."""

from collections.abc import Iterator, Mapping

import pytest

from besom.client.http import Client, backoff
from besom.client.transport import Answer
from besom.errors import BesomError, Busy, Gap, Invalid, LeaseLost, NotFound, Unauthorised, Unreachable
from besom.wire.runs import CreateRun, Report, Row
from besom.wire.sweeps import CreateSweep
from tests.unit.client.fakeserver import FakeServer, Fault

BUSY = b'{"error": {"code": "busy", "message": "the queue is full"}}'


class Script:
    """Answers as written, one after the other, on a clock that only sleeping moves."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.sent: list[tuple[str, str, bytes]] = []
        self.slept: list[float] = []

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, seconds: float, *, fresh: bool
    ) -> Answer:
        assert headers["Authorization"] == "Bearer secret-key"
        assert seconds > 0
        assert fresh == (method == "DELETE")
        self.sent.append((method, path, body or b""))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, patience: float = 10.0) -> Client:
        return Client(
            "http://one",
            "secret-key",
            patience=patience,
            send=self.send,
            sleep=self.slept.append,
            monotonic=lambda: sum(self.slept),
            draw=lambda: 1.0,
        )


def client_of(server: FakeServer, patience: float = 0) -> Client:
    return Client(server.url, server.key, patience=patience, sleep=lambda _: None)


def faults(*names: Fault) -> Iterator[Fault]:
    yield from names
    while True:
        yield ""


@pytest.mark.parametrize("fault", ["cut", "lost", "500", "503"])
def test_a_request_is_repeated_until_it_is_answered(server: FakeServer, fault: Fault) -> None:
    server.next_fault = faults(fault, fault).__next__
    received = client_of(server, patience=1000).report("ana", "p", "r1", Report(attempt=1, first=0, rows=[Row(at=1)]))
    assert received.next == 1
    assert server.rows["r1"] == [Row(at=1)]


def test_an_answer_that_was_lost_gives_the_same_run_again(server: FakeServer) -> None:
    server.next_fault = faults("lost").__next__
    made = client_of(server, patience=1000).create_run("ana", "p", CreateRun(request_id="q"))
    assert [made.run] == list(server.made.values())


def test_a_connection_that_the_server_has_closed_meanwhile_is_replaced_at_once(server: FakeServer) -> None:
    client = client_of(server)
    client.viewer()
    server.next_fault = faults("cut").__next__  # as a restarted server does to a kept connection
    assert client.viewer().entity == "ana"


def test_patience_ends(server: FakeServer) -> None:
    script = Script(Unreachable("no answer"))
    with pytest.raises(Unreachable):
        script.client(patience=20).viewer()
    assert sum(script.slept) <= 20
    assert max(script.slept) == 5.0


def test_a_busy_server_is_given_the_time_it_asks_for() -> None:
    script = Script(Answer(503, {"retry-after": "7"}, BUSY), Answer(200, {}, b'{"projects": []}'))
    assert script.client().projects().projects == []
    assert script.slept == [7.0]


def test_a_busy_server_is_named_as_such_in_the_end() -> None:
    with pytest.raises(Busy, match="the queue is full"):
        Script(Answer(503, {}, BUSY)).client(patience=0).projects()


def test_a_deletion_is_sent_once() -> None:
    script = Script(Unreachable("no answer"))
    with pytest.raises(Unreachable):
        script.client(patience=1000).delete_sweep("ana", "p", "s")
    assert len(script.sent) == 1


def test_a_new_sweep_has_the_same_request_id_on_every_try() -> None:
    script = Script(Unreachable("no answer"), Unreachable("no answer"), Answer(404, {}, b"{}"))
    with pytest.raises(BesomError):
        script.client().create_sweep("ana", "p", CreateSweep(source="…"))
    bodies = {body for _, _, body in script.sent}
    assert len(script.sent) == 3
    assert len(bodies) == 1
    assert b'"request_id":null' not in bodies.pop()


def test_errors_come_back_as_the_server_raised_them(server: FakeServer) -> None:
    client = client_of(server)
    with pytest.raises(Gap) as gap:
        client.report("ana", "p", "r1", Report(attempt=1, first=5, rows=[None]))
    assert gap.value.expected == 0
    with pytest.raises(LeaseLost):
        client.report("ana", "p", "r1", Report(attempt=7, first=0, rows=[]))
    with pytest.raises(NotFound, match="nothing at"):
        client.run("ana", "p", "none")


def test_what_is_not_besom_is_told_apart() -> None:
    for answer in (Answer(200, {}, b"<html>"), Answer(404, {}, b"<html>"), Answer(301, {"location": "https://x"}, b"")):
        with pytest.raises(BesomError, match="address"):
            Script(answer).client().viewer()


def test_a_wrong_key_is_told_and_never_shown(server: FakeServer) -> None:
    client = Client(server.url, "a-secret-key", patience=0)
    with pytest.raises(Unauthorised) as refusal:
        client.viewer()
    assert "secret" not in f"{refusal.value!r} {refusal.value} {client!r} {client}"


def test_names_in_addresses_are_quoted() -> None:
    script = Script(Answer(404, {}, b"{}"))
    with pytest.raises(BesomError):
        script.client().runs("a/b", "ü?", "s", sort="value", limit=3)
    assert script.sent[0][1] == "/api/projects/a%2Fb/%C3%BC%3F/sweeps/s/runs?sort=value&limit=3"


def test_a_server_below_a_path_is_found_there(server: FakeServer) -> None:
    client = Client(server.url + "/prefix/", server.key, patience=0)
    assert client.create_run("ana", "p", CreateRun(request_id="q")).run == "own0"
    assert server.requests == [("POST", "/prefix/api/projects/ana/p/runs")]


def test_nobody_there(server: FakeServer) -> None:
    with pytest.raises(Unreachable, match="no answer from http"):
        Client("http://127.0.0.1:1", None, patience=0).health()


@pytest.mark.parametrize(
    "url",
    ["ftp://x", "x.org", "http://", "http://a:key@x", "http://x/?q=1", "file:///x", "http://x:y", f"http://{'ü' * 70}"],
)
def test_only_addresses_of_servers_are_taken(url: str) -> None:
    with pytest.raises(Invalid, match="address"):
        Client(url, None)


@pytest.mark.parametrize("key", ["", "secret\n", "two words", "schlüssel"])
def test_what_cannot_be_a_key_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(Invalid, match="key") as told:
        Client("http://one", key)
    assert not key or key not in str(told.value)


def test_waits_grow_to_five_seconds_and_are_drawn_from_the_whole_range() -> None:
    assert [backoff(n, lambda: 1.0) for n in (1, 2, 3, 7, 100)] == [0.1, 0.2, 0.4, 5.0, 5.0]
    assert backoff(100, lambda: 0.0) == 0.0
