"""A normal distribution that moves to where the best runs lie."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from besom.search import METHODS, Aim, History, Objective, Observation, SearchError, Suggestion, cma_es, suggest_many
from besom.space import Choice, Condition, Expression, IntUniform, Point, Space, Uniform

LOSS = Objective("loss")
PLANE = Space({"x": Uniform(0, 1), "y": Uniform(0, 1)})
MIXED = Space({"x": Uniform(0, 1), "n": IntUniform(0, 20), "kind": Choice(("a", "b", "c"))})


def number(point: Point, name: str) -> float:
    return float(str(point[name]))


def suggested(space: Space, history: History, count: int = 1, seed: int = 0) -> list[Suggestion]:
    return suggest_many(METHODS["cma-es"].build(space, Aim((LOSS,)), {}), history, seed, count)


def searched(space: Space, loss: Callable[[Point], float], runs: int, seed: int = 0) -> list[Observation]:
    observations = list[Observation]()
    while len(observations) < runs:
        history = History(tuple(observations), len(observations))
        (suggestion,) = suggested(space, history, seed=seed)
        observations.append(Observation(suggestion.point, "finished", {"loss": loss(suggestion.point)}))
    return observations


def valley(point: Point) -> float:
    """Narrow, and slanting."""
    x, y = number(point, "x"), number(point, "y")
    return (x + y - 1.1) ** 2 + 0.01 * (x - y - 0.2) ** 2


def test_it_closes_in_on_the_end_of_a_slanting_valley() -> None:
    observations = searched(PLANE, valley, 180)
    best = min(observations, key=lambda each: each.values["loss"])
    assert abs(number(best.point, "x") - 0.65) < 0.03
    assert abs(number(best.point, "y") - 0.45) < 0.03


def test_generations_are_counted_and_their_spread_is_told() -> None:
    observations = searched(PLANE, valley, 180)
    infos = [
        suggested(PLANE, History(tuple(observations[:n]), n))[0].info for n in (0, 6, 11, 12, 180)
    ]  # a generation has six
    assert [info.get("generation") for info in infos] == [None, 1, 1, 2, 30]
    assert infos[0]["by"] == "start"
    assert float(str(infos[4]["sigma"])) < float(str(infos[1]["sigma"]))


def test_numbers_in_steps_and_categories_are_learnt_too() -> None:
    def loss(point: Point) -> float:
        kind = 0.5 * (point["kind"] != "b")
        return abs(number(point, "x") - 0.3) + abs(number(point, "n") - 14) / 20 + kind

    observations = searched(MIXED, loss, 120)
    late = [each.point for each in observations[-20:]]
    assert sum(point["kind"] == "b" for point in late) >= 12
    assert sum(abs(number(point, "n") - 14) <= 4 for point in late) >= 12


def test_what_is_in_flight_belongs_to_the_present_generation() -> None:
    observations = searched(PLANE, valley, 11)
    several = suggested(PLANE, History(tuple(observations), 11), count=8)
    assert {s.info["generation"] for s in several} == {1}
    assert len({number(s.point, "x") for s in several}) == 8


def test_failed_runs_are_the_worst_of_their_generation() -> None:
    def half(point: Point) -> float:
        return float("nan") if number(point, "x") > 0.5 else 1.0 - number(point, "x")

    observations = searched(PLANE, half, 90)
    assert sum(number(each.point, "x") < 0.5 for each in observations[-30:]) >= 15


def test_what_does_not_exist_in_a_point_moves_nothing_and_constraints_hold() -> None:
    space = Space(
        {"kind": Choice(("a", "b")), "x": Uniform(0, 1), "y": Uniform(0, 1)},
        conditions={"y": (Condition("kind", ("b",)),)},
        constraints=(Expression.parse("x <= 0.8", ("x",)),),
    )

    def loss(point: Point) -> float:
        return abs(number(point, "x") - 0.7) + (abs(number(point, "y") - 0.2) if "y" in point else 0.5)

    observations = searched(space, loss, 100)
    assert all(space.contains(each.point) for each in observations)
    best = min(observations, key=lambda each: each.values["loss"])
    assert best.point["kind"] == "b"
    assert best.values["loss"] < 0.15


def test_it_needs_a_metric() -> None:
    with pytest.raises(SearchError, match="cma-es needs a metric"):
        METHODS["cma-es"].build(PLANE, Aim(), {})


def test_the_package_loads_only_when_a_generation_is_drawn() -> None:
    script = (
        "import sys, besom.search as s\n"
        "s.Optimizer({'x': {'min': 0.0, 'max': 1.0}}, method='cma-es').ask()\n"
        "assert not {'cmaes', 'scipy'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_what_is_remembered_changes_nothing() -> None:
    observations = searched(MIXED, lambda point: abs(number(point, "x") - 0.3), 40)
    warm = suggested(MIXED, History(tuple(observations), 40), count=3)
    cma_es._grown.clear()
    assert suggested(MIXED, History(tuple(observations), 40), count=3) == warm


def test_it_begins_only_when_enough_was_measured() -> None:
    failed = [Observation(s.point, "failed") for s in suggested(PLANE, History(), count=9)]
    assert suggested(PLANE, History(tuple(failed), 9))[0].info["by"] == "start"
    fine = [Observation({"x": 0.3 + u, "y": 0.6}, "finished", {"loss": u}) for u in (0.2, 0.1, 0.0)]
    asked = suggested(PLANE, History((*failed, *fine), 12), count=12)
    assert {s.info["by"] for s in asked} == {"cma-es"}
    assert abs(np.mean([number(s.point, "x") for s in asked]) - 0.3) < 0.15
