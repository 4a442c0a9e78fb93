"""How many runs there will be, how long they take and what they cost."""

import pytest

from besom.cli.overview import extent as in_words
from besom.rehearsal import estimate
from besom.rehearsal.extent import extent
from tests.unit.rehearsal.rehearse import sweep

GRID = "method: grid\nparameters: {a: {values: [1, 2, 3]}, b: {values: [1, 2]}}\n"
FREE = "parameters: {a: {min: 0.0, max: 1.0}}\n"
FEW = "parameters: {a: {values: [1, 2, 3]}}\n"


@pytest.mark.parametrize(
    ("text", "runs", "words"),
    [
        (GRID, 6, "6, the whole grid"),
        (GRID + "run_cap: 4", 4, "4 of the grid's 6, by its cap"),
        (GRID + "run_cap: 9", 6, "6, the whole grid"),
        (GRID + "constraints: [a > b]", 3, "3, the whole grid"),
        (
            GRID + "metric: {name: x}\nrepeat: {seeds: [0, 1, 2]}",
            18,
            "18, the whole grid of 6 points, 3 seeds each",
        ),
        (FREE, None, "no end of its own; run_cap or budget sets one"),
        (FREE + "run_cap: 40", 40, "at most 40, by its cap"),
        (FREE + "budget: {runs: 7}", 7, "at most 7, by its cap"),
        (FREE + "budget: {hours: 10}", None, "no cap; until 10h00 of runs are used up"),
        (FEW, 3, "at most 3, all points there are"),
        (FEW + "duplicates: allow", None, "no end of its own; run_cap or budget sets one"),
    ],
)
def test_extent(text: str, runs: int | None, words: str) -> None:
    found = extent(sweep(text))
    assert found.runs == runs
    assert in_words(found) == words


def test_agents_share_the_runs() -> None:
    definition = sweep(FREE + "run_cap: 10\nbudget: {hours: 100, price: 3.6}")
    found = estimate(definition, extent(definition), 100.0, agents=4)
    assert (found.runs, found.busy, found.wall) == (10, 1000.0, 300.0)
    assert found.cost == pytest.approx(1.0)
    assert not found.ended_by_budget


def test_a_budget_of_hours_ends_it_sooner() -> None:
    definition = sweep(FREE + "run_cap: 1000\nbudget: {hours: 1}")
    found = estimate(definition, extent(definition), 600.0, agents=2)
    assert (found.runs, found.ended_by_budget, found.wall) == (6, True, 1800.0)


def test_a_sweep_without_end_has_runs_a_day() -> None:
    definition = sweep(FREE)
    found = estimate(definition, extent(definition), 60.0, agents=2)
    assert (found.runs, found.busy, found.wall, found.cost) == (None, None, None, None)
    assert found.a_day == 2880
