"""What sweep files of W&B may say, line by line, and besom's own keys: each is taken, and does what it says.

The ids name the lines of the reference that the files follow: a key, a distribution, a macro, an inference, a
disagreement between W&B's schema and its documentation, a key of besom's own.
"""

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pytest

from besom import command
from besom.config import Definition, SweepFileError, from_document, json_schema
from besom.config.budget import Budget
from besom.config.prior import Prior
from besom.config.repeat import Repeat
from besom.domain.sweep import Goal, Limit, Metric, Reduce
from besom.search import METHODS, History, Objective, suggest_many
from besom.space import (
    Beta,
    Choice,
    Condition,
    Constant,
    IntUniform,
    LogNormal,
    LogUniform,
    Normal,
    Quantized,
    Uniform,
)
from besom.stopping import Envelope, Hyperband

SMALL: dict[str, Any] = {"program": "a.py", "method": "random", "parameters": {"x": {"value": 1}}}
METRIC: dict[str, Any] = {"metric": {"name": "loss"}}


@dataclass(frozen=True)
class Line:
    """What a file says beside the script, and what holds of its definition. `warns`: a part of the only warning."""

    says: dict[str, Any]
    holds: Callable[[Definition], object]
    warns: str | None = None


@dataclass(frozen=True)
class Refused:
    says: dict[str, Any]
    because: str


Lines: TypeAlias = Mapping[str, Line | Refused]


def x(**keys: Any) -> dict[str, Any]:
    return {"parameters": {"x": keys}}


def is_(parameter: object) -> Callable[[Definition], object]:
    return lambda d: repr(d.space.parameters["x"]) == repr(parameter)  # repr tells 1 and 1.0 apart


def draws(definition: Definition, count: int = 200) -> list[Any]:
    rng = np.random.default_rng(7)
    return [definition.space.sample(rng)["x"] for _ in range(count)]


def within(low: float, high: float, *, whole: bool = False) -> Callable[[Definition], object]:
    def holds(definition: Definition) -> bool:
        drawn = draws(definition)
        return all(low <= value <= high and isinstance(value, int) is whole for value in drawn) and len(set(drawn)) > 1

    return holds


def argv(*elements: str) -> Callable[[Definition], object]:
    """Whether the arguments of a run with a number, a truth and a text are these."""
    point = {"lr": 0.1, "fast": True, "slow": False, "opt": "a b"}

    def holds(definition: Definition) -> bool:
        made = command.render(
            definition.command,
            program=definition.program,
            interpreter="/venv/bin/python",
            point=point,
            environ={"DATA": "/data"},
            json_file="p.json",
            style=definition.args_style,
        )
        return made == list(elements)

    return holds


def runs_of(definition: Definition, count: int = 1000) -> list[dict[str, Any]]:
    made = suggest_many(definition.build_method(), History(), 0, count)
    return [definition.deliver(suggestion.point, suggestion.repeat) for suggestion in made]


NESTED = {"parameters": {"outer": {"parameters": {"inner": {"values": [0.5]}}}}}
SCHEDULED = {"metric": {"name": "a"}, "method": "custom", "scheduler": {"engine": "optuna", "source": "a.py"}}
DEFAULT = ["/usr/bin/env", "/venv/bin/python", "a.py", "--lr=0.1", "--fast=True", "--slow=False", "--opt=a b"]

