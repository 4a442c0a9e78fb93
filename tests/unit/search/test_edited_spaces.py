"""Searching on after the space was edited, and with what other sweeps found."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besom.search import METHODS, Aim, History, Method, Objective, Observation, Suggestion, suggest_many
from besom.search.lessons import PRIOR_MOST
from besom.space import Choice, Condition, Expression, IntUniform, LogUniform, Point, Space, Uniform
from tests.unit.search.anyspaces import countable

LOSS = Objective("loss")
FIRST = Space({"optimizer": Choice(("adam", "sgd")), "layers": IntUniform(1, 4), "width": Choice((16, 32, 64))})
EDITS = {
    "narrowed": Space({**FIRST.parameters, "layers": IntUniform(2, 3)}),
    "widened": Space({**FIRST.parameters, "layers": IntUniform(0, 6)}),
    "category removed": Space({**FIRST.parameters, "optimizer": Choice(("sgd",))}),
    "category added": Space({**FIRST.parameters, "optimizer": Choice(("lion", "adam", "sgd"))}),
    "list changed": Space({**FIRST.parameters, "width": Choice((32, 48, 128))}),
    "parameter added": Space({**FIRST.parameters, "drop": Choice((0, 0.5))}, defaults={"drop": 0}),
    "parameter added without a default": Space({**FIRST.parameters, "drop": Choice((0, 0.5))}),
    "parameter removed": Space({"layers": IntUniform(1, 4), "width": Choice((16, 32, 64))}),
    "condition added": Space(FIRST.parameters, {"layers": (Condition("optimizer", ("sgd",)),)}),
    "constraint added": Space(
        FIRST.parameters, constraints=(Expression.parse("layers * width <= 64", FIRST.parameters),)
    ),
    "turned round": Space({name: FIRST.parameters[name] for name in ("width", "layers", "optimizer")}),
}


def built(name: str, space: Space) -> Method:
    return METHODS[name].build(space, Aim((LOSS,)), {})


def tried_first(name: str, count: int) -> list[Observation]:
    """What the first version tried, with a value for each."""
    suggestions = suggest_many(built(name, FIRST), History(), 5, count)
    return [Observation(made.point, "finished", {"loss": float(i % 7)}) for i, made in enumerate(suggestions)]


def all_suggestions(name: str, space: Space, history: History) -> list[Suggestion]:
    """Every suggestion to the end, each finished before the next."""
    made: list[Suggestion] = []
    while suggestions := suggest_many(built(name, space), history, 0, 1):
        made += suggestions
        told = Observation(
            made[-1].point, "finished", {"loss": float(len(made) % 5)}, space_version=history.space_version
        )
        history = replace(history, observations=(*history.observations, told), issued=history.issued + 1)
        assert len(made) < 200
    return made


def inside(space: Space, observations: Sequence[Observation]) -> set[str]:
    """Keys of what was tried, as the space sees it."""
    adapted = [space.adapt(observation.point) for observation in observations]
    return {space.key(point) for point in adapted if point is not None and space.contains(point)}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("name", METHODS)
def test_an_edited_space_is_tried_to_its_end_but_for_what_was_tried_before(name: str, edit: str) -> None:
    space, old = EDITS[edit], tried_first(name, 10)
    before = inside(space, old)
    made = all_suggestions(name, space, History(tuple(old), 10, space_version=2, issued_before=10))
    keys = [space.key(suggestion.point) for suggestion in made]
    assert space.cells == len(keys) + len(before)
    assert len(set(keys)) == len(keys)
    assert not before & set(keys)


def test_each_edit_leaves_something_to_be_passed_over_or_not() -> None:
    left = {edit: len(inside(space, tried_first("grid", 10))) for edit, space in EDITS.items()}
    assert left["parameter added without a default"] == 0
    assert all(
        count > 0
        for edit, count in left.items()
        if edit not in ("parameter added without a default", "category removed")
    )


def test_a_grid_goes_on_in_order_past_the_cells_of_all_earlier_versions() -> None:
    first, second, third = (Space({"x": IntUniform(0, high)}) for high in (9, 4, 12))
    old = [Observation({"x": x}, "finished", space_version=1) for x in (0, 3, 7)]
    newer = [Observation({"x": x}, "failed", space_version=2) for x in (1, 4)]
    third_grid = built("grid", third)
    history = History((*old, *newer), 5, space_version=3, issued_before=5)
    cells = [suggestion.point["x"] for suggestion in suggest_many(third_grid, history, 0, 20)]
    assert cells == [2, 5, 6, 8, 9, 10, 11, 12]
    by_hand = Observation({"x": 5}, "finished", space_version=3)  # takes a number, never a cell
    with_hand = replace(history, observations=(*history.observations, by_hand))
    assert [suggestion.point["x"] for suggestion in suggest_many(third_grid, with_hand, 0, 2)] == [2, 5]
    assert first.cells == 10
    assert second.cells == 5


@settings(max_examples=15, deadline=None)
@given(space=countable(most=30), data=st.data())
def test_a_grid_gives_exactly_what_earlier_versions_left(space: Space, data: st.DataObject) -> None:
    assert space.cells is not None
    gone = data.draw(st.sets(st.integers(0, space.cells - 1)))
    old = tuple(Observation(space.cell(cell), "finished") for cell in sorted(gone, key=lambda cell: -cell))
    made = suggest_many(built("grid", space), History(old, 50, space_version=2, issued_before=50), 0, 100)
    assert [suggestion.info["cell"] for suggestion in made] == [c for c in range(space.cells) if c not in gone]


WIDE = Space({"rate": LogUniform(1e-6, 1.0), "drop": Uniform(0, 1), "optimizer": Choice(("adam", "sgd"))})
BEST = 3e-3


def number(point: Point, name: str) -> float:
    value = point[name]
    assert isinstance(value, (int, float))
    return float(value)


def valley(point: Point) -> float:
    loss = math.log10(number(point, "rate") / BEST) ** 2 + (number(point, "drop") - 0.3) ** 2
    return loss + 0.3 * (point["optimizer"] == "sgd")


def found(
    space: Space, knowledge: Sequence[Observation], seed: int, runs: int, value: Callable[[Point], float]
) -> float:
    """The best of a few runs of bayes in the second version of a sweep, or with knowledge of another one."""
    history = History(tuple(knowledge), len(knowledge), space_version=2, issued_before=len(knowledge))
    best = math.inf
    for _ in range(runs):
        (made,) = suggest_many(built("bayes", space), history, seed, 1)
        best = min(best, value(made.point))
        told = Observation(made.point, "finished", {"loss": value(made.point)}, space_version=2)
        history = replace(history, observations=(*history.observations, told), issued=history.issued + 1)
    return best


def known(count: int, seed: int, version: int, space: Space = WIDE) -> list[Observation]:
    rng = np.random.default_rng(seed)
    points = [space.sample(rng) for _ in range(count)]
    return [Observation(point, "finished", {"loss": valley(point)}, space_version=version) for point in points]


def mean_found(space: Space, knowledge: Callable[[int], list[Observation]], runs: int = 6) -> float:
    return float(np.mean([found(space, knowledge(seed), seed, runs, valley) for seed in range(5)]))


@pytest.mark.parametrize(
    "space",
    [
        pytest.param(Space({**WIDE.parameters, "rate": LogUniform(1e-4, 1e-1)}), id="narrowed"),
        pytest.param(Space({**WIDE.parameters, "rate": LogUniform(1e-9, 1e1)}), id="widened"),
        pytest.param(Space({**WIDE.parameters, "optimizer": Choice(("adam", "lion"))}), id="category swapped"),
        pytest.param(Space({**WIDE.parameters, "decay": Uniform(0, 1)}, defaults={"decay": 0}), id="parameter added"),
    ],
)
@pytest.mark.parametrize("version", [0, 1], ids=["of another sweep", "of an older version"])
def test_old_knowledge_leads_to_the_optimum_in_fewer_runs(space: Space, version: int) -> None:
    with_it = mean_found(space, lambda seed: known(30, seed, version))
    without = mean_found(space, lambda _seed: [])
    assert with_it < 0.5 * without


def test_knowledge_stands_in_for_the_points_of_the_start() -> None:
    history = History(tuple(known(20, 0, version=0)), 0)
    (made,) = suggest_many(built("bayes", WIDE), history, 0, 1)
    assert made.info["by"] != "start"
    little = History(tuple(known(2, 0, version=0)), 0)
    by = [suggestion.info["by"] for suggestion in suggest_many(built("bayes", WIDE), little, 0, 4)]
    assert set(by) == {"start"}  # while so few have ended
    strange = [Observation({"depth": i, "drop": 0.1}, "finished", {"loss": 1.0}, space_version=0) for i in range(20)]
    (made,) = suggest_many(built("bayes", WIDE), History(tuple(strange), 0), 0, 1)
    assert made.info["by"] == "start"


def test_another_sweep_with_partly_other_parameters_teaches_what_it_can() -> None:
    theirs = [replace(o, point={**o.point, "epochs": 3, "note": "x"}) for o in known(30, 1, version=0)]
    for observation in theirs:
        assert isinstance(observation.point, dict)
        del observation.point["drop"]
    ours = Space(WIDE.parameters, defaults={"drop": 0.5})
    rates = [
        number(suggestion.point, "rate")
        for seed in range(4)
        for suggestion in suggest_many(built("bayes", ours), History(tuple(theirs), 0), seed, 2)
    ]
    assert abs(math.log10(float(np.median(rates)) / BEST)) < 1


@pytest.mark.parametrize("name", METHODS)
def test_what_another_sweep_tried_is_tried_here_as_well(name: str) -> None:
    prior = tuple(replace(observation, space_version=0) for observation in tried_first("grid", 24))
    made = all_suggestions(name, FIRST, History(prior, 0))
    assert len({FIRST.key(suggestion.point) for suggestion in made}) == len(made) == 24


def test_its_own_runs_outvote_thousands_of_another_sweep() -> None:
    space = Space({"x": Uniform(0, 1)})
    xs = np.random.default_rng(0).random(2000).tolist()
    misleading = [Observation({"x": x}, "finished", {"loss": 0.5 + (x - 0.9) ** 2}, space_version=0) for x in xs]
    own = [Observation({"x": x}, "finished", {"loss": (x - 0.1) ** 2}) for x in np.linspace(0, 1, 40).tolist()]
    assert len(misleading) > 10 * PRIOR_MOST
    made = suggest_many(built("bayes", space), History((*misleading, *own), 40), 0, 4)
    assert np.median([number(suggestion.point, "x") for suggestion in made]) < 0.25
