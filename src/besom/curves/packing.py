"""Columns of numbers as few bytes, and back bit by bit.

Neighbouring numbers share their high bytes, so bytes of equal rank are put side by side before zstd sees them; steps
and times grow evenly, so their differences are kept instead. A column is written in the first form from which it comes
back exactly: NaN, infinities and minus zero included.
"""

import struct
import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import zstandard

Array = npt.NDArray[np.float64]

_LEVEL = 3  # higher levels cost several times the time for one byte in twenty
_HEADER = struct.Struct("<BBBBI")  # version, the form of each column, number of points
_VERSION = 1

# The forms of a column; numbers on disk, so they never change.
_WHOLE, _THOUSANDTHS, _BITS, _SINGLE, _DOUBLE = range(5)
_SCALE = {_WHOLE: 1.0, _THOUSANDTHS: 1000.0}
_EXACT = 2.0**53  # whole numbers beyond this have gaps

_local = threading.local()  # contexts of zstd are quick to use again, but not from two threads


def compress(data: bytes) -> bytes:
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    packed: bytes = _local.compressor.compress(data)
    return packed


def decompress(packed: bytes) -> bytes:
    if not hasattr(_local, "decompressor"):
        _local.decompressor = zstandard.ZstdDecompressor()
    data: bytes = _local.decompressor.decompress(packed)
    return data


def encode(
    steps: Sequence[float | None] | Array, times: Sequence[float] | Array, values: Sequence[float] | Array
) -> bytes:
    """Pack n points; a step that is None or NaN is a missing one. About 5 bytes a point for a noisy float32 loss."""
    columns = [np.asarray(column, dtype=np.float64) for column in (steps, times, values)]
    (steps_form, steps_bytes), (times_form, times_bytes) = (_pack_growing(column) for column in columns[:2])
    values_form, values_bytes = _pack_values(columns[2])
    header = _HEADER.pack(_VERSION, steps_form, times_form, values_form, len(columns[0]))
    return header + compress(steps_bytes + times_bytes + values_bytes)


def decode(packed: bytes) -> tuple[Array, Array, Array]:
    """Return steps (NaN where there was none), times and values, each of shape (n,), exactly as they were encoded."""
    version, *forms, n = _HEADER.unpack_from(packed)
    if version != _VERSION:
        raise ValueError(f"packed curve of version {version}; this besom reads version {_VERSION}")
    data = decompress(packed[_HEADER.size :])
    columns, start = [], 0
    for form in forms:
        end = start + n * (4 if form == _SINGLE else 8)
        columns.append(_unpack(form, data[start:end]))
        start = end
    return columns[0], columns[1], columns[2]


def _pack_growing(column: Array) -> tuple[int, bytes]:
    for form, scale in _SCALE.items():
        with np.errstate(over="ignore"):  # what overflows is beyond _EXACT
            scaled = column * scale
        if np.all(np.abs(scaled) < _EXACT):  # false for NaN too
            whole = np.rint(scaled).astype(np.int64)
            if _same(whole / scale, column):
                return form, _shuffle(_differences(whole))
    return _BITS, _shuffle(_differences(column.view(np.int64)))


def _pack_values(column: Array) -> tuple[int, bytes]:
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not the same, and stays double
        single = column.astype(np.float32)
    if _same(single.astype(np.float64), column):
        return _SINGLE, _shuffle(single)
    return _DOUBLE, _shuffle(column)


def _unpack(form: int, data: bytes) -> Array:
    if form == _SINGLE:
        return _unshuffle(data, np.dtype(np.float32)).view(np.float32).astype(np.float64)
    if form == _DOUBLE:
        return _unshuffle(data, np.dtype(np.float64)).view(np.float64)
    whole = np.cumsum(_unshuffle(data, np.dtype(np.int64)).view(np.int64))  # wraps round, as the differences did
    return whole.view(np.float64) if form == _BITS else whole / _SCALE[form]


def _same(a: Array, b: Array) -> bool:
    return bool(np.array_equal(a.view(np.int64), b.view(np.int64)))


def _differences(whole: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.diff(whole, prepend=np.int64(0))


def _shuffle(column: npt.NDArray[np.generic]) -> bytes:
    return column.view(np.uint8).reshape(len(column), column.itemsize).T.tobytes()


def _unshuffle(data: bytes, kind: np.dtype[np.generic]) -> npt.NDArray[np.uint8]:
    planes = np.frombuffer(data, np.uint8).reshape(kind.itemsize, -1)
    return np.ascontiguousarray(planes.T).reshape(-1)
