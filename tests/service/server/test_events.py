"""What happens on the server is heard by who looks: at once, in order, once each, and by nobody else."""

import json
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from besom.wire.runs import CreateRun, EditRun, LogLines, Report, Row
from besom.wire.sweeps import EditSweep, Sweep
from tests.service.server.browser import SAME_ORIGIN, logged_in
from tests.service.server.listening import Heard, Listener, joined, listening
from tests.service.servers import FakeAgent, Server, create, error_of, grid, learning, thread_server

ENVELOPE = "early_terminate: {type: envelope, min_runs: 1, min_iter: 1}"


def of_sweep(sweep: Sweep) -> str:
    return f"/api/projects/{sweep.entity}/{sweep.project}/sweeps/{sweep.id}/events"


def of_run(sweep: Sweep, run: str) -> str:
    return f"/api/projects/{sweep.entity}/{sweep.project}/runs/{run}/events"


def has(kind: str, **values: Any) -> Callable[[Heard], bool]:
    """Whether an event is of that kind and says so."""

    def done(event: Heard) -> bool:
        return event.kind == kind and all(event.data[name] == value for name, value in values.items())

    return done


def test_a_sweeps_stream_tells_what_becomes_of_it_and_of_its_runs(server: Server, project: str) -> None:
    sweep = create(server, learning("random"), project)
    with listening(server, of_sweep(sweep)) as stream:
        assert (stream.status, stream.response.headers.get_content_type()) == (200, "text/event-stream")
        hello = stream.next()
        assert hello is not None
        assert (hello.kind, hello.data) == ("hello", {"cursor": hello.id})
        agent = FakeAgent(server, sweep)
        stream.until(has("sweep", agents=1))
        run = agent.take()
        stream.until(has("run", id=run.run, state="running", agent=agent.id))
        for number, value in enumerate([3.0, 1.0, 2.0]):
            agent.report(run, [value], first=number)
        stream.until(has("points", run=run.run, metric="val_loss", count=3))
        stream.until(lambda event: event.kind == "sweep" and event.data["best"]["value"] == 1.0)
        assert joined(stream.of("points")) == [3.0, 1.0, 2.0]
        agent.finish(run)
        ended = stream.until(has("run", state="finished"))
        assert ended.data == json.loads(server.send("GET", f"/api/projects/ana/{project}/runs/{run.run}").body)
        stream.until(lambda event: event.kind == "sweep" and event.data["counts"]["finished"] == 1)


def test_a_sweeps_stream_has_its_own_metric_and_a_runs_all_of_them_and_what_it_prints(
    server: Server, project: str
) -> None:
    sweep = create(server, learning("random"), project)
    agent = FakeAgent(server, sweep)
    run, other = agent.take(), agent.take()
    with listening(server, of_sweep(sweep)) as of_all, listening(server, of_run(sweep, run.run)) as of_one:
        of_all.next(), of_one.next()
        script = server.client(run.key)
        rows: list[Row | None] = [
            Row(at=1.5, step=0, metrics={"val_loss": "NaN", "acc": 0.1}),
            None,
            Row(at=2.5, metrics={"acc": 0.2, "val_loss": 2.0}),
        ]
        script.report("ana", project, run.run, Report(attempt=1, first=0, rows=rows))
        script.log("ana", project, run.run, LogLines(attempt=1, first=0, lines=["one", "two"]))
        script.log("ana", project, run.run, LogLines(attempt=1, first=2, lines=["three"]))
        agent.report(other, [5.0])
        of_all.until(has("points", run=other.run))
        [mine] = [points for points in of_all.of("points") if points["run"] == run.run]
        expected = {"run": run.run, "number": run.number, "attempt": 1, "metric": "val_loss", "first": 0, "count": 2}
        assert mine == expected | {"steps": [0.0, None], "times": [1.5, 2.5], "values": ["NaN", 2.0]}
        assert not of_all.of("lines")

        of_one.until(lambda event: event.kind == "lines" and event.data["lines"][-1] == "three")
        assert [line for lines in of_one.of("lines") for line in lines["lines"]] == ["one", "two", "three"]
        assert of_one.of("lines")[0]["first"] == 0
        for metric in ("val_loss", "acc"):
            of_one.hears(has("points", metric=metric))
        assert {points["metric"]: points["values"] for points in of_one.of("points")} == {
            "val_loss": ["NaN", 2.0],
            "acc": [0.1, 0.2],
        }
        assert {event.data.get("run", event.data.get("id")) for event in of_one.heard} == {run.run}


