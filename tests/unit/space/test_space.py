"""Spaces: points, keys, cells, and the cube."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom.space import Choice, Constant, IntUniform, Point, Space, SpaceError, Uniform

SPACE = Space(
    {
        "lr": Uniform(0.001, 0.1),
        "optimizer": Choice(("adam", "sgd", "lion")),
        "epochs": Constant(30),
        "layers": IntUniform(1, 4),
    }
)
GRID = Space({"b": Choice(("x", "y")), "c": Constant(7), "a": IntUniform(1, 3)})
POINT: Point = {"lr": 0.01, "optimizer": "sgd", "epochs": 30, "layers": 2}


def test_cells_are_the_product_and_none_with_a_continuous_parameter() -> None:
    assert GRID.cells == 6
    assert SPACE.cells is None
    assert Space({f"p{i}": IntUniform(0, 10**6 - 1) for i in range(20)}).cells == 10**120
    assert Space({}).cells == 1


def test_cells_run_in_sorted_name_order_last_fastest() -> None:
    cells = [GRID.cell(i) for i in range(6)]
    assert [(c["a"], c["b"]) for c in cells] == [(1, "x"), (1, "y"), (2, "x"), (2, "y"), (3, "x"), (3, "y")]
    assert list(cells[0]) == ["b", "c", "a"]


def test_cells_outside_or_of_a_continuous_space_are_errors() -> None:
    with pytest.raises(IndexError):
        GRID.cell(6)
    with pytest.raises(IndexError):
        GRID.cell(-1)
    with pytest.raises(SpaceError) as caught:
        SPACE.cell(0)
    assert caught.value.parameter == "lr"


def test_a_cell_of_a_huge_space_is_found_without_walking() -> None:
    huge = Space({f"p{i:02}": IntUniform(0, 10**6 - 1) for i in range(20)})
    assert huge.cell(10**120 - 2) == {f"p{i:02}": 10**6 - 1 - (i == 19) for i in range(20)}


@pytest.mark.parametrize(
    "point",
    [
        {**POINT, "extra": 1},
        {name: value for name, value in POINT.items() if name != "lr"},
        {**POINT, "layers": 5},
        {**POINT, "epochs": 31},
    ],
)
def test_points_with_other_names_or_values_are_outside(point: Point) -> None:
    assert not SPACE.contains(point)
    with pytest.raises(SpaceError) as caught:
        SPACE.key(point)
    assert caught.value.parameter in {"extra", "lr", "layers", "epochs"}


def test_keys_do_not_change_between_releases() -> None:
    assert SPACE.key(POINT) == "03cec8b4a1fe6911ba4afba885a8d444"


def test_keys_see_values_not_spelling_or_order() -> None:
    assert SPACE.key({**POINT, "layers": 2.0, "epochs": 30.0}) == SPACE.key(POINT)
    assert SPACE.key(dict(sorted(POINT.items()))) == SPACE.key(POINT)
    assert SPACE.key({**POINT, "layers": 3}) != SPACE.key(POINT)
    told_apart = Space({"x": Choice((1, 1.0, True, "1"))})
    assert len({told_apart.key({"x": v}) for v in (1, 1.0, True, "1")}) == 4
    assert Space({"x": Uniform(-1, 1)}).key({"x": -0.0}) == Space({"x": Uniform(-1, 1)}).key({"x": 0})


def test_a_space_survives_pickling() -> None:
    again = pickle.loads(pickle.dumps(SPACE))  # noqa: S301 - our own bytes
    assert again == SPACE
    assert again.key(POINT) == SPACE.key(POINT)


def test_cube_has_a_column_for_what_varies() -> None:
    cube = SPACE.cube
    assert list(cube.varying) == ["lr", "optimizer", "layers"]
    assert cube.continuous.tolist() == [True, False, False]
    assert cube.categories.tolist() == [False, True, False]
    assert cube.decode(cube.encode([POINT])[0]) == pytest.approx(POINT)


def test_cube_neighbours_change_one_discrete_coordinate() -> None:
    cube = SPACE.cube
    row = cube.encode([POINT])[0]
    others = [cube.decode(other) for other in cube.neighbours(row)]
    assert [(p["optimizer"], p["layers"]) for p in others] == [("adam", 2), ("lion", 2), ("sgd", 1), ("sgd", 3)]


def test_a_space_of_constants_has_one_point_and_no_columns() -> None:
    space = Space({"a": Constant(1), "b": Choice(("only",))})
    rows = space.cube.encode([{"a": 1, "b": "only"}] * 2)
    assert rows.shape == (2, 0)
    assert space.cube.snap(rows).shape == (2, 0)
    assert space.cube.neighbours(rows[0]).shape == (0, 0)
    assert space.cube.decode(rows[0]) == space.cell(0) == {"a": 1, "b": "only"}


@given(rows=st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=5))
def test_snapped_rows_are_where_their_points_lie(rows: list[list[float]]) -> None:
    cube = SPACE.cube
    snapped = cube.snap(np.array(rows))
    points = [cube.decode(row) for row in np.array(rows)]
    assert all(SPACE.contains(point) for point in points)
    discrete = ~cube.continuous
    assert cube.encode(points)[:, discrete].tolist() == snapped[:, discrete].tolist()
    np.testing.assert_allclose(cube.encode(points), snapped, atol=1e-12)


def test_sampling_follows_the_distributions() -> None:
    rng = np.random.default_rng(0)
    points = [SPACE.sample(rng) for _ in range(2000)]
    assert all(SPACE.contains(point) for point in points)
    layers = [point["layers"] for point in points]
    assert all(abs(layers.count(k) / 2000 - 0.25) < 0.05 for k in (1, 2, 3, 4))
