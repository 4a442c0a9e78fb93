"""What two versions of a sweep file say differently, in words that a person reads at a glance."""

import pytest

from besom.config import Change, difference, parse, read_value
from besom.space import facts

HEAD = "program: a.py\nmethod: random\nmetric: {name: loss}\nparameters:\n"


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("x: {min: 0.1, max: 1}", "x: {max: 1, min: 0.1}", []),
        ("x: {min: 0.0, max: 1.0}", "x: {min: 0.0, max: 2.0}", [("x", "uniform 0 … 1", "uniform 0 … 2")]),
        ("x: {min: 1, max: 4}", "x: {min: 1.0, max: 4.0}", [("x", "integer 1 … 4", "uniform 1 … 4")]),
        ("x: {values: [a, b]}", "x: {values: [a, c]}", [("x", "one of a b", "one of a c")]),
        ("x: {value: 1}", "x: {value: 2}", [("x", "always 1", "always 2")]),
        (
            "x: {min: 0.0, max: 1.0}",
            "x: {min: 0.0, max: 1.0}\n  y: {value: 3}",
            [("y", None, "always 3")],
        ),
        (
            "x: {min: 0.0, max: 1.0}\n  y: {value: 3}",
            "x: {min: 0.0, max: 1.0}",
            [("y", "always 3", None)],
        ),
        (
            "x: {values: [a, b]}\n  y: {min: 0.0, max: 1.0}",
            "x: {values: [a, b]}\n  y: {min: 0.0, max: 1.0, default: 0.5, when: {x: a}}",
            [("y", "uniform 0 … 1", "uniform 0 … 1; when x is a; 0.5 before it existed")],
        ),
        (
            "o: {parameters: {x: {min: 0.0, max: 1.0}}}",
            "o: {parameters: {x: {min: 0.0, max: 3.0}}}",
            [("o.x", "uniform 0 … 1", "uniform 0 … 3")],
        ),
    ],
)
def test_of_parameters_what_may_be_drawn(old: str, new: str, changes: list[tuple[str, str | None, str | None]]) -> None:
    told = difference(parse(f"{HEAD}  {old}\n"), parse(f"{HEAD}  {new}\n"))
    assert told == tuple(Change(f"parameters.{name}", before, after) for name, before, after in changes)


def test_of_other_keys_each_value_that_is_another() -> None:
    tail = "parameters: {x: {min: 0.0, max: 1.0}}\n"
    old = f"program: a.py\nmethod: random\nmetric: {{name: loss}}\nrun_cap: 10\n{tail}"
    new = (
        "program: b.py\nmethod: bayes\nmetric: {name: loss, goal: maximize}\n"
        f"early_terminate: {{type: envelope}}\ncommand: [python, '${{program}}', '${{args}}']\n{tail}"
    )
    assert difference(parse(old), parse(new)) == (
        Change("program", "a.py", "b.py"),
        Change("method", "random", "bayes"),
        Change("metric.goal", None, "maximize"),
        Change("early_terminate", None, '{"type": "envelope"}'),
        Change("command", None, '["python", "${program}", "${args}"]'),
        Change("run_cap", "10", None),
    )
    assert difference(parse(new), parse(new)) == ()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("{min: 0.00001, max: 0.1, distribution: log_uniform_values}", "log-uniform 1e-5 … 0.1"),
        ("{distribution: normal, mu: 0, sigma: 2}", "normal 0 ± 2"),
        ("{distribution: log_normal, mu: 0, sigma: 1}", "log-normal, its logarithm 0 ± 1"),
        ("{distribution: beta, a: 2, b: 5}", "beta 2, 5"),
        ("{distribution: q_uniform, min: 0, max: 1, q: 0.25}", "uniform 0 … 1 in steps of 0.25"),
        ("{values: [a, b], probabilities: [0.25, 0.75]}", "one of a b, chances 0.25 0.75"),
        ("{values: [true, null, 1.0, [1, 2]]}", "one of true null 1 [1, 2]"),
        ("{expr: width * 2}", "= width * 2"),
        ("{values: [1, 2], when: {width: {min: 8}}}", "one of 1 2; when width is at least 8"),
        ("{values: [1, 2], when: {width: {max: 8}}}", "one of 1 2; when width is at most 8"),
        ("{values: [1, 2], when: {width: {min: 4, max: 8}}}", "one of 1 2; when width is 4 … 8"),
        ("{values: [1, 2], when: {width: [4, 8, 12]}}", "one of 1 2; when width is 4, 8 or 12"),
    ],
)
def test_every_kind_of_parameter_has_its_words(file: str, sentence: str) -> None:
    definition = parse(f"{HEAD}  width: {{values: [4, 8, 12]}}\n  x: {file}\n")
    assert facts(definition.space)[1].sentence == sentence


def test_zipped_parameters_name_each_other() -> None:
    zipped = "zip: [[x, y, z]]\n"
    values = "  x: {values: [1, 2]}\n  y: {values: [3, 4]}\n  z: {values: [5, 6]}\n"
    definition = parse(zipped + HEAD + values)
    assert [each.sentence for each in facts(definition.space)] == [
        "one of 1 2; moves with y and z",
        "one of 3 4; moves with x and z",
        "one of 5 6; moves with x and y",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("5", 5),
        ("yes", "yes"),
        ("[a, 1]", ["a", 1]),
        ("", None),
        ("a: b: c", "a: b: c"),
        ("{", "{"),
        ("*x", "*x"),
        ("\x00", "\x00"),
    ],
)
def test_a_text_alone_is_read_as_a_value_of_a_sweep_file(text: str, value: object) -> None:
    assert read_value(text) == value
