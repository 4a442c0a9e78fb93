"""What stopping rules judge by, on the page: while it moves, and when it has stopped a run."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.gallery import CNN, Player
from tests.service.servers import Server, create

Visit = Callable[[Server, str], Page]
BOTH = "[{type: envelope}, {type: hyperband, min_iter: 3}]"


def test_bands_and_envelope_are_drawn_and_named_and_a_stopped_run_tells_its_rank(server: Server, visit: Visit) -> None:
    source = CNN.format(name="two rules", runs=40).replace("{type: envelope}", BOTH)
    sweep = create(server, source, "mnist")
    agent = Player(server, sweep, workers=2)
    page = visit(server, f"/ana/mnist/sweeps/{sweep.id}")
    for _ in range(12):
        run = agent.take()
        if agent.play(run):
            agent.finish(run)
    legend = page.get_by_role("list").filter(has_text="hyperband: stopped when beyond at a band")
    expect(legend).to_be_visible()
    expect(legend.get_by_text("envelope: stopped beyond")).to_be_visible()
    told = page.get_by_text(re.compile(r"hyperband at band \d+, threshold [\d.]+, rank \d+ of \d+"))
    expect(told.first).to_be_visible()
    runs = server.client().runs("ana", "mnist", sweep.id, state="stopped").runs
    stopped = next(run for run in runs if run.stop is not None and run.stop.rule == "hyperband")
    page = visit(server, f"/ana/mnist/runs/{stopped.id}")
    expect(page.get_by_text(re.compile(r"Run \d+ was stopped by hyperband at its \d+\w\w report"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"At band \d+ its val_loss counted as .*: rank \d+ of \d+"))).to_be_visible()
