"""The built page in Debian's Chromium, on real servers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.build import build_page
from tests.browser.chromium import FLAGS, choose_node, find_chromium
from tests.browser.console import Console
from tests.browser.gallery import Gallery, fill
from tests.service.servers import Process, Server, process_server

WAIT = 30_000  # milliseconds for anything to appear: a loaded machine is no failure
SECONDS = 180  # for a whole test


def pytest_configure(config: pytest.Config) -> None:
    choose_node()
    expect.set_options(timeout=WAIT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(SECONDS))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    desk = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", "timezone_id": "UTC"}
    return {**browser_context_args, **desk}


@pytest.fixture(autouse=True)
def console(context: BrowserContext) -> Iterator[Console]:
    """What the page complains of: nothing, or the test fails."""
    context.set_default_timeout(WAIT)
    heard = Console()
    context.on("console", heard.message)
    context.on("weberror", lambda error: heard.say(str(error.error)))
    yield heard
    assert heard.unexpected() == []


@pytest.fixture(scope="session", autouse=True)
def built_page() -> None:
    build_page()


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory, built_page: None) -> Iterator[Gallery]:
    """A server with a sweep for every situation, to look at and not to touch."""
    with process_server(tmp_path_factory.mktemp("gallery"), lease=3600.0) as process:
        yield fill(process.server())


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Starts server processes, by default on the same data."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(process_server(tmp_path / "data", **settings))


@pytest.fixture
def server(start_server: Callable[..., Process]) -> Server:
    """A server of the test's own."""
    return start_server().server()


@pytest.fixture
def visit(page: Page) -> Callable[[Server, str], Page]:
    """Opens a path of the server in a browser that is logged in."""
    known: set[str] = set()

    def to(server: Server, path: str) -> Page:
        page.goto(f"{server.url}{path}" if server.url in known else server.client().login_link(path).url)
        known.add(server.url)
        return page

    return to
