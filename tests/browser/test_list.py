"""The list of sweeps: what it tells of each, how it is narrowed, and that it moves by itself."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.gallery import Gallery, Player
from tests.service.servers import Server, create, learning

Visit = Callable[[Server, str], Page]


def test_every_sweep_tells_its_state_progress_and_best(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, "/")
    row = page.get_by_role("row", name=re.compile(gallery.done.name))
    expect(row).to_contain_text("finished")
    expect(row).to_contain_text("6/6")
    assert gallery.done.best is not None
    expect(row).to_contain_text(f"val_loss, run {gallery.done.best.number}")
    expect(page.get_by_role("row", name=re.compile(gallery.cnn.name))).to_contain_text("3 running")


def test_a_project_shows_its_own(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, "/ana/vision")
    expect(page.get_by_role("link", name=gallery.failing.name)).to_be_visible()
    expect(page.get_by_role("link", name=gallery.cnn.name)).to_have_count(0)


def test_sort_search_and_state_stay_through_a_reload(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, "/")
    page.get_by_role("button", name=re.compile("^Sweep")).click()
    page.get_by_role("searchbox").fill("vision")
    page.get_by_role("button", name=re.compile("^paused")).click()
    links = page.get_by_role("grid").get_by_role("link")
    expect(links).to_have_text([gallery.paused.name])
    page.reload()
    expect(links).to_have_text([gallery.paused.name])
    page.get_by_role("button", name=re.compile("^paused")).click()
    expect(links).to_have_text(sorted([gallery.failing.name, gallery.paused.name]))


def test_a_row_opens_by_the_keyboard(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, "/ana/vision?sort=name")
    expect(page.get_by_role("link", name=gallery.failing.name)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("night")
    expect(page.get_by_role("link", name=gallery.failing.name)).to_have_count(0)
    page.get_by_role("row", name=re.compile(gallery.paused.name)).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(gallery.paused.id))


def test_an_empty_server_says_how_to_begin_and_shows_the_first_sweep(server: Server, visit: Visit) -> None:
    page = visit(server, "/")
    expect(page.get_by_role("heading", name="No sweep yet")).to_be_visible()
    expect(page.get_by_text("besom sweep sweep.yaml")).to_be_visible()
    sweep = create(server, learning("random"), "mnist")
    expect(page.get_by_role("link", name=sweep.name)).to_be_visible()
    agent = Player(server, sweep)
    run = agent.take()
    row = page.get_by_role("row", name=re.compile(sweep.id))
    expect(row).to_contain_text("1 running")
    agent.report(run, [0.25])
    expect(row).to_contain_text("0.25")
    agent.finish(run)
    expect(row).to_contain_text("1 finished")
