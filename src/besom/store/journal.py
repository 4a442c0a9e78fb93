"""History rows as bytes, and turned into columns. Every store keeps them so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np

from besom.curves import compress, decompress
from besom.domain.run import MetricSummary, Row

_rows = msgspec.msgpack.Decoder(list[Row])
_numbered_rows = msgspec.msgpack.Decoder(list[tuple[int, Row]])
_texts = msgspec.msgpack.Decoder(list[str])


def pack_rows(rows: Sequence[Row]) -> bytes:
    """For the journal: quick rather than small, since a fold soon takes them out again."""
    return msgspec.msgpack.encode(rows)


def unpack_rows(blob: bytes) -> list[Row]:
    return _rows.decode(blob)


def pack_numbered_rows(rows: Sequence[tuple[int, Row]]) -> bytes:
    return compress(msgspec.msgpack.encode(rows))


def unpack_numbered_rows(blob: bytes) -> list[tuple[int, Row]]:
    return _numbered_rows.decode(decompress(blob))


def pack_texts(lines: Sequence[str]) -> bytes:
    return compress(msgspec.msgpack.encode(lines))


def unpack_texts(blob: bytes) -> list[str]:
    return _texts.decode(decompress(blob))


def pack_lines(lines: Sequence[int]) -> bytes | None:
    """Rising line numbers; None when none is left out between the first and the last."""
    if lines[-1] - lines[0] == len(lines) - 1:
        return None
    return compress(np.diff(lines).astype("<u4").tobytes())


def unpack_lines(blob: bytes | None, first: int, n: int) -> list[int]:
    if blob is None:
        return list(range(first, first + n))
    later: list[int] = (np.frombuffer(decompress(blob), "<u4").cumsum(dtype=np.int64) + first).tolist()
    return [first, *later]


@dataclass(slots=True)
class Points:
    """One metric of one attempt, in order of arrival."""

    lines: list[int] = field(default_factory=list)
    steps: list[float | None] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


def by_metric(rows: Iterable[tuple[int, Row]]) -> dict[str, Points]:
    """The numbers of (line, row) pairs as columns."""
    found: dict[str, Points] = {}
    for line, row in rows:
        for name, value in row.metrics.items():
            points = found.get(name)
            if points is None:
                points = found[name] = Points()
            points.lines.append(line)
            points.steps.append(row.step)
            points.times.append(row.at)
            points.values.append(value)
    return found


def summarise(name: str, points: Points) -> MetricSummary:
    low, high = span(points.values)
    return MetricSummary(name, len(points.values), points.values[-1], low, high, points.steps[-1], points.times[-1])


def span(values: Sequence[float]) -> tuple[float | None, float | None]:
    """The smallest and the largest of those that are numbers."""
    numbers = [value for value in values if value == value]
    return min(numbers, default=None), max(numbers, default=None)
