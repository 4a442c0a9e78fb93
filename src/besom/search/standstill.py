"""How long a search has found nothing better, and what to make of it."""

import numpy as np
from numpy.typing import NDArray

NEWS = 0.02  # of the way from the median to the best, that counts as something better
PATIENCE = 5  # runs without it that are nothing special
HALVING = 6  # further ones after which length scales are doubted by a factor of two
LEAST = 0.5


def doubt(values: NDArray[np.float64]) -> float:
    """What to multiply length scales with, from values (n,) in order of arrival, lower is better: at most 1.

    Where improvement was expected again and again and did not come, the model thinks the metric smoother than it is,
    and never asks where it errs; so it is made to doubt that, the more the longer it lasts (as Berkenkamp, Schoellig
    and Krause, 2019, who show that a search then misses nothing in the end).
    """
    if not len(values):
        return 1.0
    news = NEWS * float(np.median(values) - values.min())
    best, since = values[0], 0
    for place, value in enumerate(values):
        if value < best - news:
            best, since = value, place
    quiet = len(values) - 1 - since
    return float(max(LEAST, 0.5 ** (max(quiet - PATIENCE, 0) / HALVING)))
