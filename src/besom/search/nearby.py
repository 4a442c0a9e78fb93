"""The neighbourhood of the best run: there a metric may go up and down faster than elsewhere."""

import numpy as np

from besom.search.gp.domain import Domain, Part
from besom.search.gp.kernel import Array, distances
from besom.search.lessons import uncensored
from besom.search.model import Data, hyperparameters

ENOUGH = 40  # runs from which on a neighbourhood is worth a model of its own
NEAREST = 50  # runs that it is made of
MARGIN = 0.25  # of the width that the best of them span, to either side


def nearby(data: Data, domain: Domain) -> tuple[Data, Part]:
    """The runs nearest to the best, and the part of the domain that the best of these span, and a little more.

    Near is what the model of all runs thinks alike. As the best runs come together, so the part shrinks.
    """
    values = uncensored(data.values, data.censored)
    hyper, _ = hyperparameters(data)
    best = int(np.argmin(np.where(data.inside, values, np.inf))) if data.inside.any() else int(np.argmin(values))
    gap = distances(data.rows[best : best + 1], data.rows, data.categories, hyper.lengthscale)[0]
    near = np.sort(np.argsort(gap, kind="stable")[:NEAREST])
    few = max(2 * data.rows.shape[1], 8)
    top: Array = data.rows[near][np.argsort(values[near], kind="stable")[:few]]
    low, high = top.min(axis=0), top.max(axis=0)
    margin = MARGIN * (high - low) + 0.01
    return data.only(near), Part(domain, np.clip(low - margin, 0.0, 1.0), np.clip(high + margin, 0.0, 1.0))
