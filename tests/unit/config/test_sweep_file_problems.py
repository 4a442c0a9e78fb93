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


FILES = [
    ("", "1:1: the file is empty"),
    ("# nothing\n", "1:1: the file is empty"),
    ("- a\n", "1:1: the sweep file must be a mapping of keys to values, got a list"),
    ("cnn.py\n", '1:1: the sweep file must be a mapping of keys to values, got "cnn.py"'),
    (small() + "---\na: 1\n", "6:1: a sweep file is one document; here a second one begins"),
    (small("metric:\n\tname: a"), "2:1: YAML does not allow tabs for indentation; use spaces"),
    ("name: 'é\n\n", "1:7: this is not YAML: found unexpected end of stream while scanning a quoted scalar"),
    (small("run_cap: 1\nrun_cap: 2"), '2:1: "run_cap" is given twice, first in line 1'),
    (f"program: a.py\n{PARAMETERS}", "1:1: method is missing; it is one of grid, random, bayes"),
    (f"method: random\n{PARAMETERS}", "1:1: program is missing; it names the script to run"),
    (f"method: random\ncommand: ['${{program}}']\n{PARAMETERS}", "1:1: program is missing; it names the script to run"),
    (f"method: random\ncommand: [./train, '${{args}}']\n{PARAMETERS}", None),
    ("program: a.py\nmethod: random\n", "1:1: parameters is missing; it says what there is to search"),
    ("program: a.py\nmethod: random\nparameters: {}\n", "3:13: parameters must name at least one"),
    ("program: a.py\nmethod: random\nparameters: x\n", "3:13: parameters must be a mapping of names to"),
]  # fmt: skip

LINES = [
    ("1: 2", '1: a key must be text; write "1"'),
    ("true: 2", '1: a key must be text; write "true"'),
    ("[a]: 2", "1: a key must be plain text"),
    ("<<: {a: 1}", "1: merge keys (<<) are not YAML 1.2; write the keys out"),
    ("name: !!python/name:os.exit x", "7: the tag !!python/name:os.exit is not allowed; write the value without it"),
    ("name: !mine x", "7: the tag !mine is not allowed; write the value without it"),
    ("name: *a", "7: *a refers to nothing that is complete before it"),
    ("name: " + "x" * 256 * 1024, "1: the file is larger than 256 KB"),
    ("name: a\x07b", "8: YAML does not allow the character U+0007"),
    ("name: \ud800", "7: YAML does not allow the character U+D800"),
    ('name: "a\\0b"', "7: name holds a character that cannot be passed to a script"),
    ("name: a: b", "8: this is not YAML: mapping values are not allowed in this context"),
    ("name: @a", "7: a value cannot begin with @; put it in quotes"),
    ("progam: b.py", '1: unknown key "progam"; did you mean program?'),
    ("Method: grid", '1: unknown key "Method"; did you mean method?'),
    ("budget: 3", "1: budget is not supported yet"),
    ("kind: sweep", "1: kind is not supported yet"),
    ("run_cap: 0", "10: run_cap must be at least 1, got 0"),
    ("run_cap: 2.0", "10: run_cap must be a whole number, got 2.0"),
    ("run_cap: true", "10: run_cap must be a whole number, got true"),
    ("run_cap:", "1: run_cap must be a whole number, got nothing"),
    ("run_cap: 9223372036854775808", "10: run_cap must be an integer of at most 64 bits"),
    ("run_cap: " + "9" * 5000, "10: run_cap must be an integer of at most 64 bits"),
    ("name: 0x" + "f" * 5000, "7: name must be text, got 18446744073709551616"),
    ("seed: -1", "7: seed must be at least 0, got -1"),
    ("max_attempts: 0", "15: max_attempts must be at least 1, got 0"),
    ("name: 3", "7: name must be text, got 3"),
    ("name: ' '", "7: name must not be empty"),
    ("description: [a]", "14: description must be text, got a list"),
    ("entity: {}", "9: entity must be text, got a mapping"),
    ("acquisition: pi", "1: acquisition means nothing to random"),
    ("early_terminate: {type: envelope}", "1: early_terminate judges runs by a metric; add metric"),
    ("command: python a.py", '10: command must be a list of texts, got "python a.py"'),
    ("command: []", "10: command must be a list of texts, got an empty one"),
    ("command: [python, 3]", "19: command[1] must be text, got 3"),
    ("command: ['${interpreter}', '${arg}']", '29: unknown macro "${arg}"; did you mean ${args}?'),
    ("command: [bash, -c, 'x=${HOME}; ${envvar:X}', '${envvar:Y}']", None),
    ("metric: {goal: minimize}", "1: metric needs a name: the one under which the script logs it"),
    ("metric: loss", '9: metric must be a mapping of keys to values, got "loss"'),
    ("metric: {name: ''}", "16: name must not be empty"),
    ("metric: {name: 3}", "16: name must be text, got 3"),
    ('metric: {name: "a\\nb"}', "16: a metric's name has no line breaks and no spaces around it; got \"a\\nb\""),
    ("metric: {name: ' a'}", "16: a metric's name has no line breaks and no spaces around it; got \" a\""),
    ("metric: {name: a, goal: minimise}", '25: goal "minimise" is not known; did you mean minimize?'),
    ("metric: {name: a, target: 3}", "19: target is not supported yet"),
    ("metric: {name: a, gaol: 3}", '19: unknown key "gaol"; did you mean goal?'),
    ("metric: {name: été/val loss}", None),
]  # fmt: skip

