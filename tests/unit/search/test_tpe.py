"""Points that are likely among the good runs and unlikely among the others."""

import numpy as np
import pytest

from besom.search import METHODS, Aim, History, Objective, Observation, SearchError, Suggestion, suggest_many
from besom.search.parzen import Parzen
from besom.space import Choice, Condition, Point, Space, Uniform

LOSS = Objective("loss")
SPACE = Space({"x": Uniform(0, 1), "kind": Choice(("a", "b", "c"))})
BRANCHES = Space(
    {"kind": Choice(("a", "b")), "of_a": Uniform(0, 1), "of_b": Uniform(0, 1)},
    conditions={"of_a": (Condition("kind", ("a",)),), "of_b": (Condition("kind", ("b",)),)},
)


def number(point: Point, name: str) -> float:
    return float(str(point[name]))


def suggested(space: Space, observations: list[Observation], count: int = 1, seed: int = 0) -> list[Suggestion]:
    method = METHODS["tpe"].build(space, Aim((LOSS,)), {})
    return suggest_many(method, History(tuple(observations), len(observations)), seed, count)


def tried(space: Space, count: int, value: float | None = None) -> list[Observation]:
    """Random points of which those near 0.7 with kind b are good."""
    rng, found = np.random.default_rng(4), list[Observation]()
    for _ in range(count):
        point = space.sample(rng)
        good = abs(number(point, "x") - 0.7) + 0.3 * (point["kind"] != "b")
        found.append(Observation(point, "finished", {"loss": good if value is None else value}))
    return found


def test_a_density_sums_to_one_and_is_what_is_drawn() -> None:
    rng = np.random.default_rng(0)
    levels = [None, np.array([0.25, 0.75])]
    model = Parzen(np.array([[0.1, 0.25], [0.2, 0.25], [0.95, 0.75]]), np.array([1.0, 1.0, 0.5]), levels)
    x = (np.arange(2000) + 0.5) / 2000
    density = sum(np.exp(model.log_density(np.stack([x, np.full(2000, u)], axis=1))).mean() for u in (0.25, 0.75))
    assert density == pytest.approx(1.0, abs=1e-3)
    drawn = model.draw(20_000, rng)
    assert ((drawn[:, 0] >= 0) & (drawn[:, 0] <= 1)).all()
    below = np.exp(model.log_density(np.stack([x[:600], np.full(600, 0.25)], axis=1))).sum() / 2000
    assert ((drawn[:, 0] < 0.3) & (drawn[:, 1] == 0.25)).mean() == pytest.approx(below, abs=0.015)


def test_without_observations_the_density_is_wide() -> None:
    model = Parzen(np.empty((0, 1)), np.empty(0), [None])
    low, middle = np.exp(model.log_density(np.array([[0.01], [0.5]])))
    assert 0.8 < low < middle < 1.2


def test_it_looks_where_the_good_ones_are() -> None:
    asked = suggested(SPACE, tried(SPACE, 60), count=12)
    assert {s.info["by"] for s in asked} == {"tpe"}
    assert sum(abs(number(s.point, "x") - 0.7) < 0.15 and s.point["kind"] == "b" for s in asked) >= 9
    assert asked[0].info["good"] == 6


def test_failed_runs_count_among_the_others() -> None:
    failing = [Observation({"x": u, "kind": "a"}, "failed") for u in np.linspace(0.5, 0.99, 30)]
    fine = [Observation({"x": u, "kind": "a"}, "finished", {"loss": 1.0}) for u in np.linspace(0.01, 0.49, 30)]
    asked = suggested(SPACE, failing + fine, count=10)
    assert sum(number(s.point, "x") < 0.55 for s in asked) >= 8


def test_a_run_stopped_early_is_no_worse_than_the_worst_that_finished() -> None:
    stopped = [Observation({"x": 0.9, "kind": "a"}, "stopped", {"loss": 1e9}, censored=True)]
    same = [Observation({"x": 0.9, "kind": "a"}, "finished", {"loss": 1.5})]
    rest = [*tried(SPACE, 20), Observation({"x": 0.2, "kind": "a"}, "finished", {"loss": 1.5})]
    assert suggested(SPACE, stopped + rest) == suggested(SPACE, same + rest)


def test_points_in_flight_keep_agents_apart() -> None:
    asked = suggested(SPACE, tried(SPACE, 40), count=16)
    places = sorted(number(s.point, "x") for s in asked)
    assert len(set(places)) == 16
    assert places[-1] - places[0] > 0.05


def test_a_branch_learns_from_the_runs_that_took_it() -> None:
    rng, observations = np.random.default_rng(1), list[Observation]()
    for _ in range(60):
        point = BRANCHES.sample(rng)
        value = abs(number(point, "of_a") - 0.2) if point["kind"] == "a" else 0.5 + abs(number(point, "of_b") - 0.8)
        observations.append(Observation(point, "finished", {"loss": value}))
    asked = suggested(BRANCHES, observations, count=10)
    assert sum(s.point["kind"] == "a" and abs(number(s.point, "of_a") - 0.2) < 0.2 for s in asked) >= 7


def test_it_needs_a_metric() -> None:
    with pytest.raises(SearchError, match="tpe needs a metric"):
        METHODS["tpe"].build(SPACE, Aim(), {})
