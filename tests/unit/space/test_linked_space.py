"""Spaces with conditions, constraints, zips and derived parameters: their points, counts, keys and draws."""

import pickle
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from besom.space import (
    Choice,
    Condition,
    Constant,
    Expression,
    IntUniform,
    LogUniform,
    Normal,
    Parameter,
    Point,
    Space,
    SpaceError,
    Uniform,
    Value,
    counting,
)
from besom.space.conditions import same
from tests.unit.space.linked import combinations, every_point, point_of, spaces

OPTIMIZERS: dict[str, Parameter] = {
    "optimizer": Choice(("adam", "sgd", "lion")),
    "momentum": Choice((0.9, 0.99)),
    "nesterov": Choice((True, False)),
    "layers": IntUniform(1, 4),
}
TREE = Space(
    OPTIMIZERS,
    {
        "momentum": (Condition("optimizer", ("sgd", "lion")),),
        "nesterov": (Condition("momentum", low=0.95), Condition("layers", high=2)),
    },
)


def expression(text: str, *names: str) -> Expression:
    return Expression.parse(text, names)


def written(points: list[dict[str, Value]]) -> list[str]:
    return [repr(sorted(point.items())) for point in points]


@settings(max_examples=300, deadline=None)
@given(space=spaces())
def test_cells_are_all_points_each_once_and_index_finds_them(space: Space) -> None:
    points = every_point(space)
    assert space.cells == len(points)
    cells = [space.cell(index) for index in range(len(points))]
    assert sorted(written(cells)) == sorted(written(points))
    assert [space.index(cell) for cell in cells] == list(range(len(cells)))
    assert all(space.contains(cell) for cell in cells)
    assert len({space.key(cell) for cell in cells}) == len(cells)
    assert [list(cell) for cell in cells] == [[name for name in space.names if name in cell] for cell in cells]
    for outside in (-1, len(points)):
        with pytest.raises(IndexError):
            space.cell(outside)


@settings(max_examples=150, deadline=None)
@given(space=spaces(), data=st.data())
def test_what_is_contained_is_what_brute_force_finds(space: Space, data: st.DataObject) -> None:
    known = every_point(space)
    values = data.draw(st.sampled_from(list(combinations(space))))
    extra: dict[str, Value] = dict.fromkeys(space.derived, 2)
    names = data.draw(st.sets(st.sampled_from(space.names))) if space.names else set()
    for point in ({**values, **extra}, {name: ({**values, **extra})[name] for name in names}):
        inside = any(same(point, other) for other in known)  # a computed 2.0 is 2
        assert space.contains(point) is inside
        if not inside:
            with pytest.raises(SpaceError):
                space.key(point)
            with pytest.raises(SpaceError):
                space.index(point)


@settings(max_examples=100, deadline=None)
@given(space=spaces())
def test_values_of_all_parameters_complete_to_a_point_or_are_refused(space: Space) -> None:
    for values in combinations(space):
        point = space.complete(values)
        assert point == point_of(space, values)
        assert point is None or space.contains(point)
        assert point is None or space.adapt(point) == point


@settings(max_examples=100, deadline=None)
@given(space=spaces(continuous=True), seed=st.integers(0, 2**32 - 1))
def test_draws_are_points_of_the_space(space: Space, seed: int) -> None:
    rng = np.random.default_rng(seed)
    draws = [{name: each.decode(rng.random()) for name, each in space.parameters.items()} for _ in range(20)]
    assume(any(space.complete(values) is not None for values in draws))
    for _ in range(5):
        point = space.sample(rng)
        assert space.contains(point)
        assert space.key(point) == space.key(dict(reversed(point.items())))


def test_a_parameter_that_exists_in_half_the_draws_follows_its_distribution_there() -> None:
    space = Space(
        {"optimizer": Choice(("adam", "sgd")), "momentum": Choice((0.8, 0.9, 0.95, 0.99)), "warm": Uniform(0, 1)},
        {"momentum": (Condition("optimizer", ("sgd",)),), "warm": (Condition("momentum", low=0.9),)},
    )
    rng = np.random.default_rng(3)
    points = [space.sample(rng) for _ in range(4000)]
    with_momentum = [point for point in points if "momentum" in point]
    assert abs(len(with_momentum) - 2000) < 4 * 31.6  # standard deviations of a fair coin
    counts = np.array([sum(p["momentum"] == value for p in with_momentum) for value in (0.8, 0.9, 0.95, 0.99)])
    assert chi_square(counts) < 16.3  # 99.9 % with three degrees of freedom
    warm = np.array([p["warm"] for p in points if "warm" in p], dtype=float)
    assert chi_square(np.histogram(warm, 10, (0, 1))[0]) < 27.9  # and with nine
    assert {p["momentum"] for p in points if "warm" in p} == {0.9, 0.95, 0.99}


