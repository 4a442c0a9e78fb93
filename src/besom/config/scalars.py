"""What a plain scalar means: the core schema of YAML 1.2, and where YAML 1.1 would have read something else."""

import json
import math
import re
from typing import Any

import yaml

from besom.space import Value

_WORDS: dict[str, Value] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_INTEGERS = (
    (re.compile(r"[-+]?[0-9]+"), 10),
    (re.compile(r"0o[0-7]+"), 8),
    (re.compile(r"0x[0-9a-fA-F]+"), 16),
)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

TAGS = {"str": str, "int": int, "float": float, "bool": bool, "null": type(None)}

_LONGEST = 40  # characters of an integer worth reading; Python refuses a few thousand, in either direction
_BEYOND_64_BITS = 2**64  # stands for the longer ones, which are refused like it


def read(text: str) -> Value:
    """The value of a plain scalar (YAML 1.2.2, section 10.3.2)."""
    if text in _WORDS:
        return _WORDS[text]
    for pattern, base in _INTEGERS:
        if pattern.fullmatch(text):
            return int(text, base) if len(text) <= _LONGEST else _BEYOND_64_BITS
    return float(text) if _FLOAT.fullmatch(text) else text


def tagged(name: str, text: str) -> Value:
    """The value of a scalar whose tag, one of TAGS, says what it is; ValueError when it is not."""
    value = text if name == "str" else read(text)
    if name == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not TAGS[name]:
        raise ValueError(name)
    return value


def double_reading(text: str) -> str | None:
    """A sentence that names both readings of a plain scalar which YAML 1.1 takes for something else.

    Not for exponents (`1e-3`), which 1.1 takes for text and nobody means so, nor for dates, whose text is the same.
    """
    if len(text) > _LONGEST:
        return None
    new, old = read(text), _read_as_1_1(text)
    if isinstance(new, float) or new is None or repr(new) == repr(old):
        return None
    return f"{text} is {_said(new)} here (YAML 1.2), but {_said(old)} in YAML 1.1; quote it, or write which you mean"


_OLD: Any = yaml.SafeLoader("")
_OLD_READERS = {
    "tag:yaml.org,2002:bool": _OLD.construct_yaml_bool,
    "tag:yaml.org,2002:int": _OLD.construct_yaml_int,
    "tag:yaml.org,2002:float": _OLD.construct_yaml_float,
}


def _read_as_1_1(text: str) -> Value:
    tag = _OLD.resolve(yaml.ScalarNode, text, (True, False))
    try:
        old: Value = _OLD_READERS[tag](yaml.ScalarNode(tag, text))
    except (KeyError, ValueError):  # not one of these, or one that only looks like it (0b_)
        return text
    return old


def _said(value: Value) -> str:
    kind = "the text " if isinstance(value, str) else "" if isinstance(value, bool) else "the number "
    return kind + json.dumps(value, ensure_ascii=False)
