"""Runs over HTTP: what scripts send arrives once, and comes back as it was sent."""

import gzip
import json
import math

import pytest
import zstandard

from besom.errors import Conflict, Gap, Invalid, LeaseLost, NotFound, TooLarge
from besom.server.body import MAX_BODY
from besom.server.services import MOST_NAMES
from besom.wire.runs import Created, CreateRun, EditRun, Finish, LogLines, Release, Report, Row
from tests.service.servers import Server, error_of


def begin(server: Server, project: str, name: str = "one") -> Created:
    return server.client().create_run("ana", project, CreateRun(request_id=name, config={"x": [1, {"y": None}]}))


def rows(*values: float) -> list[Row | None]:
    return [Row(at=100.0 + n, step=n, metrics={"loss": value}) for n, value in enumerate(values)]


def test_a_run_of_ones_own_begins_once_a_request(server: Server, project: str) -> None:
    first, second = begin(server, project), begin(server, project)
    assert (first.run, first.attempt) == (second.run, second.attempt) == (first.run, 1)
    assert first.url == f"{server.url}/ana/{project}/runs/{first.run}"
    run = server.client().run("ana", project, first.run)
    assert (run.state, run.sweep, run.number, run.command, run.value) == ("running", None, None, [], None)
    assert run.config == {"x": [1, {"y": None}]}
    for key in (first.key, second.key):
        assert server.client(key).run("ana", project, first.run).id == first.run


def test_rows_count_once_however_often_they_are_sent(server: Server, project: str) -> None:
    run = begin(server, project)
    script = server.client(run.key)
    report = Report(attempt=1, first=0, rows=rows(3.0, 2.0, 1.0))
    assert script.report("ana", project, run.run, report).next == 3
    assert script.report("ana", project, run.run, report).next == 3
    overlapping = Report(attempt=1, first=2, rows=rows(1.0, 0.5))
    assert script.report("ana", project, run.run, overlapping).next == 4
    summary = server.client().run("ana", project, run.run).metrics["loss"]
    assert (summary.count, summary.min, summary.max, summary.last) == (4, 0.5, 3.0, 0.5)
    assert [item.line for item in server.client().history("ana", project, run.run).rows] == [0, 1, 2, 3]


def test_a_gap_is_refused_with_the_first_row_missing(server: Server, project: str) -> None:
    run = begin(server, project)
    script = server.client(run.key)
    with pytest.raises(Gap) as caught:
        script.report("ana", project, run.run, Report(attempt=1, first=2, rows=rows(1.0)))
    assert caught.value.expected == 0
    with pytest.raises(Gap):
        script.log("ana", project, run.run, LogLines(attempt=1, first=1, lines=["x"]))


def test_what_was_logged_comes_back_as_it_was(server: Server, project: str) -> None:
    run = begin(server, project)
    sent = [
        Row(at=1.5, step=0, metrics={"loss": 0.25, "bad": "NaN", "up": "Infinity"}),
        Row(at=2.5, metrics={"down": "-Infinity"}, extra={"note": "ü\n", "list": [1, None]}),
        None,
        Row(at=3.5, step=7.5, metrics={"loss": 1e-300}),
    ]
    server.client(run.key).report("ana", project, run.run, Report(attempt=1, first=0, rows=sent))
    history = server.client().history("ana", project, run.run).rows
    assert [item.row for item in history] == [sent[0], sent[1], Row(at=0.0), sent[3]]
    assert [item.attempt for item in history] == [1, 1, 1, 1]
    part = server.client().history("ana", project, run.run, first=1, limit=1).rows
    assert [item.line for item in part] == [1]
    metrics = server.client().run("ana", project, run.run).metrics
    assert (metrics["bad"].last, metrics["bad"].min, metrics["up"].max) == ("NaN", None, "Infinity")


def test_a_value_that_is_no_number_is_refused_with_its_place(server: Server, project: str) -> None:
    run = begin(server, project)
    path = f"/api/projects/ana/{project}/runs/{run.run}/report"
    body = {"attempt": 1, "first": 0, "rows": [{"at": 1, "metrics": {"loss": "high"}}]}
    answer = server.send("POST", path, body)
    assert (answer.status, error_of(answer)["code"]) == (422, "invalid")
    assert "rows[0].metrics['loss']" in error_of(answer)["message"]
    body = {"attempt": 1, "first": 0, "rows": [{"at": 1}, {"at": "now"}]}
    assert "$.rows[1].at" in error_of(server.send("POST", path, body))["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"{}",
        b'{"attempt": 1, "first": -1, "rows": []}',
        b'{"attempt": 1, "first": 1e30, "rows": []}',
        b'{"attempt": 1, "first": 0, "rows": [{"at": NaN}]}',
        b'{"attempt": 1, "first": 0, "rows": [{"at": 1, "extra": {"a": "\\ud800"}}]}',
        b'{"attempt": 1, "first": 0, "rows": [{"at": 1, "extra": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}]}",
    ],
)
def test_a_body_that_does_not_fit_is_refused_alike_on_hot_and_other_routes(
    server: Server, project: str, body: bytes
) -> None:
    run = begin(server, project)
    for action in ("report", "finish"):
        answer = server.send("POST", f"/api/projects/ana/{project}/runs/{run.run}/{action}", body)
        assert (answer.status, error_of(answer)["code"]) == (422, "invalid")


