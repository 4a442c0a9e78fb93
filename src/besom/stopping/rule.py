"""What a stopping rule is. Lower is better here, always: callers flip the sign of a metric to be maximised."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class StoppingError(ValueError):
    """A rule cannot work as asked; the message is a sentence for people, `option` the sweep-file key it is about."""

    def __init__(self, sentence: str, option: str | None = None) -> None:
        super().__init__(sentence)
        self.option = option


@dataclass(frozen=True, eq=False)
class Curve:
    """The metric of one run: one value for each time it was logged, in order; NaN allowed. `run` is its number."""

    run: int
    values: Sequence[float] | Array
    finished: bool = True  # it came to its own end; of a run that has not ended this says nothing

    @cached_property
    def best(self) -> Array:
        """(k,) the lowest of the first 1, 2... k values; NaN ignored, infinite before the first number."""
        values = np.asarray(self.values, dtype=float)
        lowest: Array = np.minimum.accumulate(np.where(np.isnan(values), np.inf, values))
        return lowest


@dataclass(frozen=True)
class Stop:
    """A verdict and why: at `age` reports the run's `value` was not better than `limit`, set by the runs `by`."""

    run: int
    rule: str
    age: int
    value: float
    limit: float
    by: tuple[int, ...]
    band: int | None = None  # of a rule that judges at some ages only: the one that counted
    rank: int | None = None  # the value's place among those that were there, from 1
    among: int | None = None  # how many those are


@dataclass(frozen=True)
class Limit:
    """What runs have to keep up with from `age` reports on, until the next limit begins."""

    age: int
    value: float
    by: tuple[int, ...]  # numbers of the runs that set it
    among: int  # how many runs it was taken from


class Rule(Protocol):
    """Decides from curves alone; everything is computed anew each time, nothing is remembered.

    `ended` are all runs that have ended, however they did; `running` those that still run.
    """

    def decide(self, ended: Sequence[Curve], running: Sequence[Curve]) -> list[Stop]:
        """A verdict for each running run that should end now."""

    def limits(self, ended: Sequence[Curve], running: Sequence[Curve]) -> list[Limit]:
        """What running runs are judged by now, by age; empty while nobody is judged."""
