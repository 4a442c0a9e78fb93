"""Every way to get a sweep file wrong or doubtful, and to the letter what a person is told at 80 columns.

The texts stand in golden/mistakes.txt, one section a mistake. BESOM_UPDATE_GOLDEN=1 writes them anew; read the
difference before committing it.
"""

import io
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from besom.cli.shell import Shell
from besom.config import SweepFileError, parse
from besom.reading.problems import Problem

GOLDEN = Path(__file__).parent / "golden" / "mistakes.txt"
UPDATE = bool(os.environ.get("BESOM_UPDATE_GOLDEN"))
RULE = "=== "
PARAMETERS = "parameters:\n  x: {value: 1}\n"
METRIC = "metric: {name: a}\n"


def small(line: str = "", *, program: str = "a.py", method: str = "random", x: str = "{value: 1}") -> str:
    """A file that is in order, with one more line before it."""
    return f"{line}\nprogram: {program}\nmethod: {method}\nparameters:\n  x: {x}\n"


def file(text: str) -> str:
    return text


def x_and_more(text: str) -> str:
    """What stands behind `x:`, and further parameters or keys."""
    return f"program: a.py\nmethod: random\nparameters:\n  x: {text}\n"


def under_grid(text: str) -> str:
    return x_and_more(text).replace("random", "grid")


def with_metric(line: str) -> str:
    return small(METRIC + line)


