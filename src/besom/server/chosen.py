"""How a run's point was chosen, what was expected of it, and what came of that."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from besom.domain.run import Run
from besom.domain.states import RunState
from besom.domain.sweep import Goal

Info = Mapping[str, Any]  # of a suggestion, as its method wrote it; that of an earlier release may have other keys

ACQUISITIONS = {
    "pi": "probability of improvement",
    "ei": "expected improvement",
    "ucb": "confidence bound",
    "ts": "Thompson sampling",
    "ehvi": "expected gain of hypervolume",
    "feasibility": "the chance to keep the limits, since nothing known keeps them",
}
FAR = 3.0  # half widths of the 68 % interval beyond which an outcome is far from what was expected
NAMED = 3  # parameters of the shortest length scales


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model expected of one metric of a run, in its own units, and what it came to; None: nothing yet, or ever.

    `low` and `high` enclose 68 %; `target` is what the choice aimed at, and only of the first metric.
    """

    metric: str
    median: float
    low: float
    high: float
    target: float | None
    value: float | None

    @property
    def verdict(self) -> str | None:
        """How far the value is from the expected, without saying which side is better; None without a value."""
        if self.value is None:
            return None
        if self.low <= self.value <= self.high:
            return "within"
        edge = self.high if self.value > self.median else self.low
        far = abs(self.value - self.median) > FAR * abs(edge - self.median)
        return ("far " if far else "") + ("above" if self.value > self.median else "below")


def predictions(info: Info, goals: Mapping[str, Goal], outcomes: Mapping[str, float]) -> list[Prediction]:
    """What was expected of each metric, beside its value among `outcomes`; empty where nothing was.

    Objectives, whose goals are given, come first.
    """
    predicted = _mapping(info.get("predicted"))
    objectives = [metric for metric in goals if metric in predicted]
    found = []
    for metric in (*objectives, *(metric for metric in predicted if metric not in goals)):
        median, low, high = (_number(_mapping(predicted[metric]).get(key)) for key in ("median", "low", "high"))
        if median is not None and low is not None and high is not None:
            target = _number(info.get("target")) if metric in objectives[:1] else None
            found.append(Prediction(metric, median, low, high, target, outcomes.get(metric)))
    return found


def chosen(run: Run, goals: Mapping[str, Goal], outcomes: Mapping[str, float]) -> list[str]:
    """How the run's values came about, in sentences; empty for a run that nobody suggested.

    `goals` are those of the objectives by metric; `outcomes` the values of the run so far, by metric.
    """
    info = json.loads(run.info)
    sentences = _origin(info)
    if (method := info.get("method")) is not None:
        because = info.get("chosen_because")
        sentences.insert(0, f"auto took the method {method}" + (f": {because}" if because else ""))
    expected = predictions(info, goals, outcomes)
    chance = _number(info.get("pi"))
    for each in expected:
        sentences.append(_expected(each, chance) + _came_out(each, run.state, goals.get(each.metric)))
    if not expected:
        sentences += _standing(info, chance)
    if (feasible := _number(info.get("feasible"))) is not None:
        limited = any(each.metric not in goals for each in expected)
        what = "it succeeds and keeps every limit" if limited else "it succeeds"
        sentences.append(f"the chance that {what} was put at {_percent(feasible)}")
    return sentences + _importance(info)


def _origin(info: Info) -> list[str]:
    match info.get("by"):
        case None | "repeat":  # why a point is run again is told with its earlier runs
            return []
        case "grid":
            cell = info.get("cell")
            return ["it is a cell of the grid" if cell is None else f"it is cell {cell + 1} of the grid"]
        case "start":
            return ["it is one of the first, which spread over the space before there is anything to learn from"]
        case "random":
            why = info.get("why")
            return ["its values were drawn at random" + (f": {why}" if why else "")]
        case "sobol":
            return ["it is a point of a Sobol sequence, which fills the space evenly"]
        case "hand":
            source = info.get("from")
            return ["it was queued by hand" + (f", with the values of run {source}" if source is not None else "")]
        case "tpe":
            ratio, good = _number(info.get("value")), info.get("good")
            density = "" if ratio is None else f" (log ratio {ratio:.2g})"
            among = "good runs" if good is None else f"the {good} runs that count as good"
            return [f"it was chosen by tpe, where {among} lie densest beside the others{density}"]
        case "cma-es":
            generation, sigma = info.get("generation"), _number(info.get("sigma"))
            where = "" if generation is None else f" in generation {generation}"
            return [f"it was drawn by cma-es{where}" + ("" if sigma is None else f", with a step size of {sigma:.2g}")]
        case by:
            return [f"it was chosen by {_question(info, str(by))}"]


