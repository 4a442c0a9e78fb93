"""The search space: parameters, the points they span, and their coding in the unit cube."""

from besom.space.cube import Cube
from besom.space.errors import SpaceError
from besom.space.facts import Facts, facts, short
from besom.space.parameters import Choice, Constant, IntUniform, Parameter, Uniform, Value
from besom.space.space import Point, Space

__all__ = [
    "Choice",
    "Constant",
    "Cube",
    "Facts",
    "IntUniform",
    "Parameter",
    "Point",
    "Space",
    "SpaceError",
    "Uniform",
    "Value",
    "facts",
    "short",
]
