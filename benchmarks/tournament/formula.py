"""Problems whose value is a formula of the point."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.tournament.problem import FAILED, Outcome, Parameters, duration
from besom.space import Point

OUT_OF_MEMORY = 10.0  # what a failed run is judged by: worse than anything that was measured there


def silent(_point: Point, rng: np.random.Generator) -> float:
    """No noise; the generator moves on all the same, so that durations do not depend on it."""
    return 0.0 * float(rng.normal())


@dataclass(frozen=True)
class Formula:
    """`value` gives the true value, None where the run fails; `noise` is added to what is observed."""

    parameters: Parameters
    value: Callable[[Point], float | None]
    noise: Callable[[Point, np.random.Generator], float] = silent

    def measure(self, point: Point, rng: np.random.Generator) -> Outcome:
        true, noise = self.value(point), self.noise(point, rng)
        if true is None:
            return Outcome(FAILED, OUT_OF_MEMORY, 0.1 * duration(rng))
        return Outcome(true + noise, true, duration(rng))
