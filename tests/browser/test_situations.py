"""What the page says where there is nothing to show yet, too little, or something wrong."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from besom.wire.sweeps import Sweep
from tests.browser.console import Console
from tests.browser.gallery import Gallery, Player
from tests.service.servers import Process, Server, create, grid

Visit = Callable[[Server, str], Page]


def path_of(sweep: Sweep) -> str:
    return f"/{sweep.entity}/{sweep.project}/sweeps/{sweep.id}"


def test_without_an_agent_it_gives_the_command_that_starts_one(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, path_of(gallery.fresh))
    expect(page.get_by_text("Nothing is running. Start an agent:")).to_be_visible()
    expect(page.get_by_text(f"besom agent {gallery.fresh.id}")).to_be_visible()
    expect(page.get_by_text("No run yet", exact=True)).to_be_visible()


def test_a_run_whose_agent_fell_silent_waits_for_another(start_server: Callable[..., Process], visit: Visit) -> None:
    server = start_server(lease=1.5, beat=0.5).server()
    sweep = create(server, grid(2), "mnist")
    page = visit(server, path_of(sweep))
    run = Player(server, sweep).take()
    row = page.get_by_role("row", name=re.compile(f"Pin run {run.number} "))
    expect(row).to_contain_text("waits for an agent, after attempt 1")
    expect(page.get_by_text("Nothing is running. Start an agent:")).to_be_visible()


def test_of_the_first_run_it_shows_the_last_line(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, path_of(gallery.begun))
    expect(page.get_by_text("The first run is on its way")).to_be_visible()
    expect(page.get_by_text("loading 1,797 images")).to_be_visible()
    expect(page.get_by_text("It has logged no metric yet.")).to_be_visible()


def test_a_metric_that_was_never_logged_is_named_with_those_that_were(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, path_of(gallery.unnamed))
    expect(page.get_by_role("region", name="No run has logged val_loss")).to_be_visible()
    expect(page.get_by_text(re.compile("Logged so far: acc, val/loss"))).to_be_visible()
    page.get_by_role("button", name="Show val/loss instead").click()
    expect(page.get_by_role("application", name=re.compile("^Best val.loss 0.5"))).to_be_visible()


def test_failures_are_counted_by_what_they_died_of(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, path_of(gallery.failing))
    panel = page.get_by_role("region", name="Failures")
    expect(panel.get_by_role("listitem").first).to_contain_text("5 × RuntimeError: out of memory")
    expect(panel.get_by_role("listitem").last).to_contain_text("2 × KeyError: 'momentum'")


def test_a_finished_sweep_is_summed_up(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, path_of(gallery.done))
    expect(page.get_by_text("The sweep is finished")).to_be_visible()
    expect(page.get_by_text(re.compile(r"6 runs in .*Best val_loss 0\.\d+, by run \d"))).to_be_visible()


def test_points_under_several_seeds_are_shown_by_their_means(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, path_of(gallery.repeated))
    points = page.get_by_role("grid", name="Points")
    expect(points.get_by_text("leads", exact=True)).to_have_count(1)
    expect(points.get_by_role("row").nth(1)).to_contain_text(re.compile(r"leads.*0\.\d+ ± 0\.\d+.*\d+"))
    best = page.get_by_role("region", name="Best point")
    expect(best).to_contain_text(re.compile(r"± 0\.\d+.*(may be as good|are behind)"))
    points.get_by_role("row").nth(1).get_by_role("link").last.click()
    expect(page.get_by_text(re.compile(r"It repeats the point of runs? \d+.* under another seed"))).to_be_visible()


def test_a_value_that_is_no_number_costs_one_chart_and_not_the_page(server: Server, visit: Visit) -> None:
    sweep = create(server, grid(3), "mnist")
    agent = Player(server, sweep)
    run = agent.take()
    agent.report(run, [float("nan"), float("inf"), float("nan")])
    agent.finish(run)
    page = visit(server, path_of(sweep))
    expect(page.get_by_role("grid", name="Runs").get_by_role("row")).to_have_count(2)
    for name in ("Learning curves", "val_loss over the runs", "Parameters"):
        expect(page.get_by_role("region", name=name)).to_contain_text("val_loss")


def test_a_sweep_that_is_not_there(gallery: Gallery, visit: Visit, console: Console) -> None:
    console.allow("status of 404")
    page = visit(gallery.server, "/ana/mnist/sweeps/zzzzzzzz")
    expect(page.get_by_text("There is no sweep zzzzzzzz in ana/mnist")).to_be_visible()
    page.get_by_role("link", name="The sweeps of mnist").click()
    expect(page.get_by_role("link", name=gallery.cnn.name)).to_be_visible()


def test_what_takes_long_is_named_and_can_be_asked_again(gallery: Gallery, visit: Visit) -> None:
    page = visit(gallery.server, "/")
    expect(page.get_by_role("link", name=gallery.cnn.name)).to_be_visible()
    asked: list[Route] = []

    def hold_the_first(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    page.route(re.compile(r"/runs(\?|$)"), hold_the_first)
    page.clock.install()
    page.goto(f"{gallery.server.url}{path_of(gallery.cnn)}")
    expect(page.get_by_role("heading", name=gallery.cnn.name)).to_be_visible()
    page.clock.run_for(4_000)
    expect(page.get_by_text("Fetching the runs…")).to_be_visible()
    page.clock.run_for(7_000)
    expect(page.get_by_text("Fetching the runs: this takes long…")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("grid", name="Runs")).to_be_visible()


def test_what_fails_says_why_and_can_be_tried_again(gallery: Gallery, visit: Visit, console: Console) -> None:
    console.allow("status of 507")
    page = visit(gallery.server, "/")
    expect(page.get_by_role("link", name=gallery.cnn.name)).to_be_visible()
    full = '{"error": {"code": "disk_full", "message": "the disk of the server is full", "details": {}}}'
    page.route(re.compile(r"/runs(\?|$)"), lambda route: route.fulfill(status=507, body=full))
    page.goto(f"{gallery.server.url}{path_of(gallery.cnn)}")
    problem = page.get_by_role("alert").filter(has_text="Could not fetch the runs")
    expect(problem).to_contain_text("the disk of the server is full")
    page.unroute_all()
    problem.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("grid", name="Runs")).to_be_visible()