def chi_square(counts: np.ndarray) -> float:
    return float(((counts - counts.mean()) ** 2 / counts.mean()).sum())


def test_absent_parameters_are_absent_and_count_once() -> None:
    # adam: 4 layers; sgd and lion: 0.9 without nesterov in 4 layers, 0.99 with two in layers 1, 2 and without in 3, 4
    assert TREE.cells == 4 + 2 * (4 + 2 * 2 + 2)
    assert TREE.cell(0) == {"optimizer": "adam", "layers": 1}
    assert list(TREE.cell(TREE.cells - 1)) == ["optimizer", "momentum", "layers"]
    assert not TREE.contains({"optimizer": "adam", "momentum": 0.9, "layers": 1})
    assert not TREE.contains({"optimizer": "sgd", "layers": 1})


def test_linked_parameters_stand_at_their_first_name_and_all_others_in_sorted_order() -> None:
    space = Space(
        {"d": IntUniform(1, 2), "a": IntUniform(1, 2), "b": IntUniform(1, 2), "c": IntUniform(1, 2)},
        constraints=(expression("a <= c", "a", "c"),),
    )
    cells = [space.cell(index) for index in range(12)]
    assert [tuple(cell[name] for name in "acbd") for cell in cells] == [
        (a, c, b, d) for a, c in ((1, 1), (1, 2), (2, 2)) for b in (1, 2) for d in (1, 2)
    ]  # fmt: skip


def test_zipped_choices_move_together_and_stand_where_the_first_stands() -> None:
    space = Space(
        {"width": Choice((64, 128, 256)), "act": Choice(("relu", "gelu")), "depth": Choice((8, 4, 2))},
        zips=(("width", "depth"),),
        derived={"size": expression("width * depth", "width", "depth")},
    )
    assert space.cells == 6
    assert [space.cell(i) for i in (0, 1, 5)] == [
        {"width": 64, "act": "relu", "depth": 8, "size": 512},
        {"width": 128, "act": "relu", "depth": 4, "size": 512},
        {"width": 256, "act": "gelu", "depth": 2, "size": 512},
    ]
    assert not space.contains({"width": 64, "act": "relu", "depth": 4, "size": 256})
    with pytest.raises(SpaceError, match="depth is 4 where 8 follows from the others"):
        space.key({"width": 64, "act": "relu", "depth": 4, "size": 512})


def test_huge_spaces_are_counted_without_walking_what_only_multiplies() -> None:
    thousands: dict[str, Parameter] = {f"p{i:02}": IntUniform(0, 999) for i in range(20)}
    space = Space(
        {"arch": Choice(("a", "b")), **thousands, "depth": IntUniform(1, 3)},
        {name: (Condition("arch", ("a",)),) for name in thousands},
        constraints=(expression("arch == 'a' or depth > 1", "arch", "depth"),),
    )
    assert space.cells == 3 * 10**60 + 2
    for index in (0, 10**60 - 1, 10**60, 3 * 10**60 - 7, 3 * 10**60, 3 * 10**60 + 1):
        assert space.index(space.cell(index)) == index
    assert space.cell(3 * 10**60 + 1) == {"arch": "b", "depth": 3}


def test_a_long_chain_of_conditions_is_counted() -> None:
    names = [f"p{i:03}" for i in range(600)]
    chain = {name: (Condition(before, (1,)),) for before, name in pairwise(names)}
    space = Space(dict.fromkeys(names, Choice((0, 1))), chain)
    assert space.cells == 601
    assert [len(space.cell(index)) for index in (0, 1, 300, 599, 600)] == [1, 2, 301, 600, 600]


