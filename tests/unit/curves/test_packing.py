"""What is packed comes back to the bit, and in few bytes."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from besom.curves import Array, decode, encode

ANY = st.floats(width=64)  # NaN of every kind, infinities, minus zero, subnormals
GROWING = st.builds(
    lambda start, gaps, scale: [round((start + sum(gaps[:i])) / scale, 3) for i in range(len(gaps))],
    st.integers(-10, 2 * 10**9),
    st.lists(st.integers(0, 1000), min_size=1, max_size=50),
    st.sampled_from([1, 8, 1000]),
)


def bits(column: object) -> npt.NDArray[np.int64]:
    return np.asarray(column, dtype=np.float64).view(np.int64)


@given(n=st.integers(0, 40), data=st.data())
def test_any_numbers_come_back_to_the_bit(n: int, data: st.DataObject) -> None:
    columns = [data.draw(arrays(np.float64, n, elements=ANY)) for _ in range(3)]
    for found, given_ in zip(decode(encode(*columns)), columns, strict=True):
        assert found.dtype == np.float64
        assert found.shape == (n,)
        assert np.array_equal(bits(found), bits(given_))


@given(steps=GROWING, data=st.data())
def test_steps_and_times_that_grow_come_back_to_the_bit(steps: list[float], data: st.DataObject) -> None:
    times = [data.draw(st.integers(0, 2**31)) / 1000 + step for step in steps]
    values = [data.draw(st.floats(width=32)) for _ in steps]
    for found, given_ in zip(decode(encode(steps, times, values)), (steps, times, values), strict=True):
        assert np.array_equal(bits(found), bits(given_))


def test_a_missing_step_is_nan() -> None:
    steps, times, values = decode(encode([1.0, None, 3.0], [0.0, 0.5, 1.0], [1.0, 2.0, math.inf]))
    assert str(steps.tolist()) == "[1.0, nan, 3.0]"
    assert times.tolist() == [0.0, 0.5, 1.0]
    assert values.tolist() == [1.0, 2.0, math.inf]


def _curve(n: int) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(4)
    steps = np.arange(n, dtype=np.float64)
    times = np.round(1_795_514_603 + steps * 0.5 + rng.normal(0, 0.005, n), 3)
    values = 2.5 * np.exp(-steps / 20_000) + rng.normal(0, 0.05, n)
    return steps, times, values


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("single", 5.2), ("double", 8.8), ("schedule", 2.5)],
)
def test_a_chunk_of_a_curve_takes_few_bytes_a_point(kind: str, limit: float) -> None:
    steps, times, values = _curve(1000)
    if kind == "single":
        values = values.astype(np.float32).astype(np.float64)
    if kind == "schedule":
        values = 1e-3 * np.minimum(1, steps / 100)
    assert len(encode(steps, times, values)) / 1000 < limit


def test_bytes_of_another_version_are_refused() -> None:
    packed = encode([1.0], [1.0], [1.0])
    with pytest.raises(ValueError, match="version 9"):
        decode(b"\x09" + packed[1:])
