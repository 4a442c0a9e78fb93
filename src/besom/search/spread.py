"""The start of a search: points that fill the space, in every column alone as well as together."""

import numpy as np
from numpy.typing import NDArray

from besom.space import Cube

Array = NDArray[np.float64]

CANDIDATES = 256


def spread(cube: Cube, tried: Array, rng: np.random.Generator) -> Array | None:
    """(d,) a new row far from the rows tried (t, d), in each column and in all; None when all drawn were tried.


    Greedy MaxPro: by the maximum projection criterion of Joseph, Gul and Ba (2015), the lowest sum over tried rows of
    the product over columns of 1 / squared gap. It needs no memory of a sequence, so points in flight, points tried
    by hand and those of earlier sweeps count like its own.
    """
    seen = {row.tobytes() for row in tried}
    drawn = cube.snap(rng.random((CANDIDATES, tried.shape[1])))
    candidates = drawn[[row.tobytes() not in seen for row in drawn]]
    if not len(candidates):
        return None
    gap = np.square(candidates[:, None, :] - tried)
    gap[:, :, cube.categories] = gap[:, :, cube.categories] > 0.0
    crowding = np.exp(-np.log(gap + 1e-3).sum(axis=2) / max(tried.shape[1], 1)).sum(axis=1)
    best: Array = candidates[np.argmin(crowding)]
    return best
