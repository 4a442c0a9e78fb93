"""What runs have come to by every metric that counts, which of them keep the limits, and which no other beats."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from besom.config import Definition
from besom.domain.run import Run
from besom.domain.store import Reader
from besom.domain.sweep import Limit, Metric, Sweep
from besom.search import front
from besom.server.suggesting import definition_of

Values: TypeAlias = Mapping[str, float]
"""By metric, in its own sign; what a run has no value of is left out."""

NONE: Values = {}


def values_of_runs(reader: Reader, sweep: Sweep, metrics: Sequence[Metric]) -> dict[str, dict[str, float]]:
    """By run; those without any value are left out."""
    found: dict[str, dict[str, float]] = {}
    for metric in metrics:
        for run, value in reader.values_of_runs(sweep.project, sweep.id, metric).items():
            found.setdefault(run, {})[metric.name] = value
    return found


def values_of_run(reader: Reader, run: Run, metrics: Sequence[Metric]) -> dict[str, float]:
    found = ((metric.name, reader.value_of_run(run.project, run.id, metric)) for metric in metrics)
    return {name: value for name, value in found if value is not None}


def keeps(definition: Definition, values: Values) -> bool:
    """Whether a run with these values keeps every limit; with one unknown it does not."""
    return all(limit.keeps(values.get(limit.metric.name)) for limit in definition.limits)


def broken(definition: Definition, values: Values) -> list[str]:
    """The metrics of which the value lies outside its limits."""
    of = ((limit, values.get(limit.metric.name)) for limit in definition.limits)
    return [limit.metric.name for limit, value in of if value is not None and not limit.keeps(value)]


def told(definition: Definition, values: Values, *, front: bool) -> list[str]:
    """What the limits make of a run with these values, and whether it is on the `front`, in sentences."""
    sentences = [
        f"it breaks a limit, so it cannot be the best: {limit.metric.name} is {values[limit.metric.name]:.4g}"
        f" and has to be {_between(limit)}"
        for limit in definition.limits
        if limit.metric.name in broken(definition, values)
    ]
    if front:
        objectives = ", ".join(metric.name for metric in definition.metrics)
        sentences.append(f"it is on the front: no other run beats it in everything ({objectives})")
    return sentences


def _between(limit: Limit) -> str:
    if limit.low is None:
        return f"at most {limit.high:.4g}"
    return f"at least {limit.low:.4g}" if limit.high is None else f"{limit.low:.4g} to {limit.high:.4g}"


def numbers_on_front(reader: Reader, sweep: Sweep) -> list[int]:
    """The numbers of the runs on the sweep's front, as `on_front` has them."""
    definition = definition_of(sweep.document)
    if len(definition.metrics) < 2:
        return []
    names = on_front(definition, values_of_runs(reader, sweep, definition.measured))
    runs = (reader.run(sweep.project, name) for name in names)
    return [run.number for run in runs if run is not None and run.number is not None]


def on_front(definition: Definition, values: Mapping[str, Values]) -> list[str]:
    """Of runs with these values those on the Pareto front, the best by the first objective first.

    They have a value of each objective, keep the limits, and no other such run beats them. With one objective none do.
    """
    names = [metric.name for metric in definition.metrics]
    if len(names) < 2:
        return []
    able = [run for run, of in values.items() if all(name in of for name in names) and keeps(definition, of)]
    rows = [[values[run][name] for name in names] for run in able]
    return [able[place] for place in front(definition.aim().objectives, rows)]
