"""Racing seeds beside one seed a point and beside all seeds for every point, on noisy problems whose truth is known.

`python -m benchmarks.racing [--sweeps 20]` prints a table. Every sweep has the same number of runs and one agent; what
counts is the true mean of the point that it would recommend.
"""

import argparse
import math
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context

import numpy as np

from besom.search import METHODS, History, Objective, Observation, Racing, standings, suggest_many
from besom.space import Choice, IntUniform, LogUniform, Point, Space, Uniform

RUNS = 60
SEEDS = 3  # a point may have
METHODS_USED = ("random", "bayes")
NOISES = (0.1, 0.3, 1.0)
OBJECTIVE = Objective("loss")
RULES = {"one seed": (1, False), "every seed": (SEEDS, False), "racing": (SEEDS, True)}  # repeats, racing


@dataclass(frozen=True)
class Problem:
    """A function to minimise; its lowest value is 0."""

    space: Space
    value: Callable[[Point], float]

    @cached_property
    def scale(self) -> tuple[float, float]:
        """The median and the standard deviation of the values of random points."""
        rng = np.random.default_rng(0)
        values = [self.value(self.space.sample(rng)) for _ in range(2000)]
        return float(np.median(values)), float(np.std(values))


def number(point: Point, name: str) -> float:
    return float(str(point[name]))


def bowl(point: Point) -> float:
    """Four parameters, each worth half of the one before it."""
    return sum(0.5**i * (number(point, f"x{i}") - 0.3 - 0.1 * i) ** 2 for i in range(4))


def training(point: Point) -> float:
    """Shaped like a training job: the best rate depends on the optimiser; dropout and depth matter less."""
    best_rate, penalty = {"adam": (3e-3, 0.04), "sgd": (0.1, 0.0), "lion": (3e-4, 0.02)}[str(point["optimizer"])]
    far = math.log10(number(point, "rate") / best_rate)
    return (
        penalty
        + 0.2 * far**2 / (1 + 0.2 * far**2)
        + 0.3 * (number(point, "dropout") - 0.2) ** 2
        + (0.01 * abs(number(point, "layers") - 4))
    )


PROBLEMS: Mapping[str, Problem] = {
    "bowl": Problem(Space({f"x{i}": Uniform(0.0, 1.0) for i in range(4)}), bowl),
    "training": Problem(
        Space(
            {
                "rate": LogUniform(1e-5, 1.0),
                "optimizer": Choice(("adam", "sgd", "lion")),
                "dropout": Uniform(0.0, 0.6),
                "layers": IntUniform(1, 8),
            }
        ),
        training,
    ),
}


@dataclass(frozen=True)
class Outcome:
    regret: float  # of the recommended point's true mean: 0 is the best there is, 1 a median random point
    repeated: float  # share of the runs that ran a point once more


def sweep(problem: Problem, method: str, repeats: int, racing: bool, noise: float, seed: int) -> Outcome:
    """One sweep of RUNS runs. `noise`: standard deviation over seeds, in that of random points' values."""
    kind = METHODS[method].build(problem.space, OBJECTIVE, {})
    rule = Racing(kind, problem.space, OBJECTIVE, repeats, racing)
    median, spread = problem.scale
    rng = np.random.default_rng([seed, 1])
    runs: list[Observation] = []
    while len(runs) < RUNS:
        (made,) = suggest_many(rule, History(tuple(runs), len(runs)), seed, 1)
        value = problem.value(made.point) + noise * spread * rng.standard_normal()
        runs.append(Observation(made.point, "finished", {"loss": value}, repeat=made.repeat))
    best = standings(problem.space, OBJECTIVE, runs, repeats)[0]
    return Outcome(problem.value(best.point) / median, sum(run.repeat > 0 for run in runs) / RUNS)


def mean_outcome(case: tuple[str, str, str, float, int]) -> tuple[float, float]:
    """Mean regret and share of repeats over the sweeps of one row and rule."""
    name, method, rule, noise, sweeps = case
    outcomes = [sweep(PROBLEMS[name], method, *RULES[rule], noise, seed) for seed in range(sweeps)]
    return float(np.mean([each.regret for each in outcomes])), float(np.mean([each.repeated for each in outcomes]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=20)
    sweeps = parser.parse_args().sweeps
    rows = [(name, method, noise) for name in PROBLEMS for method in METHODS_USED for noise in NOISES]
    cases = [(name, method, rule, noise, sweeps) for name, method, noise in rows for rule in RULES]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        found = dict(zip(cases, pool.map(mean_outcome, cases), strict=True))
    print(f"| problem, method | noise | {' | '.join(RULES)} | repeats in the race |")
    print(f"|---|---|{'---|' * len(RULES)}---|")
    for name, method, noise in rows:
        of_rule = [found[name, method, rule, noise, sweeps] for rule in RULES]
        regrets = " | ".join(f"{regret:.3f}" for regret, _ in of_rule)
        print(f"| {name}, {method} | {noise:g} | {regrets} | {of_rule[-1][1]:.0%} |")


if __name__ == "__main__":
    main()
