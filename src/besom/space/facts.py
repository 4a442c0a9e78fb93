"""What each parameter of a space is, in words and numbers, for people and charts."""

import json
from dataclasses import dataclass
from typing import Literal

from besom.space.choice import Choice, Constant
from besom.space.continuous import Uniform
from besom.space.parameters import Parameter, Value
from besom.space.space import Space
from besom.space.stepped import IntUniform


@dataclass(frozen=True)
class Facts:
    name: str
    kind: str  # the distribution as a sweep file calls it; `derived` where the value is computed from others
    scale: Literal["linear", "log", "category"]
    low: float | None
    high: float | None
    values: tuple[Value, ...] | None  # of a choice or a constant
    when: str | None  # in which points it exists
    text: str


def facts(space: Space) -> tuple[Facts, ...]:
    """One for each parameter, in the file's order."""
    return tuple(_facts(name, parameter) for name, parameter in space.parameters.items())


def short(value: Value) -> str:
    """A value in the fewest characters that read back as the same: 0.1, 1e-5, adam, true."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        mantissa, e, exponent = repr(value).removesuffix(".0").partition("e")
        return mantissa + e + (str(int(exponent)) if e else "")
    return json.dumps(value, ensure_ascii=False)


def _facts(name: str, parameter: Parameter) -> Facts:
    match parameter:
        case Uniform(low, high):
            return Facts(name, "uniform", "linear", low, high, None, None, f"uniform {_range(low, high)}")
        case IntUniform(low, high):
            return Facts(name, "int_uniform", "linear", low, high, None, None, f"integer {_range(low, high)}")
        case Choice(values):
            text = f"one of {' '.join(map(short, values))}"
            return Facts(name, "categorical", "category", None, None, values, None, text)
        case Constant(value):
            return Facts(name, "constant", "category", None, None, (value,), None, f"always {short(value)}")
        case _:
            raise NotImplementedError(type(parameter))


def _range(low: float, high: float) -> str:
    return f"{short(low)} … {short(high)}"
