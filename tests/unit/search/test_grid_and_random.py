"""Grid and random, the Optimizer around them, and the registry."""

import numpy as np
import pytest

from besom.search import METHODS, History, Objective, Observation, Optimizer, SearchError, suggest_many
from besom.space import Choice, IntUniform, Point, Space, Uniform

SPACE = Space({"b": Choice(("x", "y")), "a": IntUniform(1, 3)})
MIXED = Space({"lr": Uniform(0, 1), "layers": IntUniform(1, 3), "drop": Uniform(0, 0.5)})
METRIC = Objective("loss")


def points(method: str, space: Space, count: int, seed: int = 0) -> list[Point]:
    built = METHODS[method].build(space, METRIC, {})
    return [suggestion.point for suggestion in suggest_many(built, History(), seed, count)]


def test_grid_gives_every_cell_once_in_order_then_nothing() -> None:
    cells = [(point["a"], point["b"]) for point in points("grid", SPACE, 10)]
    assert cells == [(1, "x"), (1, "y"), (2, "x"), (2, "y"), (3, "x"), (3, "y")]


def test_grid_goes_on_where_issued_says_whatever_else_was_tried() -> None:
    by_hand = tuple(Observation({"a": 1, "b": "x"}, "finished") for _ in range(4))
    grid = METHODS["grid"].build(SPACE, None, {})
    suggestion = grid.suggest(History(by_hand, issued=2), np.random.default_rng(0))
    assert suggestion is not None
    assert suggestion.point == {"a": 2, "b": "x"}
    assert suggestion.info == {"by": "grid", "cell": 2}


def test_grid_of_astronomic_size_starts_at_once() -> None:
    huge = Space({f"p{i}": IntUniform(0, 10**9) for i in range(30)})
    assert len(points("grid", huge, 3)) == 3


def test_grid_refuses_continuous_parameters_by_name() -> None:
    refusals = METHODS["grid"].refusals(MIXED)
    assert set(refusals) == {"lr", "drop"}
    assert "continuous" in refusals["lr"]
    assert METHODS["random"].refusals(MIXED) == METHODS["bayes"].refusals(MIXED) == {}


def test_random_repeats_with_its_seed_and_differs_with_another() -> None:
    assert points("random", MIXED, 20, seed=1) == points("random", MIXED, 20, seed=1)
    assert points("random", MIXED, 20, seed=1) != points("random", MIXED, 20, seed=2)


def test_random_draws_fresh_cells_evenly_to_the_last() -> None:
    lasts = [points("random", SPACE, 6, seed)[-1] for seed in range(600)]
    counts = [lasts.count(SPACE.cell(i)) for i in range(6)]
    assert sum(counts) == 600
    assert min(counts) > 60


def test_suggestions_made_together_equal_those_made_one_by_one() -> None:
    method = METHODS["random"].build(MIXED, None, {})
    together = suggest_many(method, History(), 5, 4)
    history, single = History(), []
    for _ in range(4):
        (suggestion,) = suggest_many(method, history, 5, 1)
        single.append(suggestion)
        history = history.with_pending(suggestion.point)
    assert together == single


def test_optimizer_numbers_runs_and_ends_when_the_space_is_used_up() -> None:
    optimizer = Optimizer(SPACE, METRIC, method="grid")
    numbers = []
    while (asked := optimizer.ask()) is not None:
        numbers.append(asked[0])
        optimizer.tell(asked[0], {"loss": 1.0})
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_optimizer_keeps_what_is_in_flight_and_what_was_told() -> None:
    optimizer = Optimizer(MIXED, METRIC, method="random")
    first, second = optimizer.ask(), optimizer.ask()
    assert first is not None
    assert second is not None
    optimizer.tell(second[0], None, state="crashed")
    assert [o.state for o in optimizer.history.observations] == ["crashed", "running"]
    assert optimizer.history.issued == 2
    with pytest.raises(SearchError, match="run 2 is not running"):
        optimizer.tell(second[0], {"loss": 1.0})


def test_wrong_set_ups_are_refused_in_a_sentence() -> None:
    with pytest.raises(SearchError, match="no method 'bays'; the methods are grid, random, bayes"):
        Optimizer(SPACE, METRIC, method="bays")
    with pytest.raises(SearchError, match="lr is continuous"):
        Optimizer(MIXED, METRIC, method="grid")
    with pytest.raises(SearchError, match="metric"):
        Optimizer(MIXED, None)
    with pytest.raises(SearchError, match="acquisition") as caught:
        METHODS["bayes"].build(MIXED, METRIC, {"acquisition": "luck"})
    assert caught.value.option == "acquisition"
