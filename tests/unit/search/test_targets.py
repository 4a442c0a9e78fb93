"""Targets: order kept, outliers tamed, nothing overflows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom.search.gp.targets import standardise


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
