"""Bayesian search and early termination beside random search, on the digits example.

`python -m benchmarks.digits [--seeds 10]` prints a table. Each sweep has one agent: a run starts when the one before
has ended. Methods and rule are the server's own, on the example's sweep files.
"""

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from besom.config import parse
from besom.search import Optimizer
from besom.space import Point, Space
from besom.stopping import Curve, Rule
from examples.digits import train

Array = NDArray[np.float64]

FOLDER = Path(train.__file__).parent
RUNS = 24
RESAMPLES = 10_000  # the interval's ends move by less than the digits shown
BASE = "random"
VARIANTS = {  # name -> method, whether the envelope ends runs
    BASE: ("random", False),
    "random + envelope": ("random", True),
    "bayes": ("bayes", False),
    "bayes + envelope": ("bayes", True),
}


@dataclass(frozen=True)
class Sweep:
    losses: tuple[float, ...]  # best val_loss of each run
    epochs: int  # trained over all runs


class Trainer:
    """Trains each point once and remembers its curve: variants of one seed share points."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._curves: dict[str, tuple[float, ...]] = {}

    def curve(self, point: Point) -> tuple[float, ...]:
        """The val_loss after each epoch."""
        key = self._space.key(point)
        if key not in self._curves:
            settings = train.parser().parse_args([f"--{name}={value}" for name, value in point.items()])
            self._curves[key] = tuple(epoch.val_loss for epoch in train.train(settings))
        return self._curves[key]


def sweep(optimizer: Optimizer, rules: Sequence[Rule], trainer: Trainer) -> Sweep:
    """One sweep of RUNS runs; a run ends after the epoch at which a rule says so."""
    finished: list[Curve] = []
    losses: list[float] = []
    epochs = 0
    while len(losses) < RUNS and (point := optimizer.ask()):
        number = len(losses)
        whole = trainer.curve(point)
        ages = range(1, len(whole))
        stopped = next((age for age in ages if decided(rules, finished, Curve(number, whole[:age]))), None)
        seen = whole[:stopped]
        if stopped is None:
            finished.append(Curve(number, whole))
        optimizer.tell(point, min(seen), stopped=stopped is not None)
        losses.append(min(seen))
        epochs += len(seen)
    return Sweep(tuple(losses), epochs)


def decided(rules: Sequence[Rule], finished: Sequence[Curve], running: Curve) -> bool:
    return any(rule.decide(finished, [running]) for rule in rules)


def variants(seed: int) -> dict[str, Sweep]:
    """One sweep of each variant, all with this seed."""
    file = FOLDER / "bayes.yaml"
    definition = parse(file.read_text(), file=file.name)
    trainer = Trainer(definition.space)
    return {
        name: sweep(
            Optimizer(definition.space, method=method, seed=seed),
            definition.build_rules() if envelope else (),
            trainer,
        )
        for name, (method, envelope) in VARIANTS.items()
    }


def interval(differences: Array) -> tuple[float, float]:
    """The 95 % percentile interval of the mean of paired differences, by bootstrap over the pairs."""
    rng = np.random.default_rng(0)
    means = rng.choice(differences, (RESAMPLES, len(differences))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def table(results: Sequence[dict[str, Sweep]]) -> str:
    best = {name: np.array([min(result[name].losses) for result in results]) for name in VARIANTS}
    epochs = {name: np.array([float(result[name].epochs) for result in results]) for name in VARIANTS}
    lines = [f"{'':20}{'best val_loss':>15}{'beside random (95 %)':>28}{'epochs':>9}{'beside random (95 %)':>24}"]
    for name in VARIANTS:
        line = f"{name:20}{best[name].mean():15.4f}"
        if name == BASE:
            line += f"{'':28}{epochs[name].mean():9.0f}"
        else:
            low, high = interval(best[name] - best[BASE])
            fewer, more = interval(epochs[name] - epochs[BASE])
            line += f"{f'{low:+.4f} … {high:+.4f}':>28}{epochs[name].mean():9.0f}{f'{fewer:+.0f} … {more:+.0f}':>24}"
        lines.append(line)
    median = np.median([loss for result in results for loss in result[BASE].losses])
    known = min(values.min() for values in best.values())
    lines.append(f"random's median run {median:.4f} is {median / known:.1f} times the best seen here, {known:.4f}")
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seeds", type=int, default=10, help="sweeps of each variant")
    seeds = arguments.parse_args().seeds
    os.environ["OMP_NUM_THREADS"] = "1"  # the processes are the parallelism; spawned ones read this before numpy loads
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        results = list(pool.map(variants, range(seeds)))
    print(f"{RUNS} runs a sweep, mean of {seeds} seeds")
    print(table(results))


if __name__ == "__main__":
    main()
