"""The distributions that a parameter can have. A new one is one more row of KINDS."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from besom.parameters.exponents import from_exponents
from besom.reading.fields import got, integer, number, plain
from besom.reading.problems import Findings, Path
from besom.reading.table import described
from besom.space import (
    Beta,
    Choice,
    Constant,
    IntUniform,
    LogNormal,
    LogUniform,
    Normal,
    Parameter,
    Quantized,
    SpaceError,
    Uniform,
    Value,
)

Given: TypeAlias = Mapping[str, Value]
Numbers: TypeAlias = Mapping[str, float]


@dataclass(frozen=True)
class Kind:
    """One distribution: the keys it needs, those it may have, and how it is read; None after noting what is wrong."""

    needs: tuple[str, ...]
    takes: Mapping[str, float]  # and their defaults
    read: Callable[[Given, Path, Findings], Parameter | None]
    about: str

    @property
    def keys(self) -> frozenset[str]:
        return frozenset({*self.needs, *self.takes})


def _constant(given: Given, path: Path, findings: Findings) -> Parameter | None:
    return Constant(given["value"]) if plain(given["value"], (*path, "value"), findings) else None


def _categorical(given: Given, path: Path, findings: Findings) -> Parameter | None:
    values = _values(given, (*path, "values"), findings)
    return None if values is None else Choice(tuple(values))


def _weighted(given: Given, path: Path, findings: Findings) -> Parameter | None:
    values = _values(given, (*path, "values"), findings)
    chances, path = given["probabilities"], (*path, "probabilities")
    if not isinstance(chances, list):
        findings.error(path, f"probabilities must be a list of numbers, got {got(chances)}")
        return None
    read = [_chance(chance, (*path, index), findings) for index, chance in enumerate(chances)]
    shares = [share for share in read if share is not None]
    if values is None or len(shares) < len(read):
        return None
    if len(shares) != len(values):
        findings.error(path, f"probabilities must be as many as values, got {len(shares)} for {len(values)}")
    elif not math.isclose(total := math.fsum(shares), 1.0, abs_tol=1e-6):
        findings.error(path, f"probabilities must add up to 1, got {total:g}")
    else:
        return Choice(tuple(values), tuple(float(share) for share in shares))
    return None


def _values(given: Given, path: Path, findings: Findings) -> list[Value] | None:
    values = given["values"]
    if not isinstance(values, list):
        findings.error(path, f"values must be a list, got {got(values)}")
    elif not values:
        findings.error(path, "values must not be empty")
    elif plain(values, path, findings):
        return values
    return None


def _chance(value: Value, path: Path, findings: Findings) -> float | None:
    chance = number(value, path, findings)
    if chance is not None and chance < 0:
        findings.error(path, f"a probability must not be below 0, got {chance}")
        return None
    return chance


def _drawn(build: Callable[[Numbers], Parameter], *needs: str, about: str, **takes: float) -> Kind:
    """A distribution over numbers, whose keys are all numbers."""

    def read(given: Given, path: Path, findings: Findings) -> Parameter | None:
        numbers = read_numbers(given, {*needs, *takes}, path, findings)
        return None if numbers is None else made(build, numbers, takes, path, findings)

    return Kind(needs, takes, read, about)


def _int_uniform(given: Given, path: Path, findings: Findings) -> Parameter | None:
    low, high = (integer(given[key], (*path, key), findings) for key in _ENDS)
    if low is None or high is None:
        return None
    ends = {"min": low, "max": high}
    return made(lambda ends: IntUniform(int(ends["min"]), int(ends["max"])), ends, {}, path, findings)


def _by_exponents(name: str, build: Callable[[Numbers], Parameter], about: str, **takes: float) -> Kind:
    """A distribution whose min and max are natural logarithms of the plain ends."""

    def read(given: Given, path: Path, findings: Findings) -> Parameter | None:
        numbers = read_numbers(given, {*_ENDS, *takes}, path, findings)
        if numbers is None or not in_order(numbers, path, findings):
            return None
        ends = from_exponents(name, numbers["min"], numbers["max"], path, findings)
        return None if ends is None else made(build, {**numbers, **ends}, takes, path, findings)

    return Kind(_ENDS, takes, read, about)


def read_numbers(given: Given, keys: set[str], path: Path, findings: Findings) -> dict[str, float] | None:
    """The numbers that are given of these keys; None when one of them is none."""
    read = {key: number(given[key], (*path, key), findings) for key in given if key in keys}
    numbers = {key: value for key, value in read.items() if value is not None}
    return numbers if len(numbers) == len(read) else None


def made(
    build: Callable[[Numbers], Parameter], numbers: Numbers, defaults: Numbers, path: Path, findings: Findings
) -> Parameter | None:
    """The parameter; None after noting why there is none, at the first given key that the sentence speaks of."""
    if not in_order(numbers, path, findings):
        return None
    try:
        return build({**defaults, **numbers})
    except SpaceError as error:
        blamed = (word for word in str(error).replace("=", " ").split() if word in numbers)
        findings.error((*path, next(blamed, "min")), str(error))
        return None


def in_order(numbers: Numbers, path: Path, findings: Findings) -> bool:
    """Whether min is below max, where there are both."""
    if "min" in numbers and not numbers["min"] < numbers["max"]:
        sentence = f"min must be below max, got min={numbers['min']!r} and max={numbers['max']!r}"
        findings.error((*path, "min"), sentence)
        return False
    return True


_ENDS = ("min", "max")


def _uniform(n: Numbers) -> Uniform:
    return Uniform(float(n["min"]), float(n["max"]))


def _log_uniform(n: Numbers) -> LogUniform:
    return LogUniform(float(n["min"]), float(n["max"]))


def _normal(n: Numbers) -> Normal:
    return Normal(float(n["mu"]), float(n["sigma"]))


def _log_normal(n: Numbers) -> LogNormal:
    return LogNormal(float(n["mu"]), float(n["sigma"]))


def _beta(n: Numbers) -> Beta:
    return Beta(float(n["a"]), float(n["b"]))


def _stepped(base: Callable[[Numbers], Any]) -> Callable[[Numbers], Parameter]:
    return lambda n: Quantized(base(n), n["q"])


_BELL = {"mu": 0, "sigma": 1}
_SHAPE = {"a": 1, "b": 1}
_STEP = {"q": 1}

KINDS: Mapping[str, Kind] = {
    "constant": Kind(("value",), {}, _constant, "always the same value"),
    "categorical": Kind(("values",), {}, _categorical, "one of values, with equal chances"),
    "categorical_w_probabilities": Kind(
        ("values", "probabilities"), {}, _weighted, "one of values, with the chances given"
    ),
    "uniform": _drawn(_uniform, *_ENDS, about="a real number from min to max"),
    "int_uniform": Kind(_ENDS, {}, _int_uniform, "a whole number from min to max, both included"),
    "q_uniform": _drawn(_stepped(_uniform), *_ENDS, **_STEP, about="uniform, rounded to multiples of q"),
    "log_uniform_values": _drawn(
        _log_uniform, *_ENDS, about="from min to max, each power of ten as likely as the next; min above 0"
    ),
    "q_log_uniform_values": _drawn(
        _stepped(_log_uniform), *_ENDS, **_STEP, about="log_uniform_values, rounded to multiples of q"
    ),
    "inv_log_uniform_values": _drawn(_log_uniform, *_ENDS, about="the same distribution as log_uniform_values"),
    "log_uniform": _by_exponents(
        "log_uniform", _log_uniform, "from e^min to e^max: min and max are exponents; see log_uniform_values"
    ),
    "q_log_uniform": _by_exponents(
        "q_log_uniform", _stepped(_log_uniform), "log_uniform (exponents), rounded to multiples of q", **_STEP
    ),
    "inv_log_uniform": _by_exponents(
        "inv_log_uniform", _log_uniform, "from e^-max to e^-min: min and max are exponents of 1/x"
    ),
    "normal": _drawn(_normal, **_BELL, about="normal with mean mu and standard deviation sigma"),
    "q_normal": _drawn(_stepped(_normal), **_BELL, **_STEP, about="normal, rounded to multiples of q"),
    "log_normal": _drawn(_log_normal, **_BELL, about="a number whose logarithm is normal with mu and sigma"),
    "q_log_normal": _drawn(_stepped(_log_normal), **_BELL, **_STEP, about="log_normal, rounded to multiples of q"),
    "beta": _drawn(_beta, **_SHAPE, about="between 0 and 1, by a beta distribution with shapes a and b"),
    "q_beta": _drawn(_stepped(_beta), **_SHAPE, **_STEP, about="beta, rounded to multiples of q"),
}

_NUMBER = {"type": "number"}
KEYS: Mapping[str, Mapping[str, Any]] = {
    "value": described("The one value that every run gets."),
    "values": described("Each run gets one of these.", type="array", minItems=1),
    "probabilities": described(
        "The chance of each of values; they add up to 1.", type="array", items={"type": "number", "minimum": 0}
    ),
    "min": described("Smallest value. Whole numbers are drawn when min and max both are written as such.", **_NUMBER),
    "max": described("Largest value, included.", **_NUMBER),
    "mu": described("Mean of a normal distribution; of the logarithm for log_normal.", **_NUMBER, default=0),
    "sigma": described("Standard deviation, above 0.", type="number", exclusiveMinimum=0, default=1),
    "q": described("Step: values are multiples of it, integers where it is one.", type="number", exclusiveMinimum=0),
    "a": described("First shape of a beta distribution, above 0.", type="number", exclusiveMinimum=0, default=1),
    "b": described("Second shape of a beta distribution, above 0.", type="number", exclusiveMinimum=0, default=1),
}
"""The keys that distributions read, each with its JSON Schema."""
