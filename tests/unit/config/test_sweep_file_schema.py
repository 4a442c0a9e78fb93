"""The JSON Schema for editors agrees with the parser, as far as a schema can."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from besom.config import SweepFileError, from_document, json_schema

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(ROOT.glob("examples/*/*.yaml"))
VALIDATOR = jsonschema_rs.validator_for(json_schema())

SMALL: dict[str, Any] = {"program": "a.py", "method": "random", "parameters": {"x": {"value": 1}}}
METRIC = {"name": "loss"}


def accepted(document: dict[str, Any]) -> bool:
    try:
        from_document(document)
    except SweepFileError:
        return False
    return True


def x(**keys: Any) -> dict[str, Any]:
    return {"parameters": {"x": keys}}


def stopped_by(**options: Any) -> dict[str, Any]:
    return {"metric": METRIC, "early_terminate": {"type": "envelope", **options}}


@pytest.mark.parametrize("file", EXAMPLES, ids=[str(file.relative_to(ROOT)) for file in EXAMPLES])
def test_the_examples_fit(file: Path) -> None:
    VALIDATOR.validate(yaml.safe_load(file.read_text()))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"metric": METRIC, "method": "bayes", "acquisition": "auto"},
        {"metric": {"name": "acc", "goal": "maximize"}},
        {"name": "n", "description": "", "project": "p", "entity": "e", "run_cap": 1, "seed": 0, "max_attempts": 1},
        {"command": ["${interpreter}", "${program}", "${args}", "${envvar:HOME}"]},
        x(min=1, max=2),
        x(min=0.5, max=2),
        x(values=[None, True, 1, "a", [1], {"a": 1}]),
        x(value=None),
        {"parameters": {"_a.b-C9": {"value": 1}}},
        stopped_by(),
        stopped_by(fraction=1, min_runs=2, start_iter=4, margin=0.1, strict_ties=False, patience=2, axis="count"),
        {"metric": METRIC, "early_terminate": [{"type": "envelope"}, {"type": "envelope", "min_iter": 9}]},
    ],
)
def test_both_accept(change: dict[str, Any]) -> None:
    document = SMALL | change
    assert accepted(document)
    VALIDATOR.validate(document)


@pytest.mark.parametrize(
    "change",
    [
        {"progam": "b.py"},
        {"budget": 3},
        {"program": ""},
        {"program": 3},
        {"method": "gird"},
        {"method": "bayes"},
        {"metric": "loss"},
        {"metric": {}},
        {"metric": {"name": ""}},
        {"metric": {"name": "a", "goal": "minimise"}},
        {"metric": {"name": "a", "target": 1}},
        {"parameters": {}},
        {"parameters": {"2x": {"value": 1}}},
        {"parameters": {"x": 3}},
        x(),
        x(min=1),
        x(min="1", max=2),
        x(min=True, max=2),
        x(value=1, values=[1]),
        x(values=[]),
        x(values=[1, 1]),
        x(value=1, distribution="constant"),
        {"run_cap": 0},
        {"run_cap": 1.5},
        {"run_cap": True},
        {"seed": -1},
        {"max_attempts": 0},
        {"name": ""},
        {"name": None},
        {"command": "python"},
        {"command": []},
        {"command": ["python", 3]},
        {"early_terminate": {"type": "envelope"}},
        {"metric": METRIC, "early_terminate": "auto"},
        {"metric": METRIC, "early_terminate": []},
        {"metric": METRIC, "early_terminate": {}},
        {"metric": METRIC, "early_terminate": {"type": "hyperband"}},
        stopped_by(eta=3),
        stopped_by(min_iter=1.5),
        stopped_by(strict_ties=1),
    ],
)
def test_both_refuse(change: dict[str, Any]) -> None:
    document = SMALL | change
    assert not accepted(document)
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("key", ["program", "method", "parameters"])
def test_both_miss_what_must_be_there(key: str) -> None:
    document = {name: value for name, value in SMALL.items() if name != key}
    assert not accepted(document)
    assert not VALIDATOR.is_valid(document)


def test_every_key_is_explained() -> None:
    schema = json_schema()
    assert [key for key, value in schema["properties"].items() if not value.get("description")] == []
