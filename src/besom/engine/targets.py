"""Whether a sweep has what it was made for."""

from collections.abc import Collection

from besom.domain.store import Reader
from besom.domain.sweep import Sweep


def reaches_target(reader: Reader, sweep: Sweep, only: Collection[str] | None = None) -> bool:
    """Whether a run's value, of the runs named or of all, is as good as the metric's target.

    A running run's may become worse again, unless it is the run's best that counts; then it counts at the end.
    """
    project, metric = sweep.project, sweep.metric
    if metric is None or metric.target is None:
        return False
    if only is None:
        values = reader.values_of_runs(project, sweep.id, metric)
    else:
        found = {name: reader.value_of_run(project, name, metric) for name in only}
        values = {name: value for name, value in found.items() if value is not None}
    lasting = metric.reduce.kind == "best"
    return any(metric.reached(value) and (lasting or _has_ended(reader, project, run)) for run, value in values.items())


def _has_ended(reader: Reader, project: int, name: str) -> bool:
    run = reader.run(project, name)
    return run is not None and not run.state.active
