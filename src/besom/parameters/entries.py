"""The parameters of a sweep file, nested ones too, one entry for each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from besom.parameters import conditions
from besom.parameters.conditions import PlacedCondition
from besom.parameters.kinds import KEYS, KINDS, Kind
from besom.parameters.names import PATTERN, fits, misnamed
from besom.reading.fields import entries, filled, got, one_of, plain, quoted
from besom.reading.problems import DEEPEST, Findings, Path
from besom.reading.table import described
from besom.space import Parameter, Value

WAYS = "value, values, min and max, a distribution, parameters or expr"
MOST = 1000  # parameters; far beyond what any method searches
_KNOWN = ("distribution", *KEYS, "parameters", "when", "expr", "default")
_EXCLUSIVE = (
    "value",
    "values",
    "min",
    "max",
    "parameters",
    "expr",
)  # any two say what a parameter is, but for the range


@dataclass(frozen=True)
class Entry:
    """One parameter as the file has it; without `parameter` and `expression` it is not in order."""

    name: str  # its flat name, `outer.inner`
    path: tuple[str, ...]  # where its value stands in a run's config
    place: Path  # in the document
    parameter: Parameter | None = None
    expression: str | None = None
    conditions: tuple[PlacedCondition, ...] = ()  # those of the groups around it too
    default: tuple[Value, ...] = ()  # nothing, or the one value
    listed: tuple[Value, ...] = ()  # `values` as the file lists them, one perhaps several times


def parameters(value: Value, path: Path, findings: Findings) -> tuple[Entry, ...]:
    """Every parameter, in the file's order; also those that are not in order, whose names others may use."""
    found = _group(value, path, (), (), findings)
    seen: dict[str, Entry] = {}
    for entry in found:
        if entry.name in seen:
            findings.error(entry.place, f"parameter {entry.name} is given twice, here and inside a group", key=True)
        seen.setdefault(entry.name, entry)
    if len(seen) > MOST:
        findings.error(path, f"a sweep has at most {MOST} parameters, here are {len(seen)}", key=True)
    return tuple(seen.values())[:MOST]


def _group(
    value: Value, path: Path, outer: tuple[str, ...], inherited: tuple[PlacedCondition, ...], findings: Findings
) -> list[Entry]:
    if len(path) > DEEPEST:
        findings.error(path, f"this is nested more than {DEEPEST} deep")
        return []
    if not isinstance(value, dict):
        findings.error(path, f"parameters must be a mapping of names to what each may be, got {got(value)}")
        return []
    if not value:
        findings.error(path, "parameters must name at least one")
    found = []
    for name, item in value.items():
        if not fits(name):
            findings.error((*path, name), misnamed(name), key=True)
        found += _entries(item, (*path, name), (*outer, name), inherited, findings)
    return found


def _entries(
    value: Value, path: Path, at: tuple[str, ...], inherited: tuple[PlacedCondition, ...], findings: Findings
) -> list[Entry]:
    """One parameter, or those of a group."""
    name = ".".join(at)
    broken = [Entry(name, at, path)]
    if not isinstance(value, dict):
        findings.error(path, f"parameter {name} must be a mapping, such as {_example(value)}; got {got(value)}")
        return broken
    given = entries(value, path, findings, _KNOWN) or {}
    if len(given) < len(value):  # what an unknown key may stand for is not guessed at
        return broken
    if "when" in given:
        inherited += conditions.conditions(given["when"], (*path, "when"), findings)
    if "parameters" in given or "expr" in given:
        main = "parameters" if "parameters" in given else "expr"
        for other in (key for key in given if key not in (main, "when")):
            findings.error((*path, other), f"parameter {name} has both {main} and {other}; keep one", key=True)
        if main == "parameters":
            return _group(given[main], (*path, main), at, inherited, findings)
        return [Entry(name, at, path, None, filled(given[main], (*path, main), findings), inherited)]
    parameter = _drawn(name, given, path, findings)
    default = _default(given, parameter, path, findings)
    listed = given.get("values")
    values = tuple(listed) if isinstance(listed, list) and parameter is not None else ()
    return [Entry(name, at, path, parameter, None, inherited, default, values)]


def _drawn(name: str, given: Mapping[str, Value], path: Path, findings: Findings) -> Parameter | None:
    """A parameter that has values of its own, by its distribution or the one that its keys tell."""
    keys = [key for key in given if key in KEYS]
    if "distribution" in given:
        called = one_of(KINDS)(given["distribution"], (*path, "distribution"), findings)
        if called is None:
            return None
        kind = KINDS[called]
        for key in keys:
            if key not in kind.keys:
                findings.error((*path, key), f"{key} means nothing to {called}{_takers(keys)}", key=True)
                return None
        if missing := [key for key in kind.needs if key not in given]:
            findings.error(path, f"distribution {called} of {name} needs {' and '.join(missing)}", key=True)
            return None
        return kind.read(given, path, findings)
    inferred = _inferred(name, keys, given, path, findings)
    return None if inferred is None else inferred.read(given, path, findings)


