"""Every way to get a sweep file wrong: the sentence, and the line and column that it points at."""

from textwrap import dedent

import pytest

from besom.config import SweepFileError, parse
from besom.errors import Invalid

NAME_RULE = "a parameter's name is made of letters, digits, _ . and -, beginning with a letter or _"
PARAMETERS = "parameters:\n  x: {value: 1}\n"


def small(line: str = "", *, program: str = "a.py", method: str = "random", x: str = "{value: 1}") -> str:
    """A file that is in order, with one more line before it."""
    return f"{line}\nprogram: {program}\nmethod: {method}\nparameters:\n  x: {x}\n"


def problems(text: str) -> list[str]:
    with pytest.raises(SweepFileError) as raised:
        parse(text, file="s.yaml")
    assert str(raised.value).splitlines() == list(raised.value.problems)
    return list(raised.value.problems)


@pytest.mark.parametrize(
    "text",
    [
        f"method: random\ncommand: [./train, '${{args}}']\n{PARAMETERS}",
        small("metric: {name: été/val loss}"),
        small(program="a/../b.py"),
        small(program="..a.py"),
        small().replace("x:", "_a.b-c9:"),
        small(x="{value: " + "[" * 58 + "]" * 58 + "}"),
    ],
    ids=range(6),
)
def test_unusual_is_not_wrong(text: str) -> None:
    assert parse(text).warnings == ()


def test_an_unknown_acquisition_points_at_it() -> None:
    (problem,) = problems(small("metric: {name: a}\nacquisition: best", method="bayes"))
    assert problem.startswith("s.yaml:2:14: acquisition must be")


def test_everything_is_said_at_once_in_file_order() -> None:
    text = dedent("""\
        progam: cnn.py
        method: bayes
        metric: {name: ""}
        early_terminate: {type: envelope, min_runs: 0}
        run_cap: 0
        parameters:
          lr: {min: 0.1, max: 0.01}
          lr: {value: 1}
          opt: {values: []}
          batch:
            min: 1
          9lives: {value: 9}
        """)
    assert problems(text) == [
        's.yaml:1:1: unknown key "progam"; did you mean program?',
        "s.yaml:1:1: warning: program is missing: only agents that are given a function can run this sweep",
        "s.yaml:3:16: name must not be empty",
        "s.yaml:4:45: min_runs must be at least 1, got 0",
        "s.yaml:5:10: run_cap must be at least 1, got 0",
        "s.yaml:7:13: min must be below max, got min=0.1 and max=0.01",
        's.yaml:8:3: "lr" is given twice, first in line 7',
        "s.yaml:9:17: values must not be empty",
        "s.yaml:11:5: parameter batch has min but no max",
        f's.yaml:12:3: {NAME_RULE}; got "9lives"',
    ]


def test_a_hopeless_file_is_cut_short() -> None:
    assert len(problems("".join(f"key{i}: 1\n" for i in range(1000)))) == 100


def test_the_error_crosses_the_network_as_invalid() -> None:
    with pytest.raises(Invalid) as raised:
        parse(small("run_cap: 0"))
    assert raised.value.code == "invalid"
    assert raised.value.details == {
        "problems": ["sweep.yaml:1:10: run_cap must be at least 1, got 0"],
        "excerpts": ["  run_cap: 0\n           ^"],
    }


def test_a_missing_script_is_said_with_all_the_rest() -> None:
    def program_problem(program: str) -> str | None:
        return None if program == "there.py" else f"there is no file {program}"

    assert parse(small(program="there.py"), program_problem=program_problem).program == "there.py"
    with pytest.raises(SweepFileError) as raised:
        parse(small("run_cap: 0", program="gone.py"), file="s.yaml", program_problem=program_problem)
    assert list(raised.value.problems) == [
        "s.yaml:1:10: run_cap must be at least 1, got 0",
        "s.yaml:2:10: there is no file gone.py",
    ]


def test_a_problem_inside_an_alias_points_at_the_alias() -> None:
    assert problems(small(x="&x {values: []}\n  y: *x")) == [
        "s.yaml:5:18: values must not be empty",
        "s.yaml:6:6: values must not be empty",
    ]


def test_aliases_cannot_blow_up() -> None:
    lines = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"{name}: &{name} [{', '.join(['*' + last] * 10)}]" for last, name in zip("abcd", "bcde", strict=True)]
    assert problems("\n".join(lines)) == ["s.yaml:3:40: aliases may stand for 1000 values in all; write this one out"]


def test_aliases_cannot_go_deep() -> None:
    text = small(x="{value: &a " + "[" * 32 + "1" + "]" * 32 + "}\n  y: {value: " + "[" * 30 + "*a" + "]" * 30 + "}")
    assert problems(text) == ["s.yaml:6:44: this is nested more than 60 deep"]


def test_a_double_reading_explains_the_error_that_it_leads_to() -> None:
    first, second = problems(small(x="{min: 1_000, max: 2000}"))
    assert first == 's.yaml:5:12: min must be a number, got "1_000"'
    assert second.startswith("s.yaml:5:12: warning: 1_000 is the text")
