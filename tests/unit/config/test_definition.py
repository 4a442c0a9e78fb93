"""What a definition says of runs: how points are delivered, what limits a sweep, and what belongs together."""

from textwrap import dedent
from typing import Any, ClassVar

import pytest

from besom import command
from besom.config import Definition, from_document, parse
from besom.config.budget import Budget
from besom.config.metric import Impute
from besom.config.prior import Prior
from besom.config.repeat import Repeat
from besom.domain.sweep import Goal, Metric, Reduce
from besom.search import Aim, History, Limit, Objective, suggest_many
from besom.space import Choice, Condition, Constant, IntUniform, Value

NESTED = """\
program: train.py
method: random
metric: {name: loss}
parameters:
  lr: {min: 0.1, max: 0.2}
  optimizer:
    parameters:
      name: {values: [adam, sgd]}
      momentum: {min: 0.5, max: 0.9, when: {optimizer.name: sgd}}
      schedule:
        parameters:
          warmup: {min: 1, max: 5}
          total: {expr: optimizer.schedule.warmup * 10}
  dotted.name: {value: 1}
"""


def small(text: str, method: str = "random") -> Definition:
    """A file with these lines after the script and the method."""
    return parse(f"program: a.py\nmethod: {method}\n{dedent(text)}")


def drawn(definition: Definition, count: int) -> list[dict[str, Value]]:
    made = suggest_many(definition.build_method(), History(), 0, count)
    return [definition.deliver(suggestion.point, suggestion.repeat) for suggestion in made]


class TestNestedParameters:
    definition = parse(NESTED)
    point: ClassVar[dict[str, Value]] = {
        "lr": 0.15,
        "optimizer.name": "sgd",
        "optimizer.momentum": 0.7,
        "optimizer.schedule.warmup": 2,
        "optimizer.schedule.total": 20,
        "dotted.name": 1,
    }
    config: ClassVar[dict[str, Any]] = {
        "lr": 0.15,
        "optimizer": {"name": "sgd", "momentum": 0.7, "schedule": {"warmup": 2, "total": 20}},
        "dotted.name": 1,
    }

    def test_have_flat_names(self) -> None:
        assert list(self.definition.space.names) == list(self.point)
        assert self.definition.paths["optimizer.schedule.warmup"] == ("optimizer", "schedule", "warmup")
        assert self.definition.paths["dotted.name"] == ("dotted.name",)

    def test_are_delivered_as_they_are_nested(self) -> None:
        assert self.definition.deliver(self.point) == self.config
        assert self.definition.point_of(self.config) == self.point

    def test_that_do_not_exist_are_absent(self) -> None:
        point = {name: value for name, value in self.point.items() if name != "optimizer.momentum"}
        config = self.definition.deliver(point | {"optimizer.name": "adam"})
        assert config["optimizer"] == {"name": "adam", "schedule": {"warmup": 2, "total": 20}}
        assert "optimizer.momentum" not in self.definition.point_of(config)

    def test_are_told_from_what_a_script_adds(self) -> None:
        added = self.config | {"extra": 1, "optimizer": {**self.config["optimizer"], "fused": True}}
        assert self.definition.given(added) == self.config
        assert self.definition.point_of(added) == self.point

    def test_that_a_script_replaced_are_missing(self) -> None:
        assert self.definition.point_of({"lr": 0.1, "optimizer": "sgd"}) == {"lr": 0.1}

    def test_stand_on_the_command_line_as_theirs_or_with_dots(self) -> None:
        def argv(style: str) -> list[str]:
            return command.shown(["${args}"], program=None, point=self.config, style=style)

        assert argv("wandb") == [
            "--lr=0.15",
            "--optimizer={'name': 'sgd', 'momentum': 0.7, 'schedule': {'warmup': 2, 'total': 20}}",
            "--dotted.name=1",
        ]
        assert argv("equals")[1:3] == ["--optimizer.name=sgd", "--optimizer.momentum=0.7"]

    def test_inherit_the_condition_of_their_group(self) -> None:
        definition = small("""\
            parameters:
              cnn: {values: [true, false]}
              net:
                when: {cnn: true}
                parameters:
                  depth: {min: 1, max: 3}
                  width: {min: 1, max: 3, when: {net.depth: {min: 2}}}
            """)
        only = Condition("cnn", (True,))
        assert definition.space.conditions == {
            "net.depth": (only,),
            "net.width": (only, Condition("net.depth", low=2)),
        }
        assert {"cnn": False} in drawn(definition, 20)


