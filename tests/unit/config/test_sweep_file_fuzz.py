"""Nothing that a file may hold makes the reader do anything but give a definition or say what is wrong."""

import copy
import json
import math
from typing import Any

import jsonschema_rs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom.config import Definition, SweepFileError, from_document, json_schema, parse
from besom.parameters.kinds import KINDS
from tests.unit.config.damage import somewhere

VALIDATOR = jsonschema_rs.validator_for(json_schema())


def known_keys(schema: Any) -> set[str]:
    """Every key that the schema knows at any depth."""
    if isinstance(schema, list):
        return set().union(*map(known_keys, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("properties", {}))
    return own.union(*map(known_keys, schema.values()))


def known_words(schema: Any) -> set[Any]:
    """Every value that the schema names."""
    if isinstance(schema, list):
        return set().union(*map(known_words, schema))
    if not isinstance(schema, dict):
        return set()
    own = {word for word in [*schema.get("enum", []), schema.get("const")] if isinstance(word, str)}
    return own.union(*map(known_words, schema.values()))


ALL_KEYS = sorted(known_keys(json_schema()))
WORDS = sorted(known_words(json_schema()))
NAMES = st.sampled_from(["x", "y", "z", "x.y", "lr-1"])
NUMBERS = (
    st.integers(-3, 12)
    | st.sampled_from([0.5, 0.25, 1e-5, 1e6, -0.0, 1e308, -1e308, 5e-324, 2**63 - 1, 2**63, math.nan, math.inf, 2**48])
    | st.floats(-100, 100)
)
EXPRESSIONS = st.sampled_from(
    [
        "x",
        "x + y",
        "x < 3",
        "x < y",
        "not x",
        "1 / x",
        "x ** 99999",
        "log(x)",
        "x in [1, 'a']",
        "x if y else z",
        "x +",
        "(",
    ]
)
SCALARS = st.none() | st.booleans() | NUMBERS | st.sampled_from(WORDS) | NAMES | EXPRESSIONS | st.text(max_size=3)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(ALL_KEYS) | NAMES, inner, max_size=4),
    max_leaves=12,
)

# What is mostly in order, so that what stands behind the first checks is reached too.
LISTS = st.lists(st.integers(0, 3) | st.sampled_from(["a", "b", 0.5, True, None]), min_size=1, max_size=4)
SMALL = st.integers(1, 9) | st.sampled_from([0.5, 0.25, 1e-5])
RANGES = st.tuples(SMALL, SMALL).filter(lambda ends: ends[0] < ends[1])
WHEN = st.dictionaries(
    st.sampled_from("xy"),
    st.sampled_from([1, [1, 2], {"min": 2}, {"max": 2}, {"min": 1, "max": 2}]),
    min_size=1,
    max_size=2,
)
BESIDES = {"when": WHEN, "default": SMALL}


def of_kind(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """A parameter of a distribution, with keys that it takes."""
    takes = dict.fromkeys(KINDS[name].takes, SMALL)
    if "min" in KINDS[name].needs:
        ends = RANGES.map(lambda ends: {"distribution": name, "min": ends[0], "max": ends[1]})
        return st.tuples(ends, st.fixed_dictionaries({}, optional={**takes, **BESIDES})).map(
            lambda two: two[0] | two[1]
        )
    needs: dict[str, Any] = {"distribution": st.just(name)}
    needs |= {"values": st.just([1, "b", None]), "probabilities": st.just([0.25, 0.25, 0.5]), "value": ANYTHING}
    kept = {key: value for key, value in needs.items() if key in (*KINDS[name].needs, "distribution")}
    return st.fixed_dictionaries(kept, optional={**takes, **BESIDES})


DRAWN = st.one_of(
    st.fixed_dictionaries({"value": ANYTHING}, optional=BESIDES),
    st.fixed_dictionaries({"values": LISTS}, optional={"when": WHEN}),
    RANGES.map(lambda ends: {"min": ends[0], "max": ends[1]}),
    st.fixed_dictionaries(
        {"expr": st.sampled_from(["x", "x + y", "1 / x", "x if y > 1 else y"])}, optional={"when": WHEN}
    ),
    st.sampled_from(sorted(KINDS)).flatmap(of_kind),
)
GROUPS = st.recursive(
    st.dictionaries(st.sampled_from("pqr"), DRAWN, min_size=1, max_size=2),
    lambda inner: st.dictionaries(
        st.sampled_from("pqr"),
        st.fixed_dictionaries({"parameters": inner}, optional={"when": WHEN}),
        min_size=1,
        max_size=2,
    ),
    max_leaves=3,
)
PARAMETERS = st.fixed_dictionaries(
    {"x": st.just({"min": 1, "max": 4}), "y": st.just({"values": [1, 2, 3, 4]})},
    optional={
        "z": DRAWN,
        "lr-1": DRAWN,
        "w": st.just({"values": ["a", "a", "b", "c"]}),
        "group": st.fixed_dictionaries({"parameters": GROUPS}, optional={"when": WHEN}),
    },
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["random", "grid", "bayes", "custom"]),
        "parameters": PARAMETERS,
        "metric": st.fixed_dictionaries(
            {"name": NAMES}, optional={"goal": st.sampled_from(["minimize", "maximize"]), "target": SMALL}
        ),
    },
    optional={
        "program": st.just("a.py"),
        "constraints": st.lists(st.sampled_from(["x < y", "x != 2", "x + y < 7", "0 < x <= 3"]), max_size=2),
        "zip": st.sampled_from([["y", "w"], [["y", "w"]], ["x", "y"]]),
        "repeat": st.fixed_dictionaries(
            {"seeds": st.just([1, "two"])},
            optional={"parameter": NAMES | st.just("group.seed"), "racing": st.booleans()},
        ),
        "early_terminate": st.sampled_from(["auto", {"type": "envelope"}, [{"type": "hyperband", "min_iter": 2}]]),
        "budget": st.dictionaries(
            st.sampled_from(["runs", "hours", "gpu_hours", "price"]), st.integers(1, 9), min_size=1
        ),
        "resources": st.fixed_dictionaries({"gpus": st.integers(0, 4)}),
        "run_timeout": st.sampled_from([3, "2h", "90 s", "1d"]),
        "prior": st.sampled_from([{"sweep": "a"}, {"runs": ["a/b", "c"]}]),
        "duplicates": st.just("never"),
        "args_style": st.sampled_from(["wandb", "space", "hydra"]),
        "seed": st.integers(0, 9),
    },
)