def test_who_comes_back_hears_all_that_was_missed_once(server: Server, project: str) -> None:
    sweep = create(server, learning("random"), project)
    agent = FakeAgent(server, sweep)
    run = agent.take()
    points: list[dict[str, Any]] = []
    last = ""
    sent = 0
    for way in ("header", "query", "header"):
        path = of_sweep(sweep) + (f"?cursor={last}" if way == "query" else "")
        headers = {"Last-Event-ID": last} if last and way == "header" else {}
        with listening(server, path, headers=headers) as stream:
            hello = stream.next()
            assert hello is not None
            assert not last or hello.id == last
            for _ in range(3):
                agent.report(run, [float(sent)], first=sent)
                sent += 1
                heard = stream.until(has("points", count=sent))
            points += stream.of("points")
            last = heard.id
        for _ in range(3):  # while nobody listens
            agent.report(run, [float(sent)], first=sent)
            sent += 1
    with listening(server, f"{of_sweep(sweep)}?cursor=older.1", headers={"Last-Event-ID": last}) as stream:
        stream.until(has("points", count=sent))
        points += stream.of("points")
    assert joined(points) == [float(number) for number in range(sent)]


@pytest.mark.parametrize("cursor", ["0123456789abcdef.7", "what"])
def test_a_cursor_of_another_server_means_ask_anew(server: Server, project: str, cursor: str) -> None:
    sweep = create(server, learning("random"), project)
    with listening(server, f"{of_sweep(sweep)}?cursor={cursor}") as stream:
        kinds = [event.kind for event in (stream.next(), stream.next()) if event]
        assert kinds == ["hello", "reset"]
        FakeAgent(server, sweep)
        stream.until(has("sweep", agents=1))


def test_many_reports_are_few_events(server: Server, project: str) -> None:
    sweep = create(server, learning("random"), project)
    agent = FakeAgent(server, sweep)
    run = agent.take()
    with listening(server, of_sweep(sweep)) as stream:
        stream.next()
        for number in range(100):
            agent.report(run, [float(number)], first=number)
        stream.until(has("points", count=100))
        assert joined(stream.of("points")) == [float(number) for number in range(100)]
        assert len(stream.heard) < 100  # though each report changes the run, its curve and its sweep


def test_a_flood_is_thinned_and_says_so(server: Server, project: str) -> None:
    sweep = create(server, learning("random"), project)
    agent = FakeAgent(server, sweep)
    run = agent.take()
    with listening(server, of_run(sweep, run.run)) as stream:
        stream.next()
        agent.report(run, [0.0] * 5_000 + [99.0] + [0.0] * 5_000)
        points = stream.until(has("points", count=10_001)).data
        assert (points["first"], max(points["values"])) == (0, 99.0)
        assert len(points["values"]) == len(points["steps"]) == len(points["times"]) <= 500
        lines = [f"line {number}" for number in range(2_000)]
        server.client(run.key).log("ana", project, run.run, LogLines(attempt=1, first=0, lines=lines))
        told = stream.until(has("lines")).data
        assert told["lines"] == lines[told["first"] :]
        assert 0 < len(told["lines"]) <= 500


