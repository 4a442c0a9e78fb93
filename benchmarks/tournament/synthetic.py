"""Closed-form problems of the development suite."""

import math
from collections.abc import Mapping

import numpy as np

from benchmarks.tournament.formula import Formula
from benchmarks.tournament.problem import doubling, number, one_of, rate, uniform, whole
from besom.space import Point

HARTMANN_SCALE = np.array(
    [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
)
HARTMANN_CENTRE = np.array(
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ]
)


def hartmann(point: Point) -> float:
    """Six dimensions, several valleys, one of them deepest."""
    x = np.array([number(point, f"x{i}") for i in range(6)])
    wells = np.exp(-(HARTMANN_SCALE * (x - HARTMANN_CENTRE) ** 2).sum(axis=1))
    return -float(np.array([1.0, 1.2, 3.0, 3.2]) @ wells)


def mixed_bowl(point: Point) -> float:
    place = [
        math.log(number(point, "lr") / 1e-5) / math.log(1e5),
        math.log(number(point, "wd") / 1e-6) / math.log(1e5),
        (number(point, "n") - 1) / 63,
        number(point, "d"),
    ]
    z = np.array(place) - [0.35696728054958987, 0.379094686048474, 0.6885354443565683, 0.25514956528105814]
    first = {"a": 0.600100525965654, "b": 0.7285605268117946, "c": 0.18790107336660344, "d": 0.0}[str(point["c1"])]
    second = {"x": 0.0, "y": 0.6574330148755926, "z": 0.562265662780428}[str(point["c2"])]
    return math.log10(float(np.sum([1, 10, 100, 1000] * z**2)) + 1e-4) + 2 * first + 2 * second


def valley(point: Point) -> float:
    """A small good region at the edge of a plateau, as learning rates have."""
    place = [
        math.log(number(point, "lr") / 1e-5) / math.log(1e5),
        number(point, "b"),
        number(point, "c"),
        math.log(number(point, "k") / 8) / math.log(64),
    ]
    z = np.array(place) - [0.2513895002861746, 0.3420863039576598, 0.6807646791238382, 0.5492972216386207]
    far = float(np.sum((z / np.linspace(0.15, 1.0, 4)) ** 2))
    return 1 - math.exp(-far) + (2.0 if z[0] > 0.15 else 0.0)


SYNTHETIC: Mapping[str, Formula] = {
    "syn-hartmann6": Formula({f"x{i}": uniform(0, 1) for i in range(6)}, hartmann),
    "syn-ellipsoid-mixed": Formula(
        {
            "lr": rate(1e-5, 1),
            "wd": rate(1e-6, 0.1),
            "n": whole(1, 64),
            "d": {"distribution": "q_uniform", "min": 0, "max": 1, "q": 0.1},
            "c1": one_of("a", "b", "c", "d"),
            "c2": one_of("x", "y", "z"),
        },
        mixed_bowl,
    ),
    "syn-valley-noisy": Formula(
        {"lr": rate(1e-5, 1), "b": uniform(0, 1), "c": uniform(0, 1), "k": doubling(8, 512)},
        valley,
        lambda _point, rng: 0.05 * float(rng.normal()),
    ),
}
