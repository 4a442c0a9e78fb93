"""What bayes does with the odd histories that real sweeps have."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
import pytest

from besom.search import (
    METHODS,
    Aim,
    History,
    Limit,
    Objective,
    Observation,
    Optimizer,
    SearchError,
    Suggestion,
    suggest_many,
)
from besom.search.questions import QUESTIONS
from besom.space import Choice, Constant, IntUniform, Point, Space, Uniform

LOSS = Objective("loss")
SPACE = Space(
    {
        "lr": Uniform(0.001, 0.1),
        "optimizer": Choice(("adam", "sgd")),
        "layers": IntUniform(1, 5),
        "epochs": Constant(30),
    }
)


def sampled(count: int, values: Callable[[int, Point], float], space: Space = SPACE) -> tuple[Observation, ...]:
    rng = np.random.default_rng(0)
    points = [space.sample(rng) for _ in range(count)]
    return tuple(Observation(point, "finished", {"loss": values(i, point)}) for i, point in enumerate(points))


def suggested(
    observations: tuple[Observation, ...], count: int = 1, space: Space = SPACE, objective: Objective = LOSS
) -> list[Suggestion]:
    method = METHODS["bayes"].build(space, Aim((objective,)), {})
    return suggest_many(method, History(observations, len(observations)), 0, count)


@pytest.mark.parametrize(
    "value",
    [
        lambda *_: 1.0,
        lambda *_: float("nan"),
        lambda i, _: float("inf") if i % 2 else 0.5,
        lambda i, _: 1e300 if i % 2 else -1e300,
        lambda i, _: 1e300 if i == 3 else 0.1 * i,
        lambda i, _: 1e-300 * i,
        lambda i, _: -float("inf") if i == 3 else 0.1 * i,
    ],
    ids=["equal", "all nan", "half inf", "huge both ways", "one huge", "tiny", "one -inf"],
)
@pytest.mark.parametrize("count", [1, 2, 12])
def test_strange_values_still_give_good_points(value: Callable[[int, Point], float], count: int) -> None:
    (suggestion,) = suggested(sampled(count, value))
    assert SPACE.contains(suggestion.point)


def test_the_first_points_fill_every_column() -> None:
    space = Space({"x": Uniform(0, 1), "y": Uniform(0, 1), "c": Choice(("a", "b", "c"))})
    points = [suggestion.point for suggestion in suggested((), count=8, space=space)]
    assert {point["c"] for point in points[:3]} == {"a", "b", "c"}
    for name in "xy":
        column = sorted(float(str(point[name])) for point in points)
        assert np.diff([0.0, *column, 1.0]).max() < 0.35


def test_many_workers_start_apart_and_stay_apart() -> None:
    waiting = suggested((), count=12)
    assert len({SPACE.key(suggestion.point) for suggestion in waiting}) == 12
    learned = sampled(20, lambda _, point: float(str(point["lr"])))
    asked = suggested(learned, count=8)
    assert len({SPACE.key(suggestion.point) for suggestion in asked}) == 8
    assert [suggestion.info["acquisition"] for suggestion in asked[:4]] == ["pi", "ei", "pi", "ei"]
    assert asked[0].info["target"] != asked[2].info["target"]  # each question its own rung


def test_model_follows_the_goal() -> None:
    history = sampled(30, lambda _, point: float(str(point["lr"])))
    low = [float(str(s.point["lr"])) for s in suggested(history, count=4)]
    high = [float(str(s.point["lr"])) for s in suggested(history, count=4, objective=Objective("loss", "maximize"))]
    assert np.mean(low) < 0.02
    assert np.mean(high) > 0.08


def test_suggestions_tell_how_they_were_made() -> None:
    (start,) = suggested(())
    assert start.info == {"by": "start"}
    (suggestion,) = suggested(sampled(20, lambda _, point: float(str(point["lr"]))))
    assert suggestion.info["by"] == "model"
    assert suggestion.info["acquisition"] == "pi"
    assert suggestion.info["value"] == suggestion.info["pi"]
    assert 0 <= float(str(suggestion.info["pi"])) <= 1
    predicted = suggestion.info["predicted"]
    assert isinstance(predicted, dict)
    assert list(predicted) == ["loss"]
    assert isinstance(predicted["loss"], dict)
    low, median, high = (float(str(predicted["loss"][key])) for key in ("low", "median", "high"))
    assert low < median < high
    assert low == pytest.approx(float(str(suggestion.point["lr"])), abs=0.01)  # the loss is the rate itself
    assert "feasible" not in suggestion.info
    assert isinstance(suggestion.info["lengthscale"], dict)
    assert set(suggestion.info["lengthscale"]) == {"lr", "optimizer", "layers"}


@pytest.mark.parametrize("acquisition", QUESTIONS)
def test_every_acquisition_finds_the_better_half(acquisition: str) -> None:
    history = sampled(30, lambda _, point: float(str(point["lr"])))
    method = METHODS["bayes"].build(SPACE, Aim((LOSS,)), {"acquisition": acquisition})
    (suggestion,) = suggest_many(method, History(history, 30), 0, 1)
    assert float(str(suggestion.point["lr"])) < 0.05
    assert acquisition == "auto" or suggestion.info["acquisition"] == acquisition


def test_failed_runs_keep_the_search_away() -> None:
    space = Space({"x": Uniform(0, 1), "y": Uniform(0, 1)})
    rng = np.random.default_rng(1)
    points = [space.sample(rng) for _ in range(40)]
    fails = [float(str(point["x"])) < 0.5 for point in points]  # x: the lower the better, until it fails
    observations = tuple(
        Observation(point, "crashed" if failed else "finished", {} if failed else {"loss": float(str(point["x"]))})
        for point, failed in zip(points, fails, strict=True)
    )
    asked = [float(str(s.point["x"])) for s in suggested(observations, count=8, space=space)]
    assert np.median(asked) > 0.42
    assert sorted(asked)[1] > 0.35  # much may be won there, so once it looks


@pytest.mark.parametrize(("impute", "low", "high"), [("worst", 0.4, 0.6), ("best", 0.0, 0.5), ("latest", 0.2, 0.4)])
def test_a_failed_run_counts_as_the_objective_says(
    impute: Literal["worst", "best", "latest"], low: float, high: float
) -> None:
    space = Space({"x": Uniform(0, 1)})
    line = np.linspace(0.02, 0.98, 17).tolist()
    history = tuple(Observation({"x": x}, "failed" if x < 0.5 else "finished", {"loss": abs(x - 0.3)}) for x in line)
    asked = suggested(history, count=6, space=space, objective=Objective("loss", impute=impute))
    assert low < np.median([float(str(suggestion.point["x"])) for suggestion in asked]) < high


def test_a_run_stopped_early_counts_no_worse_than_the_worst_that_finished() -> None:
    space = Space({"x": Uniform(0, 1)})
    line = [Observation({"x": x}, "finished", {"loss": abs(x - 0.8)}) for x in np.linspace(0.05, 0.95, 10).tolist()]
    early = [Observation({"x": 0.3}, "stopped", {"loss": loss}, censored=True) for loss in (0.75, 1e6)]
    assert suggested((*line, early[0]), space=space) == suggested((*line, early[1]), space=space)


def test_what_a_stopped_run_reached_may_be_the_best() -> None:
    space = Space({"x": Uniform(0, 1)})
    valley = {x: abs(x - 0.2) for x in np.linspace(0.02, 0.98, 13).tolist()}
    history = tuple(
        Observation({"x": x}, "killed" if x < 0.4 else "finished", {"loss": loss}) for x, loss in valley.items()
    )
    asked = [float(str(s.point["x"])) for s in suggested(history, count=4, space=space)]
    assert np.median(np.abs(np.array(asked) - 0.2)) < 0.1


def test_a_run_killed_by_hand_before_it_measured_teaches_nothing_but_is_not_repeated() -> None:
    space = Space({"c": Choice(("a", "b", "c"))})
    killed = Observation({"c": "a"}, "killed")
    assert {s.point["c"] for s in suggested((killed,), count=5, space=space)} == {"b", "c"}


def test_a_space_with_one_point_is_used_up_however_often_it_was_tried() -> None:
    space = Space({"epochs": Constant(30), "optimizer": Choice(("adam",))})
    assert len(suggested((), count=2, space=space)) == 1
    assert suggested(sampled(9, lambda i, _: float(i), space), space=space) == []


def test_old_answers_do_not_change_when_later_runs_are_known() -> None:
    """Hyperparameters depend on the history up to the last refit alone, whatever was asked before."""
    history = sampled(70, lambda i, point: float(str(point["lr"])) + i % 3)
    (alone,) = suggested(history)
    for size in (10, 40, 65, 68, 69):
        suggested(history[:size])
    assert suggested(history) == [alone]
    assert alone.info["fitted_to"] == 68


def test_a_thousand_runs_are_thinned_and_the_best_region_is_kept() -> None:
    history = sampled(1100, lambda _, point: abs(float(str(point["lr"])) - 0.05) + (point["optimizer"] == "sgd"))
    asked = suggested(history, count=3)
    assert all(abs(float(str(s.point["lr"])) - 0.05) < 0.02 and s.point["optimizer"] == "adam" for s in asked)


def test_optimizer_learns_without_a_server() -> None:
    optimizer = Optimizer(SPACE, seed=3)
    values = list[float]()
    for _ in range(25):
        point = optimizer.ask()
        assert point is not None
        values.append(loss(point))
        optimizer.tell(point, values[-1])
    assert min(values) < 0.01


def loss(point: Mapping[str, object]) -> float:
    rate, layers = float(str(point["lr"])), int(str(point["layers"]))
    return (10 * (rate - 0.03)) ** 2 + 0.1 * abs(layers - 3) + 0.3 * (point["optimizer"] == "sgd")


def test_scipy_loads_only_when_the_model_is_asked() -> None:
    script = (
        "import sys, besom.search as s, besom.space as p\n"
        "s.Optimizer(p.Space({'x': p.Uniform(0, 1)})).ask()\n"
        "assert not any(name.startswith('scipy') for name in sys.modules)\n"
        "import besom.search.choose\n"
        "assert 'scipy.stats' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_range_of_two_floats_is_no_endless_loop() -> None:
    space = Space({"x": Uniform(1.0, 1.0 + 2**-52)})
    history = sampled(12, lambda i, _: float(i), space)
    assert len(suggested(history, count=3, space=space)) == 3


def drawn(count: int, seed: int = 3) -> list[Point]:
    rng = np.random.default_rng(seed)
    return [PLANE.sample(rng) for _ in range(count)]


PLANE = Space({"x": Uniform(0, 1), "y": Uniform(0, 1)})


def xy(point: Point) -> tuple[float, float]:
    return float(str(point["x"])), float(str(point["y"]))


def run(point: Point, **values: float) -> Observation:
    return Observation(point, "finished", values)


def test_failures_in_flight_are_expected_so_that_not_all_agents_try_them() -> None:
    points = drawn(30)
    history = tuple(
        Observation(p, "failed") if xy(p)[0] < 0.3 else run(p, loss=xy(p)[0] + (xy(p)[1] - 0.5) ** 2) for p in points
    )
    asked = suggested(history, count=16, space=PLANE)
    assert sum(xy(each.point)[0] < 0.25 for each in asked) <= 2
    assert all(0 < float(str(each.info["feasible"])) <= 1 for each in asked)


@pytest.mark.parametrize("limit", [Limit("cost", high=0.6), Limit("left", low=0.4), Limit("cost", low=-1, high=0.6)])
def test_the_best_that_keeps_the_limits_is_looked_for(limit: Limit) -> None:
    """The loss is the lower the larger x; the cost, which grows with x, stops it at 0.6."""
    history = tuple(run(p, loss=-xy(p)[0], cost=xy(p)[0], left=1 - xy(p)[0]) for p in drawn(25))
    method = METHODS["bayes"].build(PLANE, Aim((LOSS,), (limit,)), {})
    asked = suggest_many(method, History(history, 25), 0, 4)
    assert all(0.45 < xy(each.point)[0] < 0.75 for each in asked)
    predicted = asked[0].info["predicted"]
    assert isinstance(predicted, dict)
    assert set(predicted) == {"loss", limit.metric}


def test_while_nothing_keeps_the_limits_the_search_goes_where_something_may() -> None:
    history = tuple(run(p, loss=0.0, cost=xy(p)[0]) for p in drawn(40) if xy(p)[0] > 0.4)
    method = METHODS["bayes"].build(PLANE, Aim((LOSS,), (Limit("cost", high=0.1),)), {})
    asked = suggest_many(method, History(history, len(history)), 0, 1)
    assert xy(asked[0].point)[0] < 0.15
    assert asked[0].info["acquisition"] == "feasibility"


def test_a_limited_metric_that_nobody_logs_limits_nothing() -> None:
    history = tuple(run(p, loss=xy(p)[0]) for p in drawn(20))
    method = METHODS["bayes"].build(PLANE, Aim((LOSS,), (Limit("cost", high=0.1),)), {})
    (asked,) = suggest_many(method, History(history, 20), 0, 1)
    assert xy(asked.point)[0] < 0.1


def test_several_objectives_fill_their_front() -> None:
    """Both are lowest on the line y = 0.5, each at another end of it; anywhere else something is given away."""

    def both(point: Point) -> dict[str, float]:
        x, y = xy(point)
        return {"loss": x**2 + (y - 0.5) ** 2, "gain": -((1 - x) ** 2) - (y - 0.5) ** 2}

    aim = Aim((Objective("loss"), Objective("gain", "maximize")))
    optimizer = Optimizer(PLANE, aim=aim, seed=1)
    for _ in range(25):
        point = optimizer.ask()
        assert point is not None
        optimizer.tell(point, both(point))
    model_made = [xy(each.point) for each in optimizer.history.observations[10:]]
    assert np.median([abs(y - 0.5) for _, y in model_made]) < 0.05
    assert np.diff(sorted([0.0, *(x for x, _ in model_made), 1.0])).max() < 0.35


def test_one_acquisition_cannot_be_pinned_for_several_objectives() -> None:
    with pytest.raises(SearchError, match="several objectives"):
        METHODS["bayes"].build(PLANE, Aim((LOSS, Objective("cost"))), {"acquisition": "pi"})