TOP: Lines = {
    "program": Line({"program": "src/train.py"}, lambda d: d.program == "src/train.py"),
    "program, not needed beside command": Line(
        {"program": None, "command": ["./train.sh", "${args}"]}, lambda d: d.program is None and not d.warnings
    ),
    "program, not needed for a function": Line({"program": None}, lambda d: d.program is None, "program is missing"),
    "method grid": Line({"method": "grid"}, lambda d: d.method == "grid" and d.cells == 1),
    "method random": Line({"method": "random"}, lambda d: not d.build_method().learns),
    "method sobol": Line({"method": "sobol"}, lambda d: not d.build_method().learns),
    "method tpe": Line({"method": "tpe", **METRIC}, lambda d: d.build_method().learns),
    "method cma-es": Line({"method": "cma-es", **METRIC}, lambda d: d.build_method().learns),
    "method auto": Line({"method": "auto"}, lambda d: not d.build_method().learns),
    "method auto, with a metric": Line({"method": "auto", **METRIC}, lambda d: d.build_method().learns),
    "method bayes": Line({"method": "bayes", **METRIC}, lambda d: d.build_method().learns),
    "method custom": Line({"method": "custom", **METRIC}, lambda d: d.method == "bayes", "besom uses bayes"),
    "method, required": Refused({"method": None}, "method is missing"),
    "parameters, required": Refused({"parameters": None}, "parameters is missing"),
    "parameters, names": Line({"parameters": {"_a.b-C9": {"value": 1}}}, lambda d: d.space.names == ("_a.b-C9",)),
    "parameters, other names": Refused({"parameters": {"9a": {"value": 1}}}, "a parameter's name is made of"),
    "metrics": Line(
        {"metrics": [{"name": "a"}, {"name": "b", "goal": "maximize"}], "method": "custom"},
        lambda d: d.metrics == (Metric("a"), Metric("b", Goal.MAXIMIZE)) and d.metric == Metric("a"),
        "besom uses bayes",
    ),
    "metrics, excludes metric": Refused({**METRIC, "metrics": [{"name": "a"}, {"name": "b"}]}, "keep one"),
    "early_terminate": Line(
        {**METRIC, "early_terminate": {"type": "envelope"}}, lambda d: d.build_rules() == [Envelope()]
    ),
    "command": Line({"command": ["python", "a.py"]}, lambda d: d.command == ("python", "a.py")),
    "name": Line({"name": "n"}, lambda d: d.name == "n"),
    "description": Line({"description": "what"}, lambda d: d.description == "what"),
    "project": Line({"project": "p"}, lambda d: d.project == "p"),
    "entity": Line({"entity": "e"}, lambda d: d.entity == "e"),
    "run_cap": Line({"run_cap": 3}, lambda d: d.run_cap == 3),
    "run_cap, above 0": Refused({"run_cap": 0}, "run_cap must be at least 1"),
    "controller cloud": Line({"controller": {"type": "cloud"}}, lambda d: not d.warnings),
    "controller local": Line({"controller": {"type": "local"}}, lambda _: True, "no controller has to be started"),
    "scheduler wandb": Line({"scheduler": {"engine": "wandb"}}, lambda d: d.method == "random", "starts no scheduler"),
    "scheduler optuna": Line(SCHEDULED, lambda d: d.method == "bayes" and len(d.warnings) == 2),
    "scheduler ax": Line(SCHEDULED | {"scheduler": {"engine": "ax"}}, lambda d: d.method == "bayes"),
    "scheduler, search_space for parameters": Refused(
        SCHEDULED | {"parameters": None, "scheduler": {"engine": "optuna", "source": "a.py", "search_space": "f"}},
        "besom does not run the code of a scheduler",
    ),
    "scheduler, engine required": Refused({"scheduler": {"source": "a.py"}}, "scheduler needs an engine"),
    "job": Line({"job": "e/p/j:latest"}, lambda d: d.program == "a.py", "job is not used"),
    "job for program": Refused({"job": "e/p/j:latest", "program": None}, "besom starts scripts, no Launch jobs"),
    "image_uri": Line({"image_uri": "a:b"}, lambda d: d.program == "a.py", "image_uri is not used"),
    "image_uri for program": Refused({"image_uri": "a:b", "program": None}, "besom starts scripts, no images"),
    "apiVersion": Line({"apiVersion": "2020-01-01"}, lambda d: not d.warnings),
    "kind": Line({"kind": "sweep"}, lambda d: not d.warnings),
    "kind, no other": Refused({"kind": "job"}, "kind"),
    "no other keys": Refused({"wandb": 1}, "unknown key"),
}

