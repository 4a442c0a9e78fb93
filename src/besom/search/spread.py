"""The start of a search: points that fill the space, in every column alone as well as together."""

import numpy as np
from numpy.typing import NDArray

from besom.search.gp.domain import draw
from besom.space import Cube

Array = NDArray[np.float64]

CANDIDATES = 256


def spread(cube: Cube, placed: Array, taken: Array, rng: np.random.Generator) -> Array | None:
    """(d,) a new row far from the rows placed (p, d), in each column and in all, that is none of those taken (t, d).

    None when all that were drawn are taken, or constraints refuse them.

    Greedy MaxPro: by the maximum projection criterion of Joseph, Gul and Ba (2015), the lowest sum over placed rows of
    the product over columns of 1 / squared gap. It needs no memory of a sequence, so points in flight, points tried
    by hand and those of earlier sweeps count like its own.
    """
    drawn = draw(cube, CANDIDATES, rng)
    seen = {row.tobytes() for row in taken}
    candidates = drawn[[row.tobytes() not in seen for row in drawn]]
    if not len(candidates):
        return None
    gap = np.square(candidates[:, None, :] - placed)
    gap[:, :, cube.categories] = gap[:, :, cube.categories] > 0.0
    crowding = np.exp(-np.log(gap + 1e-3).sum(axis=2) / max(placed.shape[1], 1)).sum(axis=1)
    best: Array = candidates[np.argmin(crowding)]
    return best
