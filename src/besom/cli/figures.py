"""Numbers, times and values as people read them."""

import json
import math
from collections.abc import Mapping, Sequence


def number(value: float) -> str:
    """Four significant digits, `1e-5` rather than `1e-05`; integers whole."""
    if isinstance(value, int):
        return str(value)
    if 1e4 <= abs(value) < 1e7:
        return f"{value:.0f}"
    mantissa, e, exponent = f"{value:.4g}".partition("e")
    return mantissa + e + (str(int(exponent)) if e else "")


def mean(middle: float, half_width: float | None) -> str:
    """A mean with half of its 95 % interval, where that is known: `0.0312 ± 0.0042`, both to as many places."""
    if half_width is None:
        return number(middle)
    places = 1 - math.floor(math.log10(half_width)) if half_width > 0 else -1
    if not 0 <= places <= 6:
        return f"{number(middle)} ± {number(float(f'{half_width:.2g}'))}"
    return f"{middle:.{places}f} ± {half_width:.{places}f}"


def value(given: object) -> str:
    """A parameter's value: numbers by `number`, text as it is, the rest as JSON."""
    if isinstance(given, str):
        return given
    if isinstance(given, int | float) and not isinstance(given, bool):
        return number(given)
    return json.dumps(given, ensure_ascii=False)


def point(values: Mapping[str, object]) -> str:
    """All values of a run on one line: `lr 0.0021 batch_size 64`."""
    return " ".join(f"{name} {value(given)}" for name, given in values.items())


def duration(seconds: float) -> str:
    """A length of time in its two largest units: `34s`, `2m08`, `1h04`, `3d02h`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02}"
    if whole < 86400:
        return f"{whole // 3600}h{whole % 3600 // 60:02}"
    return f"{whole // 86400}d{whole % 86400 // 3600:02}h"


def age(seconds: float) -> str:
    """How long ago, in its largest unit: `34s`, `2m`, `1h`, `3d`."""
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= length:
            return f"{int(seconds // length)}{unit}"
    return f"{max(0, int(seconds))}s"


def counted(count: int, noun: str) -> str:
    """`1 run`, `3 runs`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def between(low: float | None, high: float | None) -> str:
    """`at most 20`, `at least 0.5`, `1 to 5`."""
    if low is None or high is None:
        return f"at most {number(high)}" if high is not None else f"at least {number(low or 0.0)}"
    return f"{number(low)} to {number(high)}"


def listed(texts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = texts
    return f"{', '.join(first)} and {last}" if first else last


def bar(done: int, total: int, cells: int = 10) -> str:
    """Progress as `▓▓▓▓░░░░░░`."""
    full = cells * min(done, total) // total if total else 0
    return "▓" * full + "░" * (cells - full)
