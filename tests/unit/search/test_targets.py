"""Targets: order kept, outliers tamed, nothing overflows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom.search.gp.kernel import Array
from besom.search.gp.targets import Scale


def standardise(values: Array) -> Array:
    return Scale.of(values).to(values)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=40))
def test_targets_are_finite_and_keep_the_order(values: list[float]) -> None:
    z = standardise(np.array(values))
    assert np.isfinite(z).all()
    assert (np.diff(z[np.argsort(values, kind="stable")]) >= -1e-9).all()


@given(st.lists(st.floats(-100, 100), min_size=5, max_size=40, unique=True))
def test_targets_have_mean_0_and_sd_1_unless_all_are_equal(values: list[float]) -> None:
    z = standardise(np.array(values))
    assert z.mean() == pytest.approx(0, abs=1e-6)
    assert z.std() == pytest.approx(1, abs=1e-6)


def test_equal_values_give_zeros() -> None:
    assert standardise(np.full(5, 3.3)).tolist() == [0.0] * 5
    assert standardise(np.array([1e300])).tolist() == [0.0]


def test_a_diverged_run_leaves_the_others_apart() -> None:
    values = np.append(np.linspace(0.1, 0.5, 20), 1e300)
    assert np.ptp(standardise(values)[:20]) > 1.0


def test_scale_and_offset_do_not_matter() -> None:
    values = np.random.default_rng(0).normal(size=30)
    np.testing.assert_allclose(standardise(values), standardise(1e4 * values - 77), atol=1e-6)


@given(st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), min_size=3, max_size=40, unique=True))
def test_targets_lead_back_to_their_values(values: list[float]) -> None:
    scale = Scale.of(np.array(values))
    squashed = scale.to(np.array(values))
    near = np.abs(np.array(values) - scale.middle) < 20 * scale.scale  # further out the limit of a bad value is reached
    back = scale.back(squashed)
    np.testing.assert_allclose(back[near], np.array(values)[near], rtol=1e-4, atol=1e-4 * scale.scale)


def test_any_target_has_a_finite_value_in_order() -> None:
    for values in ([0.1, 0.2, 0.4], [1.0, 1.0, 1.0], [1.0, 2.0, 3.0, 1e300], list(np.geomspace(1e-9, 1e9, 30))):
        back = Scale.of(np.array(values)).back(np.linspace(-8, 8, 50))
        assert np.isfinite(back).all()
        assert (np.diff(back) >= 0).all()
