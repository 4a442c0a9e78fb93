"""Ask and tell in a loop of one's own."""

import math

import pytest

from besom.reading import SweepFileError
from besom.search import Aim, Objective, Optimizer, SearchError
from besom.space import Choice, Space, Uniform

PARAMETERS = {
    "lr": {"min": 1e-5, "max": 1e-1, "distribution": "log_uniform_values"},
    "opt": {"values": ["sgd", "adam"]},
    "model": {"parameters": {"momentum": {"min": 0.0, "max": 0.99, "when": {"opt": "sgd"}}}},
}
FEW = Space({"a": Choice((1, 2, 3)), "b": Choice(("x", "y"))})


def states(optimizer: Optimizer) -> list[str]:
    return [observation.state for observation in optimizer.history.observations]


def test_the_parameters_of_a_sweep_file_are_taken_as_they_are() -> None:
    optimizer = Optimizer(PARAMETERS, seed=1)
    for _ in range(12):
        point = optimizer.ask()
        assert point is not None
        assert 1e-5 <= float(str(point["lr"])) <= 0.1
        assert ("model.momentum" in point) == (point["opt"] == "sgd")
        optimizer.tell(point, abs(math.log10(float(str(point["lr"]))) + 3))


def test_the_same_tells_give_the_same_points() -> None:
    first, second = Optimizer(PARAMETERS, seed=3), Optimizer(PARAMETERS, seed=3)
    for value in (3.0, None, 1.0, math.nan, 2.0, 0.5, 0.4, 0.3, 0.2, 0.1):
        point = first.ask()
        assert point is not None
        assert point == second.ask()
        first.tell(point, value)
        second.tell(point, value)


def test_a_grid_ends_when_the_space_is_used_up_and_tries_nothing_that_was_told_before() -> None:
    optimizer = Optimizer(FEW, method="grid")
    optimizer.tell({"a": 2, "b": "x"}, 1.0)
    points = []
    while (point := optimizer.ask()) is not None:
        points.append(point)
        optimizer.tell(point, 1.0)
        optimizer.tell(point, 2.0)  # measured twice
    assert len(points) == 5
    assert {"a": 2, "b": "x"} not in points


def test_what_was_asked_and_not_told_is_in_flight() -> None:
    optimizer = Optimizer(PARAMETERS, method="random")
    first, second = optimizer.ask(), optimizer.ask()
    assert first is not None
    assert second is not None
    optimizer.tell(second, 1.0)
    assert states(optimizer) == ["finished", "running"]
    optimizer.tell(first, 1.0, stopped=True)
    assert states(optimizer) == ["finished", "stopped"]
    assert optimizer.history.observations[1].censored
    assert optimizer.history.issued == 2


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_a_run_without_a_finite_value_failed(value: float | None) -> None:
    optimizer = Optimizer(PARAMETERS)
    point = optimizer.ask()
    assert point is not None
    optimizer.tell(point, value)
    assert states(optimizer) == ["failed"]


def test_points_that_were_never_asked_for_are_known() -> None:
    optimizer = Optimizer({"x": {"min": 0.0, "max": 1.0}}, seed=0)
    for step in range(21):
        optimizer.tell({"x": step / 10}, (step / 10 - 0.62) ** 2)  # also of a wider space
    point = optimizer.ask()
    assert point is not None
    assert abs(float(str(point["x"])) - 0.62) < 0.1


def test_what_does_not_exist_beside_the_other_values_is_overlooked() -> None:
    optimizer = Optimizer(PARAMETERS)
    optimizer.tell({"lr": 0.01, "opt": "adam", "model.momentum": 0.5}, 1.0)
    assert states(optimizer) == ["finished"]


def test_one_point_asked_twice_is_told_twice() -> None:
    optimizer = Optimizer({"a": {"values": [1, 2]}}, method="random", options={"duplicates": "allow"})
    points = [optimizer.ask() for _ in range(5)]
    for done, point in enumerate(points, start=1):
        assert point is not None
        optimizer.tell(point, 0.0)
        assert states(optimizer) == ["finished"] * done + ["running"] * (5 - done)


def test_the_goal_says_which_way_is_better() -> None:
    optimizer = Optimizer({"x": {"min": 0.0, "max": 1.0}}, goal="maximize")
    for _ in range(20):
        point = optimizer.ask()
        assert point is not None
        optimizer.tell(point, -((float(str(point["x"])) - 0.3) ** 2))
    best = max(optimizer.history.observations, key=lambda observation: observation.values["value"])
    assert abs(float(str(best.point["x"])) - 0.3) < 0.02


def test_an_aim_names_the_metrics() -> None:
    aim = Aim((Objective("loss"), Objective("ms")))
    optimizer = Optimizer({"x": {"min": 0.0, "max": 1.0}}, method="random", aim=aim)
    optimizer.tell({"x": 0.5}, {"loss": 1.0, "ms": 2.0})
    optimizer.tell({"x": 0.6}, {"loss": 1.0, "ms": math.nan})
    assert states(optimizer) == ["finished", "failed"]
    with pytest.raises(SearchError, match="mapping of the aim's metrics to numbers, or None; got 3"):
        optimizer.tell({"x": 0.5}, 3.0)


def test_wrong_set_ups_are_refused_in_a_sentence() -> None:
    lr = Space({"lr": Uniform(0, 1)})
    with pytest.raises(SearchError, match="no method 'bays'; the methods are grid, random, sobol, bayes"):
        Optimizer(lr, method="bays")
    with pytest.raises(SearchError, match="lr is continuous"):
        Optimizer(lr, method="grid")
    with pytest.raises(SearchError, match="bayes needs a metric"):
        Optimizer(lr, aim=Aim())
    with pytest.raises(SearchError, match="acquisition means nothing to random"):
        Optimizer(lr, method="random", options={"acquisition": "ei"})
    with pytest.raises(SearchError, match="goal must be minimize or maximize; got 'min'"):
        Optimizer(lr, goal="min")  # type: ignore[arg-type]
    with pytest.raises(SweepFileError, match=r"parameters\.lr\.mim: unknown key \"mim\"; did you mean min"):
        Optimizer({"lr": {"mim": 0, "max": 1}})


def test_points_of_something_else_are_refused_in_a_sentence() -> None:
    optimizer = Optimizer(FEW)
    with pytest.raises(SearchError, match="c is not a parameter of the space"):
        optimizer.tell({"a": 1, "b": "x", "c": 1}, 0.0)
    with pytest.raises(SearchError, match="this is no point of the space: b is missing"):
        optimizer.tell({"a": 1}, 0.0)
    with pytest.raises(SearchError, match="must be a number, or None"):
        optimizer.tell({"a": 1, "b": "x"}, {"loss": 1.0})
    with pytest.raises(SearchError, match="must be a number, or None; got '0"):
        optimizer.tell({"a": 1, "b": "x"}, "0.3")  # type: ignore[arg-type]