def test_bodies_may_be_packed(server: Server, project: str) -> None:
    run = begin(server, project)
    path = f"/api/projects/ana/{project}/runs/{run.run}"
    body = json.dumps({"attempt": 1, "first": 0, "rows": [{"at": 1, "metrics": {"loss": 1}}]}).encode()
    for packing, packed in (("gzip", gzip.compress(body)), ("zstd", zstandard.compress(body)), ("identity", body)):
        answer = server.send("POST", f"{path}/report", packed, headers={"Content-Encoding": packing})
        assert (answer.status, json.loads(answer.body)["next"]) == (200, 1)
    edit = gzip.compress(b'{"notes": "packed"}')
    answer = server.send("PATCH", path, edit, headers={"Content-Encoding": "gzip"})
    assert json.loads(answer.body)["notes"] == "packed"
    for packing, packed in (
        ("gzip", gzip.compress(body)[:-10]),
        ("zstd", zstandard.compress(body)[:-3]),
        ("gzip", body),
        ("zstd", body),
        ("br", body),
    ):
        answer = server.send("POST", f"{path}/report", packed, headers={"Content-Encoding": packing})
        assert (answer.status, error_of(answer)["code"]) == (422, "invalid"), packing


def test_a_body_is_no_larger_than_the_limit_packed_or_not(server: Server, project: str) -> None:
    run = begin(server, project)
    path = f"/api/projects/ana/{project}/runs/{run.run}/report"
    bomb = b" " * (MAX_BODY + 1)
    for packing, packed in (("gzip", gzip.compress(bomb)), ("zstd", zstandard.compress(bomb)), ("identity", bomb)):
        answer = server.send("POST", path, packed, headers={"Content-Encoding": packing})
        assert (answer.status, error_of(answer)["code"]) == (413, "too_large")


def test_metrics_have_names_of_bounded_length_and_number(server: Server, project: str) -> None:
    run = begin(server, project)
    script = server.client(run.key)

    def send(first: int, *names: str) -> int:
        row = Row(at=1.0, metrics=dict.fromkeys(names, 1.0))
        return script.report("ana", project, run.run, Report(attempt=1, first=first, rows=[row])).next

    assert send(0, "x" * 1024) == 1
    for name in ("x" * 1025, "ü" * 513):
        with pytest.raises(TooLarge, match="1024 bytes"):
            send(1, name)
    assert send(1, *(f"m{n}" for n in range(MOST_NAMES - 1))) == 2
    with pytest.raises(TooLarge, match=f"at most {MOST_NAMES} metrics"):
        send(2, "one more")
    assert send(2, "m1", "m2") == 3


def test_printed_lines_come_back_from_the_start_or_the_end(server: Server, project: str) -> None:
    run = begin(server, project)
    lines = [f"line {n}" for n in range(10)]
    script, client = server.client(run.key), server.client()
    assert script.log("ana", project, run.run, LogLines(attempt=1, first=0, lines=lines)).next == 10
    assert script.log("ana", project, run.run, LogLines(attempt=1, first=8, lines=["x", "y", "\x1b[31m"])).next == 11
    log = client.run_log("ana", project, run.run, first=-3)
    assert (log.first, log.lines, log.attempt, log.ended) == (8, ["line 8", "line 9", "\x1b[31m"], 1, False)
    log = client.run_log("ana", project, run.run, first=2, limit=2)
    assert (log.first, log.lines) == (2, ["line 2", "line 3"])
    client.finish("ana", project, run.run, Finish(attempt=1, exit_code=0))
    assert client.run_log("ana", project, run.run).ended


def test_curves_are_thinned_so_that_a_spike_stays(server: Server, project: str) -> None:
    run = begin(server, project)
    values = [math.sin(n / 50) for n in range(3000)]
    values[1234] = 100.0
    server.client(run.key).report("ana", project, run.run, Report(attempt=1, first=0, rows=rows(*values)))
    (curve,) = server.client().curves("ana", project, run.run, points=50).curves
    assert (curve.metric, curve.run, curve.number, curve.count) == ("loss", run.run, None, 3000)
    assert len(curve.values) <= 50
    assert curve.values[curve.steps.index(1234.0)] == 100.0
    (whole,) = server.client().curves("ana", project, run.run, ["loss"], points=3000).curves
    assert whole.values == values
    assert server.client().curves("ana", project, run.run, ["other"]).curves == []


