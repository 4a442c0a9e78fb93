"""Points that fill the space evenly."""

import numpy as np
import pytest

from besom.search import METHODS, Aim, History, Observation, Suggestion, suggest_many
from besom.search.sobol import BITS, scrambled, sequence, unscrambled
from besom.space import Choice, Expression, IntUniform, Space, Uniform

PLANE = Space({"x": Uniform(0, 1), "y": Uniform(0, 1)})


def suggested(space: Space, count: int, seed: int = 0, history: History | None = None) -> list[Suggestion]:
    return suggest_many(METHODS["sobol"].build(space, Aim(), {}), history or History(), seed, count)


def coordinates(suggestions: list[Suggestion]) -> np.ndarray:
    return np.array([[s.point["x"], s.point["y"]] for s in suggestions], dtype=float)


def test_the_first_points_are_those_of_joe_and_kuo() -> None:
    # Three columns of their sequence in Gray code order begin so; each power of two has the same points in any order.
    golden = {(0, 0, 0), (0.5, 0.5, 0.5), (0.75, 0.25, 0.25), (0.25, 0.75, 0.75)}
    golden |= {(0.375, 0.375, 0.625), (0.875, 0.875, 0.125), (0.625, 0.125, 0.875), (0.125, 0.625, 0.375)}
    points = sequence(unscrambled(3), np.zeros(3, dtype=np.int64), np.arange(8)) - 0.5 / 2**BITS
    assert {tuple(point) for point in points.tolist()} == golden


@pytest.mark.parametrize("columns", [1, 7, 40, 1200])
def test_every_column_alone_is_even(columns: int) -> None:
    points = sequence(*scrambled(columns, 5), np.arange(64))
    assert (np.sort((points * 64).astype(int), axis=0) == np.arange(64)[:, None]).all()


def test_every_two_columns_of_the_first_are_even() -> None:
    points = coordinates(suggested(PLANE, 16, seed=3))
    for across, down in ((1, 16), (2, 8), (4, 4), (8, 2), (16, 1)):  # elementary intervals of a (0, 4, 2)-net
        boxes = {(int(x * across), int(y * down)) for x, y in points}
        assert len(boxes) == 16


def test_seeds_scramble_it() -> None:
    assert suggested(PLANE, 3, seed=1) != suggested(PLANE, 3, seed=2)


def test_results_and_agents_do_not_change_what_comes() -> None:
    alone = suggested(PLANE, 8)
    observations = tuple(Observation(s.point, "failed" if i % 2 else "running") for i, s in enumerate(alone[:5]))
    assert suggested(PLANE, 3, history=History(observations, 5)) == alone[5:]


def test_what_constraints_refuse_is_passed_over_and_nothing_else() -> None:
    space = Space(PLANE.parameters, constraints=(Expression.parse("x + y <= 0.5", ("x", "y")),))
    indices = [s.info["index"] for s in suggested(space, 20)]
    points = sequence(*scrambled(2, 0), np.arange(400))
    assert indices == np.flatnonzero(points.sum(axis=1) <= 0.5)[:20].tolist()


def test_a_point_that_was_tried_by_hand_is_passed_over() -> None:
    space = Space({"a": IntUniform(0, 3), "b": Choice(("x", "y"))})
    first = suggested(space, 1)[0].point
    rest = suggested(space, 20, history=History((Observation(first, "finished"),), 0))
    assert len(rest) == 7
    assert first not in [s.point for s in rest]
