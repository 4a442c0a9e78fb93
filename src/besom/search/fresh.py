"""Points that were not tried yet."""

import numpy as np

from besom.search.history import History
from besom.space import Space, Value


def fresh_sample(space: Space, history: History, rng: np.random.Generator) -> dict[str, Value] | None:
    """A random point that the history does not hold, whatever became of it; None when the space is used up.

    A space with a continuous parameter is never used up, and any draw from it is new.
    """
    if space.cells is None:
        return space.sample(rng)
    points = (observation.point for observation in history.observations)
    seen = {space.key(point) for point in points if space.contains(point)}
    while space.cells > 2 * len(seen):  # most cells are fresh: draw until one is
        point = space.sample(rng)
        if space.key(point) not in seen:
            return point
    # Few enough cells to list, however large spaces can be: at most twice as many as runs.
    fresh = [cell for cell in map(space.cell, range(space.cells)) if space.key(cell) not in seen]
    return fresh[rng.integers(len(fresh))] if fresh else None
