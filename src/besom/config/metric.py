"""What is optimised: `metric`, or several as `metrics`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from besom.domain.sweep import Goal, Metric, Reduce
from besom.reading.fields import filled, got, number, one_of, quoted
from besom.reading.problems import Findings, Path
from besom.reading.table import Key, described, object_schema, read_mapping
from besom.space import Value

Impute: TypeAlias = Literal["worst", "best", "latest"]

IMPUTE: Impute = "worst"


@dataclass(frozen=True, slots=True)
class Metrics:
    """The objectives, and by the name of each what a run without a result counts as."""

    metrics: tuple[Metric, ...]
    impute: Mapping[str, Impute]


def metric_name(value: Value, path: Path, findings: Findings) -> str | None:
    """Any name that a script can log; a dot may lead into what it logs as a mapping."""
    name = filled(value, path, findings)
    if name is not None and not (name.isprintable() and name == name.strip()):
        findings.error(path, f"a metric's name has no line breaks and no spaces around it; got {quoted(name)}")
    return name


def _one(value: Value, path: Path, findings: Findings) -> Metrics | None:
    read = read_mapping(value, METRIC, path, findings)
    if read is None or "name" not in read:
        return None
    believed = read.get("impute_while_running", "false")
    if believed != "false":
        message = f"besom counts a run in flight as coming out as its model expects, not as its {believed} value"
        findings.warn((*path, "impute_while_running"), message)
    metric = Metric(
        read["name"], Goal(read.get("goal", Goal.MINIMIZE)), read.get("target"), read.get("reduce", Reduce())
    )
    return Metrics((metric,), {metric.name: read.get("impute", IMPUTE)})


def _several(value: Value, path: Path, findings: Findings) -> Metrics | None:
    if not isinstance(value, list) or not value:
        given = "an empty one" if value == [] else got(value)
        findings.error(path, f"metrics must be a list of metrics, each with a name; got {given}")
        return None
    metrics: list[Metric] = []
    impute: dict[str, Impute] = {}
    for index, item in enumerate(value):
        read = _one(item, (*path, index), findings)
        if read is None:
            continue
        (metric,) = read.metrics
        if metric.name in impute:
            findings.error((*path, index, "name"), f"{metric.name} is among the metrics already; name each once")
        if metric.target is not None and len(value) > 1:
            message = f"a target ends a sweep by its only metric; beside others that of {metric.name} is not looked at"
            findings.warn((*path, index, "target"), message, key=True)
        metrics.append(replace(metric, target=None) if len(value) > 1 else metric)
        impute |= read.impute
    return Metrics(tuple(metrics), impute) if metrics else None


def _reduce(value: Value, path: Path, findings: Findings) -> Reduce | None:
    if value == "best":
        return Reduce("best")
    if value == "last":
        return Reduce("last")
    found = re.fullmatch(r"mean-last-([1-9][0-9]{0,5})", value) if isinstance(value, str) else None
    if found is None:
        findings.error(path, f"reduce must be best, last or mean-last-K such as mean-last-5, got {got(value)}")
        return None
    return Reduce("mean-last", int(found[1]))


def _while_running(value: Value, path: Path, findings: Findings) -> str | None:
    """`false` may be written as a text, as W&B has it."""
    return "false" if value is False else one_of(("latest", "best", "worst", "false"))(value, path, findings)


METRIC: Mapping[str, Key] = {
    "name": Key(
        metric_name,
        described("The name under which the script logs it; dots lead into mappings.", type="string", minLength=1),
        missing="metric needs a name: the one under which the script logs it",
    ),
    "goal": Key(
        one_of(list(Goal)),
        described("Which values are better.", enum=[str(goal) for goal in Goal], default="minimize"),
    ),
    "target": Key(number, described("A run that reaches it ends the sweep: no new runs are made.", type="number")),
    "reduce": Key(
        _reduce,
        described(
            "Which of a run's values counts: the best, the last, or the mean of the last K (mean-last-5).",
            type="string",
            pattern="^(best|last|mean-last-[1-9][0-9]{0,5})$",
            default="best",
        ),
    ),
    "impute": Key(
        one_of(("worst", "best", "latest")),
        described("What a run that failed counts as with bayes.", enum=["worst", "best", "latest"], default=IMPUTE),
    ),
    "impute_while_running": Key(
        _while_running,
        described(
            "Of W&B; besom counts a run in flight as coming out as expected.",
            enum=["latest", "best", "worst", "false", False],
        ),
    ),
}
_SCHEMA: dict[str, Any] = object_schema(METRIC)
ONE = Key(_one, described("What to optimise.", **_SCHEMA))
SEVERAL = Key(
    _several,
    described(
        "Several objectives, in place of metric: what is sought are the runs that no other beats in all of them.",
        type="array",
        items=_SCHEMA,
        minItems=1,
    ),
)
