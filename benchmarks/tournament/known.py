"""What is known of each problem: the median of random search, and the best value that was ever seen."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.tournament.problem import Problem

FILE = Path(__file__).parent / "known.json"
DRAWS = 2000


@dataclass(frozen=True)
class Known:
    best: float
    median: float

    def regret(self, values: NDArray[np.float64], best: float) -> NDArray[np.float64]:
        """0 is `best` or better, 1 a median random point or worse."""
        return np.clip((values - best) / (self.median - best), 0.0, 1.0)


def read() -> dict[str, Known]:
    return {name: Known(**entry) for name, entry in json.loads(FILE.read_text()).items()}


def write(known: dict[str, Known]) -> None:
    FILE.write_text(json.dumps({name: asdict(entry) for name, entry in sorted(known.items())}, indent=1) + "\n")


def explore(problem: Problem, evaluations: int) -> Known:
    """Draws points, then improves the best of them by differential evolution over the cube that models see.

    Storn and Price (1997), DE/current-to-best/1/bin with factors drawn anew each time.
    """
    rng = np.random.default_rng(0)
    drawn = [problem.space.sample(rng) for _ in range(DRAWS)]
    values = np.array([problem.measure(point, rng).true for point in drawn])
    fittest = np.argsort(values)[:60]
    cube = problem.space.cube
    rows, fitness = cube.encode([drawn[i] for i in fittest]), values[fittest]
    for _ in range(evaluations // len(rows)):
        for i in range(len(rows)):
            first, second = rows[rng.choice(len(rows), 2, replace=False)]
            towards = rows[np.argmin(fitness)] - rows[i]
            moved = rows[i] + rng.uniform(0, 1) * towards + rng.uniform(0, 1) * (first - second)
            moved += rng.normal(0, 10 ** rng.uniform(-4, -1), len(moved)) * (rng.random(len(moved)) < 0.3)
            mixed = np.where(rng.random(len(moved)) < rng.uniform(0.1, 0.9), moved, rows[i])
            row = cube.snap(np.clip(mixed, 0.0, 1.0)[None])[0]
            value = problem.measure(cube.decode(row), rng).true
            if value <= fitness[i]:
                rows[i], fitness[i] = row, value
    return Known(float(fitness.min()), float(np.median(values)))


def refresh(problems: Iterable[Problem], evaluations: int) -> None:
    """Explores, and writes down medians and what is better than the best known."""
    known = read() if FILE.exists() else {}
    for problem in problems:
        found = explore(problem, evaluations)
        old = known.get(problem.name, found)
        known[problem.name] = Known(min(old.best, found.best), found.median)
        write(known)
