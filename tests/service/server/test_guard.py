"""Nobody gets further than the guard lets them."""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import HttpMethod

from besom.config import json_schema
from besom.domain.agent import Scope
from besom.server.access import ACCESS, PUBLIC, find_route
from besom.server.app import HANDLERS
from besom.wire.runs import CreateRun, EditRun, LogLines, Report, Row
from tests.service.servers import FakeAgent, Server, create, error_of, grid


def every_route() -> Iterator[tuple[str, str]]:
    """Method and template of all that the server would answer, by what its handlers say of themselves."""
    for handler in HANDLERS:
        for method in handler.http_methods:
            for path in handler.paths:
                yield HttpMethod(method).value, re.sub(r":\w+", "", path)


def concrete(template: str) -> str:
    return re.sub(r"\{number\}", "1", re.sub(r"\{(entity|project|sweep|run|agent)\}", r"\1", template))


API = {(method, template) for method, template in ACCESS if template.startswith("/api/")}
PAGES = set(ACCESS) - API


def test_the_public_routes_are_these() -> None:
    assert {
        ("GET", "/api/health"),
        ("GET", "/api/sweep-file.schema.json"),
        ("POST", "/api/session"),
        ("GET", "/login"),
        ("GET", "/assets/{file}"),
        ("GET", "/favicon.svg"),
    } == PUBLIC


def test_an_editor_gets_the_schema_of_sweep_files_without_a_key(server: Server) -> None:
    answer = server.send("GET", "/api/sweep-file.schema.json", key="")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/schema+json")
    assert json.loads(answer.body) == json_schema()


def test_every_route_has_its_line_in_the_table_of_access() -> None:
    assert set(every_route()) == API | {route for route in PUBLIC if route[1].startswith("/api/")}


def test_a_person_opens_these_addresses_and_no_others() -> None:
    assert {
        ("GET", "/"),
        ("GET", "/{entity}/{project}"),
        ("GET", "/{entity}/{project}/sweeps"),
        ("GET", "/{entity}/{project}/sweeps/{sweep}"),
        ("GET", "/{entity}/{project}/runs/{run}"),
    } == PAGES


@pytest.mark.parametrize(("method", "template"), sorted(API))
def test_a_route_answers_401_without_a_key_and_with_an_unknown_one(server: Server, method: str, template: str) -> None:
    for key in ("", "x" * 40):
        answer = server.send(method, concrete(template), {}, key=key)
        assert answer.status == 401
        assert error_of(answer)["code"] == "unauthorised"
        assert "bearer" in answer.headers["www-authenticate"].lower()


def test_what_is_not_there_answers_401_without_a_key_and_404_with_one(server: Server) -> None:
    for path in ("/api", "/api/", "/api/health/", "/api//viewer", "/api/projects/ana"):
        assert server.send("GET", path, key="").status == 401
        answer = server.send("GET", path)
        assert answer.status == 404
        assert error_of(answer)["code"] == "not_found"


def test_a_wrong_method_is_told_the_right_one(server: Server) -> None:
    answer = server.send("PUT", "/api/projects/ana/p/sweeps")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, POST"
    assert "GET, POST" in error_of(answer)["message"]
    assert server.send("POST", "/api/health", {}, key="").status == 401


def test_a_route_is_found_by_its_parts() -> None:
    route = find_route("POST", "/api/projects/a/sweeps/runs/r1/report")
    assert route.template == "/api/projects/{entity}/{project}/runs/{run}/report"
    assert route.values == {"entity": "a", "project": "sweeps", "run": "r1"}


def test_the_key_is_taken_as_the_wandb_client_sends_it(server: Server) -> None:
    def basic(text: str) -> dict[str, str]:
        return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}

    assert server.send("GET", "/api/viewer", key="", headers=basic(f"api:{server.key}")).status == 200
    for wrong in (f"ana:{server.key}", "api:", "api", f"api:{server.key}x"):
        assert server.send("GET", "/api/viewer", key="", headers=basic(wrong)).status == 401
    for wrong in ("Basic ***", "Bearer", f"Token {server.key}", server.key):
        assert server.send("GET", "/api/viewer", key="", headers={"Authorization": wrong}).status == 401


def test_the_owners_key_may_do_everything_and_says_who_it_is(server: Server) -> None:
    viewer = server.client().viewer()
    assert (viewer.entity, viewer.scope, viewer.project) == ("ana", "admin", None)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:1", "", "127.0.0.1"])
def test_a_host_that_is_not_the_servers_is_sent_away(server: Server, host: str) -> None:
    for path in ("/api/health", "/api/viewer"):
        answer = server.send("GET", path, headers={"Host": host})
        assert answer.status == 421


def test_the_names_of_this_machine_are_the_servers(server: Server) -> None:
    port = server.url.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"LOCALHOST:{port}", f"[::1]:{port}"):
        assert server.send("GET", "/api/health", headers={"Host": host}).status == 200


