"""Grid and random, and the registry."""

from dataclasses import replace

import numpy as np
import pytest

from besom.search import METHODS, Aim, History, Objective, Observation, SearchError, suggest_many
from besom.space import Choice, Expression, IntUniform, Normal, Point, Quantized, Space, Uniform, Value

SPACE = Space({"b": Choice(("x", "y")), "a": IntUniform(1, 3)})
MIXED = Space({"lr": Uniform(0, 1), "layers": IntUniform(1, 3), "drop": Uniform(0, 0.5)})
METRIC = Objective("loss")


def points(method: str, space: Space, count: int, seed: int = 0) -> list[Point]:
    built = METHODS[method].build(space, Aim((METRIC,)), {})
    return [suggestion.point for suggestion in suggest_many(built, History(), seed, count)]


def test_grid_gives_every_cell_once_in_order_then_nothing() -> None:
    cells = [(point["a"], point["b"]) for point in points("grid", SPACE, 10)]
    assert cells == [(1, "x"), (1, "y"), (2, "x"), (2, "y"), (3, "x"), (3, "y")]


def test_grid_goes_on_where_issued_says_whatever_else_was_tried() -> None:
    by_hand = tuple(Observation({"a": 1, "b": "x"}, "finished") for _ in range(4))
    grid = METHODS["grid"].build(SPACE, Aim(), {})
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


def test_grid_refuses_what_has_no_end_and_chances_that_mean_nothing() -> None:
    refusals = METHODS["grid"].refusals(
        Space({"q": Quantized(Normal(), 1), "c": Choice((1, 2), (0.3, 0.7)), "d": Choice((1, 2))})
    )
    assert refusals == {
        "q": "grid needs a list of values, and those of q have no end; use random or bayes",
        "c": "grid tries every value once, so the probabilities of c mean nothing to it; use random or bayes",
    }


def test_grid_refuses_what_takes_too_long_to_count() -> None:
    parameters = {name: IntUniform(1, 10_000) for name in ("a", "b")}
    space = Space(parameters, constraints=(Expression.parse("a < b", parameters),))
    (sentence,) = METHODS["grid"].refusals(space).values()
    assert "a, b have more than 1,000,000 combinations" in sentence


def test_random_repeats_with_its_seed_and_differs_with_another() -> None:
    assert points("random", MIXED, 20, seed=1) == points("random", MIXED, 20, seed=1)
    assert points("random", MIXED, 20, seed=1) != points("random", MIXED, 20, seed=2)


def test_random_draws_fresh_cells_evenly_to_the_last() -> None:
    lasts = [points("random", SPACE, 6, seed)[-1] for seed in range(600)]
    counts = [lasts.count(SPACE.cell(i)) for i in range(6)]
    assert sum(counts) == 600
    assert min(counts) > 60


def test_random_does_not_list_all_cells_while_many_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    space = Space({"n": IntUniform(0, 999)})
    tried = tuple(Observation({"n": n}, "finished") for n in range(600))
    looked: list[int] = []
    cell = Space.cell

    def look(space: Space, index: int) -> dict[str, Value]:
        looked.append(index)
        return cell(space, index)

    monkeypatch.setattr(Space, "cell", look)
    made = suggest_many(METHODS["random"].build(space, Aim(), {}), History(tried, 600), 0, 20)
    assert len({suggestion.point["n"] for suggestion in made} & set(range(600, 1000))) == 20
    assert len(looked) < 1000


def test_random_reaches_cells_that_are_hardly_ever_drawn() -> None:
    space = Space({"x": Choice(("usual", "odd", "rare"), (1 - 2e-9, 1e-9, 1e-9)), "y": IntUniform(1, 3)})
    drawn = points("random", space, 10)
    assert len({space.key(point) for point in drawn}) == len(drawn) == 9
    assert [point["x"] for point in drawn[:3]] == ["usual"] * 3


def linked(rule: str, high: int = 10**6) -> Space:
    parameters = {name: IntUniform(0, high) for name in ("a", "b", "c")}
    return Space(parameters, constraints=(Expression.parse(rule, parameters),))


@pytest.mark.parametrize("name", ["random", "bayes"])
def test_constraints_that_leave_nothing_to_find_end_the_search(name: str) -> None:
    assert points(name, linked("a > a + b", high=3), 2) == []
    assert points(name, linked("a == b + c + 10"), 2) == []  # one draw in a million: given up, not hung


@pytest.mark.parametrize("name", ["random", "bayes"])
def test_a_huge_space_with_a_strict_constraint_gives_points_that_satisfy_it(name: str) -> None:
    drawn = points(name, linked("a % 100 == b % 10", high=10**5), 6)
    assert len(drawn) == 6
    assert all(int(str(point["a"])) % 100 == int(str(point["b"])) % 10 for point in drawn)


def test_a_few_cells_that_a_constraint_hides_among_many_are_all_found() -> None:
    space = linked("a == b and b == c", high=60)  # one in 3,700
    assert space.cells == 61
    drawn = points("random", space, 100)
    assert sorted(int(str(point["a"])) for point in drawn) == list(range(61))


def test_random_repeats_points_only_where_duplicates_are_allowed() -> None:
    coin = Space({"side": Choice(("heads", "tails"))})
    allowed = METHODS["random"].build(coin, Aim(), {"duplicates": "allow"})
    tossed = [suggestion.point["side"] for suggestion in suggest_many(allowed, History(), 0, 200)]
    assert 60 < tossed.count("heads") < 140
    never = METHODS["random"].build(coin, Aim(), {"duplicates": "never"})
    assert len(suggest_many(never, History(), 0, 200)) == 2
    with pytest.raises(SearchError, match="duplicates must be one of never, allow, got 'yes'") as caught:
        METHODS["random"].build(coin, Aim(), {"duplicates": "yes"})
    assert caught.value.option == "duplicates"


def test_points_in_flight_belong_to_the_present_version_and_keep_their_repeat() -> None:
    history = History((), 3, space_version=2, issued_before=3).with_pending({"a": 1, "b": "x"}, repeat=4)
    (pending,) = history.observations
    assert (pending.state, pending.space_version, pending.repeat) == ("running", 2, 4)
    assert history == replace(history, issued=4, space_version=2, issued_before=3)


def test_suggestions_made_together_equal_those_made_one_by_one() -> None:
    method = METHODS["random"].build(MIXED, Aim(), {})
    together = suggest_many(method, History(), 5, 4)
    history, single = History(), []
    for _ in range(4):
        (suggestion,) = suggest_many(method, history, 5, 1)
        single.append(suggestion)
        history = history.with_pending(suggestion.point)
    assert together == single


def test_wrong_set_ups_are_refused_in_a_sentence() -> None:
    with pytest.raises(SearchError, match="acquisition") as caught:
        METHODS["bayes"].build(MIXED, Aim((METRIC,)), {"acquisition": "luck"})
    assert caught.value.option == "acquisition"
