"""Tables and charts of the docs."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from benchmarks.tournament import chart, tables
from benchmarks.tournament.docs import fill
from benchmarks.tournament.known import Known
from benchmarks.tournament.raw import Result
from benchmarks.tournament.scores import Scores, score


@pytest.fixture
def scores() -> Scores:
    rng = np.random.default_rng(0)
    raw = []
    for name, level in (("besom", 0.2), ("other", 0.6)):
        for seed in range(3):
            values = level + 0.1 * rng.random(50)
            rows = np.stack([values, values, np.full(50, 0.01), np.zeros(50), np.arange(50.0)], axis=1)
            raw.append(Result(name, "own-loud", seed, 1, 50, rows))
    return score(raw, {"own-loud": Known(0.0, 1.0)}, workers=1)


def test_standings_begin_with_the_best(scores: Scores) -> None:
    lines = tables.standing(scores, 50).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:4]] == ["| besom", "| other"]
    assert lines[2].split(" | ")[5] == "–"  # nobody had 100 runs


def test_duels_name_the_wins_and_the_share_of_regret(scores: Scores) -> None:
    lines = tables.duels(scores, "besom", (50, 100)).splitlines()
    assert len(lines) == 3
    assert "| other | 50 | 3 | 100 % (100 – 100) | 0.3" in lines[2]


def test_text_between_markers_is_replaced_and_nothing_else() -> None:
    page = "before\n<!-- one -->\nold\n\nolder\n<!-- end -->\nbetween\n<!-- two -->\n<!-- end -->\nafter\n"
    filled = fill(page, {"one": "new", "two": "x"})
    assert filled == "before\n<!-- one -->\n\nnew\n\n<!-- end -->\nbetween\n<!-- two -->\n\nx\n\n<!-- end -->\nafter\n"
    assert fill(filled, {"one": "new", "two": "x"}) == filled


@pytest.mark.parametrize("palette", chart.PALETTES.values(), ids=chart.PALETTES)
def test_charts_are_well_formed_and_name_what_they_show(palette: chart.Palette) -> None:
    series = {"besom": np.geomspace(1, 0.02, 50), "R&D": np.geomspace(1, 0.02, 50)}
    for svg in (
        chart.curves(series, "besom", palette),
        chart.pairs([("own-loud", 0.1, 0.3)], ("besom", "R&D"), palette),
    ):
        texts = [text.text for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314  # our own
        assert {"besom", "R&D"} <= set(texts)


def test_names_at_the_ends_of_lines_do_not_cover_one_another() -> None:
    same = np.linspace(1, 0.1, 20)
    root = ET.fromstring(chart.curves({"a": same, "b": same, "c": same}, "a", chart.PALETTES["light"]))  # noqa: S314
    heights = [float(text.get("y", "")) for text in root.iter() if text.text in ("a", "b", "c")]
    assert min(np.diff(sorted(heights))) >= 12
