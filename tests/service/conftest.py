from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.service.servers import Process, Server, process_server, thread_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that mind only a project of their own (`project`)."""
    with thread_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def project(request: pytest.FixtureRequest) -> str:
    """A project that no other test uses."""
    path = request.node.nodeid.rpartition("/")[2]
    return "".join(c if c.isalnum() else "-" for c in path)[-100:]


@pytest.fixture
def impatient_server(tmp_path: Path) -> Iterator[Server]:
    """A server whose leases last a second and a half."""
    with thread_server(tmp_path / "data", lease=1.5, beat=0.5) as running:
        yield running


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Starts server processes, by default on the same data."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(process_server(tmp_path / "data", **settings))
