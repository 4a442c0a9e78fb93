"""Expressions: what they mean, and that no text and no value can make them do harm."""

import math
import pickle
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from besom.space import Expression, ExpressionError, Value

NAMES = ("a", "b", "flag", "lr", "learning-rate", "model.depth", "optimizer", "sizes", "log")
VALUES: dict[str, Value] = {
    "a": 3,
    "b": 4,
    "flag": True,
    "lr": 0.1,
    "learning-rate": 0.5,
    "model.depth": 12,
    "optimizer": "adam",
    "sizes": [1, 2.0, "x"],
    "log": 2,
}


def value_of(text: str) -> Value:
    return Expression.parse(text, NAMES).evaluate(VALUES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", 3),
        ("a + b * 2", 11),
        ("(a + b) * 2", 14),
        ("10 - a - b", 3),
        ("2 ** 3 ** 2", 512),
        ("-a ** 2", -9),
        ("2 ** -1", 0.5),
        ("7 // 2 + 7 % 4 - 7 / 2", 2.5),
        ("- - + a", 3),
        (".5e1 + 1.", 6.0),
        ("learning-rate * 2", 1.0),
        ("a-b", -1),
        ("lr-learning-rate-a", 0.1 - 0.5 - 3),
        ("b-max(a, 1)", 1),
        ("model.depth", 12),
        ("log(1) + log", 2.0),
        ("log2(8) + log10(100) + sqrt(9) + exp(0)", 9.0),
        ("min(a, b, 1) + max(a, b)", 5),
        ("abs(-a) + floor(2.7) + ceil(2.1) + round(2.5) + int(-2.7)", 8),
        ("round(2.345, 1)", 2.3),
        ("float(a)", 3.0),
        ("int(flag) * 8", 8),
        ("a < b <= 4", True),
        ("1 < a < 2", False),
        ("a == 3.0", True),
        ("flag == 1", False),
        ("flag != true", False),
        ("null == None", True),
        ("'a' < 'b'", True),
        ("optimizer in ['sgd', \"adam\"]", True),
        ("optimizer not in ['sgd', 'adam']", False),
        ("2 in sizes", True),
        ("true in [1, 0]", False),
        ("not a == 3 or flag and b > 3", True),
        ("not not flag", True),
        ("a > 3 and 1 / 0 > 1", False),
        ("a < 4 or 1 / 0 > 1", True),
        ("'big' if a > 10 else 'small' if a > 2 else 'tiny'", "small"),
        ("optimizer + '-x'", "adam-x"),
        ("[a, a * 2, [optimizer]]", [3, 6, ["adam"]]),
        ("[]", []),
    ],
)
def test_expressions_mean_what_they_mean_in_python(text: str, value: Value) -> None:
    result = value_of(text)
    assert result == value
    assert type(result) is type(value)


