"""What every registered method promises; a new method is tested by being registered."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besom.search import METHODS, Aim, History, Method, Objective, Observation, suggest_many
from besom.space import Choice, IntUniform, Normal, Point, Quantized, Space, Uniform
from tests.unit.search.anyspaces import anything, countable, discrete, spaces

OBJECTIVE = Objective("loss")
METRIC_VALUES = st.one_of(
    st.floats(-10, 10), st.sampled_from([0.0, 1e300, -1e300, 1e-300, float("nan"), float("inf"), -float("inf")])
)
STATES = st.sampled_from(["running", "finished", "finished", "finished", "stopped", "failed", "crashed", "killed"])


def spaces_for(name: str) -> st.SearchStrategy[Space]:
    return spaces(discrete) if name == "grid" else spaces(anything)


def built(name: str, space: Space) -> Method:
    return METHODS[name].build(space, Aim((OBJECTIVE,)), {})


def told(data: st.DataObject, point: Point) -> Observation:
    """Some fate of a point."""
    state = data.draw(STATES)
    values = {} if state == "running" else {"loss": data.draw(METRIC_VALUES)}
    return Observation(point, state, values, censored=state == "stopped")


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=10, deadline=None)
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_points_lie_in_the_space_and_repeat_exactly(name: str, data: st.DataObject, seed: int) -> None:
    space = data.draw(spaces_for(name))
    method, observations = built(name, space), list[Observation]()
    for issued in range(12):
        history = History(tuple(observations), issued)
        suggestions = suggest_many(method, history, seed, 2)
        assert suggestions == suggest_many(built(name, space), history, seed, 2)
        assert all(space.contains(suggestion.point) for suggestion in suggestions)
        json.dumps([suggestion.info for suggestion in suggestions])
        keys = [space.key(point) for point in [o.point for o in observations] + [s.point for s in suggestions]]
        assert len(set(keys)) == len(keys)
        if not suggestions:
            break
        observations.append(told(data, suggestions[0].point))


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=15, deadline=None)
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_a_discrete_space_is_tried_cell_by_cell_and_then_nothing_is_left(
    name: str, data: st.DataObject, seed: int
) -> None:
    space = data.draw(countable(most=24))
    method, observations = built(name, space), list[Observation]()
    while suggestions := suggest_many(method, History(tuple(observations), len(observations)), seed, 1):
        observations.append(told(data, suggestions[0].point))
    keys = [space.key(observation.point) for observation in observations]
    assert len(set(keys)) == len(keys) == space.cells
    if name == "grid":
        assert [space.index(observation.point) for observation in observations] == list(range(len(observations)))


@pytest.mark.parametrize("name", [name for name in METHODS if name != "grid"])
def test_steps_without_end_are_tried_once_each_until_no_draw_finds_another(name: str) -> None:
    space = Space({"steps": Quantized(Normal(0, 2), 1), "on": Choice((True, False))})
    observations = list[Observation]()
    while suggestions := suggest_many(built(name, space), History(tuple(observations), len(observations)), 0, 1):
        observations.append(Observation(suggestions[0].point, "finished", {"loss": 1.0}))
    keys = {space.key(observation.point) for observation in observations}
    assert len(keys) == len(observations)
    assert 18 <= len(keys) <= 70  # two to eight standard deviations to either side


@pytest.mark.parametrize("name", METHODS)
def test_points_of_another_space_in_the_history_do_no_harm(name: str) -> None:
    space = Space({"a": IntUniform(0, 5), "b": Choice(("x", "y"))})
    strangers: list[Point] = [{"a": 99, "b": "x"}, {"a": 1}, {"a": 1, "b": "x", "c": 0}, {}]
    observations = tuple(Observation(point, "finished", {"loss": 0.0}) for point in strangers)
    suggestions = suggest_many(built(name, space), History(observations, 4), 0, 3)
    assert all(space.contains(suggestion.point) for suggestion in suggestions)


@pytest.mark.parametrize("name", [name for name in METHODS if name != "grid"])
def test_forty_parameters_are_fine(name: str) -> None:
    space = Space({f"p{i}": Uniform(0, 1) if i % 2 else Choice(("a", "b", "c")) for i in range(40)})
    rng, observations = np.random.default_rng(0), list[Observation]()
    for i in range(12):
        (suggestion,) = suggest_many(built(name, space), History(tuple(observations), i), 0, 1)
        observations.append(Observation(suggestion.point, "finished", {"loss": rng.random()}))
    assert len({space.key(observation.point) for observation in observations}) == 12