PROGRAMS = [
    ("''", "program must not be empty"),
    ("/usr/a.py", 'program must be a path from the agent\'s folder on, got the absolute "/usr/a.py"'),
    ("C:\\a.py", 'program must be a path from the agent\'s folder on, got the absolute "C:\\\\a.py"'),
    ("../a.py", 'program must lie inside the agent\'s folder, got "../a.py"'),
    ("a/../../a.py", 'program must lie inside the agent\'s folder, got "a/../../a.py"'),
    ("a\\..\\..\\b", 'program must lie inside the agent\'s folder, got "a\\\\..\\\\..\\\\b"'),
    ("-c", 'program must not begin with -, as options do; got "-c"'),
    ("a/../b.py", None),
    ("..a.py", None),
]

METHODS = [
    ("gird", 'method "gird" is not known; did you mean grid?'),
    ("sobol?", 'method "sobol?" is not known; known here: grid, random, bayes'),
    ("custom", 'method "custom" is not supported yet'),
    ("3", "method must be text, got 3"),
    ("bayes", "bayes learns from a metric; add metric, with a name and a goal"),
]

X = [
    ("30", "6: parameter x must be a mapping with value, values or min and max; got 30"),
    ("", "3: parameter x must be a mapping with value, values or min and max; got nothing"),
    ("{}", "3: parameter x needs value, values or min and max"),
    ("{min: 1}", "7: parameter x has min but no max"),
    ("{max: 1}", "7: parameter x has max but no min"),
    ("{value: 1, 'value': 2}", '17: "value" is given twice, first in line 5'),
    ("{value: 1, values: [1]}", "17: parameter x has both value and values; keep one"),
    ("{values: [1], min: 1, max: 2}", "20: parameter x has both values and min; keep one"),
    ("{min: 2, max: 2}", "12: min must be below max, got min=2 and max=2"),
    ("{max: 0.1, min: 0.5}", "22: min must be below max, got min=0.5 and max=0.1"),
    ("{min: .nan, max: 1}", "12: min must be a finite number, got nan"),
    ("{min: 0, max: 1e999}", "20: max must be a finite number, got inf"),
    ("{min: -1.7e308, max: 1.7e308}", "12: min and max must be finite numbers"),
    ("{min: true, max: 3}", "12: min must be a number, got true"),
    ("{min: '1', max: 3}", '12: min must be a number, got "1"'),
    ("{min: -0o17, max: 3}", '12: min must be a number, got "-0o17"'),
    ("{min: -9223372036854775809, max: 3}", "12: min must be an integer of at most 64 bits"),
    ("{min: 0, max: 281474976710656}", "12: an integer range may hold at most 2**48 values"),
    ("{values: []}", "15: values must not be empty"),
    ("{values: }", "7: values must be a list, got nothing"),
    ("{values: adam}", '15: values must be a list, got "adam"'),
    ("{values: [a, b, 'a']}", '22: values has "a" twice'),
    ("{values: [{a: 1, b: 2}, {b: 2, a: 1}]}", '30: values has {"b": 2, "a": 1} twice'),
    ("{values: [1, .inf]}", "19: values[1] must be a finite number, got inf"),
    ("{value: [1, {a: 99999999999999999999}]}", "22: a must be an integer of at most 64 bits"),
    ("{vals: [1]}", '7: unknown key "vals"; did you mean values?'),
    ("{min: 1, max: 2, distribution: uniform}", "23: distribution is not supported yet"),
    ("{parameters: {y: {value: 1}}}", "7: parameters is not supported yet"),
    ("&a {value: [*a]}", "18: *a refers to nothing that is complete before it"),
    ("{value: " + "[" * 18 + "]" * 18 + "}", None),
    ("{value: " + "[" * 19 + "]" * 19 + "}", "32: this is nested more than 20 deep"),
]