class TestRepeats:
    text = """\
        metric: {name: loss}
        repeat: {seeds: [0, 1, two]}
        parameters:
          x: {min: 1, max: 4}
        """

    def test_seeds_are_arguments(self) -> None:
        definition = small(self.text)
        assert definition.repeat == Repeat((0, 1, "two"), "seed", racing=True)
        assert definition.deliver({"x": 3}, 2) == {"x": 3, "seed": "two"}
        assert definition.given({"x": 3, "seed": 1, "more": 1}) == {"x": 3, "seed": 1}
        assert definition.point_of({"x": 3, "seed": 1}) == {"x": 3}

    def test_a_grid_runs_every_seed(self) -> None:
        definition = small(self.text, "grid")
        assert definition.repeat is not None
        assert not definition.repeat.racing
        assert definition.cells == 12
        assert len({(config["x"], config["seed"]) for config in drawn(definition, 20)}) == 12

    def test_without_a_metric_there_is_no_race(self) -> None:
        definition = small("repeat: {seeds: [0, 1]}\nparameters: {x: {value: 1}}\n")
        assert definition.repeat is not None
        assert not definition.repeat.racing

    def test_the_seed_may_go_into_a_group(self) -> None:
        definition = small("""\
            repeat: {seeds: [5, 6], parameter: trainer.seed}
            parameters:
              trainer: {parameters: {epochs: {value: 3}}}
            """)
        assert definition.deliver({"trainer.epochs": 3}, 1) == {"trainer": {"epochs": 3, "seed": 6}}
        assert definition.given({"trainer": {"epochs": 3, "seed": 6, "more": 1}}) == {
            "trainer": {"epochs": 3, "seed": 6}
        }

    def test_a_dotted_name_without_a_group_stays_whole(self) -> None:
        definition = small("repeat: {seeds: [5, 6], parameter: rng.seed}\nparameters: {x: {value: 1}}\n")
        assert definition.deliver({"x": 1}) == {"x": 1, "rng.seed": 5}


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("", None),
        ("budget: {hours: 2}", 7200),
        ("budget: {gpu_hours: 2}", 7200),
        ("budget: {gpu_hours: 2}\nresources: {gpus: 4}", 1800),
        ("budget: {cost: 10, price: 2.5}", 14400),
        ("budget: {hours: 1, gpu_hours: 3, cost: 10, price: 1}\nresources: {gpus: 2}", 3600),
        ("budget: {hours: 9, gpu_hours: 3, cost: 10, price: 1}\nresources: {gpus: 2}", 5400),
        ("budget: {hours: 9, gpu_hours: 30, cost: 10, price: 2}\nresources: {gpus: 2}", 18000),
        ("budget: {runs: 7}", None),
        ("budget: {price: 7}", None),
    ],
)
def test_the_tightest_limit_is_the_budget(line: str, seconds: float | None) -> None:
    assert small(f"{line}\nparameters: {{x: {{value: 1}}}}\n").budget_seconds == seconds


def test_runs_of_a_budget_are_the_cap() -> None:
    definition = small("budget: {runs: 7}\nparameters: {x: {value: 1}}\n")
    assert (definition.budget, definition.run_cap) == (Budget(runs=7), 7)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90", 90), ("0.5", 0.5), ("90s", 90), ("'90'", 90), ("15m", 900), ("2h", 7200), ("1.5 h", 5400), ("1d", 86400)],
)
def test_durations(written: str, seconds: float) -> None:
    assert small(f"run_timeout: {written}\nparameters: {{x: {{value: 1}}}}\n").run_timeout == seconds


