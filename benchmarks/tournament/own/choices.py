"""Lists and whole numbers alone, and parameters that exist beside one choice only."""

import math
from collections.abc import Mapping

from benchmarks.tournament.formula import Formula
from benchmarks.tournament.problem import (
    Parameters,
    decades,
    doubling,
    flag,
    number,
    one_of,
    only,
    rate,
    uniform,
    whole,
)
from besom.space import Point

SMALL: Parameters = {
    "kernel": one_of("rbf", "linear", "poly", "laplace"),
    "degree": whole(1, 8),
    "depth": whole(1, 10),
    "bins": one_of(16, 32, 64, 128, 255),
    "criterion": one_of("gini", "entropy", "log_loss"),
    "leaves": one_of(7, 15, 31, 63, 127, 255),
}


def countable(point: Point) -> float:
    kernel, degree, depth = str(point["kernel"]), number(point, "degree"), number(point, "depth")
    best = {"rbf": 3, "linear": 1, "poly": 6, "laplace": 4}[kernel]
    leaves = math.log2(number(point, "leaves") + 1)
    return (
        0.06 * abs(degree - best)
        + 0.12 * abs(leaves - 0.8 * depth)
        + 0.02 * (depth - 7) ** 2
        + 0.1 * abs(math.log2(number(point, "bins") / 128))
        + {"rbf": 0.2, "linear": 0.5, "poly": 0.0, "laplace": 0.15}[kernel]
        + (0.15 if (point["criterion"] == "gini") == (kernel == "poly") else 0.0)
    )


def ordered_lists(point: Point) -> float:
    """Every parameter is a list of numbers in order; rate and batch go together, and so do width and dropout."""
    batch, width = math.log2(number(point, "batch")), math.log2(number(point, "width"))
    return (
        0.35 * abs(decades(point, "rate", 1e-3 * 2 ** (0.7 * (batch - 6))))
        + 0.5 * abs(number(point, "dropout") - 0.1 * (width - 6))
        + 0.08 * abs(width - 9)
        + 0.05 * abs(batch - 7)
        + 0.1 * abs(number(point, "layers") - 3)
        + 0.08 * abs(math.log10(number(point, "decay") / 1e-4))
    )


BRANCHES: Parameters = {
    "optimizer": one_of("sgd", "adam", "lbfgs"),
    "layers": whole(1, 12),
    "decay": rate(1e-7, 0.1),
    "sgd_rate": only(rate(1e-4, 10.0), "optimizer", "sgd"),
    "momentum": only(uniform(0.0, 0.99), "optimizer", "sgd"),
    "nesterov": only(flag(), "optimizer", "sgd"),
    "adam_rate": only(rate(1e-6, 0.1), "optimizer", "adam"),
    "beta": only(uniform(0.5, 0.999), "optimizer", "adam"),
    "epsilon": only(rate(1e-10, 0.01), "optimizer", "adam"),
    "memory": only(doubling(2, 256), "optimizer", "lbfgs"),
    "tolerance": only(rate(1e-9, 0.01), "optimizer", "lbfgs"),
    "search": only(one_of("wolfe", "armijo", "none"), "optimizer", "lbfgs"),
}


def branches(point: Point) -> float:
    """Three optimizers with parameters of their own; the best one is good in a small part of its range only."""
    common = 0.03 * abs(number(point, "layers") - 5) + 0.03 * decades(point, "decay", 3e-5) ** 2
    if point["optimizer"] == "sgd":
        speed = decades(point, "sgd_rate", 0.5 * (1.02 - number(point, "momentum")))
        return (
            common
            + min(0.9, 0.45 * abs(speed))
            + 0.2 * abs(number(point, "momentum") - 0.9)
            + 0.02 * (not point["nesterov"])
        )
    if point["optimizer"] == "adam":
        far = 0.12 * decades(point, "adam_rate", 1e-3) ** 2 + 0.01 * decades(point, "epsilon", 1e-8) ** 2
        return common + 0.2 + min(0.8, far) + 0.15 * (number(point, "beta") - 0.9) ** 2
    lines = {"wolfe": 0.0, "armijo": 0.1, "none": 0.4}[str(point["search"])]
    return (
        common
        + 0.3
        + lines
        + 0.03 * abs(math.log2(number(point, "memory") / 16))
        + 0.03 * abs(decades(point, "tolerance", 1e-5))
    )


FORMULAS: Mapping[str, Formula] = {
    "own-countable": Formula(SMALL, countable),
    "own-ordered-lists": Formula(
        {
            "rate": one_of(1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2),
            "batch": one_of(8, 16, 32, 64, 128, 256, 512, 1024),
            "width": one_of(32, 64, 128, 256, 512, 1024, 2048),
            "dropout": one_of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
            "layers": one_of(1, 2, 3, 4, 6, 8),
            "decay": one_of(1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1),
        },
        ordered_lists,
    ),
    "own-branches": Formula(BRANCHES, branches),
}
