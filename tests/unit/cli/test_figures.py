"""Numbers and lengths of time as people read them."""

import math

import pytest

from besom.cli import figures
from besom.cli.layout import fields, table


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (0.00001, "1e-5"),
        (0.0000125, "1.25e-5"),
        (0.030612345, "0.03061"),
        (0.1, "0.1"),
        (71.3, "71.3"),
        (1234.56, "1235"),
        (123456.7, "123457"),
        (1.5e9, "1.5e9"),
        (-2.5e-12, "-2.5e-12"),
        (0.0, "0"),
        (123456789, "123456789"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
    ],
)
def test_numbers_have_four_significant_digits(given: float, shown: str) -> None:
    assert figures.number(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [("adam", "adam"), (True, "true"), (None, "null"), ([1, 2.5], "[1, 2.5]"), (0.5, "0.5"), ("NaN", "NaN")],
)
def test_values_of_any_kind_can_be_shown(given: object, shown: str) -> None:
    assert figures.value(given) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.4, "0s"), (59.6, "1m00"), (128, "2m08"), (3900, "1h05"), (266_400, "3d02h"), (-1, "0s")]
)
def test_durations_show_two_units(seconds: float, shown: str) -> None:
    assert figures.duration(seconds) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(5, "5s"), (119, "1m"), (7200, "2h"), (200_000, "2d")])
def test_ages_show_one_unit(seconds: float, shown: str) -> None:
    assert figures.age(seconds) == shown


@pytest.mark.parametrize(("done", "shown"), [(0, "░░░░"), (1, "░░░░"), (5, "▓▓░░"), (10, "▓▓▓▓"), (12, "▓▓▓▓")])
def test_bars_are_full_only_at_the_end(done: int, shown: str) -> None:
    assert figures.bar(done, 10, cells=4) == shown


def test_a_table_that_does_not_fit_becomes_blocks_and_loses_nothing() -> None:
    head, rows = ["id", "name", "state"], [["k3x9q7ab", "a name", "running"], ["p0a1bbcd", "", "paused"]]
    assert table(head, rows, 27) == ["id        name    state", "k3x9q7ab  a name  running", "p0a1bbcd          paused"]
    assert table(head, rows, 24) == ["k3x9q7ab", "  name a name", "  state running", "p0a1bbcd", "  state paused"]


def test_long_fields_wrap_under_their_own_column() -> None:
    assert fields([("runs", "28 finished and 3 running"), ("agents", "3")], 20) == [
        "runs    28 finished",
        "        and 3",
        "        running",
        "agents  3",
    ]


@pytest.mark.parametrize(
    ("middle", "half_width", "shown"),
    [
        (0.031234, 0.00041299, "0.03123 ± 0.00041"),
        (0.0312, 0.02, "0.031 ± 0.020"),
        (12.5, 3, "12.5 ± 3.0"),
        (12345.6, 123, "12346 ± 120"),
        (1.25e-6, 3.1e-8, "1.25e-6 ± 3.1e-8"),
        (0.5, 0.0, "0.5 ± 0"),
        (0.5, None, "0.5"),
    ],
)
def test_a_mean_has_two_digits_of_its_interval(middle: float, half_width: float | None, shown: str) -> None:
    assert figures.mean(middle, half_width) == shown
