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
RANGES = ["int_uniform", "uniform", "q_uniform", "log_uniform", "q_log_uniform", "inv_log_uniform"]
RANGES += ["log_uniform_values", "q_log_uniform_values", "inv_log_uniform_values"]


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
        {"metric": METRIC, "early_terminate": "auto"},
        {"metric": METRIC, "early_terminate": [{"type": "auto"}]},
        {"metric": METRIC, "early_terminate": {"type": "hyperband", "min_iter": 3}},
        {"metric": METRIC, "early_terminate": {"type": "hyperband", "max_iter": 27, "s": 2, "eta": 3, "strict": True}},
        {"metric": {"name": "a.b", "target": 1, "impute": "best", "impute_while_running": False, "reduce": "last"}},
        {"metric": {"name": "a", "impute_while_running": "false", "reduce": "mean-last-5"}},
        {"metrics": [METRIC, {"name": "acc", "goal": "maximize"}], "method": "bayes"},
        {"metric": METRIC, "outcome_constraints": [{"metric": "ms", "max": 20}, {"metric": "acc", "min": 0, "max": 1}]},
        {"metric": METRIC, "method": "custom", "scheduler": {"engine": "optuna", "source": "a.py", "optimizer": "f"}},
        {"command": ["python", 3, 0.5, True]},
        {"args_style": "hydra"},
        {"controller": {"type": "local"}, "apiVersion": "v1", "kind": "sweep", "job": "a/b/c", "image_uri": "a:b"},
        {"budget": {"runs": 3, "hours": 1, "gpu_hours": 2.5, "cost": 10, "price": 0.5}, "resources": {"gpus": 2}},
        {"run_timeout": 90},
        {"run_timeout": "1.5h"},
        {"repeat": {"seeds": [0, 1, "two"], "parameter": "rng", "racing": False}},
        {"prior": {"sweep": "a/b/c"}},
        {"prior": {"sweeps": ["a", "b/c"], "runs": ["d"]}},
        {"duplicates": "allow"},
        {"duplicates": "never", "method": "grid"},
        {"constraints": ["x < 3"], "parameters": {"x": {"min": 1, "max": 5}}},
        {"zip": ["x", "y"], "parameters": {"x": {"values": [1, 2]}, "y": {"values": [3, 4]}}},
        {"zip": [["x", "y"]], "parameters": {"x": {"values": [1, 2]}, "y": {"values": [3, 4]}}},
        {"parameters": {"x": {"parameters": {"y": {"parameters": {"z": {"value": 1}}}}}}},
        {"parameters": {"x": {"values": [1, 2]}, "y": {"value": 1, "when": {"x": 1}, "default": 2}}},
        {"parameters": {"x": {"values": [1, 2]}, "y": {"expr": "x * 2", "when": {"x": [1, 2]}}}},
        {
            "parameters": {
                "x": {"min": 0, "max": 9},
                "y": {"parameters": {"z": {"value": 1}}, "when": {"x": {"min": 1}}},
            }
        },
        *(x(distribution=name, min=1, max=2) for name in RANGES),
        *(x(distribution=name, min=1, max=8, q=2) for name in RANGES if name.startswith("q_")),
        x(distribution="normal"),
        x(distribution="normal", mu=1, sigma=0.1),
        x(distribution="q_log_normal", q=0.5),
        x(distribution="beta", a=2, b=2),
        x(distribution="q_beta", q=0.1),
        x(distribution="constant", value=1),
        x(distribution="categorical", values=[1, 1]),
        x(distribution="categorical_w_probabilities", values=[1, 2], probabilities=[0.5, 0.5]),
        x(values=[1, 2], probabilities=[0, 1]),
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
        {"report": {"from": "stdout"}},
        {"program": ""},
        {"program": 3},
        {"method": "gird"},
        {"method": "bayes"},
        {"method": "custom"},
        {"metric": "loss"},
        {"metric": {}},
        {"metric": {"name": ""}},
        {"metric": {"name": "a", "goal": "minimise"}},
        {"metric": {"name": "a", "target": "low"}},
        {"metric": {"name": "a", "impute": "mean"}},
        {"metric": {"name": "a", "reduce": "mean-last-0"}},
        {"metric": METRIC, "metrics": [METRIC, METRIC]},
        {"metrics": []},
        {"outcome_constraints": [{"metric": "ms", "max": 20}]},
        {"metric": METRIC, "outcome_constraints": [{"metric": "ms"}]},
        {"metric": METRIC, "outcome_constraints": [{"max": 20}]},
        {"metric": METRIC, "outcome_constraints": []},
        {"parameters": {}},
        {"parameters": {"2x": {"value": 1}}},
        {"parameters": {"x": 3}},
        x(),
        x(min=1),
        x(min="1", max=2),
        x(min=True, max=2),
        x(min=1, max=2, q=1),
        x(mu=1),
        x(value=1, values=[1]),
        x(value=1, probabilities=[1]),
        x(values=[]),
        x(values=[1], probabilities=[-1]),
        x(distribution="uniform"),
        x(distribution="uniform", min=1),
        x(distribution="uniform", min=1, max=2, q=1),
        x(distribution="normal", min=1, max=2),
        x(distribution="q_normal", q=0),
        x(distribution="gauss"),
        x(parameters={}),
        x(parameters={"y": {}}),
        x(parameters={"y": {"value": 1}}, value=1),
        x(parameters={"y": {"value": 1}}, default=1),
        x(expr="1", value=1),
        x(value=1, when={}),
        x(value=1, when={"y": []}),
        x(value=1, when={"y": {"a": 1}}),
        {"run_cap": 0},
        {"run_cap": 1.5},
        {"run_cap": True},
        {"seed": -1},
        {"max_attempts": 0},
        {"name": ""},
        {"name": None},
        {"command": "python"},
        {"command": []},
        {"command": ["python", None]},
        {"args_style": "dashes"},
        {"early_terminate": {"type": "envelope"}},
        {"metric": METRIC, "early_terminate": "envelope"},
        {"metric": METRIC, "early_terminate": []},
        {"metric": METRIC, "early_terminate": {}},
        {"metric": METRIC, "early_terminate": {"type": "hyperband"}},
        {"metric": METRIC, "early_terminate": {"type": "hyperband", "max_iter": 27}},
        stopped_by(eta=3),
        stopped_by(min_iter=1.5),
        stopped_by(strict_ties=1),
        {"budget": {}},
        {"budget": {"cost": 3}},
        {"budget": {"hours": 0}},
        {"resources": {}},
        {"run_timeout": 0},
        {"run_timeout": "soon"},
        {"repeat": {"seeds": [1]}},
        {"repeat": {"seeds": [1, 1]}},
        {"prior": {}},
        {"prior": {"sweep": "a/b/c/d"}},
        {"duplicates": "sometimes"},
        {"constraints": "x < 3"},
        {"zip": ["x"]},
        {"controller": {"type": "remote"}},
        {"scheduler": {"source": "a.py"}},
        {"kind": "job"},
    ],
)
def test_both_refuse(change: dict[str, Any]) -> None:
    document = SMALL | change
    assert not accepted(document)
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("key", ["method", "parameters"])
def test_both_miss_what_must_be_there(key: str) -> None:
    document = {name: value for name, value in SMALL.items() if name != key}
    assert not accepted(document)
    assert not VALIDATOR.is_valid(document)


def test_every_key_is_explained() -> None:
    """Editors show the description beside the key; nothing that can be typed is without one."""
    schema = json_schema()
    unexplained = []

    def look(part: Any, at: str) -> None:
        if isinstance(part, list):
            for index, item in enumerate(part):
                look(item, f"{at}[{index}]")
        if not isinstance(part, dict):
            return
        for key, value in part.get("properties", {}).items():
            if "const" not in value and not value.get("description"):
                unexplained.append(f"{at}.{key}")
        for key, value in part.items():
            look(value, f"{at}.{key}")

    for key, value in schema["properties"].items():
        if not value.get("description"):
            unexplained.append(key)
        look(value, key)
    look({key: value for key, value in schema["$defs"]["parameter"].items() if key != "allOf"}, "parameter")
    assert unexplained == []


def test_the_schema_has_a_name_of_its_own() -> None:
    assert json_schema()["$id"] == "urn:besom:sweep-file"
