"""A point chosen by hand is a point of the space: what must follow follows, and what cannot be is told."""

from typing import Any

import pytest

from besom.config import from_document
from besom.errors import Invalid
from besom.server.byhand import point_by_hand
from besom.space import Space, Value

TREE: dict[str, Value] = {
    "optimizer": {"values": ["adam", "sgd"]},
    "momentum": {"min": 0.5, "max": 0.99, "when": {"optimizer": "sgd"}},
    "batch": {"values": [32, 64, 128]},
    "steps": {"min": 1, "max": 8},
    "samples": {"expr": "batch * steps"},
    "width": {"values": [8, 16]},
    "depth": {"values": [4, 2]},
    "epochs": {"value": 30},
}
BASE: dict[str, Value] = {
    "optimizer": "adam",
    "batch": 32,
    "steps": 2,
    "samples": 64,
    "width": 8,
    "depth": 4,
    "epochs": 30,
}


def space() -> Space:
    document: dict[str, Value] = {
        "program": "train.py",
        "method": "random",
        "parameters": TREE,
        "zip": [["width", "depth"]],
        "constraints": ["batch * steps <= 512"],
    }
    return from_document(document).space


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ({}, {}),
        ({"batch": 64}, {"batch": 64, "samples": 128}),
        ({"optimizer": "sgd", "momentum": 0.9}, {"optimizer": "sgd", "momentum": 0.9}),
        ({"width": 16}, {"width": 16, "depth": 2}),
        ({"depth": 2}, {"width": 16, "depth": 2}),
        ({"width": 16, "depth": 2}, {"width": 16, "depth": 2}),
        ({"epochs": 30}, {}),
    ],
)
def test_the_rest_of_the_point_follows_from_what_is_given(given: dict[str, Any], changes: dict[str, Any]) -> None:
    point = point_by_hand(space(), given, BASE)
    assert point == BASE | changes
    assert space().contains(point)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"samples": 64}, "samples is computed (batch * steps); give what it is computed from"),
        ({"momentum": 0.9}, "momentum does not exist here: only when optimizer is sgd"),
        ({"optimizer": "sgd"}, "momentum has no value to take over; give it one"),
        ({"width": 16, "depth": 4}, "width and depth move together, and the values given for them do not go together"),
        ({"batch": 128, "steps": 8}, "batch * steps <= 512 must hold, and batch is 128, steps is 8"),
        ({"epochs": 31}, "epochs: 31 is not one of [30]"),
        ({"steps": 2.5}, "steps: 2.5 is not an integer from 1 to 8"),
    ],
)
def test_what_cannot_be_is_told(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        point_by_hand(space(), given, BASE)
    assert caught.value.message == sentence


def test_a_value_that_is_taken_over_from_outside_is_to_be_given() -> None:
    with pytest.raises(Invalid) as caught:
        point_by_hand(space(), {"batch": 64}, BASE | {"steps": 9})
    assert caught.value.message == "steps: 9 is not an integer from 1 to 8 (taken over; give another)"


def test_outside_the_space_values_and_combinations_are_free_but_names_are_not() -> None:
    point = point_by_hand(space(), {"batch": 4096, "steps": 9}, BASE, outside=True)
    assert point == BASE | {"batch": 4096, "steps": 9, "samples": 36864}
    with pytest.raises(Invalid, match="there is no parameter sample; did you mean samples"):
        point_by_hand(space(), {"sample": 1}, BASE, outside=True)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        point_by_hand(space(), {"batch": 5, "steps": 99}, BASE)
    assert list(caught.value.problems) == [
        "batch: 5 is not one of [32, 64, 128]",
        "steps: 99 is not an integer from 1 to 8",
    ]
