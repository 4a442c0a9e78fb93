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
            with followed(home) as (sweep, long):
                taken = {theme: Camera(browser, home, theme).take_all(sweep, long) for theme in THEMES}
            for theme, pictures in taken.items():
                for name, picture in pictures.items():
                    packed = small(picture, browser.new_page())
                    (OUT / f"{name}-{theme}.png").write_bytes(packed)
                    print(f"{name}-{theme}.png  {len(packed) // 1000} kB")
        finally:
            home.besom("server", "stop")
            browser.close()


@contextmanager
def followed(home: Home) -> Iterator[tuple[str, str]]:
    """A sweep with many ended runs and running ones, and one of long runs; beside them a finished and a paused one."""
    home.besom("run", "grid.yaml", "-j", "2", "-q")
    paused = home.besom("sweep", "-q", "random.yaml").stdout.strip()
    home.besom("agent", paused, "-j", "2", "--count", "8", "-q")
    home.besom("pause", paused)
    sweep = changed(home, "bayes.yaml", {"run_cap: 24": "run_cap: 300", "value: 25": "value: 60"})
    long = changed(home, "random.yaml", {"digits, random": "digits, long runs", "value: 25": "value: 1000"})
    with home.start("agent", sweep, "-j", "2", "-q"), home.start("agent", long, "-q"):
        while ended(home, sweep) < ENDED:
            time.sleep(1)
        yield sweep, long


def changed(home: Home, file: str, texts: dict[str, str]) -> str:
    """A sweep of the file with other texts in it."""
    path = home.work / file
    source = path.read_text()
    for old, new in texts.items():
        source = source.replace(old, new)
    path.write_text(source)
    return home.besom("sweep", "-q", file).stdout.strip()


def ended(home: Home, sweep: str) -> int:
    counts = home.json("status", sweep)["counts"]
    return sum(count for state, count in counts.items() if state not in ("queued", "running"))


class Camera:
    def __init__(self, browser: Browser, home: Home, theme: Theme) -> None:
        self.browser, self.home, self.theme = browser, home, theme
        self.pictures: dict[str, bytes] = {}

    def take_all(self, sweep: str, long: str) -> dict[str, bytes]:
        """Pictures by name."""
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
        page.goto(f"{self.home.json('open', long)['url']}?state=running")
        page.get_by_role("grid", name="Runs").get_by_role("link").first.click()
        self.take(page, "run-live", page.get_by_role("log"), whole=True)
        phone = self.page(NARROW)
        phone.goto(self.home.json("open", sweep)["link"])
        self.take(phone, "phone", phone.get_by_role("grid", name="Runs"))
        return self.pictures

    def page(self, size: ViewportSize) -> Page:
        return self.browser.new_page(viewport=size, color_scheme=self.theme, reduced_motion="reduce")

    def take(self, page: Page, name: str, shown: Locator, *, whole: bool = False) -> None:
        """The picture, once what belongs on it is there and what was fetched is drawn."""
        shown.first.wait_for()
        page.wait_for_timeout(1_000)
        self.pictures[name] = page.screenshot(full_page=whole)


if __name__ == "__main__":
    main()
