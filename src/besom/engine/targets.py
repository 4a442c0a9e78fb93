"""Whether a sweep has what it was made for."""

from collections.abc import Collection, Sequence

from besom.domain.store import Reader
from besom.domain.sweep import Limit, Sweep


def reaches_target(
    reader: Reader, sweep: Sweep, only: Collection[str] | None = None, limits: Sequence[Limit] = ()
) -> bool:
    """Whether a run that keeps the limits, of those named or of all, has a value as good as the metric's target.

    A running run's may become worse again, unless it is the run's best that counts and nothing limits it; then it
    counts at the end.
    """
    project, metric = sweep.project, sweep.metric
    if metric is None or metric.target is None:
        return False
    if only is None:
        values = reader.values_of_runs(project, sweep.id, metric)
    else:
        found = {name: reader.value_of_run(project, name, metric) for name in only}
        values = {name: value for name, value in found.items() if value is not None}
    lasting = metric.reduce.kind == "best" and not limits
    reached = (run for run, value in values.items() if metric.reached(value))
    return any(
        (lasting or _has_ended(reader, project, run)) and _keeps(reader, project, run, limits) for run in reached
    )


def _keeps(reader: Reader, project: int, run: str, limits: Sequence[Limit]) -> bool:
    return all(limit.keeps(reader.value_of_run(project, run, limit.metric)) for limit in limits)


def _has_ended(reader: Reader, project: int, name: str) -> bool:
    run = reader.run(project, name)
    return run is not None and not run.state.active
