"""The other methods that learn: each must be well ahead of random search where it is meant to be."""

import pytest

from tests.quality.test_bayes_beats_random import mean_best

RUNS = 100


# The shares are about twice what was measured, so that they catch a slip and not a change of luck.
@pytest.mark.parametrize(
    ("name", "method", "share"),
    [
        ("training", "tpe", 0.2),
        ("conditional", "tpe", 0.4),
        ("hartmann", "cma-es", 0.4),
        ("conditional", "cma-es", 0.4),
    ],
)
def test_it_is_ahead_of_random(name: str, method: str, share: float) -> None:
    assert mean_best(name, method, runs=RUNS) < share * mean_best(name, "random", runs=RUNS)
