"""The cube of spaces whose parameters hang together."""

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
    Parameter,
    Space,
    Uniform,
    Value,
)
from tests.unit.space.linked import every_point, satisfies, spaces

PARAMETERS: dict[str, Parameter] = {
    "optimizer": Choice(("adam", "sgd", "lion")),
    "momentum": Uniform(0.5, 1.0),
    "layers": IntUniform(1, 4),
    "width": Choice((64, 128)),
    "depth": Choice((2, 8)),
    "epochs": Constant(30),
}
SPACE = Space(
    PARAMETERS,
    {"momentum": (Condition("optimizer", ("sgd", "lion")),), "layers": (Condition("momentum", low=0.75),)},
    (Expression.parse("depth * layers <= 16", PARAMETERS),),
    (("width", "depth"),),
    {"total": Expression.parse("width * layers", PARAMETERS)},
)
ADAM: dict[str, Value] = {"optimizer": "adam", "width": 64, "depth": 2, "epochs": 30}
SGD: dict[str, Value] = {"optimizer": "sgd", "momentum": 0.6, "width": 64, "depth": 2, "epochs": 30}


def rows_of(space: Space, seed: int, count: int = 12) -> np.ndarray:
    return np.random.default_rng(seed).random((count, len(space.cube.varying)))


@settings(max_examples=100, deadline=None)
@given(space=spaces(continuous=True), seed=st.integers(0, 2**32 - 1))
def test_rows_say_what_their_points_say(space: Space, seed: int) -> None:
    cube = space.cube
    rows = rows_of(space, seed)
    snapped = cube.snap(rows)
    points = [cube.decode(row) for row in snapped]
    assert [cube.decode(row) for row in rows] == points
    assert cube.snap(snapped).tolist() == snapped.tolist()
    assert cube.active(rows).tolist() == [[name in point for name in cube.varying] for point in points]
    assert cube.active(snapped).tolist() == cube.active(rows).tolist()
    assert (snapped[~cube.active(rows)] == 0.5).all()
    allowed = [all(satisfies(point, constraint) for constraint in space.constraints) for point in points]
    assert cube.feasible(rows).tolist() == cube.feasible(snapped).tolist() == allowed
    assert [space.contains(point) for point in points] == allowed
    np.testing.assert_allclose(cube.encode(points), snapped, atol=1e-9)
    placed, ok = cube.place(points)
    np.testing.assert_allclose(placed, snapped, atol=1e-9)
    assert ok.all()


@settings(max_examples=100, deadline=None)
@given(space=spaces(), seed=st.integers(0, 2**32 - 1))
def test_snapped_rows_are_equal_exactly_when_their_points_are(space: Space, seed: int) -> None:
    rows = space.cube.snap(rows_of(space, seed, 60))
    points = [space.cube.decode(row) for row in rows]
    by_row = {row.tobytes(): point for row, point in zip(rows, points, strict=True)}
    assert all(by_row[row.tobytes()] == point for row, point in zip(rows, points, strict=True))
    assert len(by_row) == len({repr(sorted(point.items())) for point in points})


@settings(max_examples=100, deadline=None)
@given(space=spaces())
def test_points_survive_the_way_through_the_cube(space: Space) -> None:
    points = every_point(space)
    rows = space.cube.encode(points)
    assert [space.cube.decode(row) for row in rows] == points
    assert space.cube.snap(rows).tolist() == rows.tolist()
    assert space.cube.place(points)[0].tolist() == rows.tolist()
    assert space.cube.feasible(rows).all()


@settings(max_examples=100, deadline=None)
@given(space=spaces(continuous=True), seed=st.integers(0, 2**32 - 1))
def test_neighbours_are_one_move_away_and_snapped(space: Space, seed: int) -> None:
    cube = space.cube
    assume(len(cube.varying))
    row = cube.snap(rows_of(space, seed, 1))[0]
    active = cube.active(row[None])[0]
    moved = cube.neighbours(row)
    assert cube.snap(moved).tolist() == moved.tolist()
    both = active & cube.active(moved)
    assert ((moved != row) & both).sum(axis=1).tolist() == [1] * len(moved)
    assert not (both & cube.continuous & (moved != row)).any()
    moves = [
        len(parameter.neighbours(float(u)))
        for parameter, u, exists in zip(cube.varying.values(), row, active, strict=True)
        if exists
    ]
    assert len(moved) == sum(moves) == len({other.tobytes() for other in moved})


def test_followers_constants_and_derived_parameters_have_no_column() -> None:
    assert list(SPACE.cube.varying) == ["optimizer", "momentum", "layers", "width"]
    assert SPACE.cube.continuous.tolist() == [False, True, False, False]
    assert SPACE.cube.categories.tolist() == [True, False, False, True]


