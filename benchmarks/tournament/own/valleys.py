"""Narrow valleys that lie askew to the parameters, and many modes, with categories that change the numbers' part."""

import math
from collections.abc import Mapping

import numpy as np

from benchmarks.tournament.formula import Formula
from benchmarks.tournament.landscapes import Vector, ackley, ellipsoid, griewank, rastrigin, rosenbrock, rotation
from benchmarks.tournament.problem import Parameters, number, one_of, rate, uniform, whole
from besom.space import Point


def vector(point: Point, scales: Mapping[str, tuple[float, float]]) -> Vector:
    """Positions between low and high, on a log scale where low is above 0 and high at least 100 times as high."""
    return np.array([_position(number(point, name), *ends) for name, ends in scales.items()])


def _position(value: float, low: float, high: float) -> float:
    if low > 0 and high >= 100 * low:
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)


def ranges(scales: Mapping[str, tuple[float, float]]) -> Parameters:
    return {
        n: rate(*ends) if ends[0] > 0 and ends[1] >= 100 * ends[0] else uniform(*ends) for n, ends in scales.items()
    }


FOUR = {"rate": (1e-5, 1.0), "decay": (1e-7, 0.1), "dropout": (0.0, 0.9), "momentum": (0.0, 1.0)}
SIX = {**FOUR, "clip": (0.01, 100.0), "warmup": (0.0, 0.5)}
EIGHT = {**SIX, "smoothing": (0.0, 0.4), "temperature": (0.1, 20.0)}


def valley_of_four(point: Point) -> float:
    z = 2.5 * rotation(4, 11) @ (vector(point, FOUR) - np.array([0.6, 0.35, 0.3, 0.7]))
    return math.log10(rosenbrock(z) + 0.01) + 2


def valley_of_six(point: Point) -> float:
    z = 2.0 * rotation(6, 12) @ (vector(point, SIX) - np.array([0.55, 0.7, 0.25, 0.4, 0.65, 0.3]))
    return math.sqrt(rosenbrock(z))


def bowl_of_eight(point: Point) -> float:
    centre = np.array([0.35, 0.6, 0.7, 0.2, 0.5, 0.8, 0.45, 0.3])
    return ellipsoid(rotation(8, 13) @ (vector(point, EIGHT) - centre), 1000.0)


ACTIVATIONS = ("relu", "tanh", "gelu", "silu")
OPTIMIZERS = ("sgd", "adam", "lion")
SCHEDULES = ("constant", "cosine", "step", "linear", "cycle")
TOGETHER = np.array([[1.5, 2.0, 0.9], [0.7, 0.0, 1.8], [2.2, 0.6, 1.1], [1.2, 1.9, 0.4]])  # activation, optimizer


def rippled_funnel(point: Point) -> float:
    """Each optimizer has its best numbers; which activation is good depends on it too."""
    which = OPTIMIZERS.index(str(point["optimizer"]))
    centre = np.array([[0.3, 0.7, 0.25], [0.55, 0.4, 0.6], [0.75, 0.2, 0.45]])[which]
    z = 6 * (vector(point, {name: FOUR[name] for name in ("rate", "decay", "dropout")}) - centre)
    layers = 6 * (number(point, "layers") - (4, 9, 14)[which]) / 15
    return ackley(np.append(z, layers)) + float(TOGETHER[ACTIVATIONS.index(str(point["activation"])), which])


def rippled_bowl(point: Point) -> float:
    """One category sets how high the ripples are, the other turns the axes."""
    height = {"layer": 0.4, "batch": 0.8, "none": 1.4}[str(point["norm"])]
    turn = SCHEDULES.index(str(point["schedule"]))
    z = 3 * rotation(4, 20 + turn) @ (vector(point, FOUR) - np.array([0.45, 0.65, 0.35, 0.55]))
    return (
        rastrigin(z, height) + (0.6, 0.0, 1.1, 0.3, 0.9)[turn] + (0.5 if point["norm"] == "layer" and turn == 2 else 0)
    )


def mirrored_waves(point: Point) -> float:
    """The category says which numbers are seen in the mirror."""
    turn = SCHEDULES.index(str(point["schedule"]))
    z = vector(point, SIX) - 0.5
    z = np.where([(turn >> bit) & 1 for bit in (0, 1, 2, 0, 1, 2)], -z, z) - np.array(
        [0.2, -0.15, 0.1, 0.25, -0.2, 0.05]
    )
    return griewank(9 * z) + (0.25, 0.1, 0.4, 0.0, 0.3)[turn]


FORMULAS: Mapping[str, Formula] = {
    "own-valley-4": Formula(ranges(FOUR), valley_of_four),
    "own-valley-6": Formula(ranges(SIX), valley_of_six),
    "own-bowl-8": Formula(ranges(EIGHT), bowl_of_eight),
    "own-rippled-funnel": Formula(
        {
            **ranges({name: FOUR[name] for name in ("rate", "decay", "dropout")}),
            "layers": whole(1, 16),
            "activation": one_of(*ACTIVATIONS),
            "optimizer": one_of(*OPTIMIZERS),
        },
        rippled_funnel,
    ),
    "own-rippled-bowl": Formula(
        {**ranges(FOUR), "norm": one_of("layer", "batch", "none"), "schedule": one_of(*SCHEDULES)}, rippled_bowl
    ),
    "own-mirrored-waves": Formula({**ranges(SIX), "schedule": one_of(*SCHEDULES)}, mirrored_waves),
}
