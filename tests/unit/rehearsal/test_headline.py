"""The line about a whole sweep."""

from pathlib import Path

import pytest

from besom.cli.overview import data, headline
from tests.unit.rehearsal.rehearse import rehearsed

METRIC = "metric: {name: loss}\n"
FREE = "parameters: {a: {min: 0.0, max: 1.0}, b: {values: [x, y]}}\n"
FEW = "parameters: {a: {values: [1, 2, 3]}, b: {values: [x, y]}}\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (METRIC + FREE + "method: bayes\nrun_cap: 40\n", "method bayes · metric loss minimize · at most 40 runs"),
        (
            METRIC + FREE + "method: auto\nrun_cap: 40\n",
            "method auto (bayes: 2 parameters, 40 runs) · metric loss minimize · at most 40 runs",
        ),
        (
            METRIC + FEW + "method: auto\nrun_cap: 8\n",
            "method auto (grid: all 6 combinations fit into 8 runs) · metric loss minimize · at most 6 runs",
        ),
    ],
)
def test_method_metric_and_number_of_runs(tmp_path: Path, text: str, words: str) -> None:
    assert headline(rehearsed(tmp_path, "", text)) == words


def test_programs_are_told_what_auto_takes_and_why(tmp_path: Path) -> None:
    taken = {"method": "grid", "because": "all 6 combinations fit into 8 runs"}
    assert data(rehearsed(tmp_path, "", METRIC + FEW + "method: auto\nrun_cap: 8\n"))["chosen"] == taken
    assert data(rehearsed(tmp_path, "", METRIC + FREE + "method: bayes\n"))["chosen"] is None