GROUPS: dict[str, tuple[Callable[[str], str], list[str]]] = {
    "file": (
        file,
        [
            "",
            "# nothing\n",
            "- a\n",
            "cnn.py\n",
            small() + "---\na: 1\n",
            small("metric:\n\tname: a"),
            "name: 'é\n\n",
            small("run_cap: 1\nrun_cap: 2"),
            f"program: a.py\n{PARAMETERS}",
            "program: a.py\nmethod: random\n",
            "program: a.py\nmethod: random\nparameters: {}\n",
            "program: a.py\nmethod: random\nparameters: x\n",
            "program: a.py\nmethod: random\nparameters:\n" + "".join(f"  p{i}: {{value: 1}}\n" for i in range(1001)),
        ],
    ),
    "line": (
        small,
        [
            "1: 2",
            "true: 2",
            "[a]: 2",
            "<<: 3",
            "name: !!python/name:os.exit x",
            "name: !mine x",
            "name: !!float x",
            "run_cap: !!int 1.5",
            "metric: !!set {a}",
            "name: *a",
            "name: " + "x" * 256 * 1024,
            "name: a\x07b",
            "name: \ud800",
            'name: "a\\0b"',
            "name: a: b",
            "name: @a",
            "progam: b.py",
            "Method: grid",
            "report: {from: stdout}",
            "run_cap: 0",
            "run_cap: 2.0",
            "run_cap: true",
            "run_cap:",
            "run_cap: 9223372036854775808",
            "run_cap: " + "9" * 5000,
            "name: 0x" + "f" * 5000,
            "name: ''",
            "name: 3",
            "project: ''",
            "entity: [a]",
            "description: 3",
            "seed: -1",
            "seed: x",
            "max_attempts: 0",
            "acquisition: ei",
            "duplicates: sometimes",
        ],
    ),
    "program": (
        lambda program: small(program=program),
        [
            "''",
            "/usr/a.py",
            "C:\\a.py",
            "../a.py",
            "a/../../a.py",
            "a\\..\\..\\b",
            "-c",
            "3",
        ],
    ),
    "command": (
        small,
        [
            "command: python a.py",
            "command: []",
            "command: [a, [b]]",
            "command: [a, null]",
            "command: ['${agrs}']",
            "command: ['${args_hydra_append}']",
            "command: [a, .nan]",
            "args_style: dashes",
        ],
    ),
    "method": (lambda method: small(method=method), ["gird", "sobol?", "3", "bayes", "custom"]),
    "metric": (
        small,
        [
            "metric: loss",
            "metric: {}",
            "metric: {goal: minimize}",
            "metric: {name: ''}",
            "metric: {name: 3}",
            'metric: {name: "a\\nb"}',
            "metric: {name: ' a'}",
            "metric: {name: a, goal: minimise}",
            "metric: {name: a, target: low}",
            "metric: {name: a, target: .inf}",
            "metric: {name: a, gaol: 3}",
            "metric: {name: a, impute: mean}",
            "metric: {name: a, impute_while_running: true}",
            "metric: {name: a, reduce: mean}",
            "metric: {name: a, reduce: mean-last-0}",
            "metric: {name: a, reduce: 3}",
            "metrics: {name: a}",
            "metrics: []",
            "metrics: [{name: a}, {nam: b}]",
            "metric: {name: a}\nmetrics: [{name: a}, {name: b}]",
            "metrics: [{name: a}, {name: b}, {name: a}]",
            "metrics: [{name: a}, {name: b}]\nrepeat: {seeds: [1, 2]}",
            "outcome_constraints: [{metric: ms, max: 20}]",
        ],
    ),
    "several objectives": (lambda method: small("metrics: [{name: a}, {name: b}]", method=method), ["tpe"]),
    "a limit": (
        lambda method: small("metric: {name: a}\noutcome_constraints: [{metric: b, max: 1}]", method=method),
        ["cma-es"],
    ),
    "outcome constraint": (
        lambda constraints: small(f"metric: {{name: a}}\noutcome_constraints: {constraints}"),
        [
            "{metric: ms, max: 20}",
            "[]",
            "[ms < 20]",
            "[{metric: ms}]",
            "[{max: 20}]",
            "[{metric: ms, max: fast}]",
            "[{metric: ms, min: 30, max: 20}]",
            "[{metric: ms, maximum: 20}]",
            "[{metric: ms, min: 1}, {metric: mb, max: 9}, {metric: ms, max: 20}]",
        ],
    ),
    "parameter": (
        lambda x: small(x=x),
        [
            "30",
            "adam",
            "[1, 2]",
            "",
            "{}",
            "{min: 1}",
            "{max: 1}",
            "{value: 1, 'value': 2}",
            "{value: 1, values: [1]}",
            "{values: [1], min: 1, max: 2}",
            "{min: 1, max: 2, parameters: {y: {value: 1}}}",
            "{value: 1, expr: '2'}",
            "{min: 2, max: 2}",
            "{max: 0.1, min: 0.5}",
            "{min: .nan, max: 1}",
            "{min: 0, max: 1e999}",
            "{min: -1.7e308, max: 1.7e308}",
            "{min: true, max: 3}",
            "{min: '1', max: 3}",
            "{min: 1_000, max: 2000}",
            "{min: -0o17, max: 3}",
            "{min: -9223372036854775809, max: 3}",
            "{min: 0, max: 281474976710656}",
            "{values: []}",
            "{values: }",
            "{values: adam}",
            "{values: [1, .inf]}",
            "{value: [1, {a: 99999999999999999999}]}",
            "{vals: [1]}",
            "{min: 1, mx: 2}",
            "&a {value: [*a]}",
            "{value: " + "[" * 59 + "]" * 59 + "}",
            "{probabilities: [1.0]}",
            "{values: [1, 2], probabilities: [1.0]}",
            "{values: [1, 2], probabilities: [0.5, 0.4]}",
            "{values: [1, 2], probabilities: [1.5, -0.5]}",
            "{values: [1, 2], probabilities: [1, high]}",
            "{values: [1, 2], probabilities: half}",
            "{min: 0, max: 1, default: high}",
            "{min: 0, max: 1, default: .nan}",
            "{when: {y: 1}}",
        ],
    ),
    "distribution": (
        lambda x: small(x=x),
        [
            "{distribution: log_unifrom, min: 1, max: 2}",
            "{distribution: 3, min: 1, max: 2}",
            "{distribution: uniform}",
            "{distribution: uniform, min: 1}",
            "{distribution: uniform, min: 1, max: 2, q: 1}",
            "{distribution: uniform, values: [1, 2]}",
            "{distribution: constant, values: [1]}",
            "{distribution: normal, min: 0, max: 1}",
            "{distribution: int_uniform, min: 1.0, max: 2}",
            "{min: 0, max: 1, q: 0.1}",
            "{mu: 0, sigma: 1}",
            "{q: 1}",
            "{distribution: log_uniform_values, min: 0, max: 1}",
            "{distribution: inv_log_uniform_values, min: -1, max: 1}",
            "{distribution: log_uniform, min: 2, max: 1}",
            "{distribution: log_uniform, min: 1, max: 2000}",
            "{distribution: inv_log_uniform, min: -1000, max: 2}",
            "{distribution: q_log_uniform, min: 8, max: 64, q: 8}",
            "{distribution: normal, sigma: 0}",
            "{distribution: normal, mu: 1e300}",
            "{distribution: log_normal, mu: 900}",
            "{distribution: q_uniform, min: 0, max: 1, q: 0}",
            "{distribution: q_uniform, min: 0, max: 1, q: 1e-300}",
            "{distribution: q_uniform, min: 0, max: 1, q: 9}",
            "{distribution: q_normal, q: -1}",
            "{distribution: beta, a: 0}",
            "{distribution: q_beta, b: x}",
        ],
    ),
    "name": (lambda name: small().replace("x:", f"{name}:"), ["2x", "é", '"x\\n"', "''"]),
    "nested": (
        x_and_more,
        [
            "{parameters: {}}",
            "{parameters: 3}",
            "{parameters: {2y: {value: 1}}}",
            "{parameters: {y: {min: 1}}}",
            "{parameters: {y: {value: 1}}, value: 2}",
            "{parameters: {y: {value: 1}}}\n  x.y: {value: 2}",
            "{parameters: {y: {parameters: {z: {values: []}}}}}",
        ],
    ),
    "when": (
        x_and_more,
        [
            "{value: 1, when: y}",
            "{value: 1, when: {}}",
            "{value: 1, when: {z: 1}}\n  y: {values: [1, 2]}",
            "{value: 1, when: {y: []}}\n  y: {values: [1, 2]}",
            "{value: 1, when: {y: {a: 1}}}\n  y: {values: [1, 2]}",
            "{value: 1, when: {y: {min: a}}}\n  y: {min: 1, max: 2}",
            "{value: 1, when: {y: {min: 2, max: 1}}}\n  y: {min: 1, max: 2}",
            "{value: 1, when: {y: 3}}\n  y: {values: [1, 2]}",
            "{value: 1, when: {y: {min: 3}}}\n  y: {min: 1, max: 2}",
            "{value: 1, when: {y: {min: 3}}}\n  y: {values: [a, b]}",
            "{values: [1, 2], when: {x: 1}}",
            "{values: [1, 2], when: {y: 1}}\n  y: {values: [1, 2], when: {x: 1}}",
        ],
    ),
    "expr": (
        x_and_more,
        [
            "{expr: ''}",
            "{expr: 3}",
            "{expr: y * 2}",
            "{expr: yy * 2}\n  y: {values: [1, 2]}",
            "{expr: 'y *'}\n  y: {values: [1, 2]}",
            '{expr: "y ? 2"}\n  y: {values: [1, 2]}',
            "{expr: foo(y)}\n  y: {values: [1, 2]}",
            "{expr: y * 2, default: 3}\n  y: {values: [1, 2]}",
            "{expr: x + 1}",
            "{expr: y * 2}\n  y: {values: [[1], [2]]}",
            "{expr: y}\n  y: {expr: x}",
        ],
    ),
    "constraints": (
        x_and_more,
        [
            "{min: 1, max: 9}\nconstraints: x < 3",
            "{min: 1, max: 9}\nconstraints: [3]",
            "{min: 1, max: 9}\nconstraints: ['x < ']",
            "{min: 1, max: 9}\nconstraints: [x < y]",
            "{min: 1, max: 9}\nconstraints:\n  - x < 5\n  - x > > 5",
            "{min: 1, max: 9}\nconstraints: [x > 9]",
            "{min: 0.0, max: 1.0}\nconstraints: [x > 9]",
            "{min: 1, max: 9}\nconstraints: [x < 5, x + 1]",
            "{min: 1, max: 9}\nconstraints: [1 < 2]",
            "{values: [a, b]}\nconstraints: [x < 3]",
        ],
    ),
    "constraints of a grid": (
        under_grid,
        [
            "{min: 1, max: 9}\nconstraints: [x > 9]",
            "{min: 0, max: 5000}\n  y: {min: 0, max: 5000}\nconstraints: [x < y]",
        ],
    ),
    "zip": (
        x_and_more,
        [
            "{values: [1, 2]}\nzip: x",
            "{values: [1, 2]}\nzip: []",
            "{values: [1, 2]}\nzip: [x]",
            "{values: [1, 2]}\nzip: [[x, y], 3]\n",
            "{values: [1, 2]}\nzip: [x, y]",
            "{values: [1, 2]}\n  y: {values: [1, 2, 3]}\nzip: [x, y]",
            "{values: [1, 2]}\n  y: {min: 1, max: 2}\nzip: [x, y]",
            "{values: [1, 2]}\n  y: {values: [1, 2]}\nzip: [x, y, x]",
            "{values: [1, 2]}\n  y: {expr: x}\nzip: [x, y]",
            "{values: [1, 2]}\n  y: {values: [1, 2], when: {x: 1}}\nzip: [x, y]",
            "{values: [1, 1]}\n  y: {values: [2, 2]}\nzip: [x, y]",
            "{values: [1, 2]}\n  y: {values: [2, 2], probabilities: [0.5, 0.5]}\nzip: [x, y]",
        ],
    ),
    "grid": (
        under_grid,
        [
            "{min: 0.0, max: 1}",
            "{min: 0.0, max: 1}\n  b: {min: 0, max: 1}\n  c: {min: 0.5, max: 1}",
            "{distribution: normal}",
            "{distribution: q_normal}",
            "{distribution: log_uniform_values, min: 1, max: 2}",
            "{values: [1, 2], probabilities: [0.5, 0.5]}",
            "{distribution: q_uniform, min: 0, max: 1, q: 0.00001}",
            "{parameters: {y: {min: 0.0, max: 1}}}",
            "{value: 1}\nduplicates: allow",
            "{value: 1}\nacquisition: ei",
        ],
    ),
    "early_terminate": (
        lambda rule: small(f"{METRIC}early_terminate: {rule}"),
        [
            "envelop",
            "{min_iter: 3}",
            "[]",
            "[{type: envelop}]",
            "[{type: envelope}, hyperband]",
            "{type: envelope, fracton: 3}",
            "{type: envelope, fraction: 0}",
            "{type: envelope, start_iter: -1}",
            "{type: envelope, min_iter: 1.5}",
            "{type: envelope, strict_ties: 1}",
            "{type: envelope, strict_ties: yes}",
            "{type: envelope, axis: 3}",
            "{type: envelope, axis: step}",
            "{type: envelope, margin: .nan}",
            "{type: envelope, min_iter: 1, start_iter: 2}",
            "{type: hyperband, strict: false}",
            "{type: hyperband, strict: false, min_iter: 0}",
            "{type: hyperband, strict: false, max_iter: 27}",
            "{type: hyperband, strict: false, max_iter: 2, s: 2}",
            "{type: hyperband, strict: false, min_iter: 3, eta: 1}",
        ],
    ),
    "early_terminate alone": (small, ["early_terminate: {type: envelope}"]),
    "budget": (
        small,
        [
            "budget: 3",
            "budget: {}",
            "budget: {runs: 0}",
            "budget: {hours: 0}",
            "budget: {hour: 3}",
            "budget: {cost: 3}",
            "run_cap: 3\nbudget: {runs: 3}",
            "resources: {gpus: 0}\nbudget: {gpu_hours: 3}",
            "resources: {}",
            "resources: {gpus: -1}",
            "resources: 2",
            "run_timeout: soon",
            "run_timeout: 3 weeks",
            "run_timeout: 0",
            "run_timeout: [1]",
        ],
    ),
    "repeat": (
        with_metric,
        [
            "repeat: 3",
            "repeat: {}",
            "repeat: {seeds: 3}",
            "repeat: {seeds: [1]}",
            "repeat: {seeds: [1, 1]}",
            "repeat: {seeds: [1, 1.5]}",
            "repeat: {seeds: [1, 2], parameter: 3x}",
            "repeat: {seeds: [1, 2], parameter: x}",
            "repeat: {seeds: [1, 2], racing: maybe}",
        ],
    ),
    "repeat without a metric": (small, ["repeat: {seeds: [1, 2], racing: true}"]),
    "prior": (
        small,
        [
            "prior: k3x9q7ab",
            "prior: {}",
            "prior: {sweep: [a]}",
            "prior: {sweep: a/b/c/d}",
            "prior: {sweep: a, sweeps: [b]}",
            "prior: {runs: []}",
            "prior: {runs: [a//b]}",
        ],
    ),
    "elsewhere": (
        small,
        [
            "kind: swep",
            "apiVersion: 3",
            "controller: local",
            "controller: {type: remote}",
            "scheduler: optuna",
            "scheduler: {source: a.py}",
            "scheduler: {engine: hyperopt}",
        ],
    ),
    "nothing to start": (
        file,
        [
            f"method: random\nimage_uri: a/b:c\n{PARAMETERS}",
            f"method: random\njob: a/b/c:latest\n{PARAMETERS}",
            f"{METRIC}program: a.py\nmethod: custom\nscheduler: {{engine: optuna, source: a.py, search_space: f}}\n",
        ],
    ),
    "warning": (
        small,
        [
            "name: yes",
            "metric: {name: a, impute_while_running: latest}",
            "metrics: [{name: a}, {name: b, target: 3}]",
            "metrics: [{name: a}, {name: b}]\nearly_terminate: {type: envelope}",
            "controller: {type: local}",
            "scheduler: {engine: wandb}",
            "scheduler: {engine: optuna, source: a.py, search_space: f}",
            "job: a/b/c:latest",
            "image_uri: a/b:c",
        ],
    ),
    "warning about a method": (lambda method: f"{METRIC}{small(method=method)}", ["custom"]),
    "warning about a scheduler": (
        lambda scheduler: f"{METRIC}scheduler: {scheduler}{small(method='custom')}",
        ["{engine: ax}"],
    ),
    "warning about a parameter": (
        lambda x: small(x=x),
        [
            "{values: [a, b, a]}",
            "{distribution: log_uniform, min: -9.21, max: -2.3}",
            "{distribution: q_log_uniform, min: 1, max: 5}",
            "{distribution: inv_log_uniform, min: 1, max: 5}",
        ],
    ),
    "doubt": (
        lambda x: small(x=x),
        [
            "{distribution: log_uniform, min: 0.0001, max: 0.1}",
            "{distribution: log_uniform, min: 16, max: 256}",
            "{distribution: log_uniform, min: -3, max: 20}",
            "{distribution: q_log_uniform, min: 2, max: 16, q: 2}",
            "{distribution: inv_log_uniform, min: -20, max: 1}",
            "{distribution: inv_log_uniform, min: 0.1, max: 1}",
        ],
    ),
    "warning about early_terminate": (
        lambda rule: small(f"{METRIC}early_terminate: {rule}"),
        ["auto", "[{type: auto}]", "{type: hyperband, min_iter: 3}"],
    ),
    "warning about what starts": (file, [f"method: random\n{PARAMETERS}"]),
    "excerpt": (
        small,
        [
            "metric: {name: " + "a" * 100 + ", goal: least}",
            "metric: {goal: least, name: " + "a" * 100 + "}",
            "metric: {name: " + "数値" * 30 + ", goal: least, target: 0.5, reduce: best}",
            "metric: {name: 学習損失,\tgoal: least}",
            'metric: {name: "\u200d👩e\u0301", goal: least}',
        ],
    ),
}
CASES = [(group, text) for group, (_, texts) in GROUPS.items() for text in texts]


