"""A sweep's page: its table, filters and charts, and the dialogs of its controls."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from besom.wire.runs import Run
from besom.wire.sweeps import Sweep
from tests.browser.gallery import CNN, METRIC, Gallery, Player, losses
from tests.service.servers import Server, create, grid

Visit = Callable[[Server, str], Page]


@pytest.fixture
def page_of_cnn(gallery: Gallery, visit: Visit) -> Page:
    page = visit(gallery.server, f"/ana/mnist/sweeps/{gallery.cnn.id}")
    expect(runs(page)).to_be_visible()
    return page


def runs(page: Page) -> Locator:
    return page.get_by_role("grid", name="Runs")


def column(page: Page, title: str) -> list[str]:
    """What the rows in sight say in a column, from the top."""
    titles = runs(page).get_by_role("columnheader").all_inner_texts()
    at = [text.strip() for text in titles].index(title)
    rows = runs(page).get_by_role("row").filter(has=page.get_by_role("gridcell"))
    return [row.get_by_role("gridcell").nth(at).inner_text() for row in rows.all()]


def drag(page: Page, over: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag between two places on an element, each as parts of its width and height."""
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=5)
    page.mouse.up()


def matching(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("status")


def test_the_best_stands_first_and_any_column_sorts(page_of_cnn: Page) -> None:
    page = page_of_cnn
    values = [float(text) for text in column(page, "val_loss")]
    assert values == sorted(values)
    runs(page).get_by_role("button", name="dropout").click()
    expect(runs(page).get_by_role("columnheader", name="dropout")).to_have_attribute("aria-sort", "ascending")
    drops = [float(text) for text in column(page, "dropout")]
    assert drops == sorted(drops)
    page.reload()
    expect(runs(page).get_by_role("columnheader", name="dropout")).to_have_attribute("aria-sort", "ascending")


def test_filters_narrow_everything_and_say_what_they_leave_out(page_of_cnn: Page) -> None:
    page = page_of_cnn
    page.get_by_role("searchbox", name=re.compile("Filter runs")).fill("optimizer:adam learning-rate<0.02")
    chips = page.get_by_role("button", name=re.compile("^Remove the filter"))
    expect(chips).to_have_count(2)
    expect(matching(page)).to_have_text(re.compile(r"^\d of 41 runs match$"))
    assert set(column(page, "optimizer")) == {"adam"}
    assert all(float(text) < 0.02 for text in column(page, "learning-rate"))
    page.reload()
    expect(chips).to_have_count(2)
    page.get_by_role("searchbox").fill("learning-rat<1")
    expect(chips).to_contain_text("did you mean learning-rate?")
    expect(page.get_by_text("0 of 41 runs match").first).to_be_visible()
    page.get_by_role("button", name="Show all").first.click()
    expect(matching(page)).to_have_text("41 runs")


def test_an_axis_is_brushed_by_mouse_and_by_keyboard(page_of_cnn: Page) -> None:
    page = page_of_cnn
    chart = page.get_by_role("region", name="Parameters")
    ends = chart.get_by_role("slider", name=re.compile("^learning-rate:"))
    low, high = ends.nth(0).bounding_box(), ends.nth(1).bounding_box()
    assert low is not None
    assert high is not None
    x = low["x"] + low["width"] / 2
    top, bottom = sorted([low["y"], high["y"]])
    page.mouse.move(x, top + (bottom - top) * 0.4)
    page.mouse.down()
    page.mouse.move(x, top + (bottom - top) * 0.8, steps=4)
    page.mouse.up()
    chip = page.get_by_role("button", name=re.compile("^Remove the filter learning-rate"))
    expect(chip).to_be_visible()
    expect(matching(page)).to_have_text(re.compile(r"^\d+ of 41 runs match$"))
    expect(page).to_have_url(re.compile("brush=learning-rate"))
    page.reload()
    expect(chip).to_be_visible()
    chip.click()
    expect(matching(page)).to_have_text("41 runs")

    chart.get_by_role("slider", name="dropout: upper end of the selection").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name=re.compile("^Remove the filter dropout"))).to_be_visible()


