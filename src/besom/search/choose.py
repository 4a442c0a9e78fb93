"""The row that a Gaussian process would try next."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from besom.search.gp.acquisition import Improvement
from besom.search.gp.fit import Hyperparameters, fit
from besom.search.gp.kernel import Array, Mask
from besom.search.gp.maximise import Domain, maximise
from besom.search.gp.posterior import Posterior
from besom.search.gp.targets import standardise
from besom.search.lessons import Lessons
from besom.space import Value

LADDER = (0.01, 0.05, 0.2, 0.6)  # how far below the best a target lies, in sds of the targets; see rung_target
ALWAYS_REFITTED = 60  # observations up to which hyperparameters are fitted to each history; later every twentieth part
FIT_MOST = 200  # observations that hyperparameters are fitted to: the time grows with the cube
KEEP_MOST = 300  # observations that the posterior holds, for the same reason
ANCHORS = 6  # best observations near which the maximiser looks closer


def choose(
    lessons: Lessons, domain: Domain, rung: int, rng: np.random.Generator
) -> tuple[Array | None, dict[str, Value]]:
    """The untried row (d,) with the highest probability of improvement found, and how it was chosen.

    The row is None when every one looked at was tried.

    The target lies LADDER[rung] below the best posterior mean. One target after the other goes from sure small steps to
    bold ones, which no single target does (Jones, 2001, calls it enhanced probability of improvement).
    """
    hyper, size = _hyperparameters(lessons, domain.categories)
    z = _targets(lessons.values, lessons.censored)
    kept = _subset(z, KEEP_MOST)
    x, z = lessons.rows[kept], z[kept]
    posterior = Posterior(x, z, domain.categories, hyper)
    means, _ = posterior.predict(x)
    best = np.argsort(means, kind="stable")[:ANCHORS]
    if len(lessons.pending):  # believed to come out as expected, so that the next question is asked elsewhere
        expected, _ = posterior.predict(lessons.pending)
        posterior = Posterior(np.vstack([x, lessons.pending]), np.append(z, expected), domain.categories, hyper)
    acquisition = Improvement(posterior, float(means[best[0]]) - LADDER[rung % len(LADDER)])
    seen = {row.tobytes() for row in lessons.tried}
    row = maximise(acquisition, domain, x[best], seen, rng)
    return row, {} if row is None else _account(row, acquisition, hyper, size)


def _account(row: Array, acquisition: Improvement, hyper: Hyperparameters, fitted_to: int) -> dict[str, Value]:
    """What was believed of the chosen row, in standard units, and the hyperparameters it rests on."""
    mean, sd = (float(value[0]) for value in acquisition.posterior.predict(row[None, :]))
    return {
        "by": "pi",
        "pi": float(ndtr((acquisition.target - mean) / sd)),
        "mean": mean,
        "sd": sd,
        "target": acquisition.target,
        "lengthscale": list(hyper.lengthscale.tolist()),
        "signal": hyper.signal,
        "noise": hyper.noise,
        "fitted_to": fitted_to,
    }


def _targets(values: Array, censored: Mask) -> Array:
    """(n,) targets in standard units: a failed run is as bad as the worst that was measured.

    A run stopped early might have become better than its value, and was judged not to become one of the best: its
    value counts as no worse than the worst of the finished runs, and no better than the best of them.
    """
    measured = np.isfinite(values)
    finished = values[measured & ~censored]
    if len(finished):
        values = np.where(censored, np.clip(values, finished.min(), finished.max()), values)
    z = np.zeros_like(values)
    z[measured] = standardise(values[measured])
    z[~measured] = z.max(initial=0.0)
    return z


def _refit_size(n: int) -> int:
    """The largest history size, not above n, at which hyperparameters are fitted."""
    size = min(n, ALWAYS_REFITTED)
    while size + size // 20 <= n and size >= ALWAYS_REFITTED:
        size += size // 20
    return size


def _hyperparameters(lessons: Lessons, categories: Mask) -> tuple[Hyperparameters, int]:
    """Those of the first observations up to the last refit size, which tell them whatever was fitted before."""
    size = _refit_size(len(lessons.values))
    z = _targets(lessons.values[:size], lessons.censored[:size])
    kept = _subset(z, FIT_MOST)
    x = lessons.rows[kept]
    return _fitted(x.tobytes(), z[kept].tobytes(), x.shape, categories.tobytes()), size


@lru_cache(maxsize=64)  # an accelerator only: the answer is a function of the arguments
def _fitted(x: bytes, z: bytes, shape: tuple[int, int], categories: bytes) -> Hyperparameters:
    return fit(np.frombuffer(x).reshape(shape), np.frombuffer(z), np.frombuffer(categories, dtype=bool))


def _subset(z: Array, most: int) -> NDArray[np.int_]:
    """Indices, in order, of the best half of `most` targets, and of as many others evenly over their range."""
    order = np.argsort(z, kind="stable")
    if len(order) <= most:
        return np.arange(len(order))
    half = most // 2
    rest = order[half:]
    others = rest[np.linspace(0, len(rest) - 1, most - half).astype(int)]
    return np.sort(np.append(order[:half], others))
