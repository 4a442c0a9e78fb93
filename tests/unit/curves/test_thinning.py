"""A thinned curve has few points, and a spike never disappears."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom.curves import Array, thin

VALUES = st.lists(st.floats(), min_size=1, max_size=400)
POINTS = st.integers(5, 60)


def thinned(values: list[float], points: int) -> tuple[Array, Array, Array]:
    """With the index as step and twice that as time."""
    index = [float(i) for i in range(len(values))]
    return thin(index, [2 * i for i in index], values, points)


@given(values=VALUES, points=POINTS)
def test_what_is_kept_are_points_of_the_curve_in_order_and_not_too_many(values: list[float], points: int) -> None:
    steps, times, kept = thinned(values, points)
    assert len(steps) == len(times) == len(kept) <= max(points, 5)
    assert np.all(np.diff(steps) > 0)
    assert times.tolist() == (2 * steps).tolist()
    assert str(kept.tolist()) == str([values[int(i)] for i in steps])


@given(values=VALUES, points=POINTS)
def test_a_short_curve_is_kept_whole(values: list[float], points: int) -> None:
    few = values[:points]
    assert str(thinned(few, points)[2].tolist()) == str(few)


@given(values=VALUES, points=POINTS)
def test_the_ends_and_the_extremes_stay(values: list[float], points: int) -> None:
    _, _, kept = thinned(values, points)
    assert str(kept[[0, -1]].tolist()) == str([values[0], values[-1]])
    numbers = [value for value in values if not math.isnan(value)]
    if numbers:
        assert np.nanmin(kept) == min(numbers)
        assert np.nanmax(kept) == max(numbers)
    assert np.isnan(kept).any() == (len(numbers) < len(values))


@given(n=st.integers(10, 5000), points=POINTS, data=st.data(), spike=st.sampled_from([9.0, -9.0, math.inf, math.nan]))
def test_a_spike_never_disappears(n: int, points: int, data: st.DataObject, spike: float) -> None:
    at = data.draw(st.integers(0, n - 1))
    values = np.sin(np.arange(n))
    values[at] = spike
    steps, _, kept = thin(np.arange(n, dtype=float), np.zeros(n), values, points)
    assert str(kept[steps == at].tolist()) == str([spike])


def test_missing_steps_are_allowed() -> None:
    steps, _, values = thin([None] * 100, [0.0] * 100, [float(i) for i in range(100)], 10)
    assert len(values) == 10
    assert np.isnan(steps).all()


@pytest.mark.parametrize("points", [-1, 0, 4])
def test_fewer_than_five_points_are_never_asked_for(points: int) -> None:
    assert len(thinned([float(i % 7) for i in range(100)], points)[2]) <= 5
