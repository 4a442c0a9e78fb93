"""Does the optimiser optimise? A few small problems with known optimum; every loop is seeded, so it repeats exactly."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from besom.search import Optimizer
from besom.space import Choice, Condition, Expression, IntUniform, LogUniform, Point, Space, Uniform

SEEDS = range(6)
RUNS = 30


@dataclass(frozen=True)
class Problem:
    """A function to minimise whose lowest value is 0."""

    space: Space
    value: Callable[[Point], float]


def number(point: Point, name: str) -> float:
    value = point[name]
    assert isinstance(value, (int, float))
    return float(value)


def branin(point: Point) -> float:
    """Three equal valleys in two dimensions."""
    x, y = number(point, "x"), number(point, "y")
    valley = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return valley**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.397887


def hartmann(point: Point) -> float:
    """Six dimensions, several valleys, one of them deepest (the standard test function, raised to end at 0)."""
    x = np.array([number(point, f"x{i}") for i in range(6)])
    scale = np.array(
        [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
    )
    centre = 1e-4 * np.array(
        [
            [1312, 1696, 5569, 124, 8283, 5886],
            [2329, 4135, 8307, 3736, 1004, 9991],
            [2348, 1451, 3522, 2883, 3047, 6650],
            [4047, 8828, 8732, 5743, 1091, 381],
        ]
    )
    return 3.32237 - float(np.array([1.0, 1.2, 3.0, 3.2]) @ np.exp(-(scale * (x - centre) ** 2).sum(axis=1)))


def training(point: Point) -> float:
    """Shaped like a small training job: the best rate depends on the optimiser, depth and width matter a little."""
    rate, dropout = number(point, "rate"), number(point, "dropout")
    best_rate = {"adam": 0.02, "sgd": 0.08, "lion": 0.005}[str(point["optimizer"])]
    penalty = {"adam": 0.1, "sgd": 0.0, "lion": 0.05}[str(point["optimizer"])]
    depth, width = number(point, "layers"), math.log2(number(point, "width"))
    return (
        abs(math.log(rate / best_rate)) * 0.3
        + penalty
        + (dropout - 0.2) ** 2
        + 0.05 * abs(depth - 4)
        + 0.03 * abs(width - 7)
    )


def optimisers(point: Point) -> float:
    """The better optimiser has a momentum to find, that the other does not have, and another best rate."""
    rate = number(point, "rate")
    if point["optimizer"] == "adam":
        return 0.15 + 0.12 * abs(math.log10(rate / 1e-3))
    return 0.1 * abs(math.log10(rate / 0.05)) + 3 * (number(point, "momentum") - 0.9) ** 2


def budget(point: Point) -> float:
    """The more of both the better, of which a constraint allows 1 together: half of each is best."""
    return (1 - number(point, "x")) ** 2 + (1 - number(point, "y")) ** 2 - 0.5


PROBLEMS = {
    "branin": Problem(Space({"x": Uniform(-5, 10), "y": Uniform(0, 15)}), branin),
    "hartmann": Problem(Space({f"x{i}": Uniform(0, 1) for i in range(6)}), hartmann),
    "training": Problem(
        Space(
            {
                "rate": Uniform(0.001, 0.1),
                "dropout": Uniform(0, 0.6),
                "optimizer": Choice(("adam", "sgd", "lion")),
                "layers": IntUniform(1, 8),
                "width": Choice((16, 32, 64, 128, 256, 512)),
            }
        ),
        training,
    ),
    "conditional": Problem(
        Space(
            {"optimizer": Choice(("adam", "sgd")), "rate": LogUniform(1e-5, 1), "momentum": Uniform(0, 0.99)},
            conditions={"momentum": (Condition("optimizer", ("sgd",)),)},
        ),
        optimisers,
    ),
    "constrained": Problem(
        Space({"x": Uniform(0, 1), "y": Uniform(0, 1)}, constraints=(Expression.parse("x + y <= 1", ("x", "y")),)),
        budget,
    ),
}


def best_found(
    problem: Problem, method: str, seed: int, workers: int = 1, noise: float = 0.0, runs: int = RUNS
) -> float:
    """The true value at the best observation of a search whose runs end in the order of their start."""
    optimizer = Optimizer(problem.space, method=method, seed=seed)
    rng = np.random.default_rng(seed)
    running, seen = list[Point](), list[tuple[float, float]]()
    for _ in range(runs + workers - 1):
        if len(seen) + len(running) < runs:
            asked = optimizer.ask()
            assert asked is not None
            running.append(asked)
        if len(running) == workers or len(seen) + len(running) == runs:
            point = running.pop(0)
            true = problem.value(point)
            observed = true + noise * rng.standard_normal()
            seen.append((observed, true))
            optimizer.tell(point, observed)
    assert len(seen) == runs
    return min(seen)[1]


def mean_best(name: str, method: str, workers: int = 1, noise: float = 0.0, runs: int = RUNS) -> float:
    return float(np.mean([best_found(PROBLEMS[name], method, seed, workers, noise, runs) for seed in SEEDS]))


# The shares are about twice what was measured, so that they catch a slip and not a change of luck.
@pytest.mark.parametrize(
    ("name", "share"),
    [("branin", 0.35), ("hartmann", 0.6), ("training", 0.15), ("conditional", 0.1), ("constrained", 0.01)],
)
def test_bayes_is_far_ahead_of_random(name: str, share: float) -> None:
    assert mean_best(name, "bayes") < share * mean_best(name, "random")


def test_four_workers_cost_little() -> None:
    assert mean_best("training", "bayes", workers=4) < 0.55 * mean_best("training", "random", workers=4)


def test_noise_does_not_lead_astray() -> None:
    assert mean_best("hartmann", "bayes", noise=0.1) < 0.8 * mean_best("hartmann", "random", noise=0.1)