METRICS: Lines = {
    "name": Line({"metric": {"name": "val/loss"}}, lambda d: d.metric == Metric("val/loss")),
    "name, required": Refused({"metric": {"goal": "minimize"}}, "metric needs a name"),
    "goal minimize by default": Line(METRIC, lambda d: d.metric and d.metric.goal is Goal.MINIMIZE),
    "goal maximize": Line(
        {"metric": {"name": "a", "goal": "maximize"}}, lambda d: d.metric and d.metric.goal == "maximize"
    ),
    "target": Line({"metric": {"name": "a", "target": 0.9}}, lambda d: d.metric and d.metric.target == 0.9),
    "impute worst by default": Line(METRIC, lambda d: d.objective().impute == "worst"),  # type: ignore[union-attr]
    "impute best": Line({"metric": {"name": "a", "impute": "best"}}, lambda d: d.objective().impute == "best"),  # type: ignore[union-attr]
    "impute latest": Line({"metric": {"name": "a", "impute": "latest"}}, lambda d: d.impute == {"a": "latest"}),
    **{
        f"impute_while_running {value}": Line(
            {"metric": {"name": "a", "impute_while_running": value}}, lambda d: d.metric, "a run in flight"
        )
        for value in ("latest", "best", "worst")
    },
    "impute_while_running false": Line(
        {"metric": {"name": "a", "impute_while_running": "false"}}, lambda d: not d.warnings
    ),
    "the best of a run counts": Line(METRIC, lambda d: d.metric and d.metric.reduce == Reduce("best")),
}

PARAMETER_KEYS: Lines = {
    "value": Line(x(value=[1, {"a": None}]), is_(Constant([1, {"a": None}]))),
    "values": Line(x(values=["a", 1, None]), is_(Choice(("a", 1, None)))),
    "values, one twice": Line(x(values=["a", "b", "a"]), is_(Choice(("a", "b"))), "it counts once"),
    "probabilities": Line(x(values=[1, 2], probabilities=[0.25, 0.75]), is_(Choice((1, 2), (0.25, 0.75)))),
    "probabilities, as many as values": Refused(x(values=[1, 2], probabilities=[1]), "must be as many as values"),
    "probabilities, sum to 1": Refused(x(values=[1, 2], probabilities=[0.5, 0.4]), "must add up to 1"),
    "distribution": Line(x(distribution="uniform", min=1, max=2), is_(Uniform(1.0, 2.0))),
    "min and max": Line(x(min=1.5, max=2.5), is_(Uniform(1.5, 2.5))),
    "min below max": Refused(x(min=2, max=2), "min must be below max"),
    "mu": Line(x(distribution="normal", mu=3), is_(Normal(3.0, 1.0))),
    "mu 0 by default": Line(x(distribution="normal", sigma=2), is_(Normal(0.0, 2.0))),
    "sigma": Line(x(distribution="normal", sigma=0.5), is_(Normal(0.0, 0.5))),
    "sigma 1 by default": Line(x(distribution="normal"), is_(Normal(0.0, 1.0))),
    "q": Line(x(distribution="q_uniform", min=0, max=1, q=0.1), is_(Quantized(Uniform(0.0, 1.0), 0.1))),
    "q 1 by default": Line(x(distribution="q_uniform", min=0, max=9), is_(Quantized(Uniform(0.0, 9.0), 1))),
    "a and b": Line(x(distribution="beta", a=2, b=5), is_(Beta(2.0, 5.0))),
    "a and b 1 by default": Line(x(distribution="beta"), is_(Beta(1.0, 1.0))),
    "parameters": Line(NESTED, lambda d: d.space.names == ("outer.inner",)),
    "inferred: value": Line(x(value=1), is_(Constant(1))),
    "inferred: values": Line(x(values=[1, 2]), is_(Choice((1, 2)))),
    "inferred: values and probabilities": Line(
        x(values=[1, 2], probabilities=[0.5, 0.5]), is_(Choice((1, 2), (0.5, 0.5)))
    ),
    "inferred: two integers": Line(x(min=1, max=2), is_(IntUniform(1, 2))),
    "inferred: a float among them": Line(x(min=1, max=2.0), is_(Uniform(1.0, 2.0))),
}

