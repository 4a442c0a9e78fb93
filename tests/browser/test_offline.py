"""The server goes away and comes back while the page is open."""

import re
import signal
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.console import Console
from tests.browser.gallery import Player
from tests.service.servers import Process, Server, create, learning

Visit = Callable[[Server, str], Page]
Start = Callable[..., Process]

REFUSED = r"ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET"


def test_what_is_known_stays_and_goes_on_when_the_server_is_back(
    start_server: Start, visit: Visit, console: Console
) -> None:
    first = start_server()
    server = first.server()
    create(server, learning("random"), "mnist")
    page = visit(server, "/")
    row = page.get_by_role("row", name=re.compile("mnist"))
    expect(row).to_be_visible()
    expect(page.get_by_text(re.compile("^live"))).to_be_visible()
    page.evaluate("window.sameDocument = true")

    console.allow(REFUSED)
    first.end(signal.SIGKILL)
    bar = page.get_by_role("status").filter(has_text="Offline since")
    expect(bar).to_be_visible()
    expect(row).to_be_visible()

    again = start_server(port=urlsplit(server.url).port).server()
    [sweep] = again.client().all_sweeps().sweeps
    agent = Player(again, sweep)
    run = agent.take()
    expect(bar).to_have_count(0)
    expect(row).to_contain_text("1 running")
    agent.finish(run)
    expect(row).to_contain_text("1 finished")
    assert page.evaluate("window.sameDocument")