def _question(info: Info, by: str) -> str:
    """What the model was asked, and its answer there. An earlier release wrote the acquisition where `model` stands."""
    acquisition = info.get("acquisition") if by == "model" else by
    name = ACQUISITIONS.get(str(acquisition))
    if name is None:
        return "the model" if by == "model" else by
    if (value := _number(info.get("value"))) is not None:
        name += f" ({_value(str(acquisition), value)})"
    if (count := info.get("fitted_to")) is None:
        return name
    runs = f"{count} run{'' if count == 1 else 's'}"
    match info.get("view"):
        case "near":
            return f"{name}, by a model fitted to {runs} near the best"
        case "doubting":
            return f"{name}, by a model fitted to {runs} that doubts itself, as nothing better came for long"
        case _:
            return f"{name}, by a model fitted to {runs}"


def _value(acquisition: str, value: float) -> str:
    if acquisition == "pi":
        return _percent(value)
    return f"log value {value:.2g}" if acquisition in ("ei", "ehvi") else f"value {value:.2g}"


def _expected(each: Prediction, chance: float | None) -> str:
    said = f"its {each.metric} was predicted at {each.median:.4g} ({each.low:.4g} … {each.high:.4g}, 68 %)"
    if each.target is None:
        return said
    return f"{said}, aiming at {each.target:.4g}" + ("" if chance is None else f" (chance {_percent(chance)})")


def _came_out(each: Prediction, state: RunState, goal: Goal | None) -> str:
    if each.value is None:
        return "" if state.active else ", and never came out"
    value = f"{each.value:.4g}"
    match state:
        case RunState.FINISHED:
            return f", and came out at {value}: {_verdict(each, goal)}"
        case RunState.RUNNING | RunState.QUEUED:
            return f", and stands at {value} so far"
        case _:
            return f", and had reached {value} when the run ended early"


def _verdict(each: Prediction, goal: Goal | None) -> str:
    match each.verdict:
        case None | "within":
            return "within what was expected"
        case side:
            if goal is None:
                return side.replace("above", "higher than expected").replace("below", "lower than expected")
            better = side.endswith("below") == (goal is Goal.MINIMIZE)
            return ("far " if side.startswith("far") else "") + ("better" if better else "worse") + " than expected"


def _standing(info: Info, chance: float | None) -> list[str]:
    """What was expected beside earlier runs, where that is known in standard units alone."""
    mean, sd = _number(info.get("mean")), _number(info.get("sd"))
    if mean is None or sd is None:
        return []
    share = 0.5 * math.erfc(mean / math.sqrt(2))
    said = f"it was predicted to do better than about {_percent(share)} of them"
    units = f" ({mean:.2g} ± {sd:.2g} standard deviations from their mean, lower is better)"
    reach = "" if chance is None else f", and to reach its target with a chance of {_percent(chance)}"
    return [said + units + reach]


def _importance(info: Info) -> list[str]:
    """Which parameters a small step changes most, by the model."""
    scales = {name: scale for name, each in _mapping(info.get("lengthscale")).items() if (scale := _number(each))}
    if len(scales) < 2:
        return []
    order = sorted(scales, key=lambda name: scales[name])
    named = ", ".join(f"{name} ({scales[name]:.2g})" for name in order[:NAMED])
    rest = len(order) - NAMED
    more = f", and {rest} more" if rest > 0 else ""
    return [f"to the model what matters most is, by length scale: {named}{more}"]


def _percent(share: float) -> str:
    """`41 %`; only what is certain is 100, and only what is impossible is 0."""
    rounded = round(100 * share)
    return f"{min(99, max(1, rounded)) if 0 < share < 1 else rounded} %"


def _mapping(given: object) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _number(given: object) -> float | None:
    if isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given):
        return float(given)
    return None