def test_what_does_not_exist_lies_in_the_middle() -> None:
    row = SPACE.cube.snap(np.array([[0.1, 0.9, 0.9, 0.9]]))
    assert row.tolist() == [[1 / 6, 0.5, 0.5, 0.75]]
    assert SPACE.cube.decode(row[0]) == {**ADAM, "width": 128, "depth": 8}
    assert SPACE.cube.active(row).tolist() == [[True, False, False, True]]
    assert SPACE.cube.feasible(np.array([[0.5, 0.9, 0.9, 0.9], [0.5, 0.9, 0.4, 0.9]])).tolist() == [False, True]


def test_a_move_of_a_parent_wakes_its_children_in_the_middle() -> None:
    (row,) = SPACE.cube.encode([ADAM])
    others = [SPACE.cube.decode(other) for other in SPACE.cube.neighbours(row)]
    sgd: dict[str, Value] = {"momentum": 0.75, "layers": 3, "total": 192}
    assert others == [
        {**ADAM, "optimizer": "sgd", **sgd},
        {**ADAM, "optimizer": "lion", **sgd},
        {**ADAM, "width": 128, "depth": 8},
    ]
    assert list(others[0]) == list(SPACE.names)


@pytest.mark.parametrize(
    ("changed", "row"),
    [
        ({}, [0.5, 0.2, 0.5, 0.25]),
        ({"momentum": 1.5}, [0.5, 2.0, 0.5, 0.25]),
        ({"momentum": 0.25}, [0.5, -0.5, 0.5, 0.25]),
        ({"optimizer": "rmsprop"}, [-1.0, 0.2, 0.5, 0.25]),
        ({"layers": 6}, [0.5, 0.2, 1.375, 0.25]),
        ({"width": 256, "depth": 9}, [0.5, 0.2, 0.5, -1.0]),
        ({"epochs": 31}, None),
        ({"momentum": "high"}, None),
        ({"depth": 8}, None),
    ],
)
def test_points_from_elsewhere_have_a_place_or_none(changed: dict[str, Value], row: list[float] | None) -> None:
    rows, ok = SPACE.cube.place([{**SGD, **changed}])
    assert ok.tolist() == [row is not None]
    if row is not None:
        assert rows[0].tolist() == pytest.approx(row)


def test_values_of_one_look_keep_their_own_places() -> None:
    space = Space({"x": Choice((True, 1, 1.0, "1", None, [1]))})
    points: list[dict[str, Value]] = [{"x": space.parameters["x"].at(i)} for i in range(6)]
    for _ in range(2):  # found, and found again
        rows, ok = space.cube.place(points)
        assert rows[:, 0].tolist() == [(i + 0.5) / 6 for i in range(6)]
        assert ok.all()


def test_an_unlisted_category_wakes_nothing() -> None:
    rows, _ = SPACE.cube.place([{**ADAM, "optimizer": "rmsprop"}])
    space = Space(
        {"optimizer": Choice(("sgd", "adam")), "momentum": Uniform(0, 1)},
        {"momentum": (Condition("optimizer", ("sgd",)),)},
    )
    rows, ok = space.cube.place([{"optimizer": "rmsprop"}])
    assert (rows.tolist(), ok.tolist()) == ([[-1.0, 0.5]], [True])
    assert space.cube.active(rows).tolist() == [[True, False]]


def test_no_rows_are_no_trouble() -> None:
    cube = SPACE.cube
    none = cube.encode([])
    assert none.shape == cube.snap(none).shape == cube.active(none).shape == (0, 4)
    assert cube.feasible(none).shape == (0,)
    assert cube.place([])[0].shape == (0, 4)
    fixed = Space({"a": Constant(1), "b": Constant(2)}, {"b": (Condition("a", (1,)),)})
    assert fixed.cube.active(np.empty((3, 0))).shape == (3, 0)
    assert fixed.cube.decode(np.empty(0)) == {"a": 1, "b": 2}


def test_conditions_on_derived_parameters_and_on_log_scales_hold_by_value() -> None:
    parameters: dict[str, Parameter] = {
        "lr": LogUniform(1e-4, 1.0),
        "batch": Choice((16, 32, 64)),
        "warmup": IntUniform(1, 9),
        "decay": Uniform(0, 1),
    }
    space = Space(
        parameters,
        {"warmup": (Condition("noise", low=1e-4),), "decay": (Condition("lr", high=0.01),)},
        derived={"noise": Expression.parse("lr / batch", parameters)},
    )
    rows = rows_of(space, 1, 200)
    points = [space.cube.decode(row) for row in rows]
    lr, batch = (np.array([point[name] for point in points], dtype=float) for name in ("lr", "batch"))
    expected = np.stack([lr > 0, lr > 0, lr / batch >= 1e-4, lr <= 0.01], axis=1)
    assert space.cube.active(rows).tolist() == expected.tolist()
    assert all(("warmup" in point) == bool(there) for point, there in zip(points, expected[:, 2], strict=True))
