"""The API is what its description says, whatever is sent."""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from besom.server.access import ACCESS, PUBLIC
from besom.wire.events import EVENTS
from besom.wire.runs import CreateRun
from tests.service.servers import FakeAgent, Server, create, learning

CHECKS = [
    schemathesis.checks.not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.fixture(scope="session")
def document(server: Server) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(server.send("GET", "/api/schema").body)
    return told


@pytest.fixture(scope="session")
def api(document: dict[str, Any]) -> Any:
    return schemathesis.openapi.from_dict(document)


@pytest.fixture(scope="session")
def real(server: Server) -> dict[str, Any]:
    """What stands in paths so that something is found there."""
    agent = FakeAgent(server, create(server, learning("random"), "described"))
    agent.take()
    run = server.client().create_run("ana", "described", CreateRun(request_id="x"))
    at = {"entity": "ana", "project": "described", "sweep": agent.sweep.id, "number": 1}
    return at | {"run": run.run, "agent": agent.id}


def test_every_route_is_described_with_its_errors(document: dict[str, Any]) -> None:
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == set(DESCRIBED)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], path
            assert "401" in operation["responses"]
            assert operation["security"] == ([] if (method.upper(), path) in PUBLIC else [{"key": []}])


DESCRIPTIONS = {("GET", "/api/schema"), ("GET", "/api/sweep-file.schema.json")}  # they describe
DESCRIBED = sorted(
    route for route in ACCESS.keys() | PUBLIC if route[1].startswith("/api/") and route not in DESCRIPTIONS
)
STREAMS = {path for _, path in DESCRIBED if path.endswith("/events")}
WAITING = {"/api/agents/{agent}/poll", "/api/agents/{agent}/leave"}  # the first answers only after a beat


def test_streams_are_described_with_the_records_that_they_send(document: dict[str, Any]) -> None:
    assert len(STREAMS) == 3
    for path in STREAMS:
        assert document["paths"][path]["get"]["responses"]["200"]["content"].keys() == {"text/event-stream"}
    assert {kind.__name__ for kind in EVENTS.values()} <= document["components"]["schemas"].keys()


@pytest.mark.parametrize(("method", "path"), [route for route in DESCRIBED if route[1] not in STREAMS])
def test_nothing_that_is_sent_breaks_the_server(
    server: Server, api: Any, real: dict[str, Any], method: str, path: str
) -> None:
    there = method != "DELETE" and path not in WAITING

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=api[path][method].as_strategy(), find=st.booleans())
    def send(case: Any, find: bool) -> None:
        if find and there:
            case.path_parameters = {name: real[name] for name in case.path_parameters}
        case.call_and_validate(base_url=server.url, headers={"Authorization": f"Bearer {server.key}"}, checks=CHECKS)

    send()