def test_names_are_those_of_the_parameters_in_it() -> None:
    assert Expression.parse("learning-rate * a if flag else min(b, 1)", NAMES).names == {
        "learning-rate", "a", "flag", "b",
    }  # fmt: skip
    assert Expression.parse("learning - rate", ["learning", "rate"]).names == {"learning", "rate"}
    assert Expression.parse("not-a", ["a"]).names == {"a"}
    assert Expression.parse("log", NAMES).names == {"log"}
    assert Expression.parse("log(1)", NAMES).names == set()


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("", 1, "expected a value; got the end"),
        ("a +", 4, "expected a value; got the end"),
        ("(a", 3, "expected ); got the end"),
        ("a b", 3, "expected an operator; got b"),
        ("a * )", 5, "expected a value; got )"),
        ("[a b]", 4, "expected a comma or ]; got b"),
        ("a if b", 7, "expected else; got the end"),
        ("a = 3", 3, "= means nothing here; did you mean ==?"),
        ("a && b", 3, "&& means nothing here; did you mean and?"),
        ("a ; b", 3, "';' means nothing here"),
        ("a == 'x", 6, "the text that begins with ' does not end"),
        ("lerning-rate > 1", 1, "there is no parameter lerning-rate; did you mean learning-rate?"),
        ("a-optimiser", 3, "there is no parameter optimiser; did you mean optimizer?"),
        ("mux(a, b)", 1, "there is no function mux; did you mean max?"),
        ("min(a)", 4, "min takes 2 or more values, got 1"),
        ("sqrt(1, 2)", 5, "sqrt takes 1 values, got 2"),
        ("round(1, 2, 3)", 6, "round takes 1 to 2 values, got 3"),
        ("1e999", 1, "this number is too large"),
        ("(" * 51 + "a" + ")" * 51, 52, "an expression may be at most 50 levels deep"),
        ("a" + " " * 1000, 1, "an expression may have at most 1000 characters, this one has 1001"),
    ],
)
def test_what_is_no_expression_is_refused_with_its_place(text: str, column: int, sentence: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        Expression.parse(text, NAMES)
    assert (caught.value.column, str(caught.value)) == (column, sentence)


def test_an_unknown_word_names_the_parameters_and_recalls_the_quotes() -> None:
    with pytest.raises(ExpressionError) as caught:
        Expression.parse("optimizer == sgd", ["optimizer", "lr"])
    assert str(caught.value) == ("there is no parameter sgd; a text stands in quotes; the parameters are optimizer, lr")
    assert caught.value.column == 14


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 / (a - 3)", "a number is divided by 0"),
        ("1 % 0", "a number is divided by 0"),
        ("log(-a)", "a number is too large, or outside of what a function takes"),
        ("exp(1000)", "a number is too large, or outside of what a function takes"),
        ("1e308 * 10", "a number is too large"),
        ("(-8) ** 0.5", "a negative number has no such power"),
        ("9 ** 9 ** 9", "9 ** 387420489 is too large"),
        ("'a' * 10 ** 9", "* needs numbers, got 'a' and 1000000000"),
        ("flag + 1", "+ needs numbers, got True and 1"),
        ("optimizer < 3", "< needs two numbers or two texts, got 'adam' and 3"),
        ("a in b", "in needs a list, got 4"),
        ("a and flag", "and needs true or false, got 3"),
        ("not a", "not needs true or false, got 3"),
        ("1 if a else 2", "if needs true or false, got 3"),
        ("max(a, optimizer)", "max needs numbers, got 'adam'"),
        ("round(a, 10 ** 9)", "round takes a whole number of digits up to 30, got 1000000000"),
    ],
)
def test_where_an_expression_has_no_value_it_says_why(text: str, sentence: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value_of(text)
    assert (str(caught.value), caught.value.column) == (sentence, None)


def test_a_parameter_without_a_value_leaves_the_expression_without_one() -> None:
    with pytest.raises(ExpressionError, match="lr has no value"):
        Expression.parse("lr * 2", NAMES).evaluate({})


def test_texts_and_numbers_grow_only_so_far() -> None:
    with pytest.raises(ExpressionError, match="at most 1000 characters"):
        Expression.parse("t + t", ["t"]).evaluate({"t": "x" * 600})
    long = Expression.parse("n" + " * n" * 240, ["n"])
    assert long.evaluate({"n": 2}) == 2**241
    with pytest.raises(ExpressionError, match="too large"):
        long.evaluate({"n": 2**48})


def test_expressions_survive_pickling_and_are_equal_by_their_text() -> None:
    expression = Expression.parse("min(a, b) * lr if flag else -1", NAMES)
    again = pickle.loads(pickle.dumps(expression))  # noqa: S301 - our own bytes
    assert again == expression == Expression.parse(expression.text, NAMES)
    assert again.evaluate(VALUES) == expression.evaluate(VALUES)


signs = ["**", "//", "==", "not", "in", "and", "or", "if", "else", *"()[],+-*/%<>!='\"^&| "]
calls = ["min(", "round(", "log(", "exp(", "int(", "sqrt(", "float("]
words = st.sampled_from([*NAMES, *signs, *calls, "true", "null", "0", "1", "9", "2.5", "1e300", "'x'"])
texts = st.one_of(st.text(max_size=60), st.lists(words, max_size=40).map(" ".join), st.lists(words).map("".join))
anything: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.integers(), max_size=2)
)


