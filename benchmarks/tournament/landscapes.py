"""Shapes that searches find hard, as functions of a vector that is 0 at the best point."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def rotation(size: int, seed: int) -> Vector:
    """(size, size) a random orthogonal matrix."""
    return np.asarray(np.linalg.qr(np.random.default_rng(seed).normal(size=(size, size)))[0])


def rosenbrock(z: Vector) -> float:
    """A bent narrow valley: quick to find, slow to follow."""
    w = z + 1
    return float(np.sum(100 * (w[1:] - w[:-1] ** 2) ** 2 + (1 - w[:-1]) ** 2))


def ellipsoid(z: Vector, condition: float) -> float:
    """A bowl whose steepest direction is `condition` times as steep as its flattest."""
    return float(np.sum(condition ** np.linspace(0, 1, len(z)) * z**2))


def ackley(z: Vector) -> float:
    """A funnel with ripples."""
    far, waves = np.sqrt(np.mean(z**2)), np.mean(np.cos(2 * np.pi * z))
    return float(20 - 20 * np.exp(-0.2 * far) + np.e - np.exp(waves))


def rastrigin(z: Vector, height: float) -> float:
    """A bowl with ripples as high as `height`."""
    return float(np.sum(z**2 + height * (1 - np.cos(2 * np.pi * z))))


def griewank(z: Vector) -> float:
    """A bowl with ripples that depend on all coordinates together."""
    return float(1 + np.sum(z**2) / 40 - np.prod(np.cos(z / np.sqrt(np.arange(1, len(z) + 1)))))
