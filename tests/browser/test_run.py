"""A run's page: it moves with its script, says why it ended, and can end it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.gallery import Gallery, Player
from tests.service.servers import Server, create, grid

Visit = Callable[[Server, str], Page]


def path_of(gallery: Gallery, state: str) -> str:
    """Of one run of the sweep with runs in every state."""
    [run] = gallery.server.client().runs("ana", "mnist", gallery.cnn.id, state=state).runs[-1:]
    return f"/ana/mnist/runs/{run.id}"


def test_every_epoch_and_line_appears_as_it_comes(server: Server, visit: Visit) -> None:
    sweep = create(server, grid(2), "mnist")
    agent = Player(server, sweep)
    run = agent.take()
    page = visit(server, f"/ana/mnist/runs/{run.run}")
    expect(page.get_by_role("heading", name="Run 1")).to_be_visible()
    expect(page.get_by_text("What the script prints appears here at once.")).to_be_visible()
    for epoch, loss in enumerate([0.75, 0.5, 0.25]):
        agent.report(run, [loss], first=epoch)
        agent.print(run, [f"epoch {epoch}"], first=epoch)
        expect(page.get_by_role("application", name=re.compile(f"^val_loss of run 1: best {loss}"))).to_be_visible()
        expect(page.get_by_role("log").get_by_text(f"epoch {epoch}")).to_be_visible()
    agent.finish(run)
    expect(page.get_by_text("Run 1 finished: its script ended with exit code 0.")).to_be_visible()


def test_a_stopped_run_says_which_runs_set_its_limit(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, path_of(gallery, "stopped"))
    expect(page.get_by_text(re.compile(r"Run \d+ was stopped by envelope at its \d+th report"))).to_be_visible()
    page.get_by_role("link", name="See them side by side").click()
    expect(page).to_have_url(re.compile(r"pin=\d+,\d+"))
    expect(page.get_by_role("grid", name="Runs").get_by_role("row", selected=True).first).to_be_visible()


def test_a_run_that_a_model_chose_shows_what_was_expected_beside_what_came_out(gallery: Gallery, visit: Visit) -> None:
    run = gallery.server.client().runs("ana", "models", gallery.led.id).runs[-1]
    page = visit(gallery.server, f"/ana/models/runs/{run.id}")
    expect(page.get_by_text(re.compile(r"It was chosen by .*, by a model fitted to \d+ runs"))).to_be_visible()
    expected = re.compile(rf"val_loss predicted at [\d.]+, from .* to .*, came out at {run.value:.4g}")
    expect(page.get_by_role("img", name=expected)).to_be_visible()


def test_a_failed_run_shows_what_it_died_of(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, path_of(gallery, "failed"))
    expect(page.get_by_text("The last that it printed: RuntimeError: out of memory")).to_be_visible()
    expect(page.get_by_label("The last lines it printed")).to_contain_text("cnn.py")


def test_a_run_is_killed_by_its_agent(server: Server, visit: Visit) -> None:
    sweep = create(server, grid(2), "mnist")
    agent = Player(server, sweep)
    run = agent.take()
    page = visit(server, f"/ana/mnist/runs/{run.run}")
    page.get_by_role("button", name="Kill…").click()
    page.get_by_role("dialog").get_by_role("button", name="Kill the run").click()
    expect(page.get_by_text("Run 1 is being killed")).to_be_visible()
    assert agent.report(run, [0.5]).order == "kill"
    agent.finish(run, exit_code=-9)
    expect(page.get_by_role("main").locator("header [data-state]").first).to_have_text("killed")
    expect(page.get_by_role("button", name="Kill…")).to_have_attribute("title", "The run is over: killed")


def test_neighbours_are_a_key_away(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, path_of(gallery, "killed"))
    expect(page.get_by_role("heading", name="Run 38")).to_be_visible()
    page.get_by_role("button", name="← Previous").click()
    expect(page.get_by_role("heading", name="Run 37")).to_be_visible()
    expect(page.get_by_role("button", name="Next →")).to_be_enabled()
    page.keyboard.press("]")
    expect(page.get_by_role("heading", name="Run 38")).to_be_visible()
