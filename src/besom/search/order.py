"""Runs by how good they are, for methods that ask no more of a metric than an order."""

import numpy as np

from besom.search.fresh import Tried
from besom.search.history import Aim, History, Suggestion
from besom.search.lessons import Array, Lessons, lessons, uncensored
from besom.search.spread import spread
from besom.space import Space


def begun(space: Space, known: Lessons, tried: Tried, rng: np.random.Generator) -> Suggestion | None:
    """One of the first points, which fill the space; None where none is left that was not tried."""
    row = spread(space.cube, known.placed, known.taken, rng)
    point = None if row is None else space.cube.decode(row)
    return None if point is None or point in tried else Suggestion(point, {"by": "start"})


def ordered(space: Space, aim: Aim, history: History) -> tuple[Lessons, Array]:
    """What a history teaches, and (n,) values of which lower is better, infinite for failed runs.

    A run stopped early might have come further, so it counts as no worse than the worst of the finished ones.
    """
    known = lessons(space, aim, history)
    values = uncensored(known.values, known.censored)
    return known, np.where(np.isfinite(values), values, np.inf)