def read(document: dict[str, Any]) -> Definition | None:
    """The definition, or nothing where the document is refused with sentences; any other error gets out."""
    try:
        return from_document(document)
    except SweepFileError as error:
        assert all(problem.message and "\n" not in str(problem) for problem in error.located)
        return None


def holds_together(definition: Definition) -> None:
    """What is true of every definition that was accepted."""
    kept = json.loads(json.dumps(definition.document))
    again = from_document(kept)
    assert again == definition
    assert repr(again.space) == repr(definition.space)
    VALIDATOR.validate(kept)
    assert definition.build_method() is not None
    assert set(definition.paths) == set(definition.space.names)
    point = definition.space.sample(np.random.default_rng(0))
    config = definition.deliver(point)
    assert definition.point_of(config) == point
    assert definition.given({**config, "more": 1}) == config


@given(DOCUMENTS)
def test_a_document_is_refused_or_holds_together(document: dict[str, Any]) -> None:
    definition = read(copy.deepcopy(document))
    if definition is not None:
        assert definition.document == document
        holds_together(definition)


@given(DOCUMENTS, st.data())
def test_so_is_one_with_anything_anywhere_in_it(document: dict[str, Any], data: st.DataObject) -> None:
    document, holder, step = somewhere(document, data)
    if isinstance(holder, dict) and data.draw(st.booleans()):
        step = data.draw(st.sampled_from(ALL_KEYS))
    holder[step] = data.draw(ANYTHING)
    definition = read(document)
    if definition is not None:
        holds_together(definition)


@given(st.dictionaries(st.sampled_from(ALL_KEYS), ANYTHING, max_size=6))
def test_so_are_known_keys_anywhere(document: dict[str, Any]) -> None:
    definition = read(document)
    if definition is not None:
        holds_together(definition)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    with pytest.raises(SweepFileError):
        parse(data)


@given(st.binary(max_size=20), st.integers(0, 100))
def test_no_bytes_within_a_file_are_too_odd(data: bytes, place: int) -> None:
    text = (
        b"program: a.py\nmethod: random\nname: some name\nparameters:\n  x: {values: [1, 2]}\n  y: {min: 0, max: 1}\n"
    )
    try:
        parse(text[:place] + data + text[place:])
    except SweepFileError as error:
        assert error.located


LARGE = {
    "one long text": "name: " + "x" * 250_000,
    "many parameters": "parameters:\n" + "".join(f"  p{i}: {{min: 0, max: 1}}\n" for i in range(8000)),
    "many values": f"parameters: {{x: {{values: [{', '.join(map(str, range(40_000)))}]}}}}\n",
    "many of one value": f"parameters: {{x: {{values: [{'1, ' * 80_000}]}}}}\n",
    "many unknown keys": "".join(f"unknown{i}: 1\n" for i in range(15_000)),
    "many constraints": "parameters: {x: {min: 0, max: 9}}\nconstraints:\n" + "- x < 3\n" * 30_000,
    "many conditions": "parameters:\n  a: {values: [1, 2]}\n"
    + "".join(f"  p{i}: {{value: 1, when: {{a: 1}}}}\n" for i in range(7000)),
    "a chain of conditions": "parameters:\n  p0: {values: [1, 2]}\n"
    + "".join(f"  p{i}: {{values: [1, 2], when: {{p{i - 1}: 1}}}}\n" for i in range(1, 5000)),
    "a long chain of expressions": "parameters:\n  p0: {values: [1, 2]}\n"
    + "".join(f"  p{i}: {{expr: p{i - 1} + 1}}\n" for i in range(1, 7000)),
    "a wide zip": "zip: [" + ", ".join(f"p{i}" for i in range(5000)) + "]\nparameters:\n"
    + "".join(f"  p{i}: {{values: [1, 2]}}\n" for i in range(5000)),
    "many anchors": "name:\n" + "".join(f"- &a{i} [1]\n" for i in range(15_000)),
    "many aliases": "name:\n- &a [1]\n" + "- *a\n" * 40_000,
    "merges within merges": "a: &a0 {x: 1}\n"
    + "".join(f"b{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}\n" for i in range(1, 99)),
    "brackets": "name: " + "[" * 100_000,
    "quotes": "name: " + '"' * 200_001,
    "tabs": "name:\n" + "\t" * 200_000,
    "question marks": "? " * 100_000,
    "colons": ":" * 200_000,
    "digits": "seed: " + "9" * 200_000,
    "a number with many signs": "seed: " + "1_" * 100_000,
    "minutes": "seed: " + "1:" * 100_000,
    "too large": "#" * (256 * 1024 + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_large_files_take_seconds_at_most(name: str) -> None:
    """None comes near the time that a test may take."""
    text = LARGE[name]
    try:
        parse(f"program: a.py\nmethod: random\n{text}" if name != "too large" else text)
    except SweepFileError as error:
        assert error.located