def _inferred(name: str, keys: list[str], given: Mapping[str, Value], path: Path, findings: Findings) -> Kind | None:
    """The distribution of a parameter that names none."""
    match sorted(keys):
        case ["value"]:
            return KINDS["constant"]
        case ["values"]:
            return KINDS["categorical"]
        case ["probabilities", "values"]:
            return KINDS["categorical_w_probabilities"]
        case ["max", "min"]:
            whole = all(isinstance(given[end], int) and not isinstance(given[end], bool) for end in keys)
            return KINDS["int_uniform" if whole else "uniform"]
        case []:
            findings.error(path, f"parameter {name} needs {WAYS}", key=True)
        case ["max"] | ["min"]:
            there, missing = ("min", "max") if "min" in given else ("max", "min")
            findings.error((*path, there), f"parameter {name} has {there} but no {missing}", key=True)
        case _:
            _explain(name, keys, path, findings)
    return None


def _explain(name: str, keys: list[str], path: Path, findings: Findings) -> None:
    """Why no distribution can be told from these keys."""
    main = [key for key in keys if key in _EXCLUSIVE and not (key == "max" and "min" in keys)]
    if len(main) > 1:
        findings.error((*path, main[1]), f"parameter {name} has both {main[0]} and {main[1]}; keep one", key=True)
        return
    if keys == ["probabilities"]:
        findings.error((*path, "probabilities"), f"parameter {name} has probabilities but no values", key=True)
        return
    odd = next(key for key in keys if key not in _EXCLUSIVE)
    findings.error((*path, odd), f"{odd} needs a distribution beside it{_takers(keys)}", key=True)


def _takers(keys: Collection[str]) -> str:
    """The end of a sentence: the first distribution that takes all of the keys, if there is one."""
    taker = next((name for name, kind in KINDS.items() if kind.keys.issuperset(keys)), None)
    return f"; {taker} takes {' and '.join(keys)}" if taker else ""


def _default(
    given: Mapping[str, Value], parameter: Parameter | None, path: Path, findings: Findings
) -> tuple[Value, ...]:
    """What runs from before the parameter existed count as having: any category, or a number for a number."""
    if "default" not in given or not plain(given["default"], (*path, "default"), findings):
        return ()
    value = given["default"]
    if parameter is not None and parameter.ordered and parameter.coordinate(value) is None:
        findings.error((*path, "default"), f"default must be a number, as the values are; got {got(value)}")
        return ()
    return (value,)


def _example(value: Value) -> str:
    match value:
        case None | dict():
            return "{min: 0.0, max: 1.0}"
        case list():
            return "{values: [1, 2, 3]}"
        case _:
            return f"{{value: {quoted(value)}}}"


def _kind_schema(name: str, kind: Kind) -> dict[str, Any]:
    """What holds for a parameter of this distribution."""
    return {
        "if": {"properties": {"distribution": {"const": name}}, "required": ["distribution"]},
        "then": {
            "required": list(kind.needs),
            "propertyNames": {"enum": ["distribution", *sorted(kind.keys), "when", "default"]},
        },
    }


def _bare(*keys: str, besides: Collection[str] = ("when", "default")) -> dict[str, Any]:
    """What a parameter without a distribution may be."""
    return {"required": list(keys), "propertyNames": {"enum": [*keys, *besides]}}


_ABOUT = "; ".join(f"{name}: {kind.about}" for name, kind in KINDS.items())
SCHEMA = described(
    "What to search: each parameter's name, as the script takes it, and what it may be.",
    type="object",
    minProperties=1,
    propertyNames={"pattern": f"^{PATTERN}$"},
    additionalProperties={"$ref": "#/$defs/parameter"},
)
PARAMETER_SCHEMA = described(
    "One parameter: " + WAYS + ".",
    type="object",
    properties={
        "distribution": described(f"How values are drawn. {_ABOUT}.", enum=list(KINDS)),
        **KEYS,
        "parameters": described(
            "A group of parameters, which the script gets as one.", **{"$ref": "#/$defs/parameters"}
        ),
        "when": conditions.SCHEMA,
        "expr": described("Computed from other parameters, such as `batch * 2`.", type="string", minLength=1),
        "default": described("What runs from before the parameter existed count as having."),
    },
    additionalProperties=False,
    allOf=[_kind_schema(name, kind) for name, kind in KINDS.items()],
    anyOf=[
        {"required": ["distribution"]},
        _bare("value"),
        _bare("values"),
        _bare("values", "probabilities"),
        _bare("min", "max"),
        _bare("parameters", besides=("when",)),
        _bare("expr", besides=("when",)),
    ],
)
