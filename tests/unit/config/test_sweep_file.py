"""Sweep files as people write them, and documents as the server keeps them."""

from dataclasses import replace
from textwrap import dedent

import pytest
import yaml

from besom import command
from besom.config import Definition, SweepFileError, from_document, parse, reader
from besom.domain.sweep import Goal, Metric
from besom.search import Objective
from besom.space import Choice, Constant, IntUniform, Uniform, Value
from besom.stopping import Envelope

CNN = """\
description: random sweep for my little cnn
program: cnn.py
method: bayes
metric:
  name: val_loss
  goal: minimize
early_terminate:
  type: envelope
parameters:
  learning-rate:
    min: 0.001
    max: 0.1
  optimizer:
    values: ["adam", "sgd"]
  dropout:
    min: 0.01
    max: 0.5
  epochs:
    value: 30
"""


def small(line: str = "", *, x: str = "{value: 1}") -> str:
    """A file that is in order, with one more line before it."""
    return f"{line}\nprogram: a.py\nmethod: random\nparameters:\n  x: {x}\n"


class TestTheFileOfTheReadme:
    definition = parse(CNN)

    def test_says_what_it_says(self) -> None:
        d = self.definition
        assert d.description == "random sweep for my little cnn"
        assert (d.program, d.method, d.command) == ("cnn.py", "bayes", command.DEFAULT)
        assert d.metric == Metric("val_loss", Goal.MINIMIZE)
        assert d.objective() == Objective("val_loss", "minimize")
        assert list(d.space.parameters.items()) == [
            ("learning-rate", Uniform(0.001, 0.1)),
            ("optimizer", Choice(("adam", "sgd"))),
            ("dropout", Uniform(0.01, 0.5)),
            ("epochs", Constant(30)),
        ]
        assert d.build_rules() == [Envelope()]
        assert d.build_method().learns
        assert (d.run_cap, d.seed, d.cells, d.warnings) == (None, None, None, ())

    def test_starts_runs_as_people_expect(self) -> None:
        point = {"learning-rate": 0.0123, "optimizer": "adam", "dropout": 0.2, "epochs": 30}
        argv = command.shown(self.definition.command, program=self.definition.program, point=point)
        assert command.shell_text(argv) == (
            "python cnn.py --learning-rate=0.0123 --optimizer=adam --dropout=0.2 --epochs=30"
        )

    def test_keeps_its_document(self) -> None:
        assert self.definition.document == yaml.safe_load(CNN)
        assert from_document(self.definition.document) == self.definition


@pytest.mark.parametrize(
    ("x", "parameter"),
    [
        ("{min: 1, max: 8}", IntUniform(1, 8)),
        ("{min: 1, max: 8.0}", Uniform(1.0, 8.0)),
        ("{min: 1.0, max: 8}", Uniform(1.0, 8.0)),
        ("{min: 1e-5, max: 1e-1}", Uniform(1e-5, 0.1)),
        ("{min: 0o17, max: 0x1F}", IntUniform(15, 31)),
        ("{values: [1, 1.0, true, '1', null, [1], {a: 1}]}", Choice((1, 1.0, True, "1", None, [1], {"a": 1}))),
        ("{values: [on, 1e-3]}", Choice(("on", 0.001))),
        ("{value: null}", Constant(None)),
        ("{value: {layers: [1, 2]}}", Constant({"layers": [1, 2]})),
    ],
)
def test_kinds_of_parameters(x: str, parameter: object) -> None:
    assert repr(parse(small(x=x)).space.parameters["x"]) == repr(parameter)  # repr tells 1 and 1.0 apart


def test_all_keys_together() -> None:
    definition = parse(
        dedent("""\
            name: tune
            description: ""
            project: cnn
            entity: me
            method: bayes
            acquisition: pi
            seed: 7
            run_cap: 50
            max_attempts: 5
            metric: {name: val/acc, goal: maximize}
            early_terminate:
              - {type: envelope, start_iter: 5, fraction: 1, strict_ties: false}
              - type: envelope
            command: ["${interpreter}", "-u", "train.py", "${args_no_hyphens}", "--home=${envvar:HOME}", "${envvar:X}"]
            parameters:
              x: {min: 0, max: 1.5}
            """)
    )
    assert (definition.name, definition.description) == ("tune", "")
    assert (definition.project, definition.entity) == ("cnn", "me")
    assert (definition.seed, definition.run_cap, definition.max_attempts) == (7, 50, 5)
    assert definition.options == {"acquisition": "pi"}
    assert definition.objective() == Objective("val/acc", "maximize")
    assert definition.stopping == (
        ("envelope", {"min_iter": 5, "fraction": 1, "strict_ties": False}),
        ("envelope", {}),
    )
    assert definition.build_rules() == [Envelope(fraction=1, min_iter=5, strict_ties=False), Envelope()]
    assert definition.program is None
    assert definition.command[1:3] == ("-u", "train.py")
    assert definition.build_method().learns


