"""Which runs are worth a look where several objectives count: those that no other beats."""

from collections.abc import Sequence

import numpy as np

from besom.search.gp.pareto import nondominated
from besom.search.history import Objective


def front(objectives: Sequence[Objective], values: Sequence[Sequence[float]]) -> list[int]:
    """The places of the rows on the Pareto front, best by the first objective first; of equal rows all.

    A row has a number for each objective, as it was logged.
    """
    signed = np.array(values, dtype=float).reshape(-1, len(objectives)) * [each.sign for each in objectives]
    mask = nondominated(signed)
    return [int(place) for place in np.lexsort(signed.T[::-1]) if mask[place]]
