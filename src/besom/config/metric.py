"""What is optimised: `metric`, or the first of `metrics`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from besom.domain.sweep import Goal, Metric, Reduce
from besom.reading.fields import filled, got, number, one_of, quoted
from besom.reading.problems import Findings, Path
from besom.reading.table import Key, described, object_schema, read_mapping
from besom.space import Value

IMPUTE = "worst"


@dataclass(frozen=True, slots=True)
class Aim:
    """The metric, and what a run without a result counts as."""

    metric: Metric
    impute: str = IMPUTE


def metric_name(value: Value, path: Path, findings: Findings) -> str | None:
    """Any name that a script can log; a dot may lead into what it logs as a mapping."""
    name = filled(value, path, findings)
    if name is not None and not (name.isprintable() and name == name.strip()):
        findings.error(path, f"a metric's name has no line breaks and no spaces around it; got {quoted(name)}")
    return name


def _aim(value: Value, path: Path, findings: Findings) -> Aim | None:
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
    return Aim(metric, read.get("impute", IMPUTE))


def _aims(value: Value, path: Path, findings: Findings) -> Aim | None:
    """The first of several; besom optimises one."""
    if not isinstance(value, list) or not value:
        given = "an empty one" if value == [] else got(value)
        findings.error(path, f"metrics must be a list of metrics, each with a name; got {given}")
        return None
    aims = [_aim(item, (*path, index), findings) for index, item in enumerate(value)]
    names = [aim.metric.name for aim in aims if aim is not None]
    if len(names) == len(value) > 1:
        others = ", ".join(names[1:])
        findings.warn(path, f"besom optimises the first, {names[0]}; {others} will be logged beside it", key=True)
    return aims[0]


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
ONE = Key(_aim, described("What to optimise.", **_SCHEMA))
SEVERAL = Key(
    _aims,
    described("Of W&B, several objectives: besom optimises the first.", type="array", items=_SCHEMA, minItems=1),
)