def test_too_many_combinations_are_not_counted_and_a_cell_says_so() -> None:
    space = Space(
        {"a": IntUniform(1, 1000), "b": IntUniform(1, 1001), "c": IntUniform(1, 2)},
        constraints=(expression("a <= b", "a", "b"),),
    )
    assert space.cells is None
    with pytest.raises(SpaceError) as caught:
        space.cell(0)
    assert caught.value.parameter == "a"
    assert str(caught.value) == (
        "a, b have more than 1,000,000 combinations to hold against conditions and constraints, too many to count"
    )


def test_branches_together_may_have_too_many_combinations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 1000)
    below = {f"p{i}": (Condition("go", (1,)),) for i in range(3)}
    for size, counted in ((8, True), (11, False)):
        space = Space(
            {"go": Choice((0, 1)), **{f"p{i}": IntUniform(1, size) for i in range(3)}},
            below,
            constraints=(expression("p0 < p1 + p2", "p0", "p1", "p2"),),
        )
        assert space.cells == (len(every_point(space)) if counted else None)


def test_a_continuous_parameter_has_no_cells_wherever_it_exists() -> None:
    space = Space(
        {"on": Choice((True, False)), "rate": Uniform(0, 1)},
        {"rate": (Condition("on", (True,)),)},
    )
    assert space.cells is None
    with pytest.raises(SpaceError, match="rate has no list of values, so the space has no cells"):
        space.cell(0)


def test_a_space_that_allows_nothing_has_no_cells_and_no_draws() -> None:
    space = Space(
        {"width": Choice((64, 128)), "depth": Choice((2, 4))},
        constraints=(expression("depth > 1", "depth"), expression("width * depth < 100", "width", "depth")),
    )
    assert space.cells == 0
    with pytest.raises(IndexError):
        space.cell(0)
    with pytest.raises(SpaceError) as caught:
        space.sample(np.random.default_rng(0))
    assert str(caught.value) == (
        "the constraints refused all of 10,000 draws, width * depth < 100 10,000 of them; "
        "they may leave nothing, or too little to find it by drawing"
    )


def test_constraints_pass_over_what_is_absent_and_refuse_what_has_no_value() -> None:
    space = Space(
        {"optimizer": Choice(("adam", "sgd")), "momentum": Choice((0, 0.5, 0.9))},
        {"momentum": (Condition("optimizer", ("sgd",)),)},
        constraints=(expression("1 / momentum < 2", "momentum"),),
    )
    points: list[Point] = [space.cell(index) for index in range(space.cells or 0)]
    assert points == [{"optimizer": "adam"}, {"optimizer": "sgd", "momentum": 0.9}]
    with pytest.raises(SpaceError, match="the constraint 1 / momentum < 2 refuses this point"):
        space.key({"optimizer": "sgd", "momentum": 0})


def test_derived_values_follow_and_are_absent_where_something_is_missing() -> None:
    names = ("lr", "momentum", "warmup")
    space = Space(
        {"lr": Choice((0.1, 0.2)), "optimizer": Choice(("adam", "sgd")), "momentum": Choice((0, 0.5))},
        {"momentum": (Condition("optimizer", ("sgd",)),), "late": (Condition("optimizer", ("adam",)),)},
        derived={
            "warmup": expression("lr * 10", *names),
            "ratio": expression("lr / momentum", *names),
            "late": expression("warmup + 1", *names),
        },
        order=("warmup", "lr", "optimizer", "momentum", "ratio", "late"),
    )
    assert space.complete({"lr": 0.1, "optimizer": "sgd", "momentum": 0.5}) == {
        "warmup": 1.0, "lr": 0.1, "optimizer": "sgd", "momentum": 0.5, "ratio": 0.2,
    }  # fmt: skip
    assert space.complete({"lr": 0.1, "optimizer": "sgd", "momentum": 0}) == {
        "warmup": 1.0, "lr": 0.1, "optimizer": "sgd", "momentum": 0,
    }  # fmt: skip
    adam = space.complete({"lr": 0.1, "optimizer": "adam", "momentum": 0.5})
    assert adam is not None
    assert list(adam.items()) == [("warmup", 1.0), ("lr", 0.1), ("optimizer", "adam"), ("late", 2.0)]
    assert space.contains({**adam, "late": 2 + 1e-15})  # another machine's last digit
    assert not space.contains({**adam, "late": 2.1})


