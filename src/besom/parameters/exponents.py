"""Distributions whose min and max are exponents, which is what people mean least often."""

import math

from besom.reading.problems import Findings, Path

LARGEST = 700.0  # exponents beyond it give no number that a computer can hold
HUGE = 1e6  # few parameters are larger; plain values mistaken for exponents are, by far


def from_exponents(name: str, low: float, high: float, path: Path, findings: Findings) -> dict[str, float] | None:
    """The plain ends that two exponents mean, with a warning that shows them; None where they are out of reach.

    The warning is a doubt where the file seems to give plain values: where an end would be above a million, or where
    both exponents are fractions, as learning rates are.
    """
    plainly = f"{name}_values takes plain values"
    for key, exponent in (("min", low), ("max", high)):
        if abs(exponent) > LARGEST:
            findings.error(
                (*path, key), f"{key} of {name} is an exponent, and e^{exponent:g} is out of reach; {plainly}"
            )
            return None
    inverse = name.startswith("inv_")
    ends = (math.exp(-high), math.exp(-low)) if inverse else (math.exp(low), math.exp(high))
    doubt = ends[1] > HUGE or 0 < low < high <= 1
    if doubt and low > 0:
        plainly = f"for {low:g} … {high:g} write distribution: {name}_values"
    meant = f"{name} takes exponents: min {low:g} and max {high:g} mean {ends[0]:.4g} … {ends[1]:.4g}"
    findings.warn((*path, "distribution"), f"{meant}; {plainly}", doubt=doubt)
    return {"min": ends[0], "max": ends[1]}
