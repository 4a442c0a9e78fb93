"""Fewer points that draw the same picture."""

from collections.abc import Sequence

import numpy as np

from besom.curves.packing import Array


def thin(
    steps: Sequence[float | None] | Array, times: Sequence[float] | Array, values: Sequence[float] | Array, points: int
) -> tuple[Array, Array, Array]:
    """Return at most `points` of the points (but no fewer than 5 are asked for), in order, as arrays; no step is NaN.

    The curve is cut into buckets of equally many points; each keeps its lowest and highest, so a spike never
    disappears, and the first that is not a number, so neither does a gap. The first and the last point are kept.
    """
    columns = tuple(np.asarray(column, dtype=np.float64) for column in (steps, times, values))
    n = len(columns[2])
    if n > max(points, 5):
        kept = _kept(columns[2], max(points, 5))
        columns = tuple(column[kept] for column in columns)
    return columns[0], columns[1], columns[2]


def _kept(values: Array, points: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The indices to keep, rising."""
    inner = values[1:-1]
    gaps = bool(np.isnan(inner).any())
    width = -(-len(inner) // ((points - 2) // (3 if gaps else 2)))
    buckets = -(-len(inner) // width)
    padded = np.full(buckets * width, np.nan)
    padded[: len(inner)] = inner
    table = padded.reshape(buckets, width)
    nan = np.isnan(table)
    starts = np.arange(buckets) * width + 1
    # Ties go to the first of a bucket, so the padding at its end is never chosen.
    lowest = starts + np.where(nan, np.inf, table).argmin(axis=1)
    highest = starts + np.where(nan, -np.inf, table).argmax(axis=1)
    chosen = [lowest, highest]
    if gaps:
        nan.reshape(-1)[len(inner) :] = False
        chosen.append((starts + nan.argmax(axis=1))[nan.any(axis=1)])
    return np.unique(np.concatenate([[0], *chosen, [len(values) - 1]]))