def test_a_metric_is_minimised_unless_it_says_otherwise() -> None:
    assert parse(small("metric: {name: loss}")).metric == Metric("loss", Goal.MINIMIZE)


def test_cells_are_counted_for_a_grid_alone() -> None:
    text = small(x="{min: 1, max: 4}\n  b: {values: [x, y, z]}\n  c: {value: 1}")
    assert parse(text.replace("random", "grid")).cells == 12
    assert parse(text).cells is None


def test_aliases_stand_for_what_they_name() -> None:
    text = small(x="&x {values: [1, 2]}\n  y: *x")
    assert parse(text).space.parameters == {"x": Choice((1, 2)), "y": Choice((1, 2))}


def test_double_readings_are_warnings_with_their_place() -> None:
    definition = parse("method: random\nprogram: a\nparameters: {on: {values: [yes, 010, 1e-3]}}\n", file="s.yaml")
    assert definition.space.parameters == {"on": Choice(("yes", 10, 0.001))}
    assert [(w.line, w.column, w.severity) for w in definition.warnings] == [(3, c, "warning") for c in (14, 28, 33)]
    assert str(definition.warnings[2]) == (
        "s.yaml:3:33: warning: 010 is the number 10 here (YAML 1.2), but the number 8 in YAML 1.1; "
        "quote it, or write which you mean"
    )


class TestDocuments:
    def test_problems_are_located_by_path(self) -> None:
        document: dict[str, Value] = {
            "method": "random",
            "parameters": {"x": {"values": [1, {"a": [float("nan")]}]}, "y": {"min": 3, "max": 1}, "z": 1},
            "command": ["a", None],
        }
        with pytest.raises(SweepFileError) as raised:
            from_document(document)
        assert list(raised.value.problems) == [
            "parameters.x.values[1].a[0]: a[0] must be a finite number, got nan",
            "parameters.y.min: min must be below max, got min=3 and max=1",
            "parameters.z: parameter z must be a mapping, such as {value: 1}; got 1",
            "command[1]: command[1] must be text, got nothing",
        ]

    def test_problems_of_the_whole_have_a_name_too(self) -> None:
        with pytest.raises(SweepFileError, match=r"^sweep: method is missing"):
            from_document({"parameters": {"x": {"value": 1}}, "command": ["x"]})

    def test_cannot_go_deep(self) -> None:
        value: Value = 1
        for _ in range(100):
            value = [value]
        with pytest.raises(SweepFileError, match="nested more than 60 deep"):
            from_document({"method": "random", "command": ["x"], "parameters": {"x": {"value": value}}})


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: [1\n\n\n", 1, 4),
        ("é: '", 1, 4),
        ("x: 1\r\n" * 3 + "😀: b: c", 4, 5),
        ("\ufeffa: @", 1, 4),
        ('a: "\\ud800"', 1, None),
        ('a: "\\UFFFFFFFF"', 1, None),
        ("%YAML 3.0\n--- a", 1, 1),
        ("[" * 5000, 1, None),
        ("- " * 5000, 1, 123),
        ("{a: " * 5000, 1, None),
    ],
)  # fmt: skip
def test_what_is_not_yaml_is_located_by_either_parser(
    monkeypatch: pytest.MonkeyPatch, loader: object, text: str, line: int, column: int | None
) -> None:
    monkeypatch.setattr(reader, "LOADER", loader)
    with pytest.raises(SweepFileError) as raised:
        parse(text)
    found = raised.value.located[-1]
    assert found.line == line
    assert column is None or found.column == column


def test_definitions_are_equal_by_meaning() -> None:
    assert parse(CNN) == parse("\n# comment\n" + CNN, file="other.yaml")
    assert parse(CNN) != parse(CNN.replace("0.5", "0.6"))
    assert isinstance(replace(parse(CNN), seed=3), Definition)