EXPONENTS = "takes exponents"
DISTRIBUTIONS: Lines = {
    "constant": Line(x(distribution="constant", value="a"), is_(Constant("a"))),
    "categorical": Line(x(distribution="categorical", values=[1, 2]), is_(Choice((1, 2)))),
    "categorical_w_probabilities": Line(
        x(distribution="categorical_w_probabilities", values=["a", "b"], probabilities=[0, 1]),
        lambda d: set(draws(d)) == {"b"},
    ),
    "int_uniform": Line(x(distribution="int_uniform", min=1, max=3), lambda d: set(draws(d)) == {1, 2, 3}),
    "uniform": Line(x(distribution="uniform", min=1, max=3), within(1, 3)),
    "q_uniform": Line(
        x(distribution="q_uniform", min=0, max=1, q=0.25), lambda d: set(draws(d)) == {0.0, 0.25, 0.5, 0.75, 1.0}
    ),
    "q_uniform, integer q": Line(x(distribution="q_uniform", min=0, max=9, q=3), within(0, 9, whole=True)),
    "log_uniform": Line(x(distribution="log_uniform", min=-5, max=-1), within(math.exp(-5), math.exp(-1)), EXPONENTS),
    "log_uniform, exponents of e": Line(
        x(distribution="log_uniform", min=0, max=3), is_(LogUniform(1.0, math.exp(3))), "mean 1 … 20.09"
    ),
    "log_uniform_values": Line(x(distribution="log_uniform_values", min=1e-5, max=0.1), is_(LogUniform(1e-5, 0.1))),
    "log_uniform_values, above 0": Refused(x(distribution="log_uniform_values", min=0, max=1), "min must be above 0"),
    "q_log_uniform": Line(
        x(distribution="q_log_uniform", min=0, max=3, q=2), is_(Quantized(LogUniform(1.0, math.exp(3)), 2)), EXPONENTS
    ),
    "q_log_uniform_values": Line(x(distribution="q_log_uniform_values", min=4, max=64, q=4), within(4, 64, whole=True)),
    "inv_log_uniform": Line(
        x(distribution="inv_log_uniform", min=1, max=3), is_(LogUniform(math.exp(-3), math.exp(-1))), EXPONENTS
    ),
    "inv_log_uniform_values": Line(x(distribution="inv_log_uniform_values", min=1, max=9), is_(LogUniform(1.0, 9.0))),
    "normal": Line(x(distribution="normal", mu=1, sigma=2), is_(Normal(1.0, 2.0))),
    "q_normal": Line(x(distribution="q_normal", mu=1, sigma=9), within(-99, 99, whole=True)),
    "log_normal": Line(x(distribution="log_normal", mu=1, sigma=2), is_(LogNormal(1.0, 2.0))),
    "q_log_normal": Line(x(distribution="q_log_normal", q=0.5), lambda d: all(v % 0.5 == 0 for v in draws(d))),
    "beta": Line(x(distribution="beta", a=2, b=2), within(0, 1)),
    "q_beta": Line(x(distribution="q_beta", q=0.5), lambda d: set(draws(d)) == {0.0, 0.5, 1.0}),
    "grid: constant": Line({"method": "grid", **x(value=3)}, lambda d: runs_of(d) == [{"x": 3}]),
    "grid: categorical": Line({"method": "grid", **x(values=[2, 1])}, lambda d: runs_of(d) == [{"x": 2}, {"x": 1}]),
    "grid: int_uniform": Line({"method": "grid", **x(min=1, max=2)}, lambda d: runs_of(d) == [{"x": 1}, {"x": 2}]),
    "grid: q_uniform from min by q without max": Line(
        {"method": "grid", **x(distribution="q_uniform", min=1, max=3, q=0.5)},
        lambda d: runs_of(d) == [{"x": 1.0}, {"x": 1.5}, {"x": 2.0}, {"x": 2.5}],
    ),
    **{
        f"grid: no {name}": Refused(
            {"method": "grid", **x(distribution=name, min=1, max=2)}, "grid needs a list of values"
        )
        for name in ("uniform", "log_uniform", "log_uniform_values", "inv_log_uniform", "inv_log_uniform_values")
    },
    **{
        f"grid: no {name}": Refused({"method": "grid", **x(distribution=name)}, "grid needs a list of values")
        for name in ("normal", "log_normal", "beta", "q_normal", "q_log_normal")
    },
    "grid: no probabilities": Refused(
        {"method": "grid", **x(values=[1, 2], probabilities=[0.5, 0.5])}, "tries every value once"
    ),
    "grid: sorted by name, a plain product": Line(
        {"method": "grid", "parameters": {"b": {"values": [1, 2]}, "a": {"values": [3, 4]}}},
        lambda d: [(c["a"], c["b"]) for c in runs_of(d)] == [(3, 1), (3, 2), (4, 1), (4, 2)],
    ),
}

