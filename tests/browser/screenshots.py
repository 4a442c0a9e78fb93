"""Pictures of every screen in both themes, for the documentation: a real sweep on handwritten digits, while it runs.

python -m tests.browser.screenshots        # about four minutes; writes docs/screenshots/
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

from tests.browser.build import ROOT, build_page
from tests.browser.chromium import FLAGS, choose_node, find_chromium
from tests.browser.png import small
from tests.e2e.cli.home import Home

Theme = Literal["light", "dark"]

OUT = ROOT / "docs" / "screenshots"
DIGITS = ROOT / "examples" / "digits"
ENDED = 64  # runs of the sweep that is shown, before its picture is taken
WIDE: ViewportSize = {"width": 1280, "height": 960}
NARROW: ViewportSize = {"width": 390, "height": 844}
THEMES: tuple[Theme, ...] = ("light", "dark")


def main() -> None:
    build_page()
    choose_node()
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Home(Path(folder))
        shutil.copytree(DIGITS, home.work, dirs_exist_ok=True)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        try:
            home.besom("init", "--project", "digits")
            with followed(home) as sweep:
                for theme in THEMES:
                    Camera(browser, home, theme).take_all(sweep)
        finally:
            home.besom("server", "stop")
            browser.close()


@contextmanager
def followed(home: Home) -> Iterator[str]:
    """A sweep with many ended runs and two running ones, beside one that is finished and one that is paused."""
    home.besom("run", "grid.yaml", "-j", "2", "-q")
    paused = home.besom("sweep", "-q", "random.yaml").stdout.strip()
    home.besom("agent", paused, "-j", "2", "--count", "8", "-q")
    home.besom("pause", paused)
    file = home.work / "bayes.yaml"
    # Longer runs, so that some are still at it, and more of them.
    file.write_text(file.read_text().replace("run_cap: 24", "run_cap: 200").replace("value: 25", "value: 60"))
    sweep = home.besom("sweep", "-q", "bayes.yaml").stdout.strip()
    with home.start("agent", sweep, "-j", "2", "-q"):
        while ended(home, sweep) < ENDED:
            time.sleep(1)
        yield sweep


def ended(home: Home, sweep: str) -> int:
    counts = home.json("status", sweep)["counts"]
    return sum(count for state, count in counts.items() if state not in ("queued", "running"))


class Camera:
    def __init__(self, browser: Browser, home: Home, theme: Theme) -> None:
        self.browser, self.home, self.theme = browser, home, theme

    def take_all(self, sweep: str) -> None:
        runs = self.home.json("best", sweep, "--top", "200")
        urls = {run["state"]: run["url"] for run in reversed(runs)}  # of each state the best
        page = self.page(WIDE)
        page.goto(urls["stopped"])
        self.take(page, "login", page.get_by_text("besom open"))
        page.goto(self.home.json("open")["link"])
        self.take(page, "sweeps", page.get_by_role("grid"))
        address = self.home.json("open", sweep)["url"]
        page.goto(f"{address}?y=log")
        self.take(page, "sweep", page.get_by_role("grid", name="Runs"))
        self.take(page, "sweep-whole", page.get_by_role("grid", name="Runs"), whole=True)
        page.goto(urls["stopped"])
        self.take(page, "run", page.get_by_text("How it was chosen"), whole=True)
        for _ in range(10):  # some runs end before their picture is taken
            page.goto(f"{address}?state=running&sort=run&dir=desc")
            page.get_by_role("grid", name="Runs").get_by_role("link").first.click()
            self.take(page, "run-live", page.get_by_role("log"), whole=True)
            if page.locator("header [data-state=running]").count() > 0:
                break
        phone = self.page(NARROW)
        phone.goto(self.home.json("open", sweep)["link"])
        self.take(phone, "phone", phone.get_by_role("grid", name="Runs"))

    def page(self, size: ViewportSize) -> Page:
        return self.browser.new_page(viewport=size, color_scheme=self.theme, reduced_motion="reduce")

    def take(self, page: Page, name: str, shown: Locator, *, whole: bool = False) -> None:
        """The picture, once what belongs on it is there and what was fetched is drawn."""
        shown.first.wait_for()
        page.wait_for_timeout(1_000)
        picture = small(page.screenshot(full_page=whole), self.browser.new_page())
        (OUT / f"{name}-{self.theme}.png").write_bytes(picture)
        print(f"{name}-{self.theme}.png  {len(picture) // 1000} kB")


if __name__ == "__main__":
    main()
