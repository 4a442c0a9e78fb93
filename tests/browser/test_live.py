"""The sweep file of a newcomer, run by a real agent while its page is open."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.cli.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "home")
    made.take_cnn()
    yield made
    made.besom("server", "stop")


def test_a_sweep_is_followed_and_steered_while_a_real_agent_runs_it(home: Home, page: Page) -> None:
    home.besom("init", "--project", "mnist")
    sweep = home.besom("sweep", "-q", "sweep.yaml").stdout.strip()
    page.goto(home.json("open", sweep)["link"])
    expect(page.get_by_text("Nothing is running. Start an agent:")).to_be_visible()
    expect(page.get_by_text(f"besom agent {sweep}")).to_be_visible()

    with home.start("agent", sweep, "-j", "2") as agent:
        expect(page.get_by_role("button", name=re.compile(r"^running \d"))).to_be_visible()
        shown = page.get_by_role("search").get_by_role("status")
        best = page.get_by_role("region", name="Best run")
        expect(best.get_by_text("val_loss,")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile(r"^stopped \d+"))).to_be_visible()

        press(page, "Pause", "Pause", "No new run is handed out until you resume.")
        expect(state_of(page)).to_have_text("paused")
        expect(page.get_by_role("button", name=re.compile(r"^running"))).to_have_count(0)
        runs = home.json("status", sweep)["counts"]
        expect(shown).to_have_text(f"{sum(runs.values())} runs")

        press(page, "Resume", "Resume", "New runs are handed out again.")
        expect(state_of(page)).to_have_text("running")
        expect(shown).not_to_have_text(f"{sum(runs.values())} runs")

        press(page, "Stop…", "Stop the sweep", "will finish; nothing new starts.")
        expect(state_of(page)).to_have_text("stopped")
        assert agent.wait() == 0
    expect(page.get_by_role("button", name=re.compile(r"^running"))).to_have_count(0)
    command = home.besom("best", sweep, "--command").stdout.strip()
    expect(best.get_by_label("Command of the best run")).to_have_text(command)

    page.get_by_role("button", name=re.compile(r"^stopped \d+")).click()
    page.get_by_role("grid", name="Runs").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=re.compile(r"^Run \d+"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"was stopped by envelope at its \d+\w\w report"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"epoch 4 val_loss"))).to_be_visible()


def press(page: Page, label: str, confirm: str, sentence: str) -> None:
    """Use a control of the sweep: the dialog says what it will do."""
    page.get_by_role("group", name="What can be done").get_by_role("button", name=label).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(sentence)
    dialog.get_by_role("button", name=confirm).click()
    expect(dialog).to_have_count(0)


def state_of(page: Page) -> Locator:
    return page.get_by_role("main").locator("header [data-state]").first