NESTING: Lines = {
    "config": Line(NESTED, lambda d: runs_of(d, 1) == [{"outer": {"inner": 0.5}}]),
    "command line, one argument in Python notation": Line(
        NESTED,
        lambda d: command.shown(d.command, program="a.py", point=runs_of(d, 1)[0])[-1] == "--outer={'inner': 0.5}",
    ),
    "any depth": Line(
        {"parameters": {"a": {"parameters": {"b": {"parameters": {"c": {"value": 1}}}}}}},
        lambda d: runs_of(d, 1) == [{"a": {"b": {"c": 1}}}],
    ),
}


def macro(name: str) -> dict[str, Any]:
    return {"command": ["a", name]}


MACROS: Lines = {
    "default": Line({}, lambda d: os.name == "nt" or argv(*DEFAULT)(d)),
    "${env}": Line(macro("${env}"), lambda d: os.name == "nt" or argv("a", "/usr/bin/env")(d)),
    "${interpreter}": Line(macro("${interpreter}"), argv("a", "/venv/bin/python")),
    "${program}": Line(macro("${program}"), argv("a", "a.py")),
    "${args}": Line(macro("${args}"), argv("a", "--lr=0.1", "--fast=True", "--slow=False", "--opt=a b")),
    "${args_no_boolean_flags}": Line(macro("${args_no_boolean_flags}"), argv("a", "--lr=0.1", "--fast", "--opt=a b")),
    "${args_no_hyphens}": Line(macro("${args_no_hyphens}"), argv("a", "lr=0.1", "fast=True", "slow=False", "opt=a b")),
    "${args_json}": Line(macro("${args_json}"), argv("a", '{"lr": 0.1, "fast": true, "slow": false, "opt": "a b"}')),
    "${args_json_file}": Line(macro("${args_json_file}"), argv("a", "p.json")),
    "${envvar:NAME}": Line(macro("${envvar:DATA}"), argv("a", "/data")),
    "${envvar:NAME}, unknown": Line(macro("--d=${envvar:NOWHERE}"), argv("a", "--d=NOWHERE")),
    "${args_no_equals}": Line(
        macro("${args_no_equals}"), argv("a", "--lr", "0.1", "--fast", "True", "--slow", "False", "--opt", "a b")
    ),
    "${args_append_hydra}": Line(
        macro("${args_append_hydra}"), argv("a", "+lr=0.1", "+fast=True", "+slow=False", "+opt=a b")
    ),
    "${args_override_hydra}": Line(
        macro("${args_override_hydra}"), argv("a", "++lr=0.1", "++fast=True", "++slow=False", "++opt=a b")
    ),
    "${json}": Line(macro("${json}"), argv("a", '{"lr": 0.1, "fast": true, "slow": false, "opt": "a b"}')),
    "${json_file}": Line(macro("${json_file}"), argv("a", "p.json")),
    "text of values": Line(
        {},
        lambda _: (
            [command.argument(v) for v in (True, None, 0.1 + 0.2, 1e-05)]
            == ["True", "None", "0.30000000000000004", "1e-05"]
        ),
    ),
}


