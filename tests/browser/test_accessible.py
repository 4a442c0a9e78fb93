"""axe finds nothing on any screen, in either theme, wide and narrow."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.console import Console
from tests.browser.gallery import Gallery
from tests.browser.test_login import UNAUTHORISED
from tests.service.servers import Server

Visit = Callable[[Server, str], Page]
Theme = Literal["light", "dark"]

axe = Axe()


def check(page: Page) -> None:
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, page: Page) -> Theme:
    chosen: Theme = request.param
    page.emulate_media(color_scheme=chosen)
    return chosen


@pytest.mark.usefixtures("theme")
def test_login(gallery: Gallery, page: Page, console: Console) -> None:
    console.allow(UNAUTHORISED)
    page.goto(f"{gallery.server.url}/login")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    check(page)


@pytest.mark.usefixtures("theme")
def test_the_list(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, "/")
    expect(page.get_by_role("link", name=gallery.cnn.name)).to_be_visible()
    check(page)
    page.get_by_role("button", name="ana", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)


@pytest.mark.usefixtures("theme")
@pytest.mark.parametrize("name", ["cnn", "fresh", "begun", "unnamed", "failing", "done", "repeated", "led", "several"])
def test_a_sweep(gallery: Gallery, visit: Visit, name: str) -> None:
    sweep = getattr(gallery, name)
    page = visit(gallery.server, f"/ana/{sweep.project}/sweeps/{sweep.id}?q=epochs:30")
    expect(page.get_by_role("heading", name=sweep.name)).to_be_visible()
    expect(page.get_by_role("region", name="Runs", exact=True)).to_be_visible()
    check(page)


@pytest.mark.usefixtures("theme")
def test_the_dialogs_and_tables_of_a_sweep(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, f"/ana/mnist/sweeps/{gallery.cnn.id}?pin=1,2")
    expect(page.get_by_role("button", name="Show as table")).to_have_count(3)
    for _ in range(3):
        page.get_by_role("button", name="Show as table").first.click()
    check(page)
    page.get_by_role("button", name="Cancel…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    check(page)


@pytest.mark.usefixtures("theme")
@pytest.mark.parametrize("state", ["running", "stopped", "failed"])
def test_a_run(gallery: Gallery, visit: Visit, state: str) -> None:
    run = gallery.server.client().runs("ana", "mnist", gallery.cnn.id, state=state).runs[0]
    page = visit(gallery.server, f"/ana/mnist/runs/{run.id}")
    expect(page.get_by_role("heading", name=f"Run {run.number}")).to_be_visible()
    expect(page.get_by_role("region", name="Log")).to_be_visible()
    expect(page.get_by_text("How it was chosen")).to_be_visible()
    check(page)


@pytest.mark.usefixtures("theme")
def test_a_run_that_a_model_chose(gallery: Gallery, visit: Visit) -> None:
    run = gallery.server.client().runs("ana", "models", gallery.led.id).runs[-1]
    page = visit(gallery.server, f"/ana/models/runs/{run.id}")
    expect(page.get_by_role("img", name="val_loss predicted at")).to_be_visible()
    check(page)


@pytest.mark.usefixtures("theme")
@pytest.mark.parametrize("screen", ["list", "sweep", "run"])
def test_a_phone(gallery: Gallery, visit: Visit, screen: str) -> None:
    [run] = gallery.server.client().runs("ana", "mnist", gallery.cnn.id, limit=1).runs
    paths = {"list": "/", "sweep": f"/ana/mnist/sweeps/{gallery.cnn.id}", "run": f"/ana/mnist/runs/{run.id}"}
    page = visit(gallery.server, paths[screen])
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.get_by_text(gallery.cnn.name).first).to_be_visible()
    check(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.usefixtures("theme")
def test_nothing_at_an_address(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, "/")
    expect(page.get_by_role("link", name=gallery.cnn.name)).to_be_visible()
    page.evaluate("history.pushState(null, '', '/a/b/c'); dispatchEvent(new PopStateEvent('popstate'))")
    expect(page.get_by_text("There is nothing at this address")).to_be_visible()
    check(page)
