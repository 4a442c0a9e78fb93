"""What repeats tell of the noise, against textbooks and against simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besom.search.noise import Values, half_widths, noise, t_quantile

Points = list[list[tuple[int, float]]]
VALUES = st.floats(allow_nan=False) | st.sampled_from([math.inf, -math.inf, 1e308, -1e308, 0.0])


def drawn(points: int, seeds: int, seed_sd: float, noise_sd: float, rng: np.random.Generator) -> Points:
    """Every point under every seed."""
    effect = seed_sd * rng.standard_normal(seeds)
    own = rng.standard_normal(points)
    return [[(s, own[p] + effect[s] + noise_sd * rng.standard_normal()) for s in range(seeds)] for p in range(points)]


def test_nothing_is_known_of_the_noise_from_single_values() -> None:
    found = noise(Values.of([[(0, 1.0)], [(0, 2.0)], []]))
    assert (found.sd, found.freedom) == (math.inf, 0)
    assert found.fair.tolist() == [1.0, 2.0]


def test_one_point_with_two_values_says_nothing_of_noise_beside_its_seeds() -> None:
    assert noise(Values.of([[(0, 1.0), (1, 3.0)]])).freedom == 0


def test_a_two_way_layout_by_hand() -> None:
    # Rows 1 3, 2 4, 6 10: seed 1 is 8/3 above seed 0; left are -1/3, -1/3, 2/3 of each row's half difference.
    found = noise(Values.of([[(0, 1.0), (1, 3.0)], [(0, 2.0), (1, 4.0)], [(0, 6.0), (1, 10.0)]]))
    assert found.freedom == 2
    assert found.sd == pytest.approx(math.sqrt((2 * (1 / 9) * 2 + 2 * (4 / 9)) / 2))
    assert found.fair[:2].tolist() == pytest.approx([1.0 + 4 / 3, 3.0 - 4 / 3])


def test_a_point_run_under_an_easy_seed_alone_is_compared_fairly() -> None:
    found = noise(Values.of([[(0, 1.0), (1, 5.0)], [(0, 2.0), (1, 6.0)], [(0, 2.5)]]))
    assert found.sd == pytest.approx(0.0, abs=1e-9)
    assert found.fair[4] == pytest.approx(4.5)


@pytest.mark.parametrize("seed_sd", [0.0, 5.0])
def test_the_noise_is_found_whatever_seeds_do(seed_sd: float) -> None:
    rng = np.random.default_rng(1)
    found = [noise(Values.of(drawn(6, 4, seed_sd, 0.5, rng))) for _ in range(400)]
    assert {each.freedom for each in found} == {15}
    assert np.mean([each.sd**2 for each in found]) == pytest.approx(0.25, rel=0.06)


@pytest.mark.parametrize("points", [1, 4])
@pytest.mark.parametrize("values", [2, 3, 5])
def test_intervals_cover_the_mean_of_further_seeds_nineteen_times_of_twenty(points: int, values: int) -> None:
    rng, sweeps = np.random.default_rng(points * values), 3000
    covered = 0
    for _ in range(sweeps):
        data = [[(s, 10.0 * p + rng.standard_normal()) for s in range(values)] for p in range(points)]
        covered += bool(abs(np.mean([value for _, value in data[0]])) <= half_widths(Values.of(data))[0])
    assert covered / sweeps == pytest.approx(0.95, abs=0.015)


def test_a_wild_point_has_a_wide_interval_among_quiet_ones() -> None:
    quiet: Points = [[(s, p + 0.001 * s) for s in range(3)] for p in range(5)]
    widths = half_widths(Values.of([*quiet, [(0, 0.1), (1, 0.2), (2, 0.9)], [(0, 1.0)]]))
    assert widths[5] > 50 * widths[0]
    assert math.isnan(widths[6])


def test_the_quantiles_are_those_of_the_tables() -> None:
    assert t_quantile(0.975, 2.0) == pytest.approx(4.3027, abs=1e-4)
    assert t_quantile(0.8, 10.0) == pytest.approx(0.8791, abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(-1, 4), VALUES), max_size=5), max_size=6))
def test_any_values_give_an_answer(points: Points) -> None:
    values = Values.of(points)
    found = noise(values)
    assert len(found.fair) == sum(map(len, points))
    assert not np.isnan(found.fair).any()
    assert found.sd >= 0
    assert [np.isnan(width) for width in half_widths(values)] == [len(of_point) < 2 for of_point in points]