def stops(**rule: Any) -> dict[str, Any]:
    return {**METRIC, "early_terminate": rule}


def rule_is(rule: object) -> Callable[[Definition], object]:
    return lambda d: d.build_rules() == [rule]


EARLY: Lines = {
    "hyperband, min_iter": Line(stops(type="hyperband", min_iter=3, strict=False), rule_is(Hyperband(min_iter=3))),
    "hyperband, max_iter and s": Line(
        stops(type="hyperband", max_iter=27, s=2, strict=True), rule_is(Hyperband(max_iter=27, s=2, strict=True))
    ),
    "hyperband, bands from max_iter": Line(
        stops(type="hyperband", max_iter=27, s=2, strict=True),
        lambda d: d.build_rules()[0].bands == (3, 9),  # type: ignore[attr-defined]
    ),
    "hyperband, bands from min_iter": Line(
        stops(type="hyperband", min_iter=3, strict=True),
        lambda d: d.build_rules()[0].bands[:3] == (3, 9, 27),  # type: ignore[attr-defined]
    ),
    "hyperband, min_iter at least 1": Refused(
        stops(type="hyperband", min_iter=0, strict=True), "min_iter must be at least 1"
    ),
    "hyperband, eta": Line(
        stops(type="hyperband", min_iter=1, eta=4, strict=True), rule_is(Hyperband(min_iter=1, eta=4, strict=True))
    ),
    "hyperband, eta 3 by default": Line(
        stops(type="hyperband", min_iter=1, strict=False), rule_is(Hyperband(min_iter=1, eta=3.0))
    ),
    "hyperband, eta above 1": Refused(
        stops(type="hyperband", min_iter=1, eta=1, strict=True), "eta must be a number above 1"
    ),
    "hyperband, strict false where not given": Line(
        stops(type="hyperband", min_iter=1), rule_is(Hyperband(min_iter=1, strict=False)), "strict is not given"
    ),
    "envelope": Line(stops(type="envelope"), rule_is(Envelope())),
    "envelope, fraction": Line(stops(type="envelope", fraction=0.5), rule_is(Envelope(fraction=0.5))),
    "envelope, min_runs": Line(stops(type="envelope", min_runs=5), rule_is(Envelope(min_runs=5))),
    "envelope, min_iter": Line(stops(type="envelope", min_iter=9), rule_is(Envelope(min_iter=9))),
    "envelope, start_iter": Line(stops(type="envelope", start_iter=9), rule_is(Envelope(min_iter=9))),
    "envelope, margin": Line(stops(type="envelope", margin=0.1), rule_is(Envelope(margin=0.1))),
    "envelope, axis": Line(stops(type="envelope", axis="count"), rule_is(Envelope())),
    "envelope, strict_ties": Line(stops(type="envelope", strict_ties=False), rule_is(Envelope(strict_ties=False))),
    "envelope, patience": Line(stops(type="envelope", patience=2), rule_is(Envelope(patience=2))),
    "with every method": Line({"method": "grid", **stops(type="envelope")}, rule_is(Envelope())),
}

