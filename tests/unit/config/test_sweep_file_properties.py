"""What holds for every sweep file, drawn at random."""

import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from besom.config import SweepFileError, from_document, parse, reader
from tests.unit.config.damage import somewhere

CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0")
TEXT = st.text(CHARACTERS, max_size=8)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | INTEGERS | FLOATS | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True)


def ranges(bounds: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    pairs = st.tuples(bounds, bounds).map(sorted).filter(lambda pair: float(pair[0]) < float(pair[1]))
    return pairs.map(lambda pair: {"min": pair[0], "max": pair[1]})


PARAMETERS = st.dictionaries(
    NAMES,
    st.fixed_dictionaries({"value": VALUES})
    | st.fixed_dictionaries(
        {"values": st.lists(VALUES, min_size=1, max_size=4, unique_by=lambda value: json.dumps(value, sort_keys=True))}
    )
    | ranges(st.integers(-(2**46), 2**46))
    | ranges(st.floats(-1e300, 1e300) | st.integers(-(2**40), 2**40).map(float)),
    min_size=1,
    max_size=5,
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["random", "bayes"]),
        "program": st.sampled_from(["cnn.py", "src/train.py"]),
        "metric": st.fixed_dictionaries({"name": NAMES}, optional={"goal": st.sampled_from(["minimize", "maximize"])}),
        "parameters": PARAMETERS,
    },
    optional={
        "name": NAMES,
        "description": TEXT,
        "run_cap": st.integers(1, 2**63 - 1),
        "seed": st.integers(0, 2**63 - 1),
        "max_attempts": st.integers(1, 9),
        "command": st.lists(TEXT, min_size=1, max_size=4),
        "early_terminate": st.just({"type": "envelope", "min_iter": 7}) | st.just([{"type": "envelope"}]),
    },
)


class Dumper(yaml.SafeDumper):
    """Quotes every text, since PyYAML leaves some bare that YAML 1.2 takes for numbers."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


Dumper.add_representer(str, lambda dumper, data: dumper.represent_scalar("tag:yaml.org,2002:str", data, style='"'))


def dump(document: Any, **style: Any) -> str:
    return str(yaml.dump(document, Dumper=Dumper, sort_keys=False, **style))


@given(DOCUMENTS, st.booleans(), st.integers(20, 200))
def test_a_definition_survives_the_way_through_yaml(document: dict[str, Any], flow: bool, width: int) -> None:
    text = dump(document, default_flow_style=flow, width=width)
    definition = parse(text)
    assert repr(definition.document) == repr(document)  # types and order too: 1 is not 1.0
    assert list(definition.space.parameters) == list(document["parameters"])
    again = from_document(definition.document)
    assert again == definition
    assert repr(again.space) == repr(definition.space)
    assert definition.build_method() is not None


@given(DOCUMENTS)
def test_both_parsers_read_alike(document: dict[str, Any]) -> None:
    text = dump(document)
    with pytest.MonkeyPatch.context() as patch:
        fast, fast_findings = reader.load(text, "s.yaml")
        patch.setattr(reader, "LOADER", yaml.SafeLoader)
        slow, slow_findings = reader.load(text, "s.yaml")
    assert repr(slow) == repr(fast)
    assert slow_findings == fast_findings  # places too


def read(text: str) -> None:
    """Reads it; any error but SweepFileError gets out. Every problem has a place in the text."""
    try:
        parse(text)
    except SweepFileError as error:
        lines = text.removeprefix("\ufeff").splitlines() or [""]
        for problem in error.located:
            assert 1 <= problem.line <= len(lines) + 1
            assert problem.column >= 1
            assert "\n" not in str(problem)


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    read(text)


KEYS = [
    "method: ",
    "parameters:",
    "program: a\n",
    "metric: ",
    "early_terminate: ",
    "type: envelope",
    "values: ",
    "min: ",
]
SIGNS = ["\n", "\n  ", "- ", ": ", ", ", "[", "]", "{", "}", "&a ", "*a", "!!int ", "'", '"', "|", ">", "#", "?", "\t"]
WORDS = ["---", "...", "%YAML", "1", "-1", "1e999", ".nan", "true", "null", "yes", "010", "x", "<<: ", "bayes", "grid"]
ODD = ["\\u", "\\xff", "\r", "0" * 50, "@", "`", "~", "\ufeff", "\u2028", "\x85", "\0", "\ud800"]
YAML = st.lists(st.sampled_from([*KEYS, *SIGNS, *WORDS, *ODD]), max_size=40).map("".join)


@given(YAML, st.sampled_from([yaml.CSafeLoader, yaml.SafeLoader]))
def test_no_yaml_is_too_odd(text: str, loader: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "LOADER", loader)
        read(text)


@given(DOCUMENTS, st.data())
def test_a_damaged_file_is_refused_or_read(document: dict[str, Any], data: st.DataObject) -> None:
    """One value anywhere is replaced by anything."""
    document, holder, step = somewhere(document, data)
    holder[step] = data.draw(VALUES | st.sampled_from([math.nan, math.inf, 2**64, -(2**64)]))
    read(dump(document))


@given(st.dictionaries(st.sampled_from(["method", "parameters", "metric", "command", "early_terminate"]), VALUES))
def test_no_document_is_too_odd(document: dict[str, Any]) -> None:
    with pytest.raises(SweepFileError) as raised:
        from_document(document)
    assert all(problem.line == 0 and str(problem) for problem in raised.value.located)
