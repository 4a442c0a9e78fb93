"""Each kind of parameter: its values, and its place in the unit interval."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom.space import (
    Beta,
    Choice,
    Constant,
    Continuous,
    IntUniform,
    LogNormal,
    LogUniform,
    Normal,
    Parameter,
    Quantized,
    SpaceError,
    Uniform,
    Value,
)

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
        (lambda: LogUniform(0, 1.0), "min must be above 0 on a log scale, got min=0"),
        (lambda: LogUniform(-1.0, 1.0), "above 0"),
        (lambda: LogUniform(1.0, 0.1), "below"),
        (lambda: LogUniform(1e-300, math.inf), "finite"),
        (lambda: LogUniform(1e300, math.nextafter(1e300, 2e300)), "logarithms that a computer can tell apart, got min"),
        (lambda: Normal(0, 0), "mu must be a finite number and sigma one above 0, got mu=0 and sigma=0"),
        (lambda: Normal(math.nan, 1), "finite"),
        (lambda: Normal(0, "1"), "sigma='1'"),  # type: ignore[arg-type]
        (lambda: Normal(0, 1e308), "mu=0 and sigma=1e\\+308 give numbers that are too large"),
        (
            lambda: Normal(1e6, 1e-12),
            "sigma=1e-12 is too small beside mu=1000000.0: every draw would be the same number",
        ),
        (lambda: LogNormal(0, -1), "sigma one above 0"),
        (lambda: LogNormal(1000, 1), "mu=1000 and sigma=1 are those of log"),
        (lambda: LogNormal(0, 100), "too large or too small"),
        (lambda: Beta(0, 1), "a and b must be numbers from 0.001 to 1000000, got a=0 and b=1"),
        (lambda: Beta(1, math.inf), "b=inf"),
        (lambda: Quantized(Uniform(0, 1), 0), "q must be a number above 0, got q=0"),
        (lambda: Quantized(Uniform(0, 1), math.nan), "q=nan"),
        (lambda: Quantized(Uniform(0, 1), 10), "q=10 is too large: every draw is rounded to 0"),
        (lambda: Quantized(LogUniform(1e-5, 1e-1), 1), "every draw is rounded to 0"),
        (lambda: Quantized(Normal(0, 1e-12), 0.5), r"every draw is rounded to 0\.0"),
        (lambda: Quantized(Uniform(0, 1), 1e-15), r"q=1e-15 is too small for values up to 1, more than 2\*\*47 steps"),
        (lambda: Quantized(Uniform(0, 1), 1e-300), "too small"),
        (lambda: Quantized(LogUniform(1e-300, 1e300), 1), "q=1 is too small for values up to 1e\\+300"),
        (lambda: Quantized(Normal(0, 1), 1e-15), "too small"),
        (lambda: Choice(()), "must not be empty"),
        (lambda: Choice((1, 2), (1.0,)), "as many probabilities as values, got 1 and 2"),
        (lambda: Choice((1, 2), (0.5, 0.6)), "probabilities must sum to 1, got a sum of 1.1"),
        (lambda: Choice((1, 2), (1.5, -0.5)), "probabilities must be numbers from 0 to 1, got 1.5"),
        (lambda: Choice((1, 2), (math.nan, 1.0)), "got nan"),
        (lambda: Choice((1, 2), (True, False)), "got True"),
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


def test_a_value_without_a_chance_is_none_and_chances_of_one_listed_twice_add_up() -> None:
    choice = Choice(("a", "b", "a", "c"), (0.25, 0.25, 0.5, 0))
    assert choice.values == ("a", "b")
    assert choice.probabilities == (0.75, 0.25)
    assert [choice.decode(u) for u in (0.0, 0.74, 0.76, 1.0)] == ["a", "a", "b", "b"]


def test_extreme_ends_are_reached_and_nothing_overflows() -> None:
    wide = LogUniform(1e-300, 1e300)
    assert [wide.decode(u) for u in (0.0, 0.5, 1.0)] == pytest.approx([1e-300, 1.0, 1e300])
    assert wide.encode(1e-300) == 0
    assert wide.encode(1e300) == 1
    for unbounded in (Normal(0, 1e-12), Normal(3, 2), LogNormal(-600, 10), Quantized(Normal(0, 1), 0.1)):
        tails = [unbounded.decode(u) for u in (0.0, 1e-300, 1.0)]
        assert all(math.isfinite(float(str(value))) and unbounded.contains(value) for value in tails)


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        (Quantized(Uniform(0, 1), 0.1), [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        (Quantized(Uniform(1, 7), 4), [0, 4, 8]),
        (Quantized(Uniform(0.5, 2.5), 1), [1, 2]),  # 0 and 3 would have no chance
        (Quantized(Uniform(-0.3, 0.3), 0.2), [-0.2, 0.0, 0.2]),
        (Quantized(LogUniform(0.001, 2), 1.0), [0.0, 1.0, 2.0]),
        (Quantized(Beta(50, 50), 0.25), [0.0, 0.25, 0.5, 0.75, 1.0]),
        (Quantized(Uniform(1000, 4000), 1000), [1000, 2000, 3000, 4000]),
    ],
)
def test_quantised_values_are_multiples_in_the_decimals_that_people_write(
    parameter: Quantized, values: list[float]
) -> None:
    assert parameter.size == len(values)
    listed = [parameter.at(i) for i in range(len(values))]
    assert json.dumps(listed) == json.dumps(values)  # tells 1 from 1.0
    assert [parameter.index(value) for value in values] == list(range(len(values)))
    assert [json.dumps(parameter.canonical(float(value))) for value in values] == [
        json.dumps(value) for value in values
    ]


def test_an_unbounded_quantised_parameter_has_any_multiple_and_no_list() -> None:
    steps = Quantized(Normal(0, 1), 0.5)
    assert steps.size is None
    assert not steps.continuous
    assert all(steps.contains(value) for value in (-3, 0.5, 40.0, 1e6))
    assert not any(steps.contains(value) for value in (0.25, math.inf, math.nan, "1", True, 10**400))
    assert not Quantized(LogNormal(), 0.5).contains(-0.5)
    with pytest.raises(SpaceError, match="without ends has no list"):
        steps.at(0)
    with pytest.raises(SpaceError, match="without ends has no list"):
        steps.index(0.5)
    with pytest.raises(SpaceError, match=r"0.3 is not a multiple of 0.5$"):
        steps.canonical(0.3)
    with pytest.raises(SpaceError, match=r"4 is not a multiple of 0\.5 from 0\.0 to 1\.0$"):
        Quantized(Uniform(0, 1), 0.5).canonical(4)


@pytest.mark.parametrize("parameter", [Uniform(0, 1), LogUniform(1, 2), Normal(), LogNormal(), Beta()])
def test_continuous_parameters_have_no_list_and_refuse_what_is_no_number(parameter: Continuous) -> None:
    assert parameter.continuous
    assert parameter.size is None
    with pytest.raises(SpaceError, match="continuous parameter has no list"):
        parameter.at(0)
    with pytest.raises(SpaceError, match="continuous parameter has no list"):
        parameter.index(0.5)
    strangers: list[Value] = ["0.5", None, True, [0.5], math.nan, math.inf, 10**400]
    for value in strangers:
        assert not parameter.contains(value)
        with pytest.raises(SpaceError, match="is not a"):
            parameter.encode(value)


@pytest.mark.parametrize(
    ("parameter", "value", "place"),
    [
        (Uniform(0, 2), 3, 1.5),
        (Uniform(0, 2), -1.0, -0.5),
        (Uniform(0, 2), 1e308, 10),
        (Uniform(0, 2), 10**400, 10),
        (Uniform(0, 2), -math.inf, -9),
        (Uniform(0, 2), math.nan, None),
        (Uniform(0, 2), "1", None),
        (Uniform(0, 2), True, None),
        (LogUniform(0.01, 1), 10, 1.5),
        (LogUniform(0.01, 1), 0, -9),
        (Normal(0, 1), 0, 0.5),
        (LogNormal(0, 1), -3, 0),
        (Beta(2, 2), 1.5, 1.5),
        (IntUniform(1, 4), 6, 1.375),
        (IntUniform(1, 4), 2.5, 0.5),
        (IntUniform(1, 4), None, None),
        (Quantized(Uniform(0, 1), 0.5), 0.3, 0.3),
        (Quantized(Uniform(0, 1), 0.5), 2, 2),
        (Choice((16, 32, 64, 128)), 48, 0.5),
        (Choice((16, 32, 64, 128)), 8, -0.125),
        (Choice((16, 32, 64, 128)), 10**400, 1.125),
        (Choice((16, 32, 64, 128)), "16", None),
        (Choice((16, 32)), 24, None),
        (Choice(("a", "b")), "c", None),
        (Constant(3), 3.0, 0.5),
        (Constant(3), 4, None),
    ],
)
def test_any_value_has_a_coordinate_or_none(parameter: Parameter, value: Value, place: float | None) -> None:
    assert parameter.coordinate(value) == (place if place is None else pytest.approx(place))


bound = st.floats(-1e300, 1e300)
ranges = st.tuples(bound, bound).filter(lambda b: b[0] < b[1])
positive = st.floats(1e-300, 1e300)
small = st.floats(-1e3, 1e3)
bases: st.SearchStrategy[Continuous] = st.one_of(
    st.tuples(small, st.floats(0.1, 1e3)).map(lambda b: Uniform(b[0], b[0] + b[1])),
    st.tuples(st.floats(1e-3, 1.0), st.floats(1.5, 1e3)).map(lambda b: LogUniform(b[0], b[0] * b[1])),
    st.tuples(small, st.floats(0.1, 10)).map(lambda b: Normal(*b)),
    st.tuples(st.floats(-3, 3), st.floats(0.1, 1)).map(lambda b: LogNormal(*b)),
    st.tuples(st.floats(0.3, 5), st.floats(0.3, 5)).map(lambda b: Beta(*b)),
)


def quantised(base: Continuous, q: float) -> Quantized | None:
    try:
        return Quantized(base, q)
    except SpaceError:
        return None


steps = st.one_of(st.integers(1, 1000), st.sampled_from([0.1, 0.05, 0.25, 1.0, 0.003]), st.floats(0.001, 100))
parameters: st.SearchStrategy[Parameter] = st.one_of(
    ranges.map(lambda b: Uniform(*b)),
    st.tuples(positive, positive).filter(lambda b: math.log(b[0]) < math.log(b[1])).map(lambda b: LogUniform(*b)),
    bases,
    st.builds(quantised, bases, steps).filter(lambda parameter: parameter is not None),
    st.tuples(st.integers(-(10**20), 10**20), st.integers(1, 2**48 - 1)).map(lambda b: IntUniform(b[0], b[0] + b[1])),
    st.lists(st.one_of(st.integers(), st.text(), st.booleans(), st.none(), bound), min_size=1).map(
        lambda values: Choice(tuple(values))
    ),
    st.lists(st.tuples(st.one_of(st.text(), st.integers()), st.integers(0, 9)), min_size=1)
    .filter(lambda pairs: any(weight for _, weight in pairs))
    .map(
        lambda pairs: Choice(
            tuple(value for value, _ in pairs), tuple(weight / sum(w for _, w in pairs) for _, weight in pairs)
        )
    ),
    st.just(Constant("x")),
)


likely = st.floats(0.001, 0.999)


@given(parameter=parameters, u=st.one_of(unit, likely))
def test_every_coordinate_becomes_a_value_and_values_keep_their_place(parameter: Parameter, u: float) -> None:
    value = parameter.decode(u)
    assert parameter.contains(value)
    assert json.dumps(parameter.canonical(value)) == json.dumps(value)
    place = parameter.encode(value)
    assert 0 <= place <= 1
    assert parameter.coordinate(value) == place
    if 0.001 <= u <= 0.999 or isinstance(parameter, (IntUniform, Choice)):  # unlikely values may share their place
        again = parameter.decode(place)
        if parameter.continuous:
            assert parameter.encode(again) == pytest.approx(place, abs=1e-9)
            assert parameter.snap(np.array([u])).tolist() == [u]
        else:
            assert json.dumps(again) == json.dumps(value)
            assert parameter.snap(np.array([u])).tolist() == pytest.approx([place], abs=1e-15)
            assert parameter.snap(np.array([place])).tolist() == [parameter.snap(np.array([u]))[0]]


@pytest.mark.parametrize("parameter", [Normal(3, 2), LogNormal(-5, 2), Beta(2, 5), Quantized(Normal(3, 2), 0.1)])
def test_a_model_looks_for_no_values_that_are_hardly_ever_drawn(parameter: Parameter) -> None:
    draws = np.array([parameter.decode(u) for u in np.random.default_rng(0).random(20_000)], dtype=float)
    asked = [float(str(parameter.decode(u))) for u in parameter.snap(np.array([0.0, 1e-9, 1.0])).tolist()]
    assert draws.min() <= asked[0] == asked[1] <= np.quantile(draws, 0.005)
    assert np.quantile(draws, 0.995) <= asked[2] <= draws.max()


@pytest.mark.parametrize("parameter", [Uniform(0.1, 0.7), LogUniform(1e-5, 0.3), LogUniform(1e-300, 1e300)])
def test_ends_keep_their_place_to_the_last_digit(parameter: Parameter) -> None:
    for u in (0.0, 1.0):
        assert parameter.encode(parameter.decode(u)) == u
        assert parameter.snap(np.array([u])).tolist() == [u]


@given(parameter=parameters, data=st.data())
def test_listed_values_are_distinct_and_contained_and_know_their_number(
    parameter: Parameter, data: st.DataObject
) -> None:
    if parameter.size is None:
        return
    i, j = (data.draw(st.integers(0, parameter.size - 1)) for _ in "ij")
    assert parameter.contains(parameter.at(i))
    assert parameter.index(parameter.at(i)) == i
    assert (json.dumps(parameter.at(i)) == json.dumps(parameter.at(j))) is (i == j)


@given(parameter=parameters, u=likely)
def test_neighbours_are_other_values(parameter: Parameter, u: float) -> None:
    others = [json.dumps(parameter.decode(place)) for place in parameter.neighbours(u)]
    assert len({*others, json.dumps(parameter.decode(u))}) == len(others) + 1 or parameter.continuous
    if parameter.ordered and not parameter.continuous:
        assert len(others) <= 2
        assert others or parameter.size is None
    elif not parameter.ordered and parameter.size is not None:
        assert len(others) == parameter.size - 1


@given(parameter=parameters, value=st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.none()))
def test_any_value_at_all_has_a_finite_coordinate_near_the_unit_interval_or_none(
    parameter: Parameter, value: Value
) -> None:
    place = parameter.coordinate(value)
    if parameter.contains(value):
        assert place == parameter.encode(value)
    assert place is None or -9 <= place <= 10
