"""The command line of a run, macro by macro, and what an agent may start without asking."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom import command

POINT = {"learning-rate": 0.0123, "optimizer": "adam", "dropout": 0.2, "epochs": 30}


def render(*elements: str, point: dict[str, object] | None = None, environ: dict[str, str] | None = None) -> list[str]:
    return command.render(
        elements,
        program="cnn.py",
        interpreter="/venv/bin/python",
        point=POINT if point is None else point,
        environ=environ or {},
        json_file="values.json",
    )


def test_default_command_is_the_one_people_know() -> None:
    assert command.shown(command.DEFAULT, program="cnn.py", point=POINT) == [
        "python",
        "cnn.py",
        "--learning-rate=0.0123",
        "--optimizer=adam",
        "--dropout=0.2",
        "--epochs=30",
    ]


MIXED: dict[str, object] = {"lr": 0.1, "fast": True, "slow": False}


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("${interpreter}", ["/venv/bin/python"]),
        ("${program}", ["cnn.py"]),
        ("${args}", ["--lr=0.1", "--fast=True", "--slow=False"]),
        ("${args_no_boolean_flags}", ["--lr=0.1", "--fast"]),
        ("${args_no_hyphens}", ["lr=0.1", "fast=True", "slow=False"]),
        ("${args_no_equals}", ["--lr", "0.1", "--fast", "True", "--slow", "False"]),
        ("${args_append_hydra}", ["+lr=0.1", "+fast=True", "+slow=False"]),
        ("${args_override_hydra}", ["++lr=0.1", "++fast=True", "++slow=False"]),
        ("${args_json}", ['{"lr": 0.1, "fast": true, "slow": false}']),
        ("${json}", ['{"lr": 0.1, "fast": true, "slow": false}']),
        ("${args_json_file}", ["values.json"]),
        ("${json_file}", ["values.json"]),
        ("${envvar:DATA}", ["/data"]),
        ("${envvar:NOWHERE}", ["NOWHERE"]),
        ("--data=${envvar:DATA}/x/${envvar:DATA}", ["--data=/data/x//data"]),
        ("--flag", ["--flag"]),
        ("x${args}", ["x${args}"]),
        ("a b; $(id) `id` *", ["a b; $(id) `id` *"]),
        ("", [""]),
    ],
)
def test_each_macro(element: str, expected: list[str]) -> None:
    assert render(element, point=MIXED, environ={"DATA": "/data"}) == expected


def test_every_macro_is_known_by_name() -> None:
    for macro in command.MACROS:
        assert macro not in render(macro)


def test_env_is_the_program_that_finds_the_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "posix")
    assert render("${env}") == ["/usr/bin/env"]
    monkeypatch.setattr(os, "name", "nt")
    assert render("${env}") == []


def test_what_a_macro_becomes_is_not_read_for_macros() -> None:
    assert render("${envvar:A}", "${args}", point={"x": "${envvar:A}"}, environ={"A": "${program}"}) == [
        "${program}",
        "--x=${envvar:A}",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "True"),
        (False, "False"),
        (None, "None"),
        (30, "30"),
        (2**63 - 1, "9223372036854775807"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-05, "1e-05"),
        (1e22, "1e+22"),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        ("two words", "two words"),
        ("", ""),
        ([1, "a", None], "[1, 'a', None]"),
        ({"inner": {"v": 0.5}}, "{'inner': {'v': 0.5}}"),
    ],
)
def test_text_of_a_value(value: object, text: str) -> None:
    assert command.argument(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_read_back_as_themselves(number: float) -> None:
    assert float(command.argument(number)) == number


@pytest.mark.parametrize("macro", ["${program}", "${args_json_file}", "${json_file}"])
def test_what_is_needed_and_missing_is_named(macro: str) -> None:
    with pytest.raises(command.CommandError, match="but"):
        command.render([macro], program=None, interpreter="python", point={}, environ={})


def test_a_json_file_is_asked_for_only_by_its_macros() -> None:
    assert command.needs_json_file(["${interpreter}", "${program}", "${args_json_file}"])
    assert command.needs_json_file(["${json_file}"])
    assert not command.needs_json_file(command.DEFAULT)


@pytest.mark.parametrize(
    "elements",
    [
        command.DEFAULT,
        ["${interpreter}", "${program}"],
        ["${interpreter}", "${program}", "${args}"],
        ["${env}", "${interpreter}", "${program}", "${args_no_boolean_flags}"],
        ["${interpreter}", "${program}", "${args_json_file}", "${args_no_equals}"],
    ],
)
def test_plain_commands(elements: list[str]) -> None:
    assert command.is_plain(elements)


@pytest.mark.parametrize(
    "elements",
    [
        [],
        ["${program}", "${args}"],
        ["${interpreter}", "${args}", "${program}"],
        ["${interpreter}", "-c", "${program}", "${args}"],
        ["${env}", "PYTHONPATH=x", "${interpreter}", "${program}"],
        ["${env}", "${env}", "${interpreter}", "${program}"],
        ["${interpreter}", "${program}", "--extra"],
        ["${interpreter}", "${program}", "${envvar:HOME}"],
        ["${interpreter}", "${program}", "${program}"],
        ["python", "${program}", "${args}"],
        ["bash", "-c", "id"],
    ],
)
def test_commands_that_need_trust(elements: list[str]) -> None:
    assert not command.is_plain(elements)


def test_digest_tells_commands_and_programs_apart() -> None:
    digests = {
        command.digest(["a", "b"], "p.py"),
        command.digest(["a b"], "p.py"),
        command.digest(["a", "b"], "q.py"),
        command.digest(["a", "b"], None),
        command.digest(["a", "b", "p.py"], None),
    }
    assert len(digests) == 5
    assert all(len(digest) == 64 for digest in digests)
    assert command.digest(("a", "b"), "p.py") == command.digest(["a", "b"], "p.py")


text = st.text(st.characters(exclude_characters="\0", codec="utf-8"))


@given(st.dictionaries(text, text), text)
def test_values_stay_one_argument_each(point: dict[str, str], program: str) -> None:
    argv = command.render(["${program}", "${args}"], program=program, interpreter="", point=point, environ={})
    assert argv == [program, *(f"--{name}={value}" for name, value in point.items())]


def test_a_hostile_value_reaches_the_script_untouched() -> None:
    """Through a real process: quotes, dollars and newlines are data."""
    point = {"a-b": "$(touch owned); 'x' \"y\" `z` \n * ~", "c": "é ∞"}
    script = "import json, sys; print(json.dumps(sys.argv[1:]))"
    argv = command.render(
        ["${interpreter}", "-c", script, "${args}"], program=None, interpreter=sys.executable, point=point, environ={}
    )
    printed = subprocess.run(argv, capture_output=True, check=True, timeout=30).stdout
    assert json.loads(printed) == [f"--{name}={value}" for name, value in point.items()]


def test_text_for_people_can_be_pasted() -> None:
    assert command.shell_text(["python", "cnn.py", "--note=two words", "--x='"]) == (
        "python cnn.py '--note=two words' '--x='\"'\"''"
    )