def title(group: str, text: str) -> str:
    shown = ascii(text)[1:-1]
    return f"{group}: {shown if len(shown) <= 100 else shown[:97] + '...'}"


TITLES = [title(*case) for case in CASES]


def told(problems: tuple[Problem, ...]) -> str:
    """What a terminal of 80 columns shows of them."""
    err = io.StringIO()
    shell = Shell(out=io.StringIO(), err=err, width=80, environ={"NO_COLOR": "1"}, cwd=Path())
    for problem in problems:
        shell.point_at(str(problem), problem.excerpt)
    return err.getvalue()


def sections() -> dict[str, str]:
    parts = GOLDEN.read_text(encoding="utf-8").removeprefix(RULE).removesuffix("\n").split(f"\n{RULE}")
    return {name: text for name, _, text in (part.partition("\n") for part in parts)}


def said(group: str, text: str) -> str:
    """What is said of a file: its errors, or the warnings of one that is accepted."""
    warns = group.startswith(("warning", "doubt"))
    try:
        definition = parse(GROUPS[group][0](text), file="s.yaml")
    except SweepFileError as error:
        assert not warns
        return told(error.located)
    assert warns
    assert len(definition.warnings) > 0
    assert (definition.warnings == definition.doubts) is (group == "doubt")
    return told(definition.warnings)


@pytest.mark.skipif(UPDATE, reason="the texts are being written")
@pytest.mark.parametrize(("group", "text"), CASES, ids=TITLES)
def test_each_mistake_is_explained_to_the_letter(group: str, text: str) -> None:
    assert said(group, text) == sections()[title(group, text)]


def test_no_line_is_wider_than_the_terminal() -> None:
    for group, text in CASES:
        assert all(columns(line) <= 80 for line in said(group, text).splitlines())


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@pytest.mark.skipif(not UPDATE, reason="only on request")
def test_write_the_texts_anew() -> None:
    assert len(set(TITLES)) == len(TITLES)
    written = [f"{RULE}{title(*case)}\n{said(*case)}" for case in CASES]
    GOLDEN.write_text("\n".join([*written, ""]), encoding="utf-8")
