"""Observed values as targets that a Gaussian process can believe in."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

POWERS = np.linspace(-1.0, 3.0, 41)
HUGE = 1e150  # squares and differences of larger values overflow


def standardise(values: Array) -> Array:
    """(n,) finite values, lower is better, as targets of mean 0 and sd 1 in the same order.

    The bad tail is squashed to its logarithm, so that a diverged run does not flatten all others; then the Yeo-Johnson
    power (Yeo and Johnson, 2000) under which the values look most normal. All 0 where all values are equal.
    """
    if np.abs(values).max(initial=0.0) > HUGE:
        values = values / HUGE**1.1
    middle = np.median(values)
    scale = np.subtract(*np.quantile(values, [0.75, 0.25])) or values.std()
    if scale == 0.0:
        return np.zeros_like(values)
    centred = (values - middle) / scale
    squashed = np.where(centred > 1.0, 1.0 + np.log(np.maximum(centred, 1.0)), centred)
    return _unit(_yeo_johnson(_unit(squashed)))


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
