"""Observed values as targets that a Gaussian process can believe in."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

POWERS = np.linspace(-1.0, 3.0, 41)
HUGE = 1e150  # squares and differences of larger values overflow
BAD_TAIL = 1.0  # quartile ranges above the median from which on only the logarithm counts
GOOD_TAIL = 10.0  # the same below the median: a very good value is news, an absurd one must not hide all others
LIMIT = 6.0  # where the bad tail ends: about 150 quartile ranges


def standardise(values: Array) -> Array:
    """(n,) finite values, lower is better, as targets of mean 0 and sd 1 that rise with them.

    Both tails are squashed to their logarithms, the bad one sooner and to a limit, so that diverged runs do not flatten
    all others. Then the power of Yeo and Johnson (2000) under which the values look most normal. All 0 where all
    values are equal.
    """
    if not len(values):
        return values
    if np.abs(values).max() > HUGE:
        values = values * HUGE**-1.5
    quarter, middle, other = np.quantile(values, [0.25, 0.5, 0.75])
    scale = (other - quarter) or values.std()
    if scale == 0.0:
        return np.zeros_like(values)
    with np.errstate(over="ignore"):
        centred = np.clip((values - middle) / scale, -1e300, 1e300)
    squashed = np.minimum(_tail(centred, BAD_TAIL), LIMIT)
    return _unit(_yeo_johnson(_unit(-_tail(-squashed, GOOD_TAIL))))


def _tail(values: Array, knee: float) -> Array:
    """The values, above the knee growing as their logarithm, with no jump and no kink."""
    return np.where(values > knee, knee * (1.0 + np.log(np.maximum(values, knee) / knee)), values)


def _unit(values: Array) -> Array:
    sd = values.std()
    return (values - values.mean()) / sd if sd > 0.0 else np.zeros_like(values)


def _yeo_johnson(values: Array) -> Array:
    """The values (n,) under the power of POWERS with the highest profile likelihood."""
    powers = POWERS[:, None]
    transformed = _power(values, powers)
    with np.errstate(divide="ignore"):
        spread = np.log(transformed.var(axis=1))
    jacobian = (POWERS - 1.0) * (np.sign(values) * np.log1p(np.abs(values))).sum()
    best = int(np.argmax(jacobian - 0.5 * len(values) * spread))
    chosen: Array = transformed[best]
    return chosen


def _power(values: Array, powers: Array) -> Array:
    """(p, n) Yeo-Johnson transform of values (n,) for each of powers (p, 1): a power of 1 + |v|, mirrored below 0."""
    size = np.log1p(np.abs(values))
    exponent = np.where(values >= 0.0, powers, 2.0 - powers)
    with np.errstate(divide="ignore", invalid="ignore"):
        grown = np.where(np.abs(exponent) < 1e-9, size, np.expm1(exponent * size) / exponent)
    result: Array = np.sign(values) * grown
    return result
