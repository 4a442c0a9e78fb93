"""Runs by how good they are, for methods that ask no more of a metric than an order."""

import numpy as np

from besom.search.history import Aim, History
from besom.search.lessons import Array, Lessons, lessons, uncensored
from besom.space import Space


def ordered(space: Space, aim: Aim, history: History) -> tuple[Lessons, Array]:
    """What a history teaches, and (n,) values of which lower is better, infinite for failed runs.

    A run stopped early might have come further, so it counts as no worse than the worst of the finished ones.
    """
    known = lessons(space, aim, history)
    values = uncensored(known.values, known.censored)
    return known, np.where(np.isfinite(values), values, np.inf)
