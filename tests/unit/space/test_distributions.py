"""Draws follow their distributions: Kolmogorov-Smirnov for floats, chi-square for what is counted. Seeded."""

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import chdtrc

from besom.space import (
    Beta,
    Choice,
    Continuous,
    IntUniform,
    LogNormal,
    LogUniform,
    Normal,
    Parameter,
    Quantized,
    Uniform,
    Value,
)

DRAWS = 5000
SEEDS = (1, 2, 3)


def phi(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def log_share(x: float, low: float, high: float) -> float:
    return (math.log(x) - math.log(low)) / (math.log(high) - math.log(low))


# Each with its distribution function, written down anew.
FLOATS: list[tuple[Continuous, Callable[[float], float]]] = [
    (Uniform(-3, 5.0), lambda x: (x + 3) / 8),
    (LogUniform(1e-5, 1e-1), lambda x: log_share(x, 1e-5, 1e-1)),
    (LogUniform(1e-300, 1e300), lambda x: log_share(x, 1e-300, 1e300)),
    (Normal(), phi),
    (Normal(10, 0.25), lambda x: phi((x - 10) / 0.25)),
    (Normal(0, 1e-12), lambda x: phi(x / 1e-12)),
    (LogNormal(), lambda x: phi(math.log(x))),
    (LogNormal(-7, 2), lambda x: phi((math.log(x) + 7) / 2)),
    (Beta(), lambda x: x),
    (Beta(2, 1), lambda x: x**2),
    (Beta(1, 3), lambda x: 1 - (1 - x) ** 3),
    (Beta(0.5, 0.5), lambda x: 2 / math.pi * math.asin(math.sqrt(x))),
]


def drawn(parameter: Parameter, seed: int) -> list[Value]:
    return [parameter.decode(u) for u in np.random.default_rng(seed).random(DRAWS).tolist()]


@pytest.mark.parametrize(("parameter", "below"), FLOATS, ids=[str(parameter) for parameter, _ in FLOATS])
@pytest.mark.parametrize("seed", SEEDS)
def test_floats_pass_kolmogorov_and_smirnov(parameter: Continuous, below: Callable[[float], float], seed: int) -> None:
    expected = np.array(sorted(below(float(str(value))) for value in drawn(parameter, seed)))
    ranks = np.arange(DRAWS)
    distance = max((expected - ranks / DRAWS).max(), ((ranks + 1) / DRAWS - expected).max())
    assert distance < 1.95 / math.sqrt(DRAWS)  # beyond it once in a thousand


def rounded(below: Callable[[float], float], q: float, first: int, last: int) -> dict[Value, float]:
    """The chance of each multiple of q: of all that is rounded to it, so half as much at the ends of a uniform."""
    edge = [below((k - 0.5) * q) for k in range(first, last + 2)]
    return {k * q: edge[k - first + 1] - edge[k - first] for k in range(first, last + 1)}


def within(below: Callable[[float], float], low: float, high: float) -> Callable[[float], float]:
    return lambda x: below(min(max(x, low), high))


COUNTED: list[tuple[Parameter, dict[Value, float]]] = [
    (IntUniform(-2, 3), dict.fromkeys(range(-2, 4), 1 / 6)),
    (Choice(("a", "b", 3, None)), {"a": 0.25, "b": 0.25, 3: 0.25, None: 0.25}),
    (Choice(("a", "b", "c"), (0.7, 0.1, 0.2)), {"a": 0.7, "b": 0.1, "c": 0.2}),
    (Choice((64, 16, 32, 128), (0.4, 0.3, 0.2, 0.1)), {64: 0.4, 16: 0.3, 32: 0.2, 128: 0.1}),
    (Choice(("a", "b", "c"), (0.25, 0, 0.75)), {"a": 0.25, "c": 0.75}),
    (Quantized(Uniform(0, 10), 2), {0: 0.1, 2: 0.2, 4: 0.2, 6: 0.2, 8: 0.2, 10: 0.1}),
    (Quantized(Uniform(0.0, 1.0), 0.25), {0: 0.125, 0.25: 0.25, 0.5: 0.25, 0.75: 0.25, 1: 0.125}),
    (Quantized(Uniform(1.0, 7.0), 4), {0: 1 / 6, 4: 4 / 6, 8: 1 / 6}),  # outside the ends, where W&B's go as well
    (Quantized(Uniform(-1, 0.5), 1), {-1: 0.5 / 1.5, 0: 1 / 1.5}),
    (Quantized(LogUniform(1, 8), 1), rounded(within(lambda x: log_share(x, 1, 8), 1, 8), 1, 1, 8)),
    (Quantized(LogUniform(0.01, 4), 2.0), rounded(within(lambda x: log_share(x, 0.01, 4), 0.01, 4), 2, 0, 2)),
    (Quantized(Normal(), 1), rounded(phi, 1, -5, 5)),
    (Quantized(Normal(5, 2), 2.5), rounded(lambda x: phi((x - 5) / 2), 2.5, -2, 6)),
    (
        Quantized(LogNormal(0.0, 0.5), 0.5),
        rounded(lambda x: phi(math.log(max(x, 1e-300)) / 0.5), 0.5, 0, 20),
    ),
    (Quantized(Beta(2, 1), 0.25), rounded(within(lambda x: x**2, 0, 1), 0.25, 0, 4)),
]


@pytest.mark.parametrize(("parameter", "chances"), COUNTED, ids=[str(parameter) for parameter, _ in COUNTED])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_counted_passes_chi_square(parameter: Parameter, chances: dict[Value, float], seed: int) -> None:
    assert sum(chances.values()) == pytest.approx(1, abs=1e-5)
    counts = Counter(drawn(parameter, seed))
    assert counts.keys() <= chances.keys()
    common = [value for value, chance in chances.items() if chance * DRAWS >= 5]
    pairs = [(counts[value], chances[value] * DRAWS) for value in common]
    rest = DRAWS - sum(seen for seen, _ in pairs), DRAWS - sum(expected for _, expected in pairs)
    if rest[1] >= 5:
        pairs.append(rest)
    statistic = sum((seen - expected) ** 2 / expected for seen, expected in pairs)
    assert chdtrc(len(pairs) - 1, statistic) > 1e-3
