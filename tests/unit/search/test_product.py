"""Acquisitions times probabilities that limits are kept."""

import numpy as np
import pytest
from scipy.special import ndtr

from besom.search.gp.acquisition import LogExpectedImprovement
from besom.search.gp.fit import Hyperparameters
from besom.search.gp.posterior import Posterior
from besom.search.gp.product import Product, Within

LIMITS = [(None, 0.3), (-0.2, None), (-0.2, 0.3), (2.0, 2.5), (-3.0, -2.9), (None, None), (-60.0, -50.0), (40.0, None)]


def posterior(seed: int = 0) -> Posterior:
    rng = np.random.default_rng(seed)
    x = rng.random((12, 2))
    x[:, 1] = x[:, 1] > 0.5
    hyper = Hyperparameters(np.array([0.4, 1.5]), 1.3, 1e-2)
    return Posterior(x, np.sin(5 * x[:, 0]) - x[:, 1], np.array([False, True]), hyper)


@pytest.mark.parametrize(("low", "high"), LIMITS[:6])
def test_probability_of_lying_within_limits_is_that_of_the_normal_distribution(
    low: float | None, high: float | None
) -> None:
    at = np.random.default_rng(1).random((20, 2))
    mean, sd = posterior().predict(at)
    above = 1.0 if high is None else ndtr((high - mean) / sd)
    expected = above - (0.0 if low is None else ndtr((low - mean) / sd))
    np.testing.assert_allclose(np.exp(Within(posterior(), low, high).log_probability(at)), expected, atol=1e-12)


@pytest.mark.parametrize(("low", "high"), LIMITS)
def test_gradient_of_the_probability_matches_finite_differences(low: float | None, high: float | None) -> None:
    term, row, step = Within(posterior(), low, high), np.array([0.37, 1.0]), np.array([1e-6, 0.0])
    (value,), (slope,) = term.slope(row[None, :])
    assert value == pytest.approx(term.log_probability(row[None, :])[0])
    difference = (term.log_probability((row + step)[None, :]) - term.log_probability((row - step)[None, :]))[0] / 2e-6
    assert slope[0] == pytest.approx(difference, rel=1e-4, abs=1e-5)
    assert slope[1] == 0.0


def test_it_is_finite_however_far_the_limits_are_away_and_where_they_meet() -> None:
    at = np.random.default_rng(1).random((5, 2))
    for low, high in [(None, -1e5), (1e5, None), (1e5, 1e5 + 1), (0.1, 0.1)]:
        term = Within(posterior(), low, high)
        assert np.isfinite(term.log_probability(at)).all()
        assert np.isfinite(term.slope(at)[1]).all()


def test_a_product_adds_logarithms_and_slopes() -> None:
    gain = LogExpectedImprovement(posterior(), -0.5)
    terms = [Within(posterior(1), None, 0.2), Within(posterior(2), -1.0, 0.5)]
    product = Product(gain, terms)
    at = np.random.default_rng(1).random((5, 2))
    total = gain.score(at) + terms[0].log_probability(at) + terms[1].log_probability(at)
    assert product.score(at) == pytest.approx(total)
    (value,), (slope,) = product.slope(at[:1])
    assert value == pytest.approx(total[0])
    step = np.array([1e-6, 0.0])
    difference = (product.score((at[0] + step)[None, :]) - product.score((at[0] - step)[None, :]))[0] / 2e-6
    assert slope[0] == pytest.approx(difference, rel=1e-4)


def test_without_terms_a_product_is_its_acquisition() -> None:
    gain = LogExpectedImprovement(posterior(), 0.0)
    at = np.random.default_rng(1).random((5, 2))
    assert Product(gain, []).score(at).tolist() == gain.score(at).tolist()
