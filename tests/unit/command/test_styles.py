"""What `${args}` means in each style, type by type, as the reference's table says."""

import argparse
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from besom import command

ROOT = Path(__file__).parents[3]


def arguments(style: str, values: dict[str, Any]) -> list[str]:
    return command.render(
        ["${args}"], program=None, interpreter="python", point=values, environ={}, json_file=None, style=style
    )


ROWS: list[tuple[object, dict[str, list[str]]]] = [
    (
        True,
        {
            "wandb": ["--x=True"],
            "equals": ["--x=True"],
            "space": ["--x", "True"],
            "flags": ["--x"],
            "json": ["--x=true"],
            "hydra": ["x=true"],
        },
    ),
    (
        False,
        {
            "wandb": ["--x=False"],
            "equals": ["--x=False"],
            "space": ["--x", "False"],
            "flags": ["--no-x"],
            "json": ["--x=false"],
            "hydra": ["x=false"],
        },
    ),
    (
        None,
        {
            "wandb": ["--x=None"],
            "equals": [],
            "space": [],
            "flags": [],
            "json": ["--x=null"],
            "hydra": ["x=null"],
        },
    ),
    (
        3,
        {
            "wandb": ["--x=3"],
            "equals": ["--x=3"],
            "space": ["--x", "3"],
            "flags": ["--x=3"],
            "json": ["--x=3"],
            "hydra": ["x=3"],
        },
    ),
    (
        -1e-05,
        {
            "wandb": ["--x=-1e-05"],
            "equals": ["--x=-1e-05"],
            "space": ["--x", "-1e-05"],
            "flags": ["--x=-1e-05"],
            "json": ["--x=-1e-05"],
            "hydra": ["x=-1e-05"],
        },
    ),
    (
        "adam",
        {
            "wandb": ["--x=adam"],
            "equals": ["--x=adam"],
            "space": ["--x", "adam"],
            "flags": ["--x=adam"],
            "json": ['--x="adam"'],
            "hydra": ["x=adam"],
        },
    ),
    (
        "-a b",
        {
            "wandb": ["--x=-a b"],
            "equals": ["--x=-a b"],
            "space": ["--x=-a b"],
            "flags": ["--x=-a b"],
            "json": ['--x="-a b"'],
            "hydra": ["x='-a b'"],
        },
    ),
    (
        [1, "a", None],
        {
            "wandb": ["--x=[1, 'a', None]"],
            "equals": ['--x=[1, "a", null]'],
            "space": ["--x", "1", "a", "None"],
            "flags": ["--x=1", "--x=a", "--x=None"],
            "json": ['--x=[1, "a", null]'],
            "hydra": ["x=[1,a,null]"],
        },
    ),
    (
        [],
        {
            "wandb": ["--x=[]"],
            "equals": ["--x=[]"],
            "space": ["--x"],
            "flags": [],
            "json": ["--x=[]"],
            "hydra": ["x=[]"],
        },
    ),
    (
        [[1, 2], {"a": True}],
        {
            "wandb": ["--x=[[1, 2], {'a': True}]"],
            "equals": ['--x=[[1, 2], {"a": true}]'],
            "space": ["--x", "[1, 2]", '{"a": true}'],
            "flags": ["--x=[1, 2]", '--x={"a": true}'],
            "json": ['--x=[[1, 2], {"a": true}]'],
            "hydra": ["x=[[1,2],{a:true}]"],
        },
    ),
    (
        {"in": {"v": 0.5, "on": False}, "n": 2},
        {
            "wandb": ["--x={'in': {'v': 0.5, 'on': False}, 'n': 2}"],
            "equals": ["--x.in.v=0.5", "--x.in.on=False", "--x.n=2"],
            "space": ["--x.in.v", "0.5", "--x.in.on", "False", "--x.n", "2"],
            "flags": ["--x.in.v=0.5", "--x.in.no-on", "--x.n=2"],
            "json": ["--x.in.v=0.5", "--x.in.on=false", "--x.n=2"],
            "hydra": ["x.in.v=0.5", "x.in.on=false", "x.n=2"],
        },
    ),
    (
        {},
        {
            "wandb": ["--x={}"],
            "equals": ["--x={}"],
            "space": ["--x", "{}"],
            "flags": ["--x={}"],
            "json": ["--x={}"],
            "hydra": ["x={}"],
        },
    ),
]


