"""What a stopping rule is. Lower is better here, always: callers flip the sign of a metric to be maximised."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class StoppingError(ValueError):
    """A rule cannot work as asked; the message is a sentence for people, `option` the sweep-file key it is about."""

    def __init__(self, sentence: str, option: str | None = None) -> None:
        super().__init__(sentence)
        self.option = option


@dataclass(frozen=True, eq=False)
class Curve:
    """The metric of one run: one value for each time it was logged, in order; NaN allowed. `run` is its number."""

    run: int
    values: Sequence[float] | NDArray[np.float64]


@dataclass(frozen=True)
class Stop:
    """A verdict and why: at `age` reports the run's `value` was not better than `limit`, set by the runs `by`."""

    run: int
    rule: str
    age: int
    value: float
    limit: float
    by: tuple[int, ...]


class Rule(Protocol):
    """Decides from curves alone; everything is computed anew each time, nothing is remembered."""

    def decide(self, finished: Sequence[Curve], running: Sequence[Curve]) -> list[Stop]:
        """A verdict for each running run that should end now. `finished` are runs that came to their own end."""