def test_every_chart_has_a_table(page_of_cnn: Page) -> None:
    page = page_of_cnn
    for name in ("Learning curves", "val_loss over the runs", "Parameters"):
        panel = page.get_by_role("region", name=name)
        panel.get_by_role("button", name="Show as table").click()
        expect(panel.get_by_role("table")).to_be_visible()


def test_predictions_stand_against_what_came_out(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, f"/ana/models/sweeps/{gallery.led.id}")
    panel = page.get_by_role("region", name="Predictions")
    chart = panel.get_by_role("application", name=re.compile(r"^Of \d+ predictions of val_loss \d+ \(\d+ %\) came out"))
    chart.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("pin=16"))
    expect(panel.get_by_text(re.compile(r"run 16: predicted .* came out at"))).to_be_attached()
    assert {"start", "model, EI"} <= set(column(page, "Chosen by"))


def test_the_view_stays_through_updates_and_a_reload(server: Server, visit: Visit) -> None:
    sweep = create(server, CNN.format(name="long", runs=200), "mnist")
    agent = Player(server, sweep)
    for number in range(60):
        run = agent.take()
        agent.report(run, losses(run.point, number)[:8])
        agent.finish(run)
    running = agent.take()
    page = visit(server, f"/ana/mnist/sweeps/{sweep.id}")
    page.get_by_role("searchbox").fill("dropout>0.05")
    runs(page).get_by_role("button", name="dropout").click()
    drag(page, page.get_by_role("region", name="Learning curves").locator(".u-over"), (0.3, 0.5), (0.7, 0.5))
    expect(page).to_have_url(re.compile("zoom="))
    view = page.url
    runs(page).evaluate("grid => { grid.parentElement.scrollTo(0, 600) }")
    scrolled = scroll_of(page)
    assert scrolled > 0

    agent.report(running, losses(running.point, 61)[:8])
    agent.finish(running)
    expect(page.get_by_role("button", name=re.compile("^finished"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^running"))).to_have_count(0)
    assert page.url == view
    assert scroll_of(page) == scrolled

    page.wait_for_function("history.state?.scroll?.Runs > 0")
    page.reload()
    expect(runs(page).get_by_role("columnheader", name="dropout")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("searchbox")).to_have_value("dropout>0.05")
    expect(page.get_by_role("button", name="zoomed · show all")).to_be_visible()
    assert page.url == view
    assert scroll_of(page) == scrolled

    runs(page).get_by_role("link").nth(14).click()
    expect(page.get_by_role("heading", name=re.compile("^Run"))).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="zoomed · show all")).to_be_visible()
    assert page.url == view
    assert scroll_of(page) == scrolled


def scroll_of(page: Page) -> int:
    top: int = runs(page).evaluate("grid => grid.parentElement.scrollTop")
    return top


def test_rows_keep_their_places_under_the_pointer(server: Server, visit: Visit) -> None:
    sweep = create(server, grid(9), "mnist")
    agent = Player(server, sweep)
    for loss in (0.5, 0.6):
        run = agent.take()
        agent.report(run, [loss])
        agent.finish(run)
    page = visit(server, f"/ana/mnist/sweeps/{sweep.id}")
    expect(runs(page).get_by_role("row")).to_have_count(3)
    runs(page).get_by_role("row").nth(2).hover()
    run = agent.take()
    agent.report(run, [0.4])
    page.get_by_role("button", name="1 new · show").click()
    expect(runs(page).get_by_role("row").nth(1)).to_contain_text("0.4")


def test_of_a_thousand_runs_only_those_in_sight_are_rows(server: Server, visit: Visit) -> None:
    sweep = create(server, grid(1000).replace("{rate", "{a b: {value: 1}, rate"), "mnist")
    agent = Player(server, sweep)
    for number in range(1000):
        run = agent.take()
        agent.report(run, [1 + number / 1000])
        agent.finish(run)
    page = visit(server, f"/ana/mnist/sweeps/{sweep.id}")
    rows = runs(page).get_by_role("row")
    expect(matching(page)).to_have_text("1000 runs")
    expect(rows.nth(1)).to_contain_text("1")
    assert rows.count() < 60
    rows.nth(1).focus()
    page.keyboard.press("End")
    last = runs(page).get_by_role("row").last
    expect(last).to_have_attribute("aria-rowindex", "1001")
    assert rows.count() < 60


def test_cancelling_says_how_many_runs_it_kills(server: Server, visit: Visit) -> None:
    sweep = create(server, grid(5), "mnist")
    agent = Player(server, sweep, workers=2)
    agent.take(), agent.take()
    page = visit(server, f"/ana/mnist/sweeps/{sweep.id}")
    page.get_by_role("button", name="Cancel…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 running runs will be killed.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert server.client().sweep("ana", "mnist", sweep.id).state == "running"
    page.get_by_role("button", name="Cancel…").click()
    dialog.get_by_role("button", name="Cancel the sweep").click()
    expect(page.get_by_text("is cancelled; 2 running runs are being killed")).to_be_visible()
    assert server.client().sweep("ana", "mnist", sweep.id).state == "cancelled"


def test_of_several_objectives_the_front_is_drawn_and_its_runs_are_found(gallery: Gallery, visit: Visit) -> None:
    sweep = gallery.several
    assert 1 < len(sweep.front) < 10
    page = visit(gallery.server, f"/ana/{sweep.project}/sweeps/{sweep.id}")
    chart = page.get_by_role("region", name="Front")
    count = len(sweep.front)
    said = re.compile(rf"^{count} of 30 runs are on the front: val_loss .* break a limit")
    expect(chart.get_by_text(said)).to_be_visible()
    expect(chart.get_by_text("no other run beats these")).to_be_visible()
    chart.get_by_role("button", name="Show as table").click()
    marked = chart.get_by_role("row").filter(has_text="on the front").get_by_role("rowheader")
    assert {int(text.split()[1]) for text in marked.all_inner_texts()} == set(sweep.front)
    broken = chart.get_by_role("row").filter(has_text="breaks a limit")
    assert broken.count() == sum("memory" in run.broken for run in all_runs(gallery, sweep))

    plot = chart.get_by_role("application")
    plot.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]pin=\d+"))
    chart.get_by_role("combobox", name="Upwards").select_option("memory")
    expect(page).to_have_url(re.compile("plane=val_loss,memory"))
    expect(chart.get_by_text(re.compile(r"break a limit \(memory at most 8\)"))).to_be_visible()

    fronts = [text for text in column(page, "Front") if text == "front"]
    assert 0 < len(fronts) <= count
    expect(page.get_by_role("list").get_by_text("memory at most 8")).to_be_visible()


def all_runs(gallery: Gallery, sweep: Sweep) -> list[Run]:
    return gallery.server.client().runs("ana", sweep.project, sweep.id).runs


def test_the_front_moves_as_runs_come_out(server: Server, visit: Visit) -> None:
    source = CNN.format(name="several", runs=9).replace(METRIC, "metrics: [{name: val_loss}, {name: ms, reduce: last}]")
    agent = Player(server, create(server, source, "mnist"))
    page = visit(server, f"/ana/mnist/sweeps/{agent.sweep.id}")
    chart = page.get_by_role("region", name="Front")
    expect(chart.get_by_text("No run yet")).to_be_visible()
    for place, (loss, took) in enumerate([(0.5, 9.0), (0.4, 8.0), (0.6, 7.0)]):
        run = agent.take()
        agent.report_other(run, {"val_loss": loss, "ms": took})
        agent.finish(run)
        said = ["1 of 1 run is on the front", "1 of 2 runs is on the front", "2 of 3 runs are on the front"][place]
        expect(chart.get_by_text(re.compile(f"^{said}"))).to_be_visible()
