"""Numbers that JSON cannot carry, as strings among numbers."""

import math

Number = float | str  # a str is one of "NaN", "Infinity", "-Infinity"


def pack(value: float) -> Number:
    """The JSON-safe form of a float."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def unpack(value: Number) -> float:
    """The float again; ValueError for any other string."""
    if isinstance(value, str) and value not in ("NaN", "Infinity", "-Infinity"):
        raise ValueError(f"{value!r} is not a number")
    return float(value)
