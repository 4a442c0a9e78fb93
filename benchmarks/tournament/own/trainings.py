"""Shaped like training jobs: strong noise, cliffs, failures, optima at the edge of a range, ties."""

import math
from collections.abc import Mapping

import numpy as np

from benchmarks.tournament.formula import Formula
from benchmarks.tournament.own.valleys import OPTIMIZERS, SIX, ranges
from benchmarks.tournament.problem import Parameters, decades, doubling, number, one_of, rate, uniform, whole
from besom.space import Point

TRAINING: Parameters = {
    "rate": rate(1e-5, 1.0),
    "batch": doubling(8, 1024),
    "dropout": uniform(0.0, 0.8),
    "decay": rate(1e-7, 0.1),
    "optimizer": one_of(*OPTIMIZERS),
}


def training(point: Point) -> float:
    """Shaped like a training job: the best rate depends on the optimizer and grows with the batch."""
    best = {"sgd": 0.05, "adam": 2e-3, "lion": 3e-4}[str(point["optimizer"])] * (number(point, "batch") / 128) ** 0.5
    far = decades(point, "rate", best)
    return (
        1.2 * far**2 / (1 + far**2)
        + 0.5 * (number(point, "dropout") - 0.25) ** 2
        + 0.04 * decades(point, "decay", 1e-4) ** 2
        + {"sgd": 0.08, "adam": 0.0, "lion": 0.03}[str(point["optimizer"])]
        + 0.05 * math.log2(number(point, "batch") / 32) ** 2 / 4
    )


def loud(_point: Point, rng: np.random.Generator) -> float:
    """As strong as the differences among the best fifth of random points."""
    return 0.1 * float(rng.normal())


def loud_when_small(point: Point, rng: np.random.Generator) -> float:
    """Small batches, the better ones here, are the noisy ones."""
    return 0.3 * math.sqrt(8 / number(point, "batch")) * float(rng.normal())


def with_outliers(_point: Point, rng: np.random.Generator) -> float:
    """Student's t with two degrees of freedom, and one run in twenty goes wrong."""
    usual, wrong = 0.04 * float(rng.standard_t(2)), rng.random() < 0.05
    return usual + 3.0 * wrong


def cliff(point: Point) -> float:
    """The faster the better, until it diverges to values beyond all scale."""
    speed = number(point, "rate") / (1 - number(point, "momentum"))
    limit = {"layer": 0.8, "batch": 0.4, "none": 0.05}[str(point["norm"])] / math.sqrt(number(point, "layers"))
    if speed > limit:
        return min(100 * (speed / limit) ** 3, 1e12)
    slow = math.log10(limit / speed)
    depth = 0.03 * abs(number(point, "layers") - 9)
    return 0.25 * slow + depth + 0.3 * (number(point, "dropout") - 0.1) ** 2 + (0.1 if point["norm"] == "none" else 0.0)


def too_large(point: Point) -> float | None:
    """The larger the better, until it does not fit into memory."""
    layers, width, batch = (number(point, name) for name in ("layers", "width", "batch"))
    if layers * width * (width + 8 * batch) > 6e6:
        return None
    return (
        2.5 * math.pow(layers * math.pow(width, 1.5), -0.15)
        + 0.15 * decades(point, "rate", 3e-3 * math.sqrt(batch / 64) / layers**0.5) ** 2
        + 0.3 * (number(point, "dropout") - 0.3) ** 2
        + 0.02 * abs(math.log2(batch / 64))
    )


def at_the_edge(point: Point) -> float:
    """Three parameters are best at the end of their range, and little is left to gain near it."""
    return (
        0.4 * math.sqrt(decades(point, "decay", 1e-7) / 6)
        + 0.5 * decades(point, "clip", 100.0) ** 2 / 16
        + 0.6 * math.pow(1 - number(point, "momentum"), 1.5)
        + 0.3 * decades(point, "rate", 0.01) ** 2
        + 0.2 * (number(point, "dropout") - 0.4) ** 2
    )


def rounded(point: Point) -> float:
    """An error rate, counted on 200 examples and never below 4 %: many points are equally good."""
    return math.ceil(200 * min(0.9, 0.04 + 0.6 * max(training(point) - 0.03, 0.0))) / 200


# What suggestions cost is measured on these: eight parameters of mixed kinds, and more that do not matter.

EIGHT: Parameters = {
    **TRAINING,
    "momentum": uniform(0.0, 0.99),
    "layers": whole(1, 8),
    "activation": one_of("relu", "tanh", "gelu"),
}
FORTY: Parameters = {**EIGHT, **{f"x{i}": uniform(0.0, 1.0) for i in range(32)}}


def eight(point: Point) -> float:
    deep = 0.02 * (number(point, "layers") - 3) ** 2 + 0.3 * (number(point, "momentum") - 0.9) ** 2
    return training(point) + deep + 0.1 * (point["activation"] == "tanh")


def quiet(_point: Point, rng: np.random.Generator) -> float:
    return 0.02 * float(rng.normal())


PACE: Mapping[str, Formula] = {
    "pace-8": Formula(EIGHT, eight, quiet),
    "pace-40": Formula(FORTY, eight, quiet),
}

FORMULAS: Mapping[str, Formula] = {
    "own-loud": Formula(TRAINING, training, loud),
    "own-loud-small-batch": Formula(TRAINING, training, loud_when_small),
    "own-outliers": Formula(TRAINING, training, with_outliers),
    "own-cliff": Formula(
        {
            "rate": rate(1e-5, 10.0),
            "momentum": uniform(0.0, 0.99),
            "layers": whole(1, 16),
            "dropout": uniform(0.0, 0.8),
            "norm": one_of("layer", "batch", "none"),
        },
        cliff,
    ),
    "own-out-of-memory": Formula(
        {
            "layers": whole(1, 24),
            "width": doubling(16, 2048),
            "batch": doubling(8, 1024),
            "rate": rate(1e-5, 0.1),
            "dropout": uniform(0.0, 0.8),
        },
        too_large,
    ),
    "own-edge": Formula(
        ranges({name: SIX[name] for name in ("rate", "decay", "dropout", "momentum", "clip")}), at_the_edge
    ),
    "own-ties": Formula(TRAINING, rounded),
}
