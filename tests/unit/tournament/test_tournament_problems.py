"""Problems are what they promise; those of networks are left out, they need a package that is seldom there."""

import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks.tournament import known, own
from benchmarks.tournament.optimizers import make
from benchmarks.tournament.peers.dimensions import Dimensions
from benchmarks.tournament.raw import Result, append, read
from benchmarks.tournament.suites import NETWORKS, SUITES, problem, problems
from benchmarks.tournament.trained import TRAININGS

ALL = [name for suite in SUITES.values() for name in suite]
QUICK = [name for name in ALL if not name.startswith(NETWORKS) and name not in TRAININGS]


def test_each_problem_is_in_one_suite_and_known() -> None:
    assert len(ALL) == len(set(ALL))
    assert known.read().keys() == set(ALL)


@pytest.mark.parametrize("name", QUICK)
def test_nothing_random_is_better_than_the_best_known_and_half_of_it_than_the_median(name: str) -> None:
    posed, entry = problem(name), known.read()[name]
    rng = np.random.default_rng(1)
    values = np.array([posed.measure(posed.space.sample(rng), rng).true for _ in range(300)])
    assert values.min() >= entry.best - 1e-9
    assert 0.38 <= np.mean(values < entry.median) <= 0.62


@pytest.mark.parametrize("name", QUICK)
def test_the_same_generator_gives_the_same_outcome(name: str) -> None:
    posed = problem(name)
    point = posed.space.sample(np.random.default_rng(0))
    one, other = (posed.measure(point, np.random.default_rng(7)) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("name", TRAININGS)
def test_models_are_trained(name: str) -> None:
    posed, rng = problem(name), np.random.default_rng(0)
    outcome = posed.measure(posed.space.sample(rng), rng)
    assert known.read()[name].best <= outcome.true <= 10


def test_a_run_that_does_not_fit_into_memory_fails() -> None:
    large = {"layers": 24, "width": 2048, "batch": 1024, "rate": 0.001, "dropout": 0.1}
    assert own.FORMULAS["own-out-of-memory"].measure(large, np.random.default_rng(0)).observed == math.inf


def test_random_search_stays_in_the_space() -> None:
    for posed in problems(["own-branches", "dev"]):
        searching = make("random", posed.parameters, 0, {})
        for _ in range(20):
            point = searching.ask()
            assert point is not None
            assert posed.space.contains(point)


def test_points_of_others_are_settled_into_the_space() -> None:
    posed = problem("own-branches")
    given = {
        "optimizer": "lbfgs",
        "layers": 3.2,
        "decay": 5.0,
        "sgd_rate": 1.0,
        "momentum": 0.5,
        "nesterov": "True",
        "adam_rate": 0.01,
        "beta": 0.6,
        "epsilon": 1e-8,
        "memory": 17.4,
        "tolerance": 1e-3,
        "search": "wolfe",
    }
    point = Dimensions(posed.parameters).point(given)
    assert point == {
        "optimizer": "lbfgs",
        "layers": 3,
        "decay": 0.1,
        "memory": 17,
        "tolerance": 1e-3,
        "search": "wolfe",
    }
    assert posed.space.contains(point)


def test_a_long_search_finds_more_than_random_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "FILE", tmp_path / "known.json")
    monkeypatch.setattr(known, "DRAWS", 100)
    known.refresh([problem("own-few-of-20")], evaluations=3000)
    entry = known.read()["own-few-of-20"]
    assert entry.best < 0.1 * entry.median


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    rows = np.array([[math.inf, 1.25, 0.00001, 0.5, 3.125]])
    append(tmp_path / "raw.jsonl", Result("x", "own-loud", 2, 8, 1, rows))
    (found,) = read([tmp_path / "raw.jsonl"])
    assert found.key == ("x", "own-loud", 2, 8, 1)
    np.testing.assert_array_equal(found.rows, rows)
