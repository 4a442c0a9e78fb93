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
from besom.search.lessons import Lessons, telling
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
    if not len(rows):
        return None, {}
    means, deviations = posterior.predict(rows)
    target = max(best - question.depth, float((means - question.sds * deviations).min()))
    seen = {row.tobytes() for row in lessons.taken}
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

    They are those of the present space, unless nothing is known there. Runs in flight are believed to come out as
    expected, so that the next question is asked elsewhere.
    """
    z = _targets(lessons)
    kept = _kept(z, lessons.own, KEEP_MOST)
    x, z, inside = lessons.rows[kept], z[kept], lessons.inside[kept]
    posterior = Posterior(x, z, categories, hyper)
    means, _ = posterior.predict(x)
    among = np.flatnonzero(inside) if inside.any() else np.arange(len(x))
    best = among[np.argsort(means[among], kind="stable")[:ANCHORS]]
    if len(lessons.pending):
        expected, _ = posterior.predict(lessons.pending)
        posterior = Posterior(np.vstack([x, lessons.pending]), np.append(z, expected), categories, hyper)
    return posterior, float(means[best[0]]), x[best]


def _targets(lessons: Lessons, first: int | None = None) -> Array:
    """(n,) targets in standard units, or those of the first few: a failed run is as bad as the worst that was measured.

    The value of a run stopped early was reached, so it may be the best of all; had it gone on it might have come
    further, so it counts as no worse than the worst of the finished runs.
    """
    values, censored = lessons.values[:first], lessons.censored[:first]
    measured = np.isfinite(values)
    finished = values[measured & ~censored]
    if len(finished):
        values = np.where(censored, np.minimum(values, finished.max()), values)
    z = np.zeros_like(values)
    z[measured] = standardise(values[measured])
    z[~measured] = z.min(initial=0.0) if lessons.hopeful else z.max(initial=0.0)
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
    z = _targets(lessons, size)
    kept = _kept(z, lessons.own[:size], FIT_MOST)
    x = lessons.rows[kept]
    return _fitted(x.tobytes(), z[kept].tobytes(), x.shape, categories.tobytes()), size


@lru_cache(maxsize=64)  # an accelerator only: the answer is a function of the arguments
def _fitted(x: bytes, z: bytes, shape: tuple[int, int], categories: bytes) -> Hyperparameters:
    return fit(np.frombuffer(x).reshape(shape), np.frombuffer(z), np.frombuffer(categories, dtype=bool))


def _kept(z: Array, own: Mask, most: int) -> NDArray[np.int_]:
    """Indices, in order, of the `most` most telling targets: of the sweep's own all that fit, or three quarters."""
    mine, others = np.flatnonzero(own), np.flatnonzero(~own)
    others = others[telling(z[others], max(most - len(mine), most // 4))]
    mine = mine[telling(z[mine], most - len(others))]
    return np.sort(np.append(mine, others))
