"""How a run was chosen and what was expected of it, beside what came out, in sentences."""

import json
from typing import Any

import pytest

from besom.domain.run import Run
from besom.domain.states import RunState
from besom.domain.sweep import Goal
from besom.server.chosen import chosen, predictions

LOSS: dict[str, Any] = {"val_loss": {"median": 0.31, "low": 0.27, "high": 0.36}}
MODEL: dict[str, Any] = {
    "by": "model",
    "acquisition": "ei",
    "value": -2.134,
    "predicted": LOSS,
    "mean": -1.1,
    "sd": 0.4,
    "target": 0.29,
    "pi": 0.342,
    "lengthscale": {"depth": 3.14, "lr": 0.1204, "dropout": 0.4, "width": 0.7},
    "signal": 1.0,
    "noise": 0.01,
    "fitted_to": 23,
}
LENGTHS = "to the model what matters most is, by length scale: lr (0.12), dropout (0.4), width (0.7), and 1 more"


def said(info: dict[str, Any], value: float | None = None, state: RunState = RunState.FINISHED) -> list[str]:
    run = Run(1, "abc", state, 1, "a", None, "{}", 0.0, None, sweep="s", number=7, info=json.dumps(info))
    return chosen(run, {"val_loss": Goal.MINIMIZE}, {} if value is None else {"val_loss": value})


def test_a_prediction_stands_beside_what_came_out() -> None:
    assert said(MODEL, 0.305) == [
        "it was chosen by expected improvement (log value -2.1), by a model fitted to 23 runs",
        "its val_loss was predicted at 0.31 (0.27 … 0.36, 68 %), aiming at 0.29 (chance 34 %), "  # noqa: ISC004
        "and came out at 0.305: within what was expected",
        LENGTHS,
    ]


@pytest.mark.parametrize(
    ("goal", "value", "verdict"),
    [
        (Goal.MINIMIZE, 0.26, "better than expected"),
        (Goal.MAXIMIZE, 0.26, "worse than expected"),
        (Goal.MINIMIZE, 0.4, "worse than expected"),
        (Goal.MINIMIZE, 0.1, "far better than expected"),
        (Goal.MINIMIZE, 0.36, "within what was expected"),
        (None, 0.26, "lower than expected"),
        (None, 0.9, "far higher than expected"),
    ],
)
def test_the_verdict_knows_which_side_is_better(goal: Goal | None, value: float, verdict: str) -> None:
    run = Run(1, "abc", RunState.FINISHED, 1, "a", None, "{}", 0.0, None, info=json.dumps(MODEL))
    goals = {} if goal is None else {"val_loss": goal}
    assert chosen(run, goals, {"val_loss": value})[1].endswith(f": {verdict}")


@pytest.mark.parametrize(
    ("state", "value", "end"),
    [
        (RunState.RUNNING, None, "(chance 34 %)"),
        (RunState.RUNNING, 0.33, ", and stands at 0.33 so far"),
        (RunState.STOPPED, 0.33, ", and had reached 0.33 when the run ended early"),
        (RunState.FAILED, None, ", and never came out"),
    ],
)
def test_a_run_without_a_final_value_is_judged_by_none(state: RunState, value: float | None, end: str) -> None:
    assert said(MODEL, value, state)[1].endswith(end)


def test_several_metrics_have_a_line_each_and_the_target_is_of_the_first_objective() -> None:
    limited = {**MODEL, "predicted": {"latency": {"median": 20, "low": 18, "high": 22}, **LOSS}, "feasible": 0.873}
    found = said(limited, 0.305)
    assert found[2:4] == [
        "its latency was predicted at 20 (18 … 22, 68 %), and never came out",
        "the chance that it succeeds and keeps every limit was put at 87 %",
    ]
    assert [
        (each.metric, each.target, each.value)
        for each in predictions(limited, {"val_loss": Goal.MINIMIZE}, {"latency": 19.0})
    ] == [
        ("val_loss", 0.29, None),
        ("latency", None, 19.0),
    ]


@pytest.mark.parametrize(
    ("info", "sentences"),
    [
        ({}, []),
        ({"by": "repeat", "why": "every"}, []),
        ({"by": "grid", "cell": 0}, ["it is cell 1 of the grid"]),
        ({"by": "random"}, ["its values were drawn at random"]),
        ({"by": "random", "why": "nearly all was tried"}, ["its values were drawn at random: nearly all was tried"]),
        ({"by": "sobol"}, ["it is a point of a Sobol sequence, which fills the space evenly"]),
        ({"by": "hand", "from": 2}, ["it was queued by hand, with the values of run 2"]),
        (
            {"by": "tpe", "value": 1.234, "good": 5, "method": "tpe", "chosen_because": "it has conditions"},
            [
                "auto took the method tpe: it has conditions",
                "it was chosen by tpe, where the 5 runs that count as good lie densest "  # noqa: ISC004 (one sentence)
                "beside the others (log ratio 1.2)",
            ],
        ),
        (
            {"by": "cma-es", "generation": 3, "sigma": 0.2123},
            ["it was drawn by cma-es in generation 3, with a step size of 0.21"],
        ),
        ({"by": "model", "acquisition": "pi", "value": 0.34}, ["it was chosen by probability of improvement (34 %)"]),
        ({"by": "model", "acquisition": "ei", "value": -2.1, "fitted_to": 48, "view": "near"},
         ["it was chosen by expected improvement (log value -2.1), by a model fitted to 48 runs near the best"]),
        ({"by": "model", "acquisition": "ei", "value": -2.1, "fitted_to": 48, "view": "doubting", "doubt": 0.7},
         ["it was chosen by expected improvement (log value -2.1), by a model fitted to 48 runs that doubts itself, "  # noqa: ISC004
          "as nothing better came for long"]),
        ({"by": "model", "acquisition": "feasibility"},
         ["it was chosen by the chance to keep the limits, since nothing known keeps them"]),
        ({"by": "model"}, ["it was chosen by the model"]),
        ({"by": "newer"}, ["it was chosen by newer"]),
        ({"by": "model", "acquisition": "ei", "predicted": {"a": 1}, "lengthscale": 3, "value": None},
         ["it was chosen by expected improvement"]),
    ],
)  # fmt: skip
def test_every_way_to_choose_has_its_words(info: dict[str, Any], sentences: list[str]) -> None:
    assert said(info) == sentences


def test_what_an_earlier_release_wrote_is_told_in_its_units() -> None:
    info = {"by": "pi", "mean": -1.0195, "sd": 0.4369, "target": -1.3, "pi": 0.2256, "fitted_to": 5}
    assert said(info, 0.3) == [
        "it was chosen by probability of improvement, by a model fitted to 5 runs",
        "it was predicted to do better than about 85 % of them (-1 ± 0.44 standard deviations from their mean, "  # noqa: ISC004
        "lower is better), and to reach its target with a chance of 23 %",
    ]
