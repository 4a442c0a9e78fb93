"""The search space: parameters, the points they span, and their coding in the unit cube."""

from besom.space.choice import Choice, Constant
from besom.space.conditions import Condition
from besom.space.continuous import Beta, Continuous, LogNormal, LogUniform, Normal, Uniform
from besom.space.cube import Cube
from besom.space.errors import ExpressionError, SpaceError
from besom.space.expression import Expression
from besom.space.facts import Facts, facts, short
from besom.space.parameters import Parameter, Value
from besom.space.space import Point, Space
from besom.space.stepped import IntUniform, Quantized

__all__ = [
    "Beta",
    "Choice",
    "Condition",
    "Constant",
    "Continuous",
    "Cube",
    "Expression",
    "ExpressionError",
    "Facts",
    "IntUniform",
    "LogNormal",
    "LogUniform",
    "Normal",
    "Parameter",
    "Point",
    "Quantized",
    "Space",
    "SpaceError",
    "Uniform",
    "Value",
    "facts",
    "short",
]