def test_keys_of_values_do_not_hang_on_what_follows_from_them() -> None:
    drawn: dict[str, Parameter] = {"a": IntUniform(1, 3), "b": Choice(("x", "y"))}
    plain = Space(drawn)
    more = Space(drawn, derived={"c": expression("a * 2", "a")})
    assert more.key({"a": 2, "b": "x", "c": 4}) == plain.key({"a": 2, "b": "x"})


def test_a_linked_space_survives_pickling() -> None:
    assert TREE.cells == 24
    again = pickle.loads(pickle.dumps(TREE))  # noqa: S301 - our own bytes
    assert again == TREE
    assert again.key(TREE.cell(7)) == TREE.key(TREE.cell(7))


@pytest.mark.parametrize(
    ("point", "seen"),
    [
        ({"lr": 0.01, "optimizer": "adam"}, {"lr": 0.01, "optimizer": "adam", "decay": 0.1, "steps": 1.0}),
        ({"lr": 0.01, "optimizer": "adam", "gone": 1}, {"lr": 0.01, "optimizer": "adam", "decay": 0.1, "steps": 1.0}),
        ({"lr": 7, "optimizer": "rmsprop"}, {"lr": 7, "optimizer": "rmsprop", "decay": 0.1, "steps": 700}),
        (
            {"lr": 0.01, "optimizer": "adam", "momentum": 0.9},
            {"lr": 0.01, "optimizer": "adam", "decay": 0.1, "steps": 1.0},
        ),
        ({"lr": 0.01, "optimizer": "sgd"}, None),
        (
            {"lr": 0.01, "optimizer": "sgd", "momentum": 0.5, "decay": 9, "steps": 3},
            {"lr": 0.01, "optimizer": "sgd", "momentum": 0.5, "decay": 9, "steps": 3},
        ),
        ({"optimizer": "adam"}, None),
        ({}, None),
    ],
)
def test_points_of_other_versions_are_seen_from_here(point: Point, seen: Point | None) -> None:
    space = Space(
        {
            "lr": LogUniform(0.001, 0.1),
            "optimizer": Choice(("adam", "sgd")),
            "momentum": Choice((0.9, 0.99)),
            "decay": Uniform(0, 1),
        },
        {"momentum": (Condition("optimizer", ("sgd",)),)},
        derived={"steps": expression("lr * 100", "lr")},
        defaults={"decay": 0.1},
    )
    assert space.adapt(point) == seen


def test_computed_parameters_that_points_lack_count_as_their_default_where_they_have_one() -> None:
    space = Space(
        {"a": IntUniform(1, 3)},
        derived={"b": expression("a * 2", "a")},
        defaults={"b": 100},
    )
    assert space.adapt({"a": 2}) == {"a": 2, "b": 100}
    assert not space.contains({"a": 2, "b": 100})


A: dict[str, Parameter] = {"optimizer": Choice(("adam", "sgd")), "layers": IntUniform(1, 4), "rate": Normal(0, 1)}
BC: dict[str, Parameter] = {"b": Choice((1, 2)), "c": Choice((3, 4, 5))}


