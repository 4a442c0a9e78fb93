"""The Gaussian process: derivatives against finite differences, and a posterior that makes sense."""

from collections.abc import Callable

import numpy as np
import pytest

from besom.search.gp.acquisition import (
    LogExpectedImprovement,
    LogProbabilityOfImprovement,
    LowerConfidenceBound,
    ProbabilityOfImprovement,
)
from besom.search.gp.fit import Hyperparameters, cost, fit
from besom.search.gp.kernel import Array, gaps, matern52, matern52_slope, pair_gaps, scaled
from besom.search.gp.maximise import Acquisition
from besom.search.gp.posterior import Posterior
from besom.search.gp.prior import prior_for
from besom.search.gp.targets import Scale
from besom.search.gp.thompson import ThompsonSample


def standardise(values: Array) -> Array:
    return Scale.of(values).to(values)


CATEGORIES = np.array([False, False, True])


def rows(count: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    x = rng.random((count, 3))
    x[:, 2] = (np.floor(x[:, 2] * 3) + 0.5) / 3
    return x


def surface(x: Array) -> Array:
    """A smooth function whose level depends on the category."""
    value: Array = np.sin(5 * x[:, 0]) + (x[:, 1] - 0.3) ** 2 + (x[:, 2] > 0.6)
    return value


def posterior(count: int = 25, noise: float = 1e-4) -> Posterior:
    hyper = Hyperparameters(np.array([0.4, 0.8, 1.5]), 1.3, noise)
    x = rows(count)
    return Posterior(x, surface(x), CATEGORIES, hyper)


def test_covariance_is_positive_definite_with_categories() -> None:
    x = rows(60)
    covariance = matern52(scaled(gaps(x, x, CATEGORIES), np.array([0.3, 0.3, 0.5])))
    assert np.linalg.eigvalsh(covariance).min() > -1e-10
    assert np.diag(covariance) == pytest.approx(1.0)


def test_categories_are_equal_or_different_never_near() -> None:
    codes = np.array([[1 / 6], [3 / 6], [5 / 6]])
    gap = gaps(codes, codes, np.array([True]))
    assert gap[0].tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_matern_agrees_with_the_closed_form_and_its_slope_with_differences() -> None:
    assert matern52(np.array([1.0]))[0] == pytest.approx((1 + 5**0.5 + 5 / 3) * np.exp(-(5**0.5)))
    r2 = np.array([1e-12, 0.01, 0.5, 3.0, 40.0])
    step = 1e-6
    difference = (matern52(r2 + step) - matern52(r2)) / step
    np.testing.assert_allclose(matern52_slope(r2), difference, rtol=2e-3, atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_gradient_of_the_likelihood_matches_finite_differences(seed: int) -> None:
    x = rows(30, seed)
    z = standardise(surface(x))
    pairs, prior = np.tril_indices(len(x), -1), prior_for(3)
    gap = pair_gaps(x, pairs, CATEGORIES)
    theta = np.random.default_rng(seed).normal([-1.0, 0.0, 0.5, 0.3, -4.0], 0.5)
    steps = 1e-6 * np.eye(len(theta))
    difference = [
        (cost(theta + h, gap, pairs, z, prior)[0] - cost(theta - h, gap, pairs, z, prior)[0]) / 2e-6 for h in steps
    ]
    np.testing.assert_allclose(cost(theta, gap, pairs, z, prior)[1], difference, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    "kind", [ProbabilityOfImprovement, LogProbabilityOfImprovement, LogExpectedImprovement, LowerConfidenceBound]
)
@pytest.mark.parametrize("target", [-1.2, 5.0, -9.0])
def test_gradients_of_acquisitions_match_finite_differences(
    kind: Callable[[Posterior, float], Acquisition], target: float
) -> None:
    model = kind(posterior(), target)
    row = rows(1, 50)[0]
    (value,), (slope,) = model.slope(row[None, :])
    assert value == pytest.approx(model.score(row[None, :])[0])
    for j in range(2):
        step = np.zeros(3)
        step[j] = 1e-6
        difference = (model.score((row + step)[None, :]) - model.score((row - step)[None, :]))[0] / 2e-6
        assert slope[j] == pytest.approx(difference, rel=1e-4, abs=1e-6)
    assert slope[2] == 0.0


def test_expected_improvement_is_right_near_and_finite_far_away() -> None:
    at = rows(6, 3)
    mean, sd = posterior().predict(at)
    draws = mean + sd * np.random.default_rng(0).standard_normal((200_000, 1))
    expected = np.maximum(0.5 - draws, 0.0).mean(axis=0)
    scores = LogExpectedImprovement(posterior(), 0.5).score(at)
    np.testing.assert_allclose(np.exp(scores), expected, rtol=0.05, atol=1e-4)
    for target in (-5.0, -1e2, -1e4, -1e8):
        assert np.isfinite(LogExpectedImprovement(posterior(), target).score(at)).all()


def test_posterior_agrees_with_the_textbook_formula() -> None:
    hyper = Hyperparameters(np.array([0.4, 0.8, 1.5]), 1.3, 0.01)
    x, at = rows(20), rows(7, 9)
    z = surface(x)
    prior = 1.3 * matern52(scaled(gaps(x, x, CATEGORIES), hyper.lengthscale)) + 0.01 * np.eye(20)
    cross = 1.3 * matern52(scaled(gaps(at, x, CATEGORIES), hyper.lengthscale))
    mean, sd = Posterior(x, z, CATEGORIES, hyper).predict(at)
    np.testing.assert_allclose(mean, cross @ np.linalg.solve(prior, z), rtol=1e-6)
    np.testing.assert_allclose(sd**2, 1.3 - np.diag(cross @ np.linalg.solve(prior, cross.T)), rtol=1e-5, atol=1e-9)


def test_posterior_is_sure_at_the_data_and_unsure_far_away() -> None:
    model = posterior(noise=1e-6)
    mean, sd = model.predict(rows(25))
    np.testing.assert_allclose(mean, surface(rows(25)), atol=1e-2)
    assert sd.max() < 0.01
    _, far = model.predict(np.full((1, 3), 30.0))
    assert far[0] == pytest.approx(1.3**0.5)


def test_rows_that_coincide_are_no_trouble() -> None:
    x = np.repeat(rows(2), 10, axis=0)
    z = np.repeat([-1.0, 1.0], 10)
    mean, _ = Posterior(x, z, CATEGORIES, fit(x, z, CATEGORIES)).predict(x)
    assert np.isfinite(mean).all()


def test_fit_finds_which_columns_matter() -> None:
    x = np.random.default_rng(0).random((60, 3))
    found = fit(x, standardise(np.sin(6 * x[:, 0])), np.zeros(3, dtype=bool))
    assert found.lengthscale[0] < 0.5 * found.lengthscale[1:].min()
    assert found.noise < 0.01


def test_fit_finds_the_noise() -> None:
    rng = np.random.default_rng(0)
    x = rng.random((80, 1))
    found = fit(x, standardise(np.sin(6 * x[:, 0]) + rng.normal(0, 0.5, 80)), np.zeros(1, dtype=bool))
    assert 0.1 < found.noise < 0.5  # the true share of the variance is a third


def test_fit_without_columns_or_with_one_row_stays_finite() -> None:
    for x in (np.empty((4, 0)), np.full((1, 2), 0.5)):
        found = fit(x, np.zeros(len(x)), np.zeros(x.shape[1], dtype=bool))
        assert np.isfinite([found.signal, found.noise, *found.lengthscale]).all()


def test_rows_in_flight_leave_the_mean_and_shrink_the_variance_as_if_they_had_come_out_as_expected() -> None:
    flying, at = rows(4, 8), rows(9, 9)
    before = posterior()
    expected, _ = before.predict(flying)
    told = Posterior(np.vstack([before.x, flying]), np.append(surface(before.x), expected), CATEGORIES, before.hyper)
    for ours, theirs in zip(before.believing(flying).predict(at), told.predict(at), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-8)
    np.testing.assert_allclose(before.believing(flying).predict(at)[0], before.predict(at)[0], atol=1e-12)


def test_sampled_functions_are_spread_as_the_posterior_is() -> None:
    at, model = rows(6, 4), posterior(12)
    drawn = np.array([-ThompsonSample(model, np.random.default_rng(seed)).score(at) for seed in range(600)])
    mean, sd = model.predict(at)
    np.testing.assert_allclose(drawn.mean(axis=0), mean, atol=4 * sd.max() / 600**0.5)
    np.testing.assert_allclose(drawn.std(axis=0), sd, rtol=0.15, atol=0.02)


def test_the_slope_of_a_sampled_function_matches_finite_differences() -> None:
    sample, at = ThompsonSample(posterior(), np.random.default_rng(0)), rows(5, 4)
    score, slope = sample.slope(at)
    np.testing.assert_allclose(score, sample.score(at))
    for j in range(2):
        step = 1e-6 * np.eye(3)[j]
        difference = (sample.score(at + step) - sample.score(at - step)) / 2e-6
        np.testing.assert_allclose(slope[:, j], difference, rtol=1e-4, atol=1e-4)
    assert (slope[:, 2] == 0).all()