def test_a_run_is_edited_as_a_whole_document_a_time(server: Server, project: str) -> None:
    run = begin(server, project)
    client = server.client()
    edited = client.edit_run("ana", project, run.run, EditRun(summary={"a": 1}, tags=["x", "y"], display_name="mine"))
    assert (edited.summary, edited.tags, edited.display_name) == ({"a": 1}, ["x", "y"], "mine")
    edited = client.edit_run("ana", project, run.run, EditRun(summary={"b": 2}, config={"lr": 0.1}))
    assert (edited.summary, edited.config, edited.tags) == ({"b": 2}, {"lr": 0.1}, ["x", "y"])
    assert client.edit_run("ana", project, run.run, EditRun()) == edited


@pytest.mark.parametrize(
    ("code", "state"), [(0, "finished"), (1, "failed"), (-9, "failed"), (None, "crashed"), (2**32 - 1, "failed")]
)
def test_a_run_ends_once_as_its_script_did(server: Server, project: str, code: int | None, state: str) -> None:
    run, client = begin(server, project), server.client()
    assert client.finish("ana", project, run.run, Finish(attempt=1, exit_code=code, error="oh")).state == state
    assert client.finish("ana", project, run.run, Finish(attempt=1, exit_code=0)).state == state
    seen = client.run("ana", project, run.run)
    assert (seen.exit_code, seen.error) == (code, "oh")
    late = Report(attempt=1, first=0, rows=rows(1.0))
    assert server.client(run.key).report("ana", project, run.run, late).next == 1
    assert client.run("ana", project, run.run).state == state


def test_another_attempt_is_refused_everywhere(server: Server, project: str) -> None:
    run, client = begin(server, project), server.client()
    for attempt in (0, 2, 2**70):
        with pytest.raises(LeaseLost):
            client.report("ana", project, run.run, Report(attempt=attempt, first=0, rows=[]))
        with pytest.raises(LeaseLost):
            client.log("ana", project, run.run, LogLines(attempt=attempt, first=0, lines=[]))
        with pytest.raises(LeaseLost):
            client.finish("ana", project, run.run, Finish(attempt=attempt, exit_code=0))
        with pytest.raises(LeaseLost):
            client.release("ana", project, run.run, Release(attempt=attempt))


def test_a_person_kills_a_run_and_its_script_is_told(server: Server, project: str) -> None:
    run, client = begin(server, project), server.client()
    killed = client.kill("ana", project, run.run)
    assert (killed.state, killed.order) == ("running", "kill")
    assert client.report("ana", project, run.run, Report(attempt=1, first=0, rows=[])).order == "kill"
    assert client.finish("ana", project, run.run, Finish(attempt=1, exit_code=-15)).state == "killed"
    assert client.kill("ana", project, run.run).state == "killed"
    assert client.why("ana", project, run.run).sentences == [f"run {run.run} was killed by a person, or with its sweep"]


def test_what_is_not_there_is_said_in_a_sentence(server: Server, project: str) -> None:
    begin(server, project)
    path = f"/api/projects/ana/{project}/runs/nowhere1"
    finish, rowless = {"attempt": 1, "exit_code": 0}, {"attempt": 1, "first": 0}
    asked: list[tuple[str, str, object]] = [
        ("GET", path + part, None) for part in ("", "/curves", "/history", "/log", "/why")
    ]
    asked += [("PATCH", path, {}), ("POST", f"{path}/kill", None), ("POST", f"{path}/finish", finish)]
    asked += [("POST", f"{path}/release", {"attempt": 1}), ("POST", f"{path}/report", rowless | {"rows": []})]
    asked += [("POST", f"{path}/log", rowless | {"lines": []})]
    for method, where, body in asked:
        answer = server.send(method, where, body)
        assert (answer.status, error_of(answer)["code"]) == (404, "not_found"), (method, where)
        assert "nowhere1" in error_of(answer)["message"]


def test_two_projects_may_each_have_their_own(server: Server, project: str) -> None:
    run = begin(server, project)
    begin(server, f"{project}2")
    with pytest.raises(NotFound):
        server.client().run("ana", f"{project}2", run.run)


def test_ids_of_other_forms_are_only_not_found(server: Server, project: str) -> None:
    begin(server, project)
    for name in ("%00", "%F0%9F%92%A9", "..", "%2e%2e", "a" * 5000, "%ff"):
        answer = server.send("GET", f"/api/projects/ana/{project}/runs/{name}")
        assert answer.status == 404, name


def test_errors_are_those_of_the_code(server: Server, project: str) -> None:
    run, client = begin(server, project), server.client()
    with pytest.raises(Invalid):
        client.create_run("ana", "a:b", CreateRun(request_id="x"))
    with pytest.raises(Conflict):
        client.finish("ana", project, run.run, Finish(attempt=9, exit_code=0))