def test_a_reader_that_does_not_read_costs_little_and_is_told_to_ask_anew(
    server: Server, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("besom.server.feed.MOST_BYTES", 100_000)
    sweep = create(server, learning("random"), project)
    agent = FakeAgent(server, sweep)
    run = agent.take()
    script = server.client(run.key)
    with listening(server, of_run(sweep, run.run)) as sleeper, listening(server, of_run(sweep, run.run)) as reader:
        sleeper.next(), reader.next()
        sent = 0
        kinds: list[str] = []
        while "reset" not in kinds:  # the sockets' buffers swallow some megabytes first
            for _ in range(4):
                lines = ["x" * 10_000] * 400
                script.log("ana", project, run.run, LogLines(attempt=1, first=sent, lines=lines))
                sent += len(lines)
                reader.until(lambda event: event.kind in ("lines", "reset"))
            if sent >= 4_000:
                event = sleeper.next()
                assert event is not None
                kinds.append(event.kind)


def test_verdicts_and_orders_are_heard(server: Server, project: str) -> None:
    sweep = create(server, learning("random", more=ENVELOPE), project)
    agent = FakeAgent(server, sweep)
    good, bad, other = agent.take(), agent.take(), agent.take()
    agent.report(good, [1.0, 0.5])
    agent.finish(good)
    with listening(server, of_sweep(sweep)) as stream:
        stream.next()
        agent.report(bad, [9.0, 9.0])
        stopped = stream.until(has("run", id=bad.run, order="stop"))
        assert stopped.data["stop"]["by"] == [good.number]
        server.client().act_on_sweep(*agent.at, sweep.id, "pause")
        stream.until(has("sweep", state="paused"))
        server.client().act_on_sweep(*agent.at, sweep.id, "cancel")
        stream.hears(has("run", id=other.run, order="kill"))
        stream.hears(has("sweep", state="cancelled"))
        server.client().leave(agent.id)
        stream.until(has("sweep", agents=0))


def test_what_people_say_of_a_run_is_heard(server: Server, project: str) -> None:
    created = server.client().create_run("ana", project, CreateRun(request_id="mine"))
    with listening(server, f"/api/projects/ana/{project}/runs/{created.run}/events") as stream:
        stream.next()
        server.client().edit_run("ana", project, created.run, EditRun(notes="a good one"))
        assert stream.until(has("run")).data["notes"] == "a good one"


def test_an_agent_that_falls_silent_is_heard_of(impatient_server: Server) -> None:
    sweep = create(impatient_server, learning("random"), "p")
    agent = FakeAgent(impatient_server, sweep)
    run = agent.take()
    with listening(impatient_server, of_sweep(sweep)) as stream:
        stream.next()
        stream.hears(has("sweep", agents=0))
        stream.hears(has("run", id=run.run, state="queued"))
        agent.report(run, [1.0])  # it was only believed dead
        stream.until(has("run", id=run.run, state="running"))


def test_the_list_of_sweeps_is_kept_fresh(server: Server, project: str) -> None:
    with listening(server, "/api/events") as stream:
        stream.next()
        sweep = create(server, grid(2), project)
        mine = {"id": sweep.id, "project": project}
        assert stream.until(has("sweep", **mine)).data["state"] == "running"
        server.client().edit_sweep("ana", project, sweep.id, EditSweep(name="little one"))
        stream.until(has("sweep", **mine, name="little one"))
        server.client().delete_sweep("ana", project, sweep.id)
        gone = stream.until(has("deleted", sweep=sweep.id)).data
        assert gone == {"entity": "ana", "project": project, "sweep": sweep.id}
        assert not stream.of("run")


def test_nobody_listens_without_a_key_that_may(server: Server, project: str) -> None:
    sweep = create(server, learning("random"), project)
    run = FakeAgent(server, sweep).take()
    for path in ("/api/events", of_sweep(sweep), of_run(sweep, run.run)):
        assert error_of(server.send("GET", path, key=""))["code"] == "unauthorised"
        assert server.send("GET", path, key="x" * 40).status == 401
        assert server.send("GET", path, key=run.key).status == 403
    nowhere = f"/api/projects/ana/{project}/sweeps/nowhere1/events"
    answer = server.send("GET", nowhere)
    assert (answer.status, error_of(answer)["code"]) == (404, "not_found")
    assert server.send("GET", f"/api/projects/ana/{project}/runs/nowhere1/events").status == 404


def test_a_browser_listens_by_its_session_until_that_ends(
    server: Server, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("besom.server.feed.KEEP_ALIVE", 0.05)
    sweep = create(server, learning("random"), project)
    browser = logged_in(server)
    with listening(server, of_sweep(sweep), key="", headers={"Cookie": browser.cookie}) as stream:
        stream.next()
        FakeAgent(server, sweep)
        stream.until(has("sweep", agents=1))
        browser.send("DELETE", "/api/session", headers=SAME_ORIGIN)
        while stream.next() is not None:
            pass
        assert stream.comments > 0  # what keeps the connection alive
    assert server.send("GET", of_sweep(sweep), key="", headers={"Cookie": browser.cookie}).status == 401


def test_streams_end_at_once_with_the_server(tmp_path: Path) -> None:
    with thread_server(tmp_path / "data") as server, ExitStack() as stack:
        sweep = create(server, learning("random"), "p")
        streams = [stack.enter_context(listening(server, path)) for path in ("/api/events", of_sweep(sweep))]
        for stream in streams:
            stream.next()
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        for stream in streams:
            rest(stream)
        stopping.join()


def rest(stream: Listener) -> None:
    """Read to the end, which must be a proper one: a cut connection raises IncompleteRead."""
    while stream.next() is not None:
        pass


def test_after_a_restart_a_stream_begins_anew(tmp_path: Path) -> None:
    with thread_server(tmp_path / "data") as first:
        sweep = create(first, learning("random"), "p")
        with listening(first, of_sweep(sweep)) as stream:
            hello = stream.next()
    assert hello is not None
    with (
        thread_server(tmp_path / "data") as second,
        listening(second, of_sweep(sweep), headers={"Last-Event-ID": hello.id}) as stream,
    ):
        assert [event.kind for event in (stream.next(), stream.next()) if event] == ["hello", "reset"]
