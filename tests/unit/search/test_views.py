"""What a question's model is made of: with doubts after a standstill, or of the runs near the best alone."""

import numpy as np
import pytest

from besom.search import METHODS, Aim, History, Objective, Observation, suggest_many
from besom.search.gp.domain import Part
from besom.search.gp.fit import fit
from besom.search.gp.kernel import Array
from besom.search.gp.maximise import candidates, maximise
from besom.search.gp.targets import Scale
from besom.search.model import Data
from besom.search.nearby import NEAREST, nearby
from besom.search.standstill import LEAST, PATIENCE, doubt
from besom.space import Choice, Space, Uniform

SPACE = Space({"x": Uniform(0, 1), "y": Uniform(0, 1), "c": Choice(("a", "b"))})


class Rising:
    """An acquisition that is the higher the larger x and y."""

    def score(self, rows: Array) -> Array:
        total: Array = rows[:, 0] + rows[:, 1]
        return total

    def slope(self, rows: Array) -> tuple[Array, Array]:
        return self.score(rows), np.where(np.arange(rows.shape[1]) < 2, 1.0, 0.0) * np.ones_like(rows)


def data(count: int, seed: int = 0) -> Data:
    rows = SPACE.cube.snap(np.random.default_rng(seed).random((count, 3)))
    values = (rows[:, 0] - 0.7) ** 2 + (rows[:, 1] - 0.2) ** 2 + (rows[:, 2] < 0.5)
    every = np.ones(count, dtype=bool)
    return Data(rows, values, ~every, every, every, SPACE.cube.categories)


def test_there_is_no_doubt_while_a_search_gets_on() -> None:
    assert doubt(np.array([])) == 1.0
    assert doubt(np.ones(4)) == 1.0
    assert doubt(np.linspace(1.0, 0.0, 50)) == 1.0


def test_doubt_grows_with_a_standstill_and_has_an_end() -> None:
    begun = np.append(np.linspace(1.0, 0.0, 10), np.full(PATIENCE, 0.5))
    doubts = [doubt(np.append(begun, np.full(count, 0.5))) for count in (0, 3, 9, 500)]
    assert doubts == sorted(doubts, reverse=True)
    assert doubts[0] == 1.0
    assert doubts[-1] == LEAST


def test_a_hair_better_is_no_news() -> None:
    still = np.append(np.linspace(1.0, 0.0, 10), np.full(30, 0.5))
    assert doubt(np.append(still, -1e-6)) < 1.0
    assert doubt(np.append(still, -0.5)) == 1.0


def test_the_neighbourhood_holds_the_best_run_and_shrinks_as_good_runs_come_together() -> None:
    known = data(120)
    near, part = nearby(known, SPACE.cube)
    best = known.rows[np.argmin(known.values)]
    assert len(near.values) == NEAREST
    assert near.values.min() == known.values.min()
    assert ((part.low <= best) & (best <= part.high)).all()
    _, closer = nearby(data(2000), SPACE.cube)
    assert (closer.high - closer.low)[:2].sum() < 0.7 * (part.high - part.low)[:2].sum()


def test_nothing_beyond_the_part_is_asked_for() -> None:
    part = Part(SPACE.cube, np.array([0.2, 0.3, 0.0]), np.array([0.4, 0.5, 0.0]))
    rng = np.random.default_rng(0)
    rows = candidates(part, SPACE.cube.snap(np.array([[0.3, 0.4, 0.2]])), rng)
    assert ((rows[:, :2] >= [0.2, 0.3]) & (rows[:, :2] <= [0.4, 0.5])).all()
    assert len(set(rows[:, 2].tolist())) == 2  # of categories any
    found = maximise(Rising(), part, rows, set(), rng)
    assert found is not None
    assert found[:2] == pytest.approx([0.4, 0.5])


def test_narrow_valleys_are_not_taken_for_noise() -> None:
    rng = np.random.default_rng(0)
    x = rng.random((100, 2))
    wave = np.sin(60 * x[:, 0]) + 0.1 * x[:, 1]
    assert fit(x, Scale.of(wave).to(wave), np.zeros(2, dtype=bool)).noise < 0.01


def test_each_suggestion_says_what_its_model_was_made_of() -> None:
    known = data(60)
    history = tuple(
        Observation(SPACE.cube.decode(row), "finished", {"loss": float(value)})
        for row, value in zip(known.rows, known.values, strict=True)
    )
    method = METHODS["bayes"].build(SPACE, Aim((Objective("loss"),)), {})
    made = suggest_many(method, History(history, 60), 0, 4)
    views = [each.info.get("view", "plain") for each in made]
    assert views == ["plain", "doubting", "doubting", "near"]  # the best of the sixty came early
    assert made[1].info["doubt"] == doubt(known.values)
    assert made[3].info["fitted_to"] != made[0].info["fitted_to"]
    point = made[3].point
    assert abs(float(str(point["x"])) - 0.7) < 0.2
    assert abs(float(str(point["y"])) - 0.2) < 0.2


def test_where_all_nearby_was_tried_the_model_of_all_runs_is_asked() -> None:
    space = Space({name: Choice((1, 2, 3, 4)) for name in "abcd"})
    near = [space.cell(index) for index in range(60)]  # all with a = 1, and nearly all of these
    history = tuple(
        Observation(point, "finished", {"loss": sum(float(str(value)) for value in point.values())}) for point in near
    )
    method = METHODS["bayes"].build(space, Aim((Objective("loss"),)), {})
    made = suggest_many(method, History(history, 60), 0, 12)
    assert {each.info["by"] for each in made} == {"model"}