@pytest.mark.parametrize(
    ("make", "parameter", "sentence"),
    [
        (
            lambda: Space(A, {"rate": (Condition("optimiser", ("adam",)),)}),
            "rate",
            "the condition of rate is about optimiser, which is no parameter; did you mean optimizer?",
        ),
        (
            lambda: Space(A, {"rte": (Condition("optimizer", ("adam",)),)}),
            "rte",
            "a condition is about rte, which is no parameter; did you mean rate?",
        ),
        (
            lambda: Space(A, {"rate": (Condition("optimizer", ("Adam",)),)}),
            "rate",
            "rate depends on optimizer being 'Adam', which it never is; did you mean adam?",
        ),
        (
            lambda: Space(A, {"rate": (Condition("optimizer", (7,)),)}),
            "rate",
            "rate depends on optimizer being 7, which it never is; it is one of 'adam', 'sgd'",
        ),
        (
            lambda: Space(A, {"rate": (Condition("layers", low=5),)}),
            "rate",
            "rate depends on layers being 5 or more, which it never is; it lies between 1 and 4",
        ),
        (
            lambda: Space(A, {"rate": (Condition("optimizer", high=5),)}),
            "rate",
            "rate depends on optimizer being 5 or less, which it never is; it is one of 'adam', 'sgd'",
        ),
        (
            lambda: Space({**A, "d": Constant(3)}, {"rate": (Condition("d", low=4, high=5),)}),
            "rate",
            "rate depends on d being 4 to 5, which it never is; it is 3",
        ),
        (
            lambda: Space(A, {"rate": (Condition("layers", (2,)),), "layers": (Condition("rate", low=0),)}),
            "layers",
            "parameters must not need each other in a circle: layers needs rate needs layers",
        ),
        (
            lambda: Space(A, {"rate": (Condition("rate", low=0),)}),
            "rate",
            "parameters must not need each other in a circle: rate needs rate",
        ),
        (
            lambda: Space(A, derived={"x": expression("y + 1", "y"), "y": expression("x + 1", "x")}),
            "x",
            "parameters must not need each other in a circle: x needs y needs x",
        ),
        (lambda: Condition("layers"), "layers", "a condition on layers needs values or a range, one of the two"),
        (
            lambda: Condition("layers", (1,), 2),
            "layers",
            "a condition on layers needs values or a range, one of the two",
        ),
        (lambda: Condition("layers", low=3, high=2), "layers", "min must not be above max, got min=3 and max=2"),
        (
            lambda: Space(BC, zips=(("b", "c"),)),
            "c",
            "c and b are zipped, so they must list equally many different values",
        ),
        (lambda: Space(BC, zips=(("b",),)), "b", "a zip is made of two parameters or more, got b"),
        (lambda: Space(BC, zips=((),)), None, "a zip is made of two parameters or more, got none"),
        (lambda: Space(BC, zips=(("b", "b"),)), "b", "b is zipped twice"),
        (lambda: Space(BC, zips=(("b", "x"),)), "x", "a zip is about x, which is no parameter"),
        (lambda: Space(A, zips=(("layers", "rate"),)), "layers", "layers is zipped, so it needs a list of values"),
        (
            lambda: Space({"b": Choice((1, 2)), "c": Choice((1, 2), (0.1, 0.9))}, zips=(("b", "c"),)),
            "c",
            "c moves with b, so the probabilities must be those of b",
        ),
        (
            lambda: Space({**A, "m": Choice((1, 2))}, {"m": (Condition("layers", (1,)),)}, zips=(("optimizer", "m"),)),
            "m",
            "m and optimizer are zipped, so they must exist under the same conditions",
        ),
        (
            lambda: Space(BC, derived={"b": expression("c", "c")}),
            "b",
            "b is drawn and computed from others, and can only be one of them",
        ),
        (
            lambda: Space(A, derived={"x": expression("layer * 2", "layer")}),
            "x",
            "x = layer * 2 is about layer, which is no parameter; did you mean layers?",
        ),
        (
            lambda: Space(A, constraints=(expression("layer > 2", "layer"),)),
            "layer",
            "the constraint layer > 2 is about layer, which is no parameter; did you mean layers?",
        ),
        (
            lambda: Space(A, defaults={"layer": 2}),
            "layer",
            "a default is about layer, which is no parameter; did you mean layers?",
        ),
        (lambda: Space(BC, order=("b",)), None, "the order must have every parameter once"),
        (
            lambda: Space(A, constraints=(expression("1 < 2"),)),
            None,
            "the constraint 1 < 2 says nothing about a parameter that is drawn",
        ),
        (
            lambda: Space(A, constraints=(expression("layers * 2", "layers"),)),
            None,
            "the constraint layers * 2: it must be true or false, and is 4",
        ),
        (
            lambda: Space(A, constraints=(expression("optimizer * 2 > 1", "optimizer"),)),
            None,
            "the constraint optimizer * 2 > 1: * needs numbers, got 'sgd' and 2",
        ),
        (
            lambda: Space(A, derived={"x": expression("optimizer - 1", "optimizer")}),
            "x",
            "x = optimizer - 1: - needs numbers, got 'sgd' and 1",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, parameter, sentence) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SpaceError) as caught:
        make()
    assert (caught.value.parameter, str(caught.value)) == (parameter, sentence)


def test_an_expression_that_has_a_value_somewhere_is_taken() -> None:
    mixed: dict[str, Parameter] = {"k": Choice((1, "auto")), "x": Choice((0, 1))}
    space = Space(mixed, derived={"y": expression("k * 2", "k"), "z": expression("1 / x", "x")})
    assert space.complete({"k": "auto", "x": 1}) == {"k": "auto", "x": 1, "z": 1.0}
