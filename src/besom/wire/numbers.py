"""Numbers that JSON cannot carry, as strings among numbers."""

import math
from typing import Annotated

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
ExitCode = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**32)]  # signals below 0; on Windows up to 32 bits
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
