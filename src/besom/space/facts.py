"""What each parameter of a space is, in words and numbers, for people and charts."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from besom.space.choice import Choice, Constant
from besom.space.conditions import Condition
from besom.space.continuous import Beta, LogNormal, LogUniform, Normal, Uniform
from besom.space.expression import Expression
from besom.space.parameters import Parameter, Value
from besom.space.space import Space
from besom.space.stepped import IntUniform, Quantized


@dataclass(frozen=True)
class Facts:
    name: str
    kind: str  # the distribution as a sweep file calls it; `derived` where the value is computed from others
    scale: Literal["linear", "log", "category"]
    low: float | None
    high: float | None
    values: tuple[Value, ...] | None  # of a choice or a constant
    text: str  # what may be drawn
    when: str | None = None  # in which points it exists
    notes: tuple[str, ...] = ()  # what it moves with, what counts for runs from before it

    @property
    def sentence(self) -> str:
        """All of it in words: `uniform 0.5 … 0.99; when optimizer is sgd`."""
        when = () if self.when is None else (f"when {self.when}",)
        return "; ".join((self.text, *when, *self.notes))


def facts(space: Space) -> tuple[Facts, ...]:
    """One for each parameter, derived ones among them, in the file's order."""
    return tuple(_placed(space, _described(space, name)) for name in space.names)


def short(value: Value) -> str:
    """A value in the fewest characters that read back as the same: 0.1, 1e-5, adam, true."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        mantissa, e, exponent = repr(value).removesuffix(".0").partition("e")
        return mantissa + e + (str(int(exponent)) if e else "")
    return json.dumps(value, ensure_ascii=False)


def _described(space: Space, name: str) -> Facts:
    if name in space.derived:
        return _of_expression(name, space.derived[name])
    return _of_parameter(name, space.parameters[name])


def _placed(space: Space, alone: Facts) -> Facts:
    """With what the space says about it besides its own values."""
    name = alone.name
    groups = [[other for other in group if other != name] for group in space.zips if name in group]
    notes = [f"moves with {_listed(group)}" for group in groups]
    if name in space.defaults:
        notes.append(f"{short(space.defaults[name])} before it existed")
    conditions = space.conditions.get(name, ())
    when = " and ".join(map(_condition, conditions)) or None
    return replace(alone, when=when, notes=tuple(notes))


def _of_expression(name: str, expression: Expression) -> Facts:
    return Facts(name, "derived", "linear", None, None, None, f"= {expression.text}")


def _of_parameter(name: str, parameter: Parameter) -> Facts:
    match parameter:
        case Uniform(low, high):
            return Facts(name, "uniform", "linear", low, high, None, f"uniform {_range(low, high)}")
        case LogUniform(low, high):
            return Facts(name, "log_uniform_values", "log", low, high, None, f"log-uniform {_range(low, high)}")
        case IntUniform(low, high):
            return Facts(name, "int_uniform", "linear", low, high, None, f"integer {_range(low, high)}")
        case Normal(mu, sigma):
            return Facts(name, "normal", "linear", None, None, None, f"normal {short(mu)} ± {short(sigma)}")
        case LogNormal(mu, sigma):
            text = f"log-normal, its logarithm {short(mu)} ± {short(sigma)}"
            return Facts(name, "log_normal", "log", None, None, None, text)
        case Beta(a, b):
            return Facts(name, "beta", "linear", 0.0, 1.0, None, f"beta {short(a)}, {short(b)}")
        case Quantized(base, q):
            inner = _of_parameter(name, base)
            return replace(inner, kind=f"q_{inner.kind}", text=f"{inner.text} in steps of {short(q)}")
        case Choice(values, probabilities):
            chances = "" if probabilities is None else f", chances {' '.join(f'{each:.3g}' for each in probabilities)}"
            text = f"one of {' '.join(map(short, values))}{chances}"
            return Facts(name, "categorical", "category", None, None, values, text)
        case Constant(value):
            return Facts(name, "constant", "category", None, None, (value,), f"always {short(value)}")
        case _:
            raise NotImplementedError(type(parameter))


def _condition(condition: Condition) -> str:
    if condition.values:
        return f"{condition.parent} is {_listed(map(short, condition.values), 'or')}"
    if condition.low is None or condition.high is None:
        side, end = ("at most", condition.high) if condition.low is None else ("at least", condition.low)
        return f"{condition.parent} is {side} {short(end)}"
    return f"{condition.parent} is {_range(condition.low, condition.high)}"


def _range(low: float, high: float) -> str:
    return f"{short(low)} … {short(high)}"


def _listed(words: Iterable[str], last: str = "and") -> str:
    *rest, end = words
    return f"{', '.join(rest)} {last} {end}" if rest else end
