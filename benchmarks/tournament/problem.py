"""A problem: what there is to search, and what trying a point gives. Every value is minimised."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from besom.parameters import read_space
from besom.space import Point, Space

Parameters: TypeAlias = Mapping[str, Mapping[str, object]]

FAILED = math.inf  # what is observed of a run that failed


@dataclass(frozen=True)
class Outcome:
    observed: float  # what the optimizer is told
    true: float  # what it is judged by: the mean over seeds, without the noise
    seconds: float  # how long the run takes, in simulated time


@dataclass(frozen=True)
class Problem:
    """`parameters` are a sweep file's. `measure` draws its noise, then its duration, from the generator."""

    name: str
    family: str
    parameters: Parameters
    measure: Callable[[Point, np.random.Generator], Outcome]

    @cached_property
    def space(self) -> Space:
        return read_space(self.parameters)


def duration(rng: np.random.Generator) -> float:
    """Of a run for which nobody recorded one."""
    return float(rng.lognormal(0.0, 0.6))


def number(point: Point, name: str) -> float:
    return float(str(point[name]))


def decades(point: Point, name: str, best: float) -> float:
    """How many powers of ten the value is away from the best one."""
    return math.log10(number(point, name) / best)


# Ways to write a parameter down.


def uniform(low: float, high: float) -> Mapping[str, object]:
    return {"distribution": "uniform", "min": low, "max": high}


def rate(low: float, high: float) -> Mapping[str, object]:
    return {"distribution": "log_uniform_values", "min": low, "max": high}


def whole(low: int, high: int) -> Mapping[str, object]:
    return {"distribution": "int_uniform", "min": low, "max": high}


def doubling(low: int, high: int) -> Mapping[str, object]:
    """Whole numbers whose logarithm is uniform."""
    return {"distribution": "q_log_uniform_values", "min": low, "max": high, "q": 1}


def one_of(*values: object) -> Mapping[str, object]:
    return {"values": list(values)}


def flag() -> Mapping[str, object]:
    return {"values": [True, False]}


def only(parameter: Mapping[str, object], parent: str, *values: object) -> Mapping[str, object]:
    """The parameter, which exists where the parent has one of these values."""
    return {**parameter, "when": {parent: list(values)}}
