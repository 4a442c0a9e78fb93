"""Regret, ranks and win rates from raw rows."""

from collections.abc import Mapping

import numpy as np
import pytest

from benchmarks.tournament.known import Known
from benchmarks.tournament.raw import Result
from benchmarks.tournament.scores import Scores, estimate, incumbents, score

KNOWN = {"a": Known(best=0.0, median=1.0), "b": Known(best=10.0, median=20.0)}


def result(optimizer: str, problem: str, seed: int, *values: float, workers: int = 1) -> Result:
    rows = np.array([[value, value, 0.001, 0.002, i] for i, value in enumerate(values)])
    return Result(optimizer, problem, seed, workers, len(values), rows)


def scored(ends: Mapping[str, Mapping[tuple[str, int], float]]) -> Scores:
    """Searches of one run each."""
    found = [result(name, *cell, value) for name, cells in ends.items() for cell, value in cells.items()]
    return score(found, KNOWN, workers=1)


def test_the_incumbent_is_the_best_observed_and_is_judged_by_its_true_value() -> None:
    rows = np.array([[3.0, 3.5, 0, 0, 0], [np.inf, 10.0, 0, 0, 0], [1.0, 2.5, 0, 0, 0], [2.0, 0.1, 0, 0, 0]])
    assert incumbents(rows).tolist() == [3.5, 3.5, 2.5, 2.5]


def test_of_equal_observations_the_first_stays_the_incumbent() -> None:
    rows = np.array([[1.0, 5.0, 0, 0, 0], [1.0, 0.0, 0, 0, 0]])
    assert incumbents(rows).tolist() == [5.0, 5.0]


def test_regret_lies_between_the_best_known_and_the_median_of_random_points() -> None:
    scores = score([result("x", "b", 0, 30.0, 15.0, 10.0)], KNOWN, workers=1)
    assert scores.searches["x"]["b", 0].regret.tolist() == [1.0, 0.5, 0.0]


def test_a_better_value_than_the_best_known_is_the_best_for_all() -> None:
    scores = score([result("x", "a", 0, 0.0), result("y", "a", 0, -1.0, workers=8)], KNOWN, workers=1)
    assert scores.searches["x"]["a", 0].regret.tolist() == [0.5]
    assert scores.optimizers == ("x",)


def test_of_two_searches_with_the_same_name_the_longer_one_counts() -> None:
    scores = score([result("x", "a", 0, 0.5, 0.2), result("x", "a", 0, 0.9)], KNOWN, workers=1)
    assert scores.searches["x"]["a", 0].regret.tolist() == [0.5, 0.2]


def test_ranks_are_of_means_over_seeds_and_equals_share_them() -> None:
    scores = scored(
        {
            "x": {("a", 0): 0.1, ("a", 1): 0.5, ("b", 0): 12.0},
            "y": {("a", 0): 0.3, ("a", 1): 0.3, ("b", 0): 11.0},
            "z": {("a", 0): 0.9, ("a", 1): 0.9, ("b", 0): 13.0},
        }
    )
    assert scores.ranks(1) == {"x": (1.5 + 2) / 2, "y": (1.5 + 1) / 2, "z": 3.0}


def test_wins_compare_the_same_problem_and_seed_and_ties_count_half() -> None:
    scores = scored(
        {
            "x": {("a", 0): 0.1, ("a", 1): 0.5, ("b", 0): 12.0},
            "y": {("a", 0): 0.3, ("a", 1): 0.5, ("b", 1): 11.0},
        }
    )
    won = scores.wins("x", "y", 1)
    assert won is not None
    assert (won[0].mean, won[1]) == (0.75, 2)
    assert scores.of(["x"]).searches.keys() == {"x"}


def test_optimizers_without_a_problem_in_common_have_no_win_rate() -> None:
    assert scored({"x": {("a", 0): 0.1}, "y": {("b", 0): 11.0}}).wins("x", "y", 1) is None


def test_shared_keeps_the_problems_that_all_have() -> None:
    scores = scored({"x": {("a", 0): 0.1, ("b", 0): 12.0}, "y": {("b", 1): 11.0}}).shared()
    assert scores.problems() == ("b",)


def test_searches_that_did_not_go_far_enough_are_left_out() -> None:
    scores = score([result("x", "a", 0, 0.5, 0.2), result("y", "a", 0, 0.9)], KNOWN, workers=1)
    assert scores.reaching(2).optimizers == ("x",)


def test_an_interval_holds_the_mean_and_narrows_with_more_problems() -> None:
    rng = np.random.default_rng(1)
    few, many = (estimate([rng.normal(size=4) for _ in range(count)]) for count in (5, 80))
    for found in (few, many):
        assert found.low < found.mean < found.high
    assert many.high - many.low < few.high - few.low


def test_problems_count_alike_however_many_seeds_they_have() -> None:
    assert estimate([np.array([1.0]), np.zeros(9)]).mean == pytest.approx(0.5)