@pytest.mark.parametrize(
    ("written", "prior"),
    [
        ("{sweep: k3x9q7ab}", Prior(("k3x9q7ab",))),
        ("{sweeps: [a, p/b, e/p/c, a]}", Prior(("a", "p/b", "e/p/c"))),
        ("{runs: [r1, p/r2]}", Prior(runs=("r1", "p/r2"))),
        ("{sweep: a, runs: [b]}", Prior(("a",), ("b",))),
    ],
)
def test_prior_knowledge_is_named(written: str, prior: Prior) -> None:
    assert small(f"prior: {written}\nparameters: {{x: {{value: 1}}}}\n").prior == prior


@pytest.mark.parametrize(
    ("written", "metric", "impute"),
    [
        ("{name: a.b}", Metric("a.b"), "worst"),
        ("{name: a, goal: maximize, target: 0.9}", Metric("a", Goal.MAXIMIZE, 0.9), "worst"),
        ("{name: a, reduce: last, impute: best}", Metric("a", reduce=Reduce("last")), "best"),
        ("{name: a, reduce: mean-last-5, impute: latest}", Metric("a", reduce=Reduce("mean-last", 5)), "latest"),
        ("{name: a, reduce: best, impute_while_running: false}", Metric("a"), "worst"),
        ("{name: a, impute_while_running: 'false'}", Metric("a"), "worst"),
    ],
)
def test_metrics(written: str, metric: Metric, impute: Impute) -> None:
    definition = small(f"metric: {written}\nparameters: {{x: {{value: 1}}}}\n")
    assert (definition.metrics, definition.warnings) == ((metric,), ())
    assert definition.aim() == Aim((Objective(metric.name, metric.goal.value, impute),))


def test_several_metrics_and_limits_are_one_aim() -> None:
    definition = small(
        "metrics: [{name: loss, impute: best}, {name: speed, goal: maximize, reduce: last}]\n"
        "outcome_constraints: [{metric: memory, max: 8}, {metric: speed, min: 10}]\n"
        "parameters: {x: {value: 1}}\n"
    )
    assert definition.aim() == Aim(
        (Objective("loss", impute="best"), Objective("speed", "maximize")),
        (Limit("memory", high=8), Limit("speed", low=10)),
    )
    loss, speed, memory = definition.measured
    assert (definition.metric, definition.metrics) == (loss, (loss, speed))
    assert (memory.name, memory.reduce, speed.reduce) == ("memory", Reduce("last"), Reduce("last"))


class TestZips:
    def test_lists_move_together(self) -> None:
        definition = small(
            """\
            zip: [model, batch]
            parameters:
              model: {values: [small, large]}
              batch: {values: [64, 16]}
              lr: {values: [1, 2]}
            """,
            "grid",
        )
        assert definition.space.zips == (("model", "batch"),)
        assert definition.cells == 4
        assert {(config["model"], config["batch"]) for config in drawn(definition, 9)} == {("small", 64), ("large", 16)}

    def test_a_value_may_stand_beside_several(self) -> None:
        """The list without any value twice leads, wherever it stands; the others follow it."""
        definition = small(
            """\
            zip: [epochs, model, layers]
            parameters:
              epochs: {values: [10, 10, 30]}
              model: {values: [small, medium, large]}
              layers: {values: [[8], [8, 8], [8]]}
            """,
            "grid",
        )
        assert definition.warnings == ()
        assert definition.cells == 3
        assert drawn(definition, 9) == [
            {"epochs": 10, "model": "small", "layers": [8]},
            {"epochs": 10, "model": "medium", "layers": [8, 8]},
            {"epochs": 30, "model": "large", "layers": [8]},
        ]

    def test_several_groups(self) -> None:
        definition = small(
            """\
            zip: [[a, b], [c, d]]
            parameters:
              a: {values: [1, 2]}
              b: {values: [3, 4]}
              c: {values: [5, 6]}
              d: {values: [7, 8]}
            """
        )
        assert definition.space.zips == (("a", "b"), ("c", "d"))


