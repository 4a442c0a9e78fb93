"""What is believed of all that a search aims at, and what the next point has to beat."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from besom.search.gp.classify import Success, fit_success
from besom.search.gp.domain import Part
from besom.search.gp.fit import Hyperparameters
from besom.search.gp.kernel import Array, Mask
from besom.search.gp.pareto import nondominated
from besom.search.gp.posterior import Posterior
from besom.search.gp.product import LIKELY, Term, Within
from besom.search.history import Aim, Limit
from besom.search.lessons import Lessons
from besom.search.model import Data, Model, believe, refit_size
from besom.search.nearby import ENOUGH, nearby
from besom.search.questions import View
from besom.search.standstill import doubt
from besom.space import Cube

ANCHORS = 6  # best observations near which the maximiser looks closer
BEYOND = 0.1  # the worst of the front, in parts of the range of all
WIDE = 16  # runs up to which the front is measured from the worst of all; later less and less


@dataclass(frozen=True, eq=False)
class Beliefs:
    """`models` are those of the objectives, `limited` those of the limits of which something is known.

    `posteriors` are those of the objectives once more, with the runs in flight believed to come out as expected, so
    that the next question is asked elsewhere. `success` is None where no run failed. `front` (f, k) is what the next
    point has to beat, or not to be beaten by; empty where nothing known keeps the limits. `reference` (k,) is from
    where the volume beyond a front of several objectives is measured. `anchors` (b, d) are rows that are worth a closer
    look, best first.
    """

    models: Sequence[Model]
    limited: Sequence[tuple[Limit, Model]]
    posteriors: Sequence[Posterior]
    within: Sequence[Within]
    success: Success | None
    front: Array
    reference: Array
    anchors: Array
    part: Part
    doubt: float

    @property
    def terms(self) -> Sequence[Term]:
        """What must hold beside."""
        return _terms(self.within, self.success)

    def log_feasible(self, rows: Array) -> Array:
        """(m,) logarithm of the probability that runs at rows (m, d) succeed and keep all limits."""
        return _sum(self.terms, rows)


def _terms(within: Sequence[Within], success: Success | None) -> list[Term]:
    return [*within, *([] if success is None else [success])]


def _sum(terms: Sequence[Term], rows: Array) -> Array:
    total = np.zeros(len(rows))
    for term in terms:
        total += term.log_probability(rows)
    return total


def beliefs(lessons: Lessons, cube: Cube, aim: Aim, view: View = "plain") -> Beliefs:
    """After all that is known. What has to be beaten is what the models believe of points of the present space."""
    part, doubted = Part.all_of(cube), 1.0
    data = [_data(lessons, values, cube.categories) for values in lessons.objectives.T]
    if len(data) == 1 and view == "doubting":
        doubted = doubt(data[0].values)
    if len(data) == 1 and view == "near" and len(data[0].values) >= ENOUGH:
        nearest, part = nearby(data[0], cube)
        data = [nearest]
    models = [believe(each, doubted) for each in data]
    posteriors = [model.posterior.believing(lessons.pending) for model in models]
    limited = [
        (limit, believe(_data(lessons, side(limit) * values, cube.categories, all_ended=True)))
        for limit, values in zip(aim.limits, lessons.limited, strict=True)
        if np.isfinite(values).any()
    ]
    within = [_within(limit, model, lessons.pending) for limit, model in limited]
    success = _success(lessons, cube.categories) if lessons.failed.any() else None
    first = models[0]
    known = first.posterior.x[first.inside] if first.inside.any() else first.posterior.x
    rows = np.vstack([known, lessons.pending])
    means = np.stack([posterior.predict(rows)[0] for posterior in posteriors], axis=1)
    likely = _sum(_terms(within, success), rows)
    keeping = np.flatnonzero(likely >= LIKELY)
    front = means[keeping][nondominated(means[keeping])]
    anchors = rows[_order(means, likely)[:ANCHORS]]
    return Beliefs(
        models, limited, posteriors, within, success, front, _reference(means, front), anchors, part, doubted
    )


def _reference(means: Array, front: Array) -> Array:
    """(k,) a little beyond the worst of the front (f, k) in each objective, and at first of all means (r, k).

    From far away much is won at the ends of the front, which makes for a wide one; from close by in its middle.
    """
    worst: Array = means.max(axis=0)
    if not len(front):
        return worst
    nadir: Array = front.max(axis=0)
    wide = min(1.0, WIDE / len(means)) ** 2
    reference: Array = nadir + BEYOND * np.ptp(means, axis=0) + wide * (worst - nadir)
    return reference


def _order(means: Array, likely: Array) -> list[int]:
    """Places of rows (m,), those first that are likely to hold; of them the best in the first objective, then by turns.

    Where nothing is likely to hold, those come first that are least unlikely to.
    """
    holds = likely >= LIKELY
    if not holds.any():
        return [int(place) for place in np.argsort(-likely, kind="stable")]
    places = np.flatnonzero(holds)
    ranked = [[int(places[rank]) for rank in np.argsort(column, kind="stable")] for column in means[places].T]
    return list(dict.fromkeys(place for turn in zip(*ranked, strict=True) for place in turn))


def _data(lessons: Lessons, values: Array, categories: Mask, all_ended: bool = False) -> Data:
    """What is known of one metric: values (n,), NaN where a run did not come to one."""
    known = np.isfinite(values)
    censored = np.zeros(int(known.sum()), dtype=bool) if all_ended else lessons.censored[known]
    return Data(lessons.rows[known], values[known], censored, lessons.inside[known], lessons.own[known], categories)


def side(limit: Limit) -> float:
    """What to multiply the metric with so that the side on which it is limited is the one that counts as bad."""
    return -1.0 if limit.high is None else 1.0


def _within(limit: Limit, model: Model, pending: Array) -> Within:
    given = sorted(side(limit) * end for end in (limit.low, limit.high) if end is not None)
    low, high = [None, None, *given][-2:]  # one alone is an upper end: see side()
    ends = [None if end is None else float(model.scale.to(np.array([end]))[0]) for end in (low, high)]
    return Within(model.posterior.believing(pending), *ends)


def _success(lessons: Lessons, categories: Mask) -> Success:
    """Runs in flight are believed to succeed or to fail, whichever is more likely."""
    size = refit_size(len(lessons.rows))
    x, failed = lessons.rows[:size], lessons.failed[:size]
    hyper = _fitted_success(x.tobytes(), failed.tobytes(), x.shape, categories.tobytes())
    model = Success(lessons.rows, ~lessons.failed, categories, hyper)
    if not len(lessons.pending):
        return model
    likely = model.log_probability(lessons.pending) >= LIKELY
    rows = np.vstack([lessons.rows, lessons.pending])
    return Success(rows, np.append(~lessons.failed, likely), categories, hyper)


@lru_cache(maxsize=64)  # an accelerator only: the answer is a function of the arguments
def _fitted_success(x: bytes, failed: bytes, shape: tuple[int, int], categories: bytes) -> Hyperparameters:
    succeeded = ~np.frombuffer(failed, dtype=bool)
    return fit_success(np.frombuffer(x).reshape(shape), succeeded, np.frombuffer(categories, dtype=bool))
