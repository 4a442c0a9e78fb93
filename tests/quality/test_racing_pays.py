"""Is racing worth it? On noisy problems of the benchmark, with fixed seeds, by the true mean of what is recommended."""

import numpy as np
import pytest

from benchmarks.racing import PROBLEMS, Row, sweep

SWEEPS = range(60)


def regret(problem: str, rule: str) -> float:
    row = Row(problem, "random", noise=0.3, folds=0.0)
    return float(np.mean([sweep(row, rule, seed).regret for seed in SWEEPS]))


@pytest.mark.parametrize("problem", PROBLEMS)
def test_racing_finds_better_points_than_one_seed_or_every_seed(problem: str) -> None:
    raced = regret(problem, "racing")
    assert raced < regret(problem, "one seed")
    assert raced < regret(problem, "every seed")
