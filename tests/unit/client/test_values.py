"""What log() makes of the values that scripts hand it."""

import decimal
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom.client.values import sort_values
from besom.wire.numbers import unpack


class Tensor:
    """Behaves like a scalar or an array of torch."""

    def __init__(self, *values: float) -> None:
        self.values = values

    def item(self) -> float:
        if len(self.values) != 1:
            raise RuntimeError(f"a Tensor with {len(self.values)} elements cannot be converted to Scalar")
        return self.values[0]


class Eager:
    """Behaves like a scalar that only knows float()."""

    def __float__(self) -> float:
        return 2.5


class Figure:
    pass


def sort(given: dict[Any, Any]) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    complaints: list[str] = []
    found = sort_values(given, complaints.append)
    return found.metrics, found.extra, complaints


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0.25, 0.25),
        (3, 3.0),
        (True, 1.0),
        (False, 0.0),
        (10**20, 1e20),
        (np.float32(0.5), 0.5),
        (np.float64(0.5), 0.5),
        (np.int64(7), 7.0),
        (np.bool_(1), 1.0),
        (np.array(1.5), 1.5),
        (Tensor(1.25), 1.25),
        (Eager(), 2.5),
        (decimal.Decimal("0.5"), 0.5),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.nan, "NaN"),
        (np.float32("nan"), "NaN"),
        (Tensor(-math.inf), "-Infinity"),
    ],
)
def test_numbers_become_metrics(value: object, number: float | str) -> None:
    assert sort({"x": value}) == ({"x": number}, {}, [])


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("text", "text"),
        (None, None),
        ([1, 2.5, "a", None], [1, 2.5, "a", None]),
        ((1, 2), [1, 2]),
        ([np.float32(0.5), {"n": np.int64(2)}], [0.5, {"n": 2}]),
        (np.str_("text"), "text"),
    ],
)
def test_texts_lists_and_none_are_kept_as_json(value: object, kept: object) -> None:
    assert sort({"x": value}) == ({}, {"x": kept}, [])


def test_mappings_within_become_dotted_names() -> None:
    given = {"loss": 1.0, "val": {"loss": 2.0, "deep": {"note": "x"}}, "none": {}}
    assert sort(given) == ({"loss": 1.0, "val.loss": 2.0}, {"val.deep.note": "x"}, [])


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (np.zeros(3), "ndarray"),
        (Tensor(1.0, 2.0), "Tensor"),
        (Figure(), "Figure"),
        (1j, "complex"),
        ({1, 2}, "set"),
        ([Figure()], "list"),
        (10**400, "int"),
        ("\ud800", "str"),
    ],
)
def test_what_cannot_be_kept_is_complained_of_by_name_and_type(value: object, kind: str) -> None:
    metrics, extra, complaints = sort({"a": {"b": value}, "loss": 1.0})
    assert (metrics, extra) == ({"loss": 1.0}, {})
    assert len(complaints) == 1
    assert "a.b" in complaints[0]
    assert kind in complaints[0]


def test_a_name_that_is_no_text_is_complained_of() -> None:
    metrics, _, complaints = sort({3: 1.0, "a": {("x", "y"): 2.0}, "loss": 1.0})
    assert metrics == {"loss": 1.0}
    assert "3 of type int" in complaints[0]
    assert "a.('x', 'y') of type tuple" in complaints[1]


@given(st.dictionaries(st.text(max_size=5), st.floats(), max_size=5))
def test_every_float_comes_back_as_it_was(values: dict[str, float]) -> None:
    metrics, _, _ = sort(values)
    assert {name: np.float64(unpack(number)).tobytes() for name, number in metrics.items()} == {
        name: np.float64(math.nan if math.isnan(value) else value).tobytes() for name, value in values.items()
    }
