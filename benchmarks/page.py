"""How fast the page is: what a first visit loads, when a sweep can be used, and how soon a report is a picture.

    python -m benchmarks.page [--runs 100 1000] [--repeat 5]

A real server on loopback, Debian's Chromium, sweeps of finished runs with 30 values each. A visit has an empty cache
and a login. "Drawn" is when the table and the charts are there; "usable" is when, after that, a click on a column has
sorted the table. "Picture" is when the words beside the curves tell the value that a script has just reported.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright

from besom.wire.sweeps import Sweep
from tests.browser.build import build_page
from tests.browser.chromium import FLAGS, choose_node, find_chromium
from tests.browser.gallery import CNN, Player, losses
from tests.service.servers import Server, create, process_server

CHARTS = "[...document.querySelectorAll('[role=application]')].map(chart => chart.ariaLabel)"
DRAWN = f"""runs => document.querySelector('[aria-label="Runs"][role=grid]')?.ariaRowCount === String(runs + 1)
  && {CHARTS}.filter(words => words.includes(`${{runs}} `)).length >= 2 && performance.now()"""
TELLS = f"value => {CHARTS}.some(words => words.includes(value)) && performance.timeOrigin + performance.now()"

SORT = """async () => {
  const [began, name] = [performance.now(), 'dropout'];
  const header = [...document.querySelectorAll('[role=columnheader]')].find(({ textContent }) => textContent === name);
  header.querySelector('button').click();
  while (header.ariaSort !== 'ascending') await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, nargs="+", default=[100, 1000], help="finished runs of a sweep")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    build_page()
    choose_node()
    with (
        tempfile.TemporaryDirectory() as folder,
        process_server(Path(folder), lease=3600.0) as process,
        sync_playwright() as playwright,
    ):
        server = process.server()
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        first, packed = weight(browser, server)
        print(f"| first load, {first} files | {packed / 1024:.0f} KiB gzip |\n|---|---|")
        for count in options.runs:
            sweep = finished(server, count)
            visits = [visit(browser, server, sweep, count) for _ in range(options.repeat)]
            for name, seconds in zip(("drawn", "usable"), zip(*visits, strict=True), strict=True):
                print(f"| {count:,} finished runs, {name} | {milliseconds(seconds)} |")
            print(
                f"| {count:,} finished runs, report to picture | {milliseconds(pictures(browser, server, sweep, 20))} |"
            )
        browser.close()
    return 0


def milliseconds(seconds: tuple[float, ...] | list[float]) -> str:
    return f"{1000 * statistics.median(seconds):.0f} ms ({1000 * min(seconds):.0f} to {1000 * max(seconds):.0f})"


def weight(browser: Browser, server: Server) -> tuple[int, int]:
    """How many files a first visit loads, and their bytes as they are sent."""
    page = browser.new_page()
    files: list[Request] = []
    page.on("requestfinished", lambda request: files.append(request))  # noqa: PLW0108  # it sets an attribute on it
    page.goto(server.client().login_link("/").url)
    page.get_by_role("heading", name="No sweep yet").wait_for()
    own = [request for request in files if "/api/" not in request.url]
    total = sum(request.sizes()["responseBodySize"] for request in own)
    page.close()
    return len(own), total


def finished(server: Server, count: int) -> Sweep:
    """A sweep with that many finished runs, that does not end with them."""
    source = CNN.format(name=f"{count} runs", runs=count + 100).replace("early_terminate: {type: envelope}\n", "")
    sweep = create(server, source, "benchmark")
    agent = Player(server, sweep, name=sweep.id)
    for number in range(1, count + 1):
        run = agent.take()
        agent.report(run, losses(run.point, number))
        agent.finish(run)
    return sweep


def visit(browser: Browser, server: Server, sweep: Sweep, count: int) -> tuple[float, float]:
    """Seconds from the first request of a first visit until the sweep is drawn, and until it can be used."""
    page = logged_in(browser, server)
    page.goto(sweep.url, wait_until="commit")
    drawn = waited(page, DRAWN, count) / 1000
    usable = drawn + page.evaluate(SORT) / 1000
    page.context.close()
    return drawn, usable


def pictures(browser: Browser, server: Server, sweep: Sweep, times: int) -> list[float]:
    """Seconds from before a report is sent until the page tells its value."""
    page = logged_in(browser, server)
    page.goto(sweep.url)
    agent = Player(server, sweep, name="reporter")
    run = agent.take()
    found = []
    for number in range(times):
        value = round(0.01 - number / 10_000, 6)  # better than all before
        began = time.time()
        agent.report(run, [value], first=number)
        found.append(waited(page, TELLS, f"{value:.4g}") / 1000 - began)
    page.context.close()
    return found


def logged_in(browser: Browser, server: Server) -> Page:
    """A page of a browser that has a session, and nothing in its cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 960})
    page = context.new_page()
    token = parse_qs(urlsplit(server.client().login_link().url).fragment)["token"][0]
    page.request.post(f"{server.url}/api/session", data={"token": token})
    return page


def waited(page: Page, condition: str, given: object) -> float:
    """What the condition says once it holds, looked at in every frame."""
    return float(page.wait_for_function(condition, arg=given, polling="raf").json_value())


if __name__ == "__main__":
    sys.exit(main())