@pytest.mark.parametrize("style", command.STYLES)
@pytest.mark.parametrize(("value", "by_style"), ROWS, ids=[repr(value) for value, _ in ROWS])
def test_each_type_in_each_style(style: str, value: object, by_style: dict[str, list[str]]) -> None:
    assert arguments(style, {"x": value}) == by_style[style]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", "''"),
        ("relu", "relu"),
        ("a/b-c.txt", "a/b-c.txt"),
        ("two words", "'two words'"),
        ("1", "'1'"),
        ("1.5e-3", "'1.5e-3'"),
        ("1_000", "'1_000'"),
        ("true", "'true'"),
        ("Null", "'Null'"),
        ("nan", "'nan'"),
        ("-inf", "'-inf'"),
        ("a,b", "'a,b'"),
        ("a=b", "'a=b'"),
        ("choice(1,2)", "'choice(1,2)'"),
        ("[a]", "'[a]'"),
        ("a:b", "'a:b'"),
        ("it's", r"'it\'s'"),
        ("C:\\data\\", r"'C:\data\\'"),
        ("\\'", r"'\\\''"),
        ("${oc.env:HOME}", r"'\${oc.env:HOME}'"),
        ("\\${x}", r"'\\\${x}'"),
        ("é", "'é'"),
    ],
)
def test_hydra_reads_a_text_as_a_text(text: str, written: str) -> None:
    assert arguments("hydra", {"x": text}) == [f"x={written}"]


def test_the_reference_shows_what_each_style_writes() -> None:
    """The table of the reference, cell by cell."""
    _, _, section = (ROOT / "docs" / "reference" / "sweep-file.md").read_text().partition("\n### args_style\n")
    section, _, _ = section.partition("\n## ")
    rows = [re.findall(r"`([^`]*)`|(left out)", line) for line in section.splitlines() if line.startswith("| `")]
    head = re.findall(r"`(\w+)`", next(line for line in section.splitlines() if line.startswith("| value of")))
    assert head[1:] == list(command.STYLES)
    assert len(rows) == 9
    for (value, _), *cells in rows:
        for style, (shown, left_out) in zip(command.STYLES, cells, strict=True):
            argv = arguments(style, {"x": yaml.safe_load(value)})
            assert shown in (" ".join(argv), command.shell_text(argv))
            assert bool(left_out) is (argv == [])


def test_hydra_takes_keys_inside_lists_without_quotes() -> None:
    assert arguments("hydra", {"x": [{"a b": 1, "c:d": 2}]}) == [r"x=[{a\ b:1,c\:d:2}]"]


def test_the_style_is_what_args_means_and_nothing_else() -> None:
    values: dict[str, object] = {"x": {"y": True}}
    for style in command.STYLES:
        for macro, expected in [
            ("${args_no_hyphens}", ["x={'y': True}"]),
            ("${args_no_equals}", ["--x", "{'y': True}"]),
            ("${args_no_boolean_flags}", ["--x={'y': True}"]),
            ("${args_json}", ['{"x": {"y": true}}']),
            ("${args_override_hydra}", ["++x={'y': True}"]),
        ]:
            argv = command.render([macro], program=None, interpreter="", point=values, environ={}, style=style)
            assert argv == expected


values = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,5}", fullmatch=True), values | st.lists(values)))
def test_json_keeps_every_value_apart(point: dict[str, object]) -> None:
    read = dict(argument.removeprefix("--").split("=", 1) for argument in arguments("json", point))
    assert {name: json.loads(text) for name, text in read.items()} == point


def test_argparse_reads_what_it_is_given() -> None:
    """The standard library's parser, with options declared as people declare them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float)
    parser.add_argument("--fast", action=argparse.BooleanOptionalAction)
    parser.add_argument("--slow", action=argparse.BooleanOptionalAction)
    parser.add_argument("--tags", action="append")
    parser.add_argument("--none")
    given = {"lr": -0.5, "fast": True, "slow": False, "tags": ["a", "-b"], "none": None}
    assert vars(parser.parse_args(arguments("flags", given))) == given

    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", type=int, nargs="*")
    parser.add_argument("--name")
    assert vars(parser.parse_args(arguments("space", {"layers": [64, 32], "name": "-x"}))) == {
        "layers": [64, 32],
        "name": "-x",
    }
