"""Folding: what the journal holds of an attempt becomes chunks of one metric each.

A chunk that is not full yet is read, lengthened and written again under the same key; so small chunks merge without a
rule of their own. The work is done on a reader's snapshot; the writer only puts the result in place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from besom.curves import decode, encode
from besom.domain.run import Row
from besom.store.journal import (
    Points,
    by_metric,
    pack_lines,
    pack_numbered_rows,
    span,
    unpack_lines,
    unpack_numbered_rows,
    unpack_rows,
)
from besom.store.sqlite.history import OF_ATTEMPT, Attempt
from besom.store.sqlite.reader import SqliteReader
from besom.store.sqlite.tx import SqliteTx

_POINTS = 1000  # in a full chunk
_EXTRA_BYTES = 1 << 16  # in a full row of `extra`
_FOLD_BYTES = 4 << 20  # of journal at once

_CHUNK = "project, run, attempt, metric, first, last, n, low, high, final, lines, points"
_EXTRA = "project, run, attempt, first, last, n, rows"


@dataclass(slots=True)
class Folded:
    """What takes the place of the first `reports` journal rows of an attempt, those up to line `last`."""

    attempt: Attempt
    reports: int = 0
    last: int = -1
    more: bool = False  # in the journal, for another time
    chunks: list[tuple[Any, ...]] = field(default_factory=list)
    extras: list[tuple[Any, ...]] = field(default_factory=list)


def due(tx: SqliteTx, now: float, everything: bool) -> list[Attempt]:  # noqa: ARG001 (every verb is told the time)
    return tx.tails.all() if everything else tx.tails.due(tx.clock.monotonic())


def fold(reader: SqliteReader, attempt: Attempt) -> Folded:
    """Read the attempt's tail and make its chunks."""
    folded = Folded(attempt)
    rows: list[tuple[int, Row]] = []
    size = 0
    journal = f"SELECT first, rows FROM journal {OF_ATTEMPT} ORDER BY first"
    for begin, packed in reader.connection.execute(journal, attempt):
        if size > _FOLD_BYTES:
            folded.more = True
            break
        rows += enumerate(unpack_rows(packed), begin)
        folded.last = rows[-1][0]
        size += len(packed)
        folded.reports += 1
    for metric, points in by_metric(rows).items():
        folded.chunks += _chunks(attempt, metric, _lengthened(reader, attempt, metric, points))
    rest = [(line, Row(row.step, row.at, {}, row.extra)) for line, row in rows if row.extra or not row.metrics]
    if rest:
        folded.extras = _extras(attempt, _open_extra(reader, attempt) + rest)
    return folded


def seal(tx: SqliteTx, now: float, command: Sequence[Folded]) -> None:  # noqa: ARG001 (every verb is told the time)
    """Put the chunks in the place of the journal rows that they were made from, unless those are gone."""
    for folded in command:
        upto = f"FROM journal {OF_ATTEMPT} AND first <= ?"
        key = (*folded.attempt, folded.last)
        if tx.connection.execute(f"SELECT count(*) {upto}", key).fetchall() == [(folded.reports,)]:
            tx.connection.execute(f"DELETE {upto}", key)
            _put(tx, f"chunk ({_CHUNK})", folded.chunks)
            _put(tx, f"extra ({_EXTRA})", folded.extras)
        tx.tails.recount(folded.attempt)


def _put(tx: SqliteTx, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        tx.connection.executemany(f"REPLACE INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _lengthened(reader: SqliteReader, attempt: Attempt, metric: str, points: Points) -> Points:
    """The points behind those of the metric's last chunk, if that is not full."""
    sql = f"SELECT first, n, lines, points FROM chunk {OF_ATTEMPT} AND metric = ? ORDER BY first DESC LIMIT 1"
    for first, n, lines, packed in reader.connection.execute(sql, (*attempt, metric)):
        if n < _POINTS:
            steps, times, values = (column.tolist() for column in decode(packed))
            return Points(
                unpack_lines(lines, first, n) + points.lines,
                steps + points.steps,
                times + points.times,
                values + points.values,
            )
    return points


def _chunks(attempt: Attempt, metric: str, points: Points) -> list[tuple[Any, ...]]:
    made = []
    for start in range(0, len(points.lines), _POINTS):
        part = slice(start, start + _POINTS)
        lines, values = points.lines[part], points.values[part]
        bounds = (lines[0], lines[-1], len(lines), *span(values), values[-1])
        packed = encode(points.steps[part], points.times[part], values)
        made.append((*attempt, metric, *bounds, pack_lines(lines), packed))
    return made


def _open_extra(reader: SqliteReader, attempt: Attempt) -> list[tuple[int, Row]]:
    sql = f"SELECT n, rows FROM extra {OF_ATTEMPT} ORDER BY first DESC LIMIT 1"
    for n, packed in reader.connection.execute(sql, attempt):
        if n < _POINTS and len(packed) < _EXTRA_BYTES:
            return unpack_numbered_rows(packed)
    return []


def _extras(attempt: Attempt, rows: list[tuple[int, Row]]) -> list[tuple[Any, ...]]:
    parts = (rows[start : start + _POINTS] for start in range(0, len(rows), _POINTS))
    return [(*attempt, part[0][0], part[-1][0], len(part), pack_numbered_rows(part)) for part in parts]
