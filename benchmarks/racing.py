"""Racing seeds beside one seed a point and beside all seeds for every point, on noisy problems whose truth is known.

`python -m benchmarks.racing [--sweeps 20]` prints a table. Every sweep has the same number of runs and one agent; what
counts is the true mean of the point that it would recommend.
"""

import argparse
import math
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass
from functools import cached_property
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from besom.search import METHODS, Aim, History, Objective, Observation, Racing, standings, suggest_many
from besom.space import Choice, IntUniform, LogUniform, Point, Space, Uniform

RUNS = 60
SEEDS = 3  # a point may have
METHODS_USED = ("random", "bayes")
NOISES = ((0.1, 0.0), (0.3, 0.0), (1.0, 0.0), (0.3, 1.0))  # and what folds add
AIM = Aim((Objective("loss"),))
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


def table() -> NDArray[np.float64]:
    """(6, 6, 6) three lists whose values do their part alone and with each other: nothing lies between them."""
    rng = np.random.default_rng(5)
    alone, pairs = rng.random((3, 6)), rng.random((3, 6, 6))
    x, y, z = np.ogrid[:6, :6, :6]
    values = alone[0, x] + alone[1, y] + alone[2, z] + pairs[0, x, y] + pairs[1, y, z] + pairs[2, z, x]
    return np.asarray(values - values.min())


TABLE = table()


def choices(point: Point) -> float:
    return float(TABLE[tuple(int(number(point, name)) for name in "xyz")])


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
    "choices": Problem(Space({name: Choice(tuple("012345")) for name in "xyz"}), choices),
}


@dataclass(frozen=True)
class Outcome:
    regret: float  # of the recommended point's true mean: 0 is the best there is, 1 a median random point
    promised: float  # how much better than that the sweep said it is, on the same scale
    repeated: float  # share of the runs that ran a point once more


@dataclass(frozen=True)
class Row:
    """What is averaged over. Standard deviations are in that of random points' values."""

    problem: str
    method: str
    noise: float
    folds: float  # of what a seed does to all points alike, as folds of the data do

    def __str__(self) -> str:
        return f"{self.problem}, {self.method} | {self.noise:g}{' and folds' if self.folds else ''}"


def sweep(row: Row, rule: str, seed: int) -> Outcome:
    """One sweep of RUNS runs."""
    problem, (repeats, racing) = PROBLEMS[row.problem], RULES[rule]
    kind = METHODS[row.method].build(problem.space, AIM, {})
    raced = Racing(kind, problem.space, AIM, repeats, racing)
    median, spread = problem.scale
    rng = np.random.default_rng([seed, 1])
    folds = row.folds * spread * rng.standard_normal(SEEDS)
    runs: list[Observation] = []
    while len(runs) < RUNS:
        (made,) = suggest_many(raced, History(tuple(runs), len(runs)), seed, 1)
        value = problem.value(made.point) + folds[made.repeat] + row.noise * spread * rng.standard_normal()
        runs.append(Observation(made.point, "finished", {"loss": value}, repeat=made.repeat))
    found = standings(problem.space, AIM, runs, repeats)
    true, said = problem.value(found[0].point), (found[0].mean or 0.0) - float(folds.mean())
    return Outcome(true / median, (true - said) / median, 1 - len(found) / RUNS)


def mean_outcome(case: tuple[Row, str, int]) -> Outcome:
    """The mean over the sweeps of one row and rule."""
    row, rule, sweeps = case
    outcomes = np.array([astuple(sweep(row, rule, seed)) for seed in range(sweeps)])
    return Outcome(*outcomes.mean(axis=0).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=20)
    sweeps = parser.parse_args().sweeps
    rows = [Row(name, method, *noise) for name in PROBLEMS for method in METHODS_USED for noise in NOISES]
    cases = [(row, rule, sweeps) for row in rows for rule in RULES]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        found = dict(zip(cases, pool.map(mean_outcome, cases), strict=True))
    print(f"| problem, method | noise | {' | '.join(RULES)} | repeats | one seed promises | racing promises |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        one, every, raced = (found[row, rule, sweeps] for rule in RULES)
        regrets = f"{one.regret:.2f} | {every.regret:.2f} | {raced.regret:.2f} | {raced.repeated:.0%}"
        print(f"| {row} | {regrets} | {one.promised:.2f} | {raced.promised:.2f} |")


if __name__ == "__main__":
    main()