TWO = {"x": {"values": [1, 2]}, "y": {"values": [3, 4]}}
OURS: Lines = {
    "seed": Line({"seed": 7}, lambda d: d.seed == 7),
    **{
        f"acquisition {value}": Line(
            {"method": "bayes", **METRIC, "acquisition": value}, lambda d: d.options["acquisition"] and d.build_method()
        )
        for value in ("auto", "pi", "ei", "ucb", "ts")
    },
    "acquisition, others": Refused({"method": "bayes", **METRIC, "acquisition": "kg"}, "must be one of auto, pi"),
    "acquisition, with several metrics": Refused(
        {"method": "bayes", "metrics": [{"name": "a"}, {"name": "b"}], "acquisition": "pi"}, "must be auto"
    ),
    "early_terminate as a list": Line(
        {**METRIC, "early_terminate": [{"type": "envelope"}, {"type": "hyperband", "min_iter": 3, "strict": True}]},
        lambda d: d.build_rules() == [Envelope(), Hyperband(min_iter=3, strict=True)],
    ),
    "early_terminate auto": Line({**METRIC, "early_terminate": "auto"}, rule_is(Envelope()), "auto is envelope"),
    "early_terminate type auto": Line(stops(type="auto"), rule_is(Envelope()), "auto is envelope"),
    "metrics with any method": Line(
        {"method": "random", "metrics": [{"name": "a"}, {"name": "b"}]},
        lambda d: [each.metric for each in d.aim().objectives] == ["a", "b"],
    ),
    "metrics, early_terminate by the first": Line(
        {"metrics": [{"name": "a"}, {"name": "b"}], "early_terminate": {"type": "envelope"}},
        lambda d: d.objective() == Objective("a"),
        "judges runs by the first metric, a",
    ),
    "metrics, no repeat": Refused({"metrics": [{"name": "a"}, {"name": "b"}], "repeat": {"seeds": [1, 2]}}, "several"),
    "constraints": Line(
        {"method": "grid", "constraints": ["x + 1 < y"], "parameters": TWO},
        lambda d: runs_of(d) == [{"x": 1, "y": 3}, {"x": 1, "y": 4}, {"x": 2, "y": 4}],
    ),
    "outcome_constraints": Line(
        {**METRIC, "outcome_constraints": [{"metric": "ms", "max": 20}, {"metric": "loss", "min": 0.5, "max": 1}]},
        lambda d: d.limits == (Limit(Metric("ms", reduce=Reduce("last")), high=20), Limit(Metric("loss"), 0.5, 1)),
    ),
    "outcome_constraints, need a metric": Refused({"outcome_constraints": [{"metric": "a", "max": 1}]}, "add metric"),
    "report, reserved": Refused({"report": {"from": "stdout"}}, "not supported yet"),
    "stop_when, reserved": Refused({"stop_when": {}}, "not supported yet"),
    "retry, reserved": Refused({"retry": 1}, "not supported yet"),
    "when, a value": Line(
        {"parameters": TWO | {"z": {"value": 1, "when": {"x": 2}}}},
        lambda d: d.space.conditions == {"z": (Condition("x", (2,)),)},
    ),
    "when, a list": Line(
        {"parameters": TWO | {"z": {"value": 1, "when": {"x": [1, 2]}}}},
        lambda d: d.space.conditions == {"z": (Condition("x", (1, 2)),)},
    ),
    "when, a range": Line(
        {"parameters": TWO | {"z": {"value": 1, "when": {"x": {"min": 2}}}}},
        lambda d: d.space.conditions == {"z": (Condition("x", low=2),)},
    ),
    "when, all must hold, else absent": Line(
        {"method": "grid", "parameters": TWO | {"z": {"values": [5, 6], "when": {"x": 1, "y": 3}}}},
        lambda d: sorted(len(config) for config in runs_of(d)) == [2, 2, 2, 3, 3],
    ),
    "when, circles are errors": Refused(
        {"parameters": {"x": {"values": [1, 2], "when": {"y": 1}}, "y": {"values": [1, 2], "when": {"x": 1}}}},
        "in a circle",
    ),
    "zip": Line(
        {"method": "grid", "zip": ["x", "y"], "parameters": TWO},
        lambda d: runs_of(d) == [{"x": 1, "y": 3}, {"x": 2, "y": 4}],
    ),
    "expr": Line(
        {"method": "grid", "parameters": TWO | {"z": {"expr": "x * y"}}},
        lambda d: sorted(config["z"] for config in runs_of(d)) == [3, 4, 6, 8],
    ),
    "repeat": Line({**METRIC, "repeat": {"seeds": [0, 1]}}, lambda d: d.repeat == Repeat((0, 1), "seed", racing=True)),
    "repeat, a grid does not race": Line(
        {"method": "grid", "repeat": {"seeds": [0, 1], "parameter": "s"}},
        lambda d: runs_of(d) == [{"x": 1, "s": 0}, {"x": 1, "s": 1}],
    ),
    "duplicates never by default": Line({"parameters": TWO}, lambda d: len(runs_of(d, 50)) == 4),
    "duplicates never": Line({"parameters": TWO, "duplicates": "never"}, lambda d: len(runs_of(d, 50)) == 4),
    "duplicates allow": Line({"parameters": TWO, "duplicates": "allow"}, lambda d: len(runs_of(d, 50)) == 50),
    "budget": Line(
        {"budget": {"hours": 2, "gpu_hours": 8, "cost": 9, "price": 3}, "resources": {"gpus": 8}},
        lambda d: d.budget == Budget(None, 2, 8, 9, 3) and d.budget_seconds == 3600,
    ),
    "budget.runs is run_cap": Line({"budget": {"runs": 4}}, lambda d: d.run_cap == 4),
    "budget.runs beside run_cap": Refused({"budget": {"runs": 4}, "run_cap": 4}, "are one limit"),
    "resources": Line({"resources": {"gpus": 2}}, lambda d: d.gpus == 2),
    "run_timeout": Line({"run_timeout": "2h"}, lambda d: d.run_timeout == 7200),
    "max_attempts": Line({"max_attempts": 5}, lambda d: d.max_attempts == 5),
    "max_attempts 3 by default": Line({}, lambda d: d.max_attempts == 3),
    **{
        f"args_style {style}": Line({"args_style": style}, lambda d, style=style: d.args_style == style)  # type: ignore[misc]
        for style in command.STYLES
    },
    "prior": Line({"prior": {"sweep": "e/p/s"}}, lambda d: d.prior == Prior(("e/p/s",))),
    "metric.reduce last": Line(
        {"metric": {"name": "a", "reduce": "last"}}, lambda d: d.metric and d.metric.reduce == Reduce("last")
    ),
    "metric.reduce mean-last-k": Line(
        {"metric": {"name": "a", "reduce": "mean-last-5"}},
        lambda d: d.metric and d.metric.reduce == Reduce("mean-last", 5),
    ),
    "default": Line(x(values=[1, 2], default=3), lambda d: d.space.defaults == {"x": 3}),
}

