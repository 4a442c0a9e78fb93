"""besom.config: a run's parameters, as its script reads them."""

import copy

import pytest

from besom.client.config import Config

POINT = {"learning-rate": 0.01, "optimizer": "adam", "model.depth": 3, "a-b": 1, "a.b": 2, "items": 9}
CONFIG = Config(lambda: POINT)


def test_it_is_read_by_item_and_by_attribute() -> None:
    assert CONFIG["learning-rate"] == 0.01
    assert CONFIG.optimizer == "adam"
    assert dict(CONFIG) == POINT
    assert "optimizer" in CONFIG
    assert CONFIG["items"] == 9


def test_an_underscore_finds_a_dash_and_a_dot() -> None:
    assert CONFIG.learning_rate == 0.01
    assert CONFIG.model_depth == 3


def test_an_underscore_that_finds_two_names_finds_none() -> None:
    with pytest.raises(AttributeError):
        _ = CONFIG.a_b


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(AttributeError, match="no parameter optimiser; did you mean optimizer"):
        _ = CONFIG.optimiser
    with pytest.raises(KeyError, match="did you mean learning-rate"):
        _ = CONFIG["learning_rat"]
    with pytest.raises(AttributeError, match="init"):
        _ = Config(dict).dropout


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="cannot be changed"):
        CONFIG.optimizer = "sgd"
    with pytest.raises(TypeError):
        CONFIG["optimizer"] = "sgd"


def test_it_can_be_asked_for_and_copied_like_any_object() -> None:
    assert not hasattr(CONFIG, "dropout")
    assert getattr(CONFIG, "dropout", 0.5) == 0.5
    assert dict(copy.deepcopy(CONFIG)) == POINT
    assert "adam" in repr(CONFIG)
