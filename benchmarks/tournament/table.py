"""Complete tables: a real training, or several with different seeds, for every cell of a grid."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.tournament.problem import Outcome, Problem, duration
from besom.space import Point

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Axis:
    values: tuple[object, ...]
    log: bool

    def place(self, value: object) -> int:
        """Of the value, or of the number nearest to it."""
        if value in self.values:
            return self.values.index(value)
        scale = math.log if self.log else float
        wanted = scale(float(str(value)))
        return min(range(len(self.values)), key=lambda i: abs(scale(float(str(self.values[i]))) - wanted))


@dataclass(frozen=True)
class Table:
    file: Path
    axes: Mapping[str, Axis]
    sign: int
    log10: bool

    @cached_property
    def cells(self) -> NDArray[np.float64]:
        """One axis for each parameter and a last one for the seeds, to be minimised."""
        with np.load(self.file) as archive:
            values = archive["table"].astype(float)
        return self.sign * np.asarray(np.log10(np.maximum(values, 1e-12)) if self.log10 else values)

    def measure(self, point: Point, rng: np.random.Generator) -> Outcome:
        """What one seed gave; the truth is the mean over the seeds."""
        seeds = self.cells[tuple(axis.place(point[name]) for name, axis in self.axes.items())]
        return Outcome(float(seeds[rng.integers(len(seeds))]), float(np.mean(seeds)), duration(rng))


def problem(grid: str, data: str) -> Problem:
    card = json.loads((DATA / f"{grid}.json").read_text())
    axes = {name: Axis(tuple(axis["values"]), axis["log"]) for name, axis in card["axes"].items()}
    table = Table(DATA / f"{grid}_{data}.npz", axes, card["sign"], card["log10"])
    return Problem(f"{grid}-{data}", card["family"], card["parameters"], table.measure)
