"""Nobody sees the page without a session; a link that works once begins one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.console import Console
from tests.browser.gallery import Gallery
from tests.service.servers import Server

Visit = Callable[[Server, str], Page]

UNAUTHORISED = r"status of 401"


def test_a_link_logs_in_once_and_opens_what_it_is_for(gallery: Gallery, page: Page, console: Console) -> None:
    console.allow(UNAUTHORISED)
    link = gallery.server.client().login_link(f"/ana/mnist/sweeps/{gallery.cnn.id}").url
    page.goto(link)
    expect(page).to_have_url(f"{gallery.server.url}/ana/mnist/sweeps/{gallery.cnn.id}")
    expect(page.get_by_role("heading", name=gallery.cnn.name)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=gallery.cnn.name)).to_be_visible()
    page.context.clear_cookies()
    page.goto("about:blank")
    page.goto(link)
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("was used before")


def test_the_link_leaves_no_token_in_the_history(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.server.client().login_link("/").url)
    expect(page.get_by_role("heading", name="Sweeps")).to_be_visible()
    page.go_back()
    assert "token" not in page.url


@pytest.mark.parametrize("path", ["/", "/ana/mnist", "/ana/mnist/sweeps/k3x9q7ab", "/ana/mnist/runs/k3x9q7ab"])
def test_without_a_session_every_address_says_how_to_log_in(
    gallery: Gallery, page: Page, console: Console, path: str
) -> None:
    console.allow(UNAUTHORISED)
    answer = page.goto(f"{gallery.server.url}{path}")
    assert answer is not None
    assert answer.status == 401
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    expect(page.get_by_text("besom open")).to_be_visible()
    assert page.request.get(f"{gallery.server.url}/api/sweeps").status == 401


def test_logging_out_ends_the_session(
    gallery: Gallery, visit: Visit, console: Console, context: BrowserContext
) -> None:
    page = visit(gallery.server, "/")
    expect(page.get_by_role("heading", name="Sweeps")).to_be_visible()
    console.allow(UNAUTHORISED)
    page.get_by_role("button", name="ana", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert context.request.get(f"{gallery.server.url}/api/viewer").status == 401
