"""Which runs succeed: derivatives against finite differences, and places that are avoided, or are not."""

from collections.abc import Callable

import numpy as np
import pytest

from besom.search.gp.classify import KEEP_MOST, Success, fit_success, prior_of_success, success_cost
from besom.search.gp.kernel import Array, Mask, gaps

CATEGORIES = np.array([False, False, False, True])
Outcome = Callable[[Array, np.random.Generator], Mask]


def rows(count: int, rng: np.random.Generator) -> Array:
    x = rng.random((count, 4))
    x[:, 3] = (np.floor(x[:, 3] * 4) + 0.5) / 4
    return x


def learnt(outcome: Outcome, count: int = 100, seed: int = 0) -> tuple[Success, Array, Mask]:
    """A model of some runs, and other rows with how runs there would end."""
    rng = np.random.default_rng(seed)
    x = rows(count, rng)
    succeeded = outcome(x, rng)
    at = rows(500, rng)
    hyper = fit_success(x, succeeded, CATEGORIES)
    return Success(x, succeeded, CATEGORIES, hyper), at, outcome(at, rng)


def out_of_memory(x: Array, rng: np.random.Generator) -> Mask:
    fits: Mask = x[:, 0] * x[:, 1] < 0.4
    return fits


def diverged(x: Array, rng: np.random.Generator) -> Mask:
    stable: Mask = x[:, 0] < 0.7
    return stable


def broken_choice(x: Array, rng: np.random.Generator) -> Mask:
    works: Mask = x[:, 3] > 0.25
    return works


def now_and_then(x: Array, rng: np.random.Generator) -> Mask:
    lucky: Mask = rng.random(len(x)) > 0.1
    return lucky


@pytest.mark.parametrize("outcome", [out_of_memory, diverged, broken_choice])
@pytest.mark.parametrize("count", [100, 3 * KEEP_MOST])
def test_places_where_runs_fail_are_told_from_those_where_they_succeed(outcome: Outcome, count: int) -> None:
    model, at, succeeds = learnt(outcome, count)
    probability = np.exp(model.log_probability(at))
    assert ((probability > 0.5) == succeeds).mean() > 0.93
    assert np.quantile(probability[succeeds], 0.1) > 0.6
    assert np.quantile(probability[~succeeds], 0.9) < 0.5


@pytest.mark.parametrize("count", [20, 100, 3 * KEEP_MOST])
def test_failures_that_depend_on_nothing_keep_nobody_away(count: int) -> None:
    for seed in range(3):
        model, at, _ = learnt(now_and_then, count, seed)
        probability = np.exp(model.log_probability(at))
        assert np.quantile(probability, 0.05) > 0.5
        assert np.median(probability) > 0.65


def test_far_from_all_runs_it_is_the_rate_of_success() -> None:
    model, _, _ = learnt(out_of_memory)
    rng = np.random.default_rng(0)
    rate = (out_of_memory(rows(100, rng), rng).sum() + 1) / 102
    assert np.exp(model.log_probability(np.full((1, 4), 99.0))) == pytest.approx(rate)


@pytest.mark.parametrize("fate", [True, False])
def test_where_all_runs_ended_alike_the_others_are_still_thought_possible(fate: bool) -> None:
    rng = np.random.default_rng(0)
    x, succeeded = rows(12, rng), np.full(12, fate)
    model = Success(x, succeeded, CATEGORIES, fit_success(x, succeeded, CATEGORIES))
    probability = np.exp(model.log_probability(x))
    assert ((probability > 0.8) if fate else (probability < 0.2)).all()
    assert (np.abs(probability - 0.5) < 0.5).all()


@pytest.mark.parametrize("seed", range(3))
def test_gradient_of_the_evidence_matches_finite_differences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rows(30, rng)
    sign = np.where(out_of_memory(x, rng), 1.0, -1.0)
    gap, prior = gaps(x, x, CATEGORIES), prior_of_success(4)
    theta = rng.normal([-1.0, 0.0, 0.5, 0.3, float(seed)], 0.5)
    steps = 1e-5 * np.eye(5)

    def value(at: Array) -> float:
        return success_cost(at, gap, sign, 0.8, prior)[0]

    difference = [(value(theta + h) - value(theta - h)) / 2e-5 for h in steps]
    np.testing.assert_allclose(success_cost(theta, gap, sign, 0.8, prior)[1], difference, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("outcome", [out_of_memory, broken_choice, now_and_then])
def test_gradient_of_the_probability_matches_finite_differences(outcome: Outcome) -> None:
    model, at, _ = learnt(outcome, 40)
    for row in at[:4]:
        (value,), (slope,) = model.slope(row[None, :])
        assert value == pytest.approx(model.log_probability(row[None, :])[0])
        for j in range(3):
            step = 1e-5 * np.eye(4)[j]
            ends = model.log_probability(np.array([row + step, row - step]))
            assert slope[j] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-4, abs=1e-6)
        assert slope[3] == 0.0


def test_one_run_more_than_it_holds_changes_little() -> None:
    rng = np.random.default_rng(0)
    x, at = rows(KEEP_MOST + 1, rng), rows(300, rng)
    succeeded = out_of_memory(x, rng)
    hyper = fit_success(x, succeeded, CATEGORIES)
    full, over = (Success(x[:n], succeeded[:n], CATEGORIES, hyper) for n in (KEEP_MOST, KEEP_MOST + 1))
    change = np.abs(np.exp(full.log_probability(at)) - np.exp(over.log_probability(at)))
    assert np.quantile(change, 0.95) < 0.1
    assert change.mean() < 0.03


def test_what_failed_long_ago_is_remembered_while_runs_gather_elsewhere() -> None:
    rng = np.random.default_rng(0)
    early = rows(100, rng)
    late = rows(2000, rng)
    late[:, :3] = 0.25 + 0.05 * rng.standard_normal((2000, 3))
    x = np.vstack([early, late])
    succeeded = diverged(x, rng)
    model = Success(x, succeeded, CATEGORIES, fit_success(x, succeeded, CATEGORIES))
    at = rows(300, rng)
    odds = np.exp(model.log_probability(at))
    assert odds[at[:, 0] > 0.85].mean() < 0.3 < 0.9 < odds[at[:, 0] < 0.5].mean()


def test_runs_that_differ_in_no_column_are_no_trouble() -> None:
    x, succeeded, none = np.empty((6, 0)), np.array([True, True, True, True, False, True]), np.zeros(0, dtype=bool)
    model = Success(x, succeeded, none, fit_success(x, succeeded, none))
    assert 0.6 < np.exp(model.log_probability(np.empty((1, 0)))[0]) < 0.95