TABLES: Mapping[str, Lines] = {
    "key": TOP,
    "metric": METRICS,
    "parameter": PARAMETER_KEYS,
    "distribution": DISTRIBUTIONS,
    "nested": NESTING,
    "command": MACROS,
    "early_terminate": EARLY,
    "ours": OURS,
}
LINES = [(f"{table}: {line}", case) for table, lines in TABLES.items() for line, case in lines.items()]


def document(says: dict[str, Any]) -> dict[str, Any]:
    """A small file with what the line says; None takes a key away."""
    return {key: value for key, value in (SMALL | says).items() if value is not None}


@pytest.mark.parametrize("line", [case for _, case in LINES], ids=[name for name, _ in LINES])
def test_each_line_of_the_reference(line: Line | Refused) -> None:
    if isinstance(line, Refused):
        with pytest.raises(SweepFileError) as raised:
            from_document(document(line.says))
        (error,) = [problem for problem in raised.value.located if problem.severity == "error"]
        assert line.because in error.message
        return
    definition = from_document(document(line.says))
    assert line.holds(definition)
    if line.warns is not None:
        (warning,) = definition.warnings
        assert line.warns in warning.message


def test_no_key_is_forgotten() -> None:
    """Every key, distribution, method and macro that besom knows stands in a line here."""
    said = " ".join(str(case.says) for _, case in LINES)
    schema = json_schema()
    parameter = schema["$defs"]["parameter"]["properties"]
    known = {*schema["properties"], *parameter, *parameter["distribution"]["enum"], *METHODS, *command.MACROS}
    assert [name for name in sorted(known) if f"'{name}'" not in said] == []
