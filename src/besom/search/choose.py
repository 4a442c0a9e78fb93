"""The row that a Gaussian process would try next."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from besom.search.gp.acquisition import LogExpectedImprovement, LowerConfidenceBound, ProbabilityOfImprovement
from besom.search.gp.fit import Hyperparameters, fit
from besom.search.gp.kernel import Array, Mask
from besom.search.gp.maximise import Acquisition, candidates, maximise
from besom.search.gp.posterior import Posterior
from besom.search.gp.targets import standardise
from besom.search.lessons import Lessons
from besom.search.questions import Question
from besom.space import Cube, Value

ALWAYS_REFITTED = 60  # observations up to which hyperparameters are fitted to each history; later every twentieth part
FIT_MOST = 200  # observations that hyperparameters are fitted to: the time grows with the cube of their number
KEEP_MOST = 300  # observations that the posterior holds, for the same reason
ANCHORS = 6  # best observations near which the maximiser looks closer

KINDS: Mapping[str, Callable[[Posterior, float], Acquisition]] = {
    "pi": ProbabilityOfImprovement,
    "ei": LogExpectedImprovement,
    "ucb": LowerConfidenceBound,
}


def choose(
    lessons: Lessons, cube: Cube, question: Question, rng: np.random.Generator
) -> tuple[Array | None, dict[str, Value]]:
    """The untried row (d,) that answers the question best, and how it was chosen; no row when all it saw were tried."""
    hyper, fitted_to = _hyperparameters(lessons, cube.categories)
    posterior, best, anchors = _believe(lessons, cube.categories, hyper)
    rows = candidates(cube, anchors, rng)
    means, deviations = posterior.predict(rows)
    target = max(best - question.depth, float((means - question.sds * deviations).min()))
    seen = {row.tobytes() for row in lessons.tried}
    row = maximise(KINDS[question.acquisition](posterior, target), cube, rows, seen, rng)
    if row is None:
        return None, {}
    mean, sd = (float(value[0]) for value in posterior.predict(row[None, :]))
    belief: dict[str, Value] = {"mean": mean, "sd": sd, "target": target, "pi": float(ndtr((target - mean) / sd))}
    lengthscale: dict[str, Value] = dict(zip(cube.varying, hyper.lengthscale.tolist(), strict=True))
    model: dict[str, Value] = {"lengthscale": lengthscale, "signal": hyper.signal, "noise": hyper.noise}
    return row, {"by": question.acquisition, **belief, **model, "fitted_to": fitted_to}


def _believe(lessons: Lessons, categories: Mask, hyper: Hyperparameters) -> tuple[Posterior, float, Array]:
    """The posterior, the best of its means at an observation, and the rows (b, d) of the best few, best first.

    Runs in flight are believed to come out as expected, so that the next question is asked elsewhere.
    """
    z = _targets(lessons.values, lessons.censored)
    kept = _subset(z, KEEP_MOST)
    x, z = lessons.rows[kept], z[kept]
    posterior = Posterior(x, z, categories, hyper)
    means, _ = posterior.predict(x)
    best = np.argsort(means, kind="stable")[:ANCHORS]
    if len(lessons.pending):
        expected, _ = posterior.predict(lessons.pending)
        posterior = Posterior(np.vstack([x, lessons.pending]), np.append(z, expected), categories, hyper)
    return posterior, float(means[best[0]]), x[best]


def _targets(values: Array, censored: Mask) -> Array:
    """(n,) targets in standard units: a failed run is as bad as the worst that was measured.

    The value of a run stopped early was reached, so it may be the best of all; had it gone on it might have come
    further, so it counts as no worse than the worst of the finished runs.
    """
    measured = np.isfinite(values)
    finished = values[measured & ~censored]
    if len(finished):
        values = np.where(censored, np.minimum(values, finished.max()), values)
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