@settings(max_examples=500, deadline=None)
@given(text=texts, values=st.fixed_dictionaries(dict.fromkeys(NAMES, anything)))
@example(text="9**9**9", values=VALUES)
@example(text="'a'*10**9", values=VALUES)
@example(text="2**" * 49 + "2", values=VALUES)
@example(text="((((a**a)**a)**a)**a)**a", values={"a": 10**300})
@example(text="round(a, -99999999999)", values=VALUES)
@example(text="a // 1 * 1e308", values={"a": 10**400})
def test_no_text_and_no_value_raises_anything_else(text: str, values: dict[str, Value]) -> None:
    try:
        expression = Expression.parse(text, NAMES)
    except ExpressionError as error:
        assert error.column is not None
        assert 1 <= error.column <= len(text) + 1
        return
    assert expression.names <= set(NAMES)
    try:
        result = expression.evaluate(values)
    except ExpressionError:
        return
    if text not in NAMES:
        assert len(repr(result)) < 10_000


OPERANDS = st.one_of(st.integers(-9, 9).map(str), st.floats(-9, 9, allow_nan=False).map(repr), st.sampled_from("ab"))


@settings(deadline=None)
@given(
    text=st.recursive(
        OPERANDS,
        lambda part: st.one_of(
            st.tuples(part, st.sampled_from([" + ", " - ", " * ", "/", "//", " % ", "**", "<", " == "]), part).map(
                "".join
            ),
            part.map("({})".format),
            part.map("-{}".format),
            part.map("abs({})".format),
        ),
        max_leaves=8,
    )
)
def test_arithmetic_agrees_with_python(text: str) -> None:
    try:
        mine = Expression.parse(text, ["a", "b"]).evaluate({"a": 3, "b": 0.25})
    except ExpressionError:
        return
    theirs = eval(text, {"a": 3, "b": 0.25, "abs": abs})  # noqa: S307 - made of numbers and operators above
    assert mine == pytest.approx(theirs, nan_ok=True)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500,
        "[" * 999,
        "-" * 999,
        "not " * 249,
        "a if b else " * 80 + "a",
        "min(" * 240,
        "a**" * 300 + "a",
        "a," * 400,
    ],
)
def test_deep_texts_end_in_a_sentence(text: str) -> None:
    with pytest.raises(ExpressionError):
        Expression.parse(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "+".join(["a"] * 490),
        " or ".join(["flag"] * 120),
        "<".join(["1"] * 490),
        "a if 1 == 2 else " * 45 + "a",
        "(" * 50 + "a" + ")" * 50,
        "(flag and not false or 1 < 2 * " * 30 + "a" + ")" * 30,
        "(flag and not 1 > 2 * int" * 24 + "(flag)" + ")" * 24,
    ],
)
def test_the_deepest_allowed_needs_little_of_the_stack(text: str) -> None:
    def at_depth(frames: int) -> object:
        return at_depth(frames - 1) if frames else value_of(text)

    at_depth(sys.getrecursionlimit() - 700)


def test_a_result_is_a_value_that_json_holds() -> None:
    with pytest.raises(ExpressionError):
        Expression.parse("a * 2", ["a"]).evaluate({"a": math.inf})
    with pytest.raises(ExpressionError):
        Expression.parse("a - a", ["a"]).evaluate({"a": math.inf})


def test_beside_takes_the_value_in_the_same_place() -> None:
    expression = Expression.beside("model", ["small", [1], 2.0], [10, 10, {"a": 1}])
    assert expression.names == {"model"}
    given: list[Value] = ["small", [1], 2]
    assert [expression.evaluate({"model": value}) for value in given] == [10, 10, {"a": 1}]
    with pytest.raises(ExpressionError, match="is not in the list of model"):
        expression.evaluate({"model": "huge"})
    with pytest.raises(ExpressionError, match="model has no value"):
        expression.evaluate({})
