"""Outcome constraints: between which values a metric has to lie for a run to count as good."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from besom.config.metric import metric_name
from besom.domain.sweep import Limit, Metric, Reduce
from besom.reading.fields import got, number
from besom.reading.problems import Findings, Path
from besom.reading.table import Key, described, object_schema, read_mapping
from besom.space import Value


def of_objectives(limits: Sequence[Limit], objectives: Collection[Metric]) -> tuple[Limit, ...]:
    """The limits, those on an objective looking at the value that counts of it."""
    by_name = {metric.name: metric for metric in objectives}
    return tuple(replace(limit, metric=by_name.get(limit.metric.name, limit.metric)) for limit in limits)


def _limits(value: Value, path: Path, findings: Findings) -> tuple[Limit, ...] | None:
    if not isinstance(value, list) or not value:
        given = "an empty one" if value == [] else got(value)
        findings.error(path, f"outcome_constraints must be a list, each with a metric and min or max; got {given}")
        return None
    limits: list[Limit] = []
    for index, item in enumerate(value):
        limit = _limit(item, (*path, index), findings)
        if limit is None:
            continue
        if limit.metric.name in (other.metric.name for other in limits):
            message = f"{limit.metric.name} has an outcome constraint already; give its min and max in one"
            findings.error((*path, index, "metric"), message)
        limits.append(limit)
    return tuple(limits)


def _limit(value: Value, path: Path, findings: Findings) -> Limit | None:
    read = read_mapping(value, LIMIT, path, findings)
    if read is None or "metric" not in read:
        return None
    low, high = read.get("min"), read.get("max")
    if isinstance(value, dict) and value.keys() == {"metric"}:
        findings.error(path, f"the outcome constraint on {read['metric']} needs min, max or both")
    if low is not None and high is not None and low > high:
        findings.error((*path, "min"), f"min must not be above max, got min {low} and max {high}")
    return Limit(Metric(read["metric"], reduce=Reduce("last")), low, high)


LIMIT = {
    "metric": Key(
        metric_name,
        described(
            "The name under which the script logs it; an objective may be limited too.", type="string", minLength=1
        ),
        missing="an outcome constraint needs a metric: the name under which the script logs it",
    ),
    "min": Key(number, described("At least this.", type="number")),
    "max": Key(number, described("At most this.", type="number")),
}
LIMITS = Key(
    _limits,
    described(
        "Between which values metrics have to lie: only runs that keep all limits can be the best. Of a metric that is "
        "an objective the value that counts is compared, of others the last.",
        type="array",
        items={**object_schema(LIMIT), "anyOf": [{"required": ["min"]}, {"required": ["max"]}]},
        minItems=1,
    ),
)
