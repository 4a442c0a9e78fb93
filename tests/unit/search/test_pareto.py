"""Several objectives: fronts, volumes and expected improvements against their definitions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besom.search.gp.ehvi import FRONT_MOST, ExpectedHypervolumeImprovement
from besom.search.gp.fit import Hyperparameters
from besom.search.gp.kernel import Array
from besom.search.gp.pareto import boxes, hypervolume, nondominated, thinned
from besom.search.gp.posterior import Posterior

CATEGORIES = np.array([False, False, True])


@st.composite
def tables(draw: st.DrawFn, least: int = 0, objectives: int | None = None) -> Array:
    """Rows of small whole numbers, so that equal ones and ties are common."""
    k = objectives or draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(st.integers(0, 5), min_size=k, max_size=k), min_size=least, max_size=12))
    return np.array(rows, dtype=float).reshape(-1, k)


def sphere(count: int, objectives: int, seed: int = 0) -> Array:
    """Rows none of which dominates another."""
    rows = np.abs(np.random.default_rng(seed).standard_normal((count, objectives)))
    front: Array = 1.0 - rows / np.linalg.norm(rows, axis=1)[:, None]
    return front


def posteriors(objectives: int) -> list[Posterior]:
    rng = np.random.default_rng(1)
    x = rng.random((15, 3))
    x[:, 2] = x[:, 2] > 0.5
    hyper = Hyperparameters(np.array([0.4, 0.8, 1.5]), 1.3, 1e-3)
    return [Posterior(x, np.sin(4 * x[:, 0] + 2 * j) + x[:, 1] - x[:, 2], CATEGORIES, hyper) for j in range(objectives)]


@given(tables())
def test_a_row_is_marked_unless_another_beats_it(values: Array) -> None:
    expected = [not any((other <= row).all() and (other < row).any() for other in values) for row in values]
    assert nondominated(values).tolist() == expected


def test_infinite_values_are_compared_like_others() -> None:
    assert nondominated(np.array([[1.0, np.inf], [2.0, np.inf], [3.0, -np.inf]])).tolist() == [True, False, True]
    assert nondominated(np.array([[1.0, np.inf, 0.0], [2.0, np.inf, 0.0]])).tolist() == [True, False]


@given(tables())
def test_hypervolume_counts_the_cells_that_are_dominated(values: Array) -> None:
    k = values.shape[1]
    cells = np.array(np.meshgrid(*[np.arange(5)] * k)).reshape(k, -1).T  # each named by its lower corner
    covered = (values[:, None, :] <= cells).all(axis=2).any(axis=0)
    assert hypervolume(values, np.full(k, 5.0)) == pytest.approx(covered.sum())


@settings(max_examples=30)
@given(tables(least=1), st.integers(0, 99))
def test_hypervolume_does_not_depend_on_order_and_never_falls_with_another_row(values: Array, seed: int) -> None:
    rng = np.random.default_rng(seed)
    reference = np.full(values.shape[1], 4.5)
    whole = hypervolume(values, reference)
    assert hypervolume(rng.permutation(values), reference) == pytest.approx(whole)
    assert hypervolume(np.vstack([values, rng.random(values.shape[1]) * 5]), reference) >= whole - 1e-9


@pytest.mark.parametrize("objectives", [3, 4, 5, 6])
def test_hypervolume_agrees_with_monte_carlo(objectives: int) -> None:
    front = sphere(10, objectives)
    draws = np.random.default_rng(0).random((100_000, objectives))
    share = (front[:, None, :] <= draws).all(axis=2).any(axis=0).mean()
    assert hypervolume(front, np.ones(objectives)) == pytest.approx(share, abs=0.01)


@settings(max_examples=50)
@given(st.integers(2, 4).flatmap(lambda k: tables(objectives=k)))
def test_boxes_are_disjoint_and_fill_what_nothing_dominates(values: Array) -> None:
    reference = np.full(values.shape[1], 4.5)
    low, high = boxes(values, reference)
    assert (low < high).all()
    places = np.random.default_rng(0).uniform(-1.0, 4.5, (300, values.shape[1]))
    inside = ((low <= places[:, None, :]) & (places[:, None, :] < high)).all(axis=2).sum(axis=1)
    dominated = (values[:, None, :] <= places).all(axis=2).any(axis=0)
    assert inside.tolist() == (~dominated).astype(int).tolist()


@pytest.mark.parametrize("objectives", [2, 3, 4])
def test_expected_improvement_of_the_hypervolume_agrees_with_monte_carlo(objectives: int) -> None:
    models = posteriors(objectives)
    front = sphere(6, objectives) - 0.5
    reference = np.full(objectives, 1.0)
    at = np.random.default_rng(2).random((1, 3))
    mean, sd = (np.array(part)[:, 0] for part in zip(*(model.predict(at) for model in models), strict=True))
    draws = mean + sd * np.random.default_rng(3).standard_normal((1000, objectives))
    before = hypervolume(front, reference)
    gains = [hypervolume(np.vstack([front, draw]), reference) - before for draw in draws]
    score = ExpectedHypervolumeImprovement(models, front, reference).score(at)[0]
    assert np.exp(score) == pytest.approx(np.mean(gains), abs=4 * np.std(gains) / len(gains) ** 0.5)


@pytest.mark.parametrize("objectives", [2, 3, 4])
@pytest.mark.parametrize("shift", [0.0, 4.0, -30.0])
def test_gradient_matches_finite_differences_where_improvement_is_likely_and_where_it_underflows(
    objectives: int, shift: float
) -> None:
    front = sphere(6, objectives) + shift
    model = ExpectedHypervolumeImprovement(posteriors(objectives), front, np.full(objectives, 1.1 + shift))
    row = np.array([0.3, 0.6, 0.0])
    (value,), (slope,) = model.slope(row[None, :])
    assert value == pytest.approx(model.score(row[None, :])[0])
    for j in range(2):
        step = 1e-6 * np.eye(3)[j]
        difference = (model.score((row + step)[None, :]) - model.score((row - step)[None, :]))[0] / 2e-6
        assert slope[j] == pytest.approx(difference, rel=1e-4, abs=1e-5)
    assert slope[2] == 0.0


def test_it_is_finite_however_far_the_front_is_ahead() -> None:
    rows = np.random.default_rng(2).random((5, 3))
    for shift in (-1e2, -1e4, -1e6):
        model = ExpectedHypervolumeImprovement(posteriors(2), sphere(6, 2) + shift, np.full(2, 1.1 + shift))
        assert np.isfinite(model.score(rows)).all()
        assert np.isfinite(model.slope(rows)[1]).all()


def test_an_empty_front_leaves_the_whole_of_what_lies_below_the_reference() -> None:
    models, reference = posteriors(2), np.array([0.5, 0.2])
    at = np.random.default_rng(2).random((4, 3))
    beyond = np.array([[0.0, 3.0], [7.0, -1.0]])
    empty = ExpectedHypervolumeImprovement(models, np.empty((0, 2)), reference).score(at)
    assert ExpectedHypervolumeImprovement(models, beyond, reference).score(at) == pytest.approx(empty)
    assert np.isfinite(empty).all()


def test_equal_and_dominated_rows_of_a_front_change_nothing() -> None:
    models, reference = posteriors(3), np.full(3, 1.1)
    front, at = sphere(6, 3), np.random.default_rng(2).random((4, 3))
    plain = ExpectedHypervolumeImprovement(models, front, reference).score(at)
    padded = np.vstack([front + 0.05, front[::-1], front])
    assert ExpectedHypervolumeImprovement(models, padded, reference).score(at) == pytest.approx(plain)


def test_a_long_front_is_thinned_to_rows_that_lie_all_along_it() -> None:
    steps = np.linspace(0.0, 1.0, 1000)
    front = np.column_stack([steps, 1e6 * (1.0 - steps)])
    few = thinned(front, FRONT_MOST[2])
    assert len(few) == FRONT_MOST[2]
    assert np.diff(few[:, 0]).max() < 0.07
    assert {0.0, 1.0} <= set(few[:, 0])
    models, at = posteriors(2), np.random.default_rng(2).random((5, 3))
    curve = np.column_stack([steps - 0.5, (1.0 - steps) ** 2 - 0.5])
    close = ExpectedHypervolumeImprovement(models, curve, np.full(2, 1.0)).score(at)
    closer = ExpectedHypervolumeImprovement(models, thinned(curve, 40), np.full(2, 1.0)).score(at)
    assert np.abs(close - closer).max() < 0.1