NAMES = [
    ("2x", f'{NAME_RULE}; got "2x"'),
    ("é", f'{NAME_RULE}; got "é"'),
    ('"x\\n"', f'{NAME_RULE}; got "x\\n"'),
    ("''", f'{NAME_RULE}; got ""'),
    ("_a.b-c9", None),
]

EARLY_TERMINATE = [
    ("auto", '18: early_terminate must be a mapping with a type (envelope, hyperband), got "auto"'),
    ("{min_iter: 3}", "18: early_terminate must be a mapping with a type (envelope, hyperband), got a mapping without one"),
    ("[]", "18: early_terminate must not be empty; leave it out to stop no run early"),
    ("[{type: envelop}]", '26: type "envelop" is not known; did you mean envelope?'),
    ("[{type: envelope}, hyperband]", "37: early_terminate[1] must be a mapping with a type (envelope, hyperband), got"),
    ("{type: hyperband, eta: 3}", "25: hyperband needs min_iter, or max_iter and s"),
    ("{type: hyperband, max_iter: 27}", "46: max_iter needs s"),
    ("{type: hyperband, min_iter: 3, eta: 1}", "54: eta must be a number above 1"),
    ("{type: envelope, fracton: 3}", '35: unknown key "fracton"; did you mean fraction?'),
    ("{type: envelope, fraction: 0}", "45: fraction must be"),
    ("{type: envelope, start_iter: -1}", "47: min_iter must be"),
    ("{type: envelope, min_iter: 1.5}", "45: min_iter must be a whole number, got 1.5"),
    ("{type: envelope, strict_ties: 1}", "48: strict_ties must be true or false, got 1"),
    ("{type: envelope, axis: 3}", "41: axis must be text, got 3"),
    ("{type: envelope, axis: step}", "41: axis must be"),
    ("{type: envelope, margin: .nan}", "43: margin must be a finite number, got nan"),
    ("{type: envelope, min_iter: 1, start_iter: 2}", "48: start_iter is another name for what is given already"),
]  # fmt: skip

CASES = [
    *FILES,
    *((small(line), said and f"1:{said}") for line, said in LINES),
    *((small(program=program), said and f"2:10: {said}") for program, said in PROGRAMS),
    *((small(method=method), said and f"3:9: {said}") for method, said in METHODS),
    *((small(x=x), said and f"5:{said}") for x, said in X),
    *((small().replace("x:", f"{name}:"), said and f"5:3: {said}") for name, said in NAMES),
    *((small(f"metric: {{name: a}}\nearly_terminate: {rule}"), said and f"2:{said}") for rule, said in EARLY_TERMINATE),
]


@pytest.mark.parametrize(("text", "said"), CASES, ids=range(len(CASES)))
def test_each_problem_is_found_where_it_stands(text: str, said: str | None) -> None:
    if said is None:
        parse(text)
    else:
        (problem,) = problems(text)
        assert problem.startswith(f"s.yaml:{said}")


def test_an_unknown_acquisition_points_at_it() -> None:
    (problem,) = problems(small("metric: {name: a}\nacquisition: best", method="bayes"))
    assert problem.startswith("s.yaml:2:14: acquisition must be")


def test_every_continuous_parameter_under_grid_is_named() -> None:
    text = small(method="grid", x="{min: 0.0, max: 1}\n  b: {min: 0, max: 1}\n  c: {min: 0.5, max: 1}")
    first, second = problems(text)
    assert first.startswith("s.yaml:5:3: grid needs a list of values, and x is continuous")
    assert second.startswith("s.yaml:7:3: grid needs a list of values, and c is continuous")


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
        "s.yaml:1:1: program is missing; it names the script to run",
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
    assert raised.value.details == {"problems": ["sweep.yaml:1:10: run_cap must be at least 1, got 0"]}


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
    assert problems("\n".join(lines)) == ["s.yaml:2:44: aliases may stand for 100 values in all; write this one out"]


def test_aliases_cannot_go_deep() -> None:
    text = small(x="{value: &a " + "[" * 12 + "1" + "]" * 12 + "}\n  y: {value: " + "[" * 10 + "*a" + "]" * 10 + "}")
    assert problems(text) == ["s.yaml:6:24: this is nested more than 20 deep"]


def test_a_double_reading_explains_the_error_that_it_leads_to() -> None:
    first, second = problems(small(x="{min: 1_000, max: 2000}"))
    assert first == 's.yaml:5:12: min must be a number, got "1_000"'
    assert second.startswith("s.yaml:5:12: warning: 1_000 is the text")
