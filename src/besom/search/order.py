"""Runs by how good they are, for methods that ask no more of a metric than an order."""

import numpy as np

from besom.search.history import Aim, History
from besom.search.lessons import Array, Lessons, lessons
from besom.space import Space


def ordered(space: Space, aim: Aim, history: History) -> tuple[Lessons, Array]:
    """What a history teaches, and (n,) values of which lower is better, infinite for failed runs.

    Where failed runs are to count as the best, minus infinity. A run stopped early might have come further, so it
    counts as no worse than the worst of the finished ones.
    """
    assert aim.objective is not None  # noqa: S101  # who builds the method has seen to that
    known = lessons(space, aim.objective, history)
    values = known.values
    finished = values[np.isfinite(values) & ~known.censored]
    if len(finished):
        values = np.where(known.censored, np.minimum(values, finished.max()), values)
    return known, np.where(np.isfinite(values), values, -np.inf if known.hopeful else np.inf)
