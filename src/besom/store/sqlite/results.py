"""What runs have come to: of all the values that a run logged of a metric, the one that counts."""

import math
import sys
from collections.abc import Iterable, Iterator, Sequence

import apsw

from besom.curves import decode
from besom.domain.sweep import Goal, Limit, Metric
from besom.store.journal import unpack_rows
from besom.store.sqlite.history import OF_ATTEMPT, Attempt
from besom.store.sqlite.records import Columns

_FINITE = f"BETWEEN {-sys.float_info.max} AND {sys.float_info.max}"  # neither NULL nor infinite
# CROSS keeps SQLite from beginning with the runs, which are those of the whole project.
_RUNS = "metric CROSS JOIN run ON run.project = metric.project AND run.id = run"
_OF_SWEEP = "WHERE metric.project = ? AND metric.sweep = ? AND name = ?"


def value(connection: apsw.Connection, project: int, run: str, metric: Metric) -> float | None:
    """The run's; None where it has none that is finite."""
    column = _column(metric)
    sql = f"SELECT attempt, {column or 'NULL'} FROM {_RUNS} WHERE metric.project = ? AND run = ? AND name = ?"
    for attempt, kept in _rows(connection, sql, project, run, metric.name):
        found = kept if column else _mean_of_last(connection, (project, run, attempt), metric)
        return float(found) if found is not None and math.isfinite(found) else None
    return None


def values(connection: apsw.Connection, project: int, sweep: str, metric: Metric) -> dict[str, float]:
    """The finite ones of the sweep's runs, by run."""
    if column := _column(metric):
        sql = f"SELECT run, {column} FROM metric {_OF_SWEEP} AND {column} {_FINITE}"
        return dict(_rows(connection, sql, project, sweep, metric.name))
    return {run: mean for run, _, mean in _means(connection, project, sweep, metric)}


def best(
    connection: apsw.Connection, project: int, sweep: str, metric: Metric, limits: Sequence[Limit]
) -> tuple[str, int, float] | None:
    """Run, number and value of the best that keeps the limits; of equals the one with the lowest number."""
    minimize = metric.goal is Goal.MINIMIZE
    if (column := _column(metric)) and not limits:
        extreme = f"SELECT {'min' if minimize else 'max'}({column}) FROM metric {_OF_SWEEP} AND {column} {_FINITE}"
        equals = f"{_OF_SWEEP} AND {column} = ({extreme}) ORDER BY number LIMIT 1"
        key = (project, sweep, metric.name)
        found = _rows(connection, f"SELECT run.id, number, {column} FROM {_RUNS} {equals}", *key, *key)
        return found[0] if found else None
    limited = [(limit, values(connection, project, sweep, limit.metric)) for limit in limits]
    able = (
        found
        for found in _numbered(connection, project, sweep, metric)
        if all(limit.keeps(of.get(found[0])) for limit, of in limited)
    )
    return min(able, key=lambda of: (metric.sign * of[2], of[1]), default=None)


def _column(metric: Metric) -> str | None:
    """Where the value stands in the table of summaries; None where it has to be worked out."""
    match metric.reduce.kind:
        case "best":
            return "low" if metric.goal is Goal.MINIMIZE else "high"
        case "last":
            return "last"
        case "mean-last":
            return None


def _numbered(
    connection: apsw.Connection, project: int, sweep: str, metric: Metric
) -> Iterable[tuple[str, int, float]]:
    """Run, number and value of the sweep's runs that have a finite one."""
    if column := _column(metric):
        sql = f"SELECT run, number, {column} FROM {_RUNS} {_OF_SWEEP} AND {column} {_FINITE}"
        return _rows(connection, sql, project, sweep, metric.name)
    return _means(connection, project, sweep, metric)


def _means(connection: apsw.Connection, project: int, sweep: str, metric: Metric) -> Iterator[tuple[str, int, float]]:
    """The same, each worked out from the run's last values."""
    sql = f"SELECT run, number, attempt FROM {_RUNS} {_OF_SWEEP}"
    for run, number, attempt in _rows(connection, sql, project, sweep, metric.name):
        mean = _mean_of_last(connection, (project, run, attempt), metric)
        if math.isfinite(mean):
            yield run, number, mean


def _mean_of_last(connection: apsw.Connection, attempt: Attempt, metric: Metric) -> float:
    """Of the last `k` values, or of all where there are fewer; NaN where one of them is."""
    tail: list[float] = []
    for newer in _backwards(connection, attempt, metric.name):
        tail += newer[: metric.reduce.k - len(tail)]
        if len(tail) == metric.reduce.k:
            break
    return sum(tail) / len(tail) if tail else math.nan


def _backwards(connection: apsw.Connection, attempt: Attempt, metric: str) -> Iterator[list[float]]:
    """The metric's values, the last one first, as they lie together in the file."""
    for (packed,) in connection.execute(f"SELECT rows FROM journal {OF_ATTEMPT} ORDER BY first DESC", attempt):
        yield [row.metrics[metric] for row in reversed(unpack_rows(packed)) if metric in row.metrics]
    chunks = f"SELECT points FROM chunk {OF_ATTEMPT} AND metric = ? ORDER BY first DESC"
    for (packed,) in connection.execute(chunks, (*attempt, metric)):
        yield decode(packed)[2][::-1].tolist()


def _rows(connection: apsw.Connection, sql: str, *key: int | str) -> list[Columns]:
    found: list[Columns] = connection.execute(sql, key).fetchall()
    return found
