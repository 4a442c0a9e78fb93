"""From an argument of a script to what a sweep may try for it, by its name, its type and its default."""

import json
import math
import re
from dataclasses import dataclass

from besom.rehearsal.points import LENGTHS, is_size, words
from besom.scripts import Argument
from besom.space import short

RATES = frozenset({"lr", "decay", "wd", "eta", "l1", "l2", "alpha", "lambda", "reg", "epsilon", "eps", "penalty"})
SHARES = frozenset({"drop", "dropout", "smoothing"})  # of something left out
MEMORIES = frozenset({"momentum", "beta", "beta1", "beta2", "ema"})  # close to 1
# What says where, how often to look, or on which machine: nothing that a search should move.
SETTINGS = frozenset(
    {"data", "dataset", "corpus", "dir", "path", "root", "file", "folder", "output", "out", "save", "log", "logging"}
    | {"device", "gpu", "cuda", "cpu", "worker", "thread", "seed", "resume", "checkpoint", "ckpt", "name", "project"}
    | {"entity", "wandb", "tag", "debug", "verbose", "quiet", "port", "host", "rank", "world", "version", "run", "id"}
    | {"config", "print", "freq", "interval", "every", "eval", "url", "token", "key", "cache", "download", "group"}
    | {"notes", "amp", "fp16", "bf16", "precision", "compile", "profile", "help", "distributed", "tracker", "host"}
)
MOST_CHOICES = 12


@dataclass(frozen=True, slots=True)
class Guess:
    keys: tuple[str, ...]  # lines of the parameter in a sweep file, such as "min: 0.1"
    booleans: bool = False  # its values are true and false


def guess(argument: Argument) -> Guess | None:
    """None for what is better left alone."""
    name = words(argument.shown)
    if argument.many or name & SETTINGS:
        return None
    if len(argument.choices) > 1 and all(str(choice).isprintable() for choice in argument.choices):
        return Guess((f"values: [{', '.join(map(scalar, argument.choices[:MOST_CHOICES]))}]",))
    default = argument.default.value if argument.default is not None else None
    if argument.type == "bool" or isinstance(default, bool):
        return Guess(("values: [true, false]",), booleans=True)
    if isinstance(default, int | float) and math.isfinite(default) and argument.type != "str":
        return _near_number(name, argument, default)
    if argument.type == "float" and default is None and _is_rate(name):
        return _log(1e-4, 1e-1)
    return None


def scalar(value: object) -> str:
    """A value as YAML of both versions reads it back."""
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_./-]*", value) and value.lower() not in _WORDS:
        return value
    return short(value) if isinstance(value, bool | int | float) else json.dumps(value, ensure_ascii=False, default=str)


_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def _near_number(name: frozenset[str], argument: Argument, default: float) -> Guess | None:
    if name & LENGTHS and "size" not in name:
        return Guess((f"value: {short(default)}",))
    if name & {"batch", "bs"} and default >= 2:
        return _powers(default)
    if name & SHARES and 0 <= default < 1:
        return Guess(("min: 0.0", "max: 0.5"))
    if name & MEMORIES and 0 <= default < 1:
        return Guess(("min: 0.8", "max: 0.999") if default > 0.95 else ("min: 0.5", "max: 0.99"))
    if _is_rate(name) and default > 0 and argument.type in (None, "float"):
        return _log(default / 10, default * 10)
    if is_size(argument.shown) and isinstance(default, int) and default >= 1:
        return _powers(default) if default >= 16 else _range(argument, default)
    return None


def _is_rate(name: frozenset[str]) -> bool:
    return bool(name & RATES) or {"learning", "rate"} <= name


def _log(low: float, high: float) -> Guess:
    ends = (short(float(f"{end:.3g}")) for end in (low, high))
    return Guess(
        ("distribution: log_uniform_values", *(f"{key}: {end}" for key, end in zip(("min", "max"), ends, strict=True)))
    )


def _powers(default: float) -> Guess:
    """The default and its neighbours, each twice the one before."""
    middle = 2 ** round(math.log2(default))
    return Guess((f"values: [{', '.join(str(value) for value in (middle // 2, middle, middle * 2) if value)}]",))


def _range(argument: Argument, default: int) -> Guess | None:
    low, high = max(1, default // 2), default * 2
    low = low if argument.low is None else max(low, math.ceil(argument.low))
    high = high if argument.high is None else min(high, math.floor(argument.high))
    return Guess((f"min: {low}", f"max: {high}")) if low < high else None
