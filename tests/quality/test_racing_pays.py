"""Is racing worth it? On noisy problems of the benchmark, with fixed seeds, by the true mean of what is recommended."""

import numpy as np
import pytest

from benchmarks.racing import PROBLEMS, RULES, sweep

SWEEPS = range(60)


def regret(problem: str, rule: str, noise: float) -> float:
    return float(np.mean([sweep(PROBLEMS[problem], "random", *RULES[rule], noise, seed).regret for seed in SWEEPS]))


@pytest.mark.parametrize("problem", PROBLEMS)
def test_racing_finds_better_points_than_one_seed_or_every_seed(problem: str) -> None:
    raced = regret(problem, "racing", 0.3)
    assert raced < regret(problem, "one seed", 0.3)
    assert raced < regret(problem, "every seed", 0.3)
