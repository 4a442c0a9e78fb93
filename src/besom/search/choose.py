"""The row that Gaussian processes would try next."""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.special import ndtr

from besom.search.beliefs import Beliefs, beliefs, side
from besom.search.gp.acquisition import (
    LogExpectedImprovement,
    LogProbabilityOfImprovement,
    LowerConfidenceBound,
    ProbabilityOfImprovement,
)
from besom.search.gp.ehvi import ExpectedHypervolumeImprovement
from besom.search.gp.kernel import Array
from besom.search.gp.maximise import Acquisition, candidates, maximise
from besom.search.gp.posterior import Posterior
from besom.search.gp.product import LIKELY, Careful, Product, Term
from besom.search.gp.thompson import ThompsonSample
from besom.search.history import Aim
from besom.search.lessons import Lessons
from besom.search.model import Model
from besom.search.questions import Question
from besom.space import Cube, Value

KINDS: Mapping[str, Callable[[Posterior, float], Acquisition]] = {
    "pi": ProbabilityOfImprovement,
    "ei": LogExpectedImprovement,
    "ucb": LowerConfidenceBound,
}


def choose(
    lessons: Lessons, cube: Cube, aim: Aim, question: Question, rng: np.random.Generator
) -> tuple[Array | None, dict[str, Value]]:
    """The untried row (d,) that answers the question best, and how it was chosen; no row when all it saw were tried."""
    believed = beliefs(lessons, cube, aim, question.view)
    rows = candidates(believed.part, believed.anchors, rng)
    if not len(rows):
        return None, {}
    several = len(aim.objectives) > 1
    target = None if several or not len(believed.front) else _target(believed, question, rows)
    acquisition = _acquisition(believed, question, target, rng)
    wanted = _wanted(acquisition, believed)
    row = maximise(wanted, believed.part, rows, {row.tobytes() for row in lessons.taken}, rng)
    if row is None:
        return None, {}
    info: dict[str, Value] = {"by": "model", "acquisition": "ehvi" if several else question.acquisition}
    if not believed.part.whole:
        info["view"] = "near"
    if believed.doubt < 1.0:
        info |= {"view": "doubting", "doubt": believed.doubt}
    if acquisition is None:
        info["acquisition"] = "feasibility"
    else:
        info["value"] = float(acquisition.score(row[None, :])[0])
    info |= _told(believed, aim, cube, row, target)
    if isinstance(acquisition, ProbabilityOfImprovement | LogProbabilityOfImprovement):
        info["value"] = info["pi"]  # its score is another measure of the same
    return row, info


def _target(believed: Beliefs, question: Question, rows: Array) -> float:
    """What to aim at: so far below the best, but no lower than where the model sees a chance among rows (m, d)."""
    best = float(believed.front.min())
    if not question.depth:
        return best
    if believed.terms:
        likely = believed.log_feasible(rows) >= LIKELY
        rows = rows[likely] if likely.any() else rows
    expected, deviations = believed.posteriors[0].predict(rows)
    return max(best - question.depth, float((expected - question.sds * deviations).min()))


def _acquisition(
    believed: Beliefs, question: Question, target: float | None, rng: np.random.Generator
) -> Acquisition | None:
    """None where nothing is known that keeps the limits: then only they count."""
    if not len(believed.front):
        return None
    if target is None:
        return ExpectedHypervolumeImprovement(believed.posteriors, believed.front, believed.reference)
    (posterior,) = believed.posteriors
    if question.acquisition == "ts":
        return ThompsonSample(posterior, rng)
    if question.acquisition == "pi" and believed.terms:
        return LogProbabilityOfImprovement(posterior, target)
    return KINDS[question.acquisition](posterior, target)


def _wanted(acquisition: Acquisition | None, believed: Beliefs) -> Acquisition:
    """The acquisition as far as runs are likely to keep the limits and to succeed: being wrong there costs a run."""
    careful = [] if believed.success is None else [Careful(believed.success)]
    terms: list[Term] = [*believed.within, *careful]
    return acquisition if acquisition is not None and not terms else Product(acquisition, terms)


def _told(believed: Beliefs, aim: Aim, cube: Cube, row: Array, target: float | None) -> dict[str, Value]:
    """What the models believe of the row, for people; values in the metrics' own units and signs."""
    at = row[None, :]
    predicted: dict[str, Value] = {
        limit.metric: _predicted(of, of.posterior, at, side(limit)) for limit, of in believed.limited
    }
    for objective, of, posterior in zip(aim.objectives, believed.models, believed.posteriors, strict=True):
        predicted[objective.metric] = _predicted(of, posterior, at, objective.sign)
    first, objective = believed.models[0], aim.objectives[0]
    mean, sd = (float(value[0]) for value in believed.posteriors[0].predict(at))
    told: dict[str, Value] = {"predicted": predicted, "mean": mean, "sd": sd}
    if target is not None:
        told |= {"target": objective.sign * first.back(target), "pi": float(ndtr((target - mean) / sd))}
    if believed.terms:
        told["feasible"] = float(np.exp(believed.log_feasible(at)[0]))
    hyper = first.posterior.hyper
    lengthscale: dict[str, Value] = dict(zip(cube.varying, hyper.lengthscale.tolist(), strict=True))
    fitted: dict[str, Value] = {"signal": hyper.signal, "noise": hyper.noise, "fitted_to": first.fitted_to}
    return told | {"lengthscale": lengthscale} | fitted


def _predicted(model: Model, posterior: Posterior, at: Array, sign: float) -> dict[str, Value]:
    """The median, and ends that enclose 68 % of what may come out, the noise of a run included."""
    mean, sd = (float(value[0]) for value in posterior.predict(at))
    sd = float(np.hypot(sd, np.sqrt(posterior.hyper.noise)))
    ends = sorted((sign * model.back(mean - sd), sign * model.back(mean + sd)))
    return {"median": sign * model.back(mean), "low": ends[0], "high": ends[1]}
