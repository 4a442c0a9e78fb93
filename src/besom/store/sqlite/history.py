"""Reading history: what has been folded into chunks, then what the journal still holds."""

import math
from collections.abc import Iterable
from typing import Any

import apsw

from besom.curves import decode
from besom.domain.run import Row
from besom.store.journal import unpack_lines, unpack_numbered_rows, unpack_rows, unpack_texts

Attempt = tuple[int, str, int]  # project, run, attempt: what leads the key of every history table

OF_ATTEMPT = "WHERE project = ? AND run = ? AND attempt = ?"


def curve(
    connection: apsw.Connection, project: int, run: str, metric: str
) -> tuple[list[float | None], list[float], list[float]]:
    """One metric of the run's latest attempt: steps, times and values in order of arrival."""
    steps: list[float | None] = []
    times: list[float] = []
    values: list[float] = []
    attempt = _latest(connection, project, run)
    for (packed,) in connection.execute(
        f"SELECT points FROM chunk {OF_ATTEMPT} AND metric = ? ORDER BY first", (*attempt, metric)
    ):
        more_steps, more_times, more_values = decode(packed)
        steps += _steps(more_steps.tolist())
        times += more_times.tolist()
        values += more_values.tolist()
    for row in _journal(connection, attempt):
        if metric in row.metrics:
            steps.append(row.step)
            times.append(row.at)
            values.append(row.metrics[metric])
    return steps, times, values


def rows(connection: apsw.Connection, project: int, run: str, first: int, limit: int) -> list[tuple[int, int, Row]]:
    """(attempt, line, row) from the first-th of all attempts' rows together."""
    found: list[tuple[int, int, Row]] = []
    for number, count in _attempts(connection, project, run):
        start, end = first, min(count, first + limit - len(found))
        if start < end:
            lines = _lines(connection, (project, run, number), start, end)
            found += [(number, line, lines[line]) for line in range(start, end)]
        first = max(0, first - count)
    return found


def rows_from(connection: apsw.Connection, project: int, run: str, line: int) -> list[Row]:
    """The rows of the run's latest attempt, from that line on."""
    end: int = _value(connection, "SELECT lines FROM run WHERE project = ? AND id = ?", project, run) or 0
    found = _lines(connection, _latest(connection, project, run), line, end)
    return [found[number] for number in range(line, end)]


def log(connection: apsw.Connection, project: int, run: str, first: int, limit: int) -> tuple[int, list[str]]:
    """(number of the first line returned, lines) of the latest attempt; a negative `first` counts from the end."""
    attempt = _latest(connection, project, run)
    total: int = _value(connection, f"SELECT max(first + n) FROM log {OF_ATTEMPT}", *attempt) or 0
    start = min(first, total) if first >= 0 else max(0, total + first)
    end = min(total, start + limit)
    found: list[str] = []
    for begin, packed in connection.execute(
        f"SELECT first, lines FROM log {OF_ATTEMPT} AND first < ? AND first + n > ? ORDER BY first",
        (*attempt, end, start),
    ):
        found += unpack_texts(packed)[max(0, start - begin) : end - begin]
    return start, found


def _attempts(connection: apsw.Connection, project: int, run: str) -> Iterable[tuple[int, int]]:
    """(attempt, how many lines it has) of every attempt that left history."""
    latest = _latest(connection, project, run)[2]
    for attempt in range(1, latest + 1):
        key = (project, run, attempt)
        ends = (
            _value(connection, f"SELECT first + n FROM journal {OF_ATTEMPT} ORDER BY first DESC LIMIT 1", *key),
            _value(connection, f"SELECT max(last) + 1 FROM chunk {OF_ATTEMPT}", *key),
            _value(connection, f"SELECT last + 1 FROM extra {OF_ATTEMPT} ORDER BY first DESC LIMIT 1", *key),
        )
        yield attempt, max(end or 0 for end in ends)


def _lines(connection: apsw.Connection, attempt: Attempt, start: int, end: int) -> dict[int, Row]:
    """The rows of lines start..end-1, put together again from wherever their parts lie."""
    found: dict[int, Row] = {}
    overlap = f"{OF_ATTEMPT} AND first < ? AND last >= ?"
    for packed in _values(connection, f"SELECT rows FROM extra {overlap}", *attempt, end, start):
        found |= {line: row for line, row in unpack_numbered_rows(packed) if start <= line < end}
    for metric, begin, n, packed_lines, packed in connection.execute(
        f"SELECT metric, first, n, lines, points FROM chunk {overlap} ORDER BY metric", (*attempt, end, start)
    ):
        steps, times, values = (column.tolist() for column in decode(packed))
        for line, step, at, value in zip(
            unpack_lines(packed_lines, begin, n), _steps(steps), times, values, strict=True
        ):
            if start <= line < end:
                found.setdefault(line, Row(step, at, {})).metrics[metric] = value
    for begin, packed in connection.execute(
        f"SELECT first, rows FROM journal {OF_ATTEMPT} AND first < ? AND first + n > ?", (*attempt, end, start)
    ):
        found |= {line: row for line, row in enumerate(unpack_rows(packed), begin) if start <= line < end}
    return found


def _journal(connection: apsw.Connection, attempt: Attempt) -> Iterable[Row]:
    for packed in _values(connection, f"SELECT rows FROM journal {OF_ATTEMPT} ORDER BY first", *attempt):
        yield from unpack_rows(packed)


def _latest(connection: apsw.Connection, project: int, run: str) -> Attempt:
    """The run's latest attempt; attempt 0, which has nothing, where there is no such run."""
    attempt = _value(connection, "SELECT attempt FROM run WHERE project = ? AND id = ?", project, run)
    return project, run, attempt or 0


def _steps(column: list[float]) -> list[float | None]:
    return [None if math.isnan(step) else step for step in column]


def _value(connection: apsw.Connection, sql: str, *values: Any) -> Any:
    row = connection.execute(sql, values).fetchone()
    return row and row[0]


def _values(connection: apsw.Connection, sql: str, *values: Any) -> Iterable[Any]:
    return (value for (value,) in connection.execute(sql, values))