class TestGridSteps:
    @pytest.mark.parametrize(
        ("written", "values"),
        [
            ("{distribution: q_uniform, min: 0, max: 1, q: 0.25}", (0.0, 0.25, 0.5, 0.75)),
            ("{distribution: q_uniform, min: 0, max: 0.35, q: 0.1}", (0.0, 0.1, 0.2, 0.3)),
            ("{distribution: q_uniform, min: 1, max: 8, q: 2}", (1, 3, 5, 7)),
            ("{distribution: q_uniform, min: 2, max: 5}", (2, 3, 4)),
            ("{distribution: q_uniform, min: 0.5, max: 3, q: 1}", (0.5, 1.5, 2.5)),
        ],
    )
    def test_walk_from_min_by_q_and_leave_max_out(self, written: str, values: tuple[Value, ...]) -> None:
        parameter = small(f"parameters: {{x: {written}}}\n", "grid").space.parameters["x"]
        assert repr(parameter) == repr(Choice(values))  # repr tells 1 and 1.0 apart

    def test_are_for_grids_alone(self) -> None:
        text = "parameters: {x: {distribution: q_uniform, min: 1, max: 8, q: 2}}\n"
        assert not isinstance(small(text).space.parameters["x"], Choice)

    @pytest.mark.parametrize(
        ("written", "cells"),
        [
            ("{value: 3}", 1),
            ("{min: 1, max: 8}", 8),
            ("{values: [a, b, b]}", 2),
            ("{distribution: q_log_uniform_values, min: 16, max: 64, q: 16}", 4),
            ("{distribution: q_beta, q: 0.25}", 5),
        ],
    )
    def test_are_counted(self, written: str, cells: int) -> None:
        assert small(f"parameters: {{x: {written}}}\n", "grid").cells == cells


def test_constraints_and_derived_values_reach_the_points() -> None:
    definition = small(
        """\
        constraints: [warmup < epochs, "optimizer != 'sgd' or lr > 0.1"]
        parameters:
          epochs: {values: [5, 10]}
          warmup: {values: [1, 5, 10]}
          optimizer: {values: [adam, sgd]}
          lr: {values: [0.1, 0.2]}
          steps: {expr: epochs * 100}
        """,
        "grid",
    )
    made = drawn(definition, 99)
    assert len(made) == definition.cells == 9
    assert all(config["warmup"] < config["epochs"] for config in made)  # type: ignore[operator]
    assert {(config["epochs"], config["steps"]) for config in made} == {(5, 500), (10, 1000)}


def test_defaults_are_for_runs_from_before() -> None:
    space = small("""\
        parameters:
          x: {values: [1, 2]}
          y: {min: 0.0, max: 1.0, default: 2.5}
          z: {values: [a, b], default: c}
        """).space
    assert space.defaults == {"y": 2.5, "z": "c"}
    assert space.adapt({"x": 1}) == {"x": 1, "y": 2.5, "z": "c"}


def test_a_custom_method_is_bayes_and_the_document_stays() -> None:
    definition = small("metric: {name: a}\nparameters: {x: {value: 1}}\n", "custom")
    assert definition.method == "bayes"
    assert definition.document["method"] == "custom"
    assert from_document(definition.document) == definition


@pytest.mark.parametrize(
    ("written", "options"), [("never", {"duplicates": "never"}), ("allow", {"duplicates": "allow"})]
)
def test_random_may_be_allowed_duplicates(written: str, options: dict[str, str]) -> None:
    definition = small(f"duplicates: {written}\nparameters: {{x: {{values: [1, 2]}}}}\n")
    assert definition.options == options
    assert len(drawn(definition, 9)) == (9 if written == "allow" else 2)


@pytest.mark.parametrize("method", ["grid", "bayes"])
def test_never_is_what_the_other_methods_do_anyway(method: str) -> None:
    definition = small("duplicates: never\nmetric: {name: a}\nparameters: {x: {min: 1, max: 2}}\n", method)
    assert definition.options == {}
    assert definition.space.parameters == {"x": IntUniform(1, 2)}


def test_parts_of_a_command_may_be_numbers() -> None:
    definition = small("command: [python, -u, a.py, 3, 0.5, true]\nparameters: {x: {value: 1}}\n")
    assert definition.command == ("python", "-u", "a.py", "3", "0.5", "True")
    assert definition.space.parameters == {"x": Constant(1)}


def test_a_file_for_functions_needs_no_program() -> None:
    definition = parse("method: random\nparameters: {x: {value: 1}}\n")
    assert definition.program is None
    assert [str(warning) for warning in definition.warnings] == [
        "sweep.yaml:1:1: warning: program is missing: only agents that are given a function can run this sweep"
    ]
