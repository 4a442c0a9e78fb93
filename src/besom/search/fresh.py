"""Points of a discrete space that were not tried yet."""

import numpy as np

from besom.search.history import History
from besom.space import Space, Value


def tried(space: Space, history: History) -> set[str]:
    """Keys of the space's points that the history holds, whatever became of them."""
    points = (observation.point for observation in history.observations)
    return {space.key(point) for point in points if space.contains(point)}


def fresh_sample(space: Space, seen: set[str], rng: np.random.Generator) -> dict[str, Value] | None:
    """A random point whose key is not in `seen`; None when the space is used up.

    While most cells are fresh, points are drawn until one is; after that the fresh cells are listed, of which there are
    at most as many as `seen` holds, so a large space is never walked.
    """
    while space.cells is None or space.cells > 2 * len(seen):
        point = space.sample(rng)
        if space.key(point) not in seen:
            return point
    fresh = [cell for cell in map(space.cell, range(space.cells)) if space.key(cell) not in seen]
    return fresh[rng.integers(len(fresh))] if fresh else None