def test_a_page_of_another_site_changes_nothing(server: Server, project: str) -> None:
    path = f"/api/projects/ana/{project}/runs"
    body = {"request_id": "one"}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = server.send("POST", path, body, headers=headers)
        assert answer.status == 403
        assert error_of(answer)["code"] == "forbidden"
    for headers in ({"Origin": server.url}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}):
        assert server.send("POST", path, body, headers=headers).status == 200
    assert server.send("GET", "/api/viewer", headers={"Origin": "https://evil.example"}).status == 200


def test_every_reply_tells_browsers_to_be_careful(server: Server) -> None:
    for path in ("/api/health", "/api/viewer", "/nowhere"):
        headers = server.send("GET", path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert server.send("GET", "/api/viewer").headers["cache-control"] == "no-store"
    assert "server" not in server.send("GET", "/api/health").headers


ALLOWED_TO_RUN_KEYS = {
    ("GET", "/api/schema"),
    ("GET", "/api/viewer"),
    ("GET", "/api/projects/{entity}/{project}/runs/{run}"),
    ("PATCH", "/api/projects/{entity}/{project}/runs/{run}"),
    ("POST", "/api/projects/{entity}/{project}/runs/{run}/report"),
    ("POST", "/api/projects/{entity}/{project}/runs/{run}/log"),
}


def test_the_key_of_a_run_reaches_that_run_alone(server: Server, project: str) -> None:
    created = server.client().create_run("ana", project, CreateRun(request_id="mine"))
    other = server.client().create_run("ana", project, CreateRun(request_id="other"))
    script = server.client(created.key)
    assert script.run("ana", project, created.run).id == created.run
    report = Report(attempt=1, first=0, rows=[Row(at=0.0, metrics={"x": 1.0})])
    assert script.report("ana", project, created.run, report).next == 1
    assert script.log("ana", project, created.run, LogLines(attempt=1, first=0, lines=["hello"])).next == 1
    assert script.edit_run("ana", project, created.run, EditRun(summary={"best": 1})).summary == {"best": 1}

    values = {"entity": "ana", "project": project, "run": created.run, "sweep": "s", "number": "1", "agent": "a"}
    for method, template in ACCESS:
        if (method, template) in ALLOWED_TO_RUN_KEYS:
            continue
        answer = server.send(method, template.format(**values), {}, key=created.key)
        assert answer.status == 403, (method, template)
    for path in (f"/api/projects/ana/{project}/runs/{other.run}", f"/api/projects/ana/elsewhere/runs/{created.run}"):
        assert server.send("GET", path, key=created.key).status == 403
    changes: list[dict[str, Any]] = [{"config": {}}, {"summary": {}, "notes": "x"}, {"tags": []}]
    for change in changes:
        path = f"/api/projects/ana/{project}/runs/{created.run}"
        assert server.send("PATCH", path, change, key=created.key).status == 403


def test_the_key_of_an_attempt_is_no_key_to_the_next(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    agent = FakeAgent(server, sweep)
    first = agent.take()
    released = agent.server.send("POST", f"/api/projects/ana/{project}/runs/{first.run}/release", {"attempt": 1})
    assert json.loads(released.body) == {"state": "queued", "value": None, "why": None}
    second = agent.take()
    assert (second.run, second.attempt) == (first.run, 2)
    path = f"/api/projects/ana/{project}/runs/{first.run}"
    for attempt in (1, 2):
        answer = server.send("POST", f"{path}/report", {"attempt": attempt, "first": 0, "rows": []}, key=first.key)
        assert (answer.status, error_of(answer)["code"]) == (409, "lease_lost")
    answer = server.send("PATCH", path, {"summary": {}}, key=first.key)
    assert (answer.status, error_of(answer)["code"]) == (409, "lease_lost")
    assert agent.report(second, [1.0]).next == 1


READ_ONLY = {(method, template) for method, template in API if method == "GET"}


def test_scopes_reach_what_they_are_for() -> None:
    def reach(scope: Scope) -> set[tuple[str, str]]:
        return {route for route, scopes in ACCESS.items() if scope in scopes}

    agents = {route for route in ACCESS if route[1].rpartition("/")[2] in ("agents", "claim", "poll", "leave")}
    endings = {route for route in ACCESS if route[1].rpartition("/")[2] in ("finish", "release", "report")}
    appending = {("POST", "/api/projects/{entity}/{project}/runs/{run}/log")}
    browsing = PAGES | {("POST", "/api/login-links"), ("DELETE", "/api/session")}
    assert reach(Scope.ADMIN) == reach(Scope.WRITE) == set(ACCESS)
    assert reach(Scope.READ) == READ_ONLY | browsing
    assert reach(Scope.AGENT) == READ_ONLY | agents | endings | appending
    assert reach(Scope.RUN) == ALLOWED_TO_RUN_KEYS
