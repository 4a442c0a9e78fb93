"""Each kind of parameter: its values, and its place in the unit interval."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom.space import Choice, Constant, IntUniform, Parameter, SpaceError, Uniform, Value

unit = st.floats(0, 1)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Uniform(1.0, 1.0), "min must be below max, got min=1.0 and max=1.0"),
        (lambda: Uniform(2.0, 1.0), "below"),
        (lambda: Uniform(0.0, math.inf), "finite"),
        (lambda: Uniform(math.nan, 1.0), "finite"),
        (lambda: Uniform(-1.7e308, 1.7e308), "finite"),
        (lambda: Uniform(low=True, high=5), "finite numbers, got min=True"),
        (lambda: Uniform("0", 1), "finite numbers, got min='0'"),  # type: ignore[arg-type]
        (lambda: IntUniform(3, 3), "below"),
        (lambda: IntUniform(1, 2.5), "integers, got min=1 and max=2.5"),  # type: ignore[arg-type]
        (lambda: IntUniform(0, 2**48), r"at most 2\*\*48"),
        (lambda: Choice(()), "must not be empty"),
        (lambda: Choice((1, {2, 3})), "JSON"),  # type: ignore[arg-type]
        (lambda: Constant(object()), "JSON"),  # type: ignore[arg-type]
    ],
)
def test_senseless_parameters_are_refused_in_a_sentence(make: object, sentence: str) -> None:
    assert callable(make)
    with pytest.raises(SpaceError, match=sentence):
        make()


def test_bounds_are_included_and_what_lies_outside_is_not() -> None:
    assert all(Uniform(0.1, 0.5).contains(v) for v in (0.1, 0.3, 0.5))
    assert not any(Uniform(0.1, 0.5).contains(v) for v in (0.09, 0.51, math.nan, "0.3", None, True))
    assert all(IntUniform(1, 3).contains(v) for v in (1, 2, 3, 2.0))
    assert not any(IntUniform(1, 3).contains(v) for v in (0, 4, 1.5, math.inf, math.nan, True, "2"))


def test_choice_tells_types_apart_only_where_it_lists_both() -> None:
    mixed = Choice((1, 1.0, True, "1"))
    assert mixed.size == 4
    assert [type(mixed.canonical(v)) for v in (1, 1.0, True, "1")] == [int, float, bool, str]
    assert Choice((1, 2)).canonical(1.0) == 1
    assert Choice((1.0, 2.5)).contains(1)
    assert not any(Choice((1, 2)).contains(value) for value in (True, None))
    assert not Choice(("1", "2")).contains(1)


def test_choice_keeps_each_value_once_in_the_files_order() -> None:
    assert Choice((3, 1, 3, 2, 1)).values == (3, 1, 2)


def test_choice_may_hold_any_json() -> None:
    values: tuple[Value, ...] = (None, [1, 2], {"a": [3], "b": None}, "x", math.inf)
    choice = Choice(values)
    assert [choice.decode(choice.encode(v)) for v in values] == list(values)
    assert choice.contains({"b": None, "a": [3]})
    assert not choice.contains([2, 1])


def test_three_numbers_are_ordered_by_rank_two_or_words_are_not() -> None:
    sizes = Choice((128, 16, 32, 1024))
    assert sizes.ordered
    assert sorted(sizes.values, key=sizes.encode) == [16, 32, 128, 1024]
    assert [sizes.at(i) for i in range(4)] == [128, 16, 32, 1024]
    assert not Choice((16, 32)).ordered
    assert not Choice(("a", "b", "c")).ordered
    assert not Choice((True, False, 2)).ordered
    assert not Choice((1, 2, math.nan)).ordered


def test_neighbours_are_one_step_or_one_swap_away() -> None:
    ints, words = IntUniform(1, 4), Choice(("a", "b", "c"))
    assert [ints.decode(u) for u in ints.neighbours(ints.encode(1))] == [2]
    assert [ints.decode(u) for u in ints.neighbours(ints.encode(3))] == [2, 4]
    assert [words.decode(u) for u in words.neighbours(words.encode("b"))] == ["a", "c"]
    assert Uniform(0, 1).neighbours(0.5) == []


bound = st.floats(-1e300, 1e300)
parameters: st.SearchStrategy[Parameter] = st.one_of(
    st.tuples(bound, bound).filter(lambda b: b[0] < b[1]).map(lambda b: Uniform(*b)),
    st.tuples(st.integers(-(10**20), 10**20), st.integers(1, 2**48 - 1)).map(lambda b: IntUniform(b[0], b[0] + b[1])),
    st.lists(st.one_of(st.integers(), st.text(), st.booleans(), st.none(), bound), min_size=1).map(
        lambda values: Choice(tuple(values))
    ),
    st.just(Constant("x")),
)


@given(parameter=parameters, u=unit)
def test_every_coordinate_becomes_a_value_and_values_keep_their_place(parameter: Parameter, u: float) -> None:
    value = parameter.decode(u)
    assert parameter.contains(value)
    assert json.dumps(parameter.canonical(value)) == json.dumps(value)
    place = parameter.encode(value)
    assert 0 <= place <= 1
    if parameter.size is not None:
        assert json.dumps(parameter.decode(place)) == json.dumps(value)
        assert parameter.snap(np.array([u])).tolist() == [place]


@given(parameter=parameters, data=st.data())
def test_listed_values_are_distinct_and_contained(parameter: Parameter, data: st.DataObject) -> None:
    if parameter.size is None:
        return
    i, j = (data.draw(st.integers(0, parameter.size - 1)) for _ in "ij")
    assert parameter.contains(parameter.at(i))
    assert (parameter.encode(parameter.at(i)) == parameter.encode(parameter.at(j))) is (i == j)
