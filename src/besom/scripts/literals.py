"""What an expression is worth, as far as that can be said without running anything."""

import ast
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import EllipsisType

from besom.scripts.project import Project
from besom.scripts.source import Module, dotted

DEEPEST = 8  # expressions within expressions, and names that stand for names
LONGEST = 200  # items of a list, characters of a text
LARGEST = 1e6, 64  # base and exponent of a power
BITS = 64  # of an integer

_NUMBERS: Mapping[type, Callable[[float, float], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
}


class NotLiteral(Exception):
    """The value is known only when the script runs."""


UNKNOWN = object()
"""Stands in a loop's items for what is not literal beside what is."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: its module, and the values that loops over literals have given to names."""

    project: Project
    module: Module
    known: Mapping[str, object] = field(default_factory=dict)
    depth: int = 0

    def deeper(self) -> "Scope":
        if self.depth >= DEEPEST:
            raise NotLiteral
        return replace(self, depth=self.depth + 1)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text in which `*` stands for what is not known, if it is `open`."""

    text: str
    open: bool


def value(node: ast.AST, scope: Scope) -> object:
    """The value of an expression, its tuples and sets as lists; NotLiteral where that cannot be told."""
    inner = scope.deeper()
    match node:
        case ast.Constant(value=given) if not isinstance(given, bytes | complex | EllipsisType):
            return _sized(given)
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return [value(item, inner) for item in items[:LONGEST]]
        case ast.Dict(keys=keys, values=values):
            return _mapping(zip(keys, values, strict=True), inner)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(value(operand, inner))
        case ast.JoinedStr() | ast.BinOp(op=ast.Mod()) | ast.Call(func=ast.Attribute(attr="format")):
            text = pattern(node, inner)
            if text is not None and not text.open:
                return text.text
        case ast.BinOp(left=left, op=op, right=right):
            return _calculated(op, value(left, inner), value(right, inner))
        case ast.Name() | ast.Attribute():
            return _named(dotted(node), inner)
        case ast.Call():
            return _called(node, inner)
    raise NotLiteral


def items(node: ast.AST, scope: Scope) -> list[object]:
    """What a loop over the expression goes through, UNKNOWN for what is not literal in it.

    NotLiteral where not even the number of rounds can be told.
    """
    inner = scope.deeper()
    match node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [_as_far_as_known(part, inner) for part in parts[:LONGEST]]
        case ast.Call(func=ast.Attribute(value=ast.Dict(keys=keys, values=values), attr="items"), args=[]):
            pairs = zip(keys[:LONGEST], values, strict=False)
            return [[key and _as_far_as_known(key, inner), _as_far_as_known(part, inner)] for key, part in pairs]
        case ast.Call(func=ast.Attribute(value=mapping, attr=("items" | "keys" | "values") as part), args=[]):
            given = value(mapping, inner)
            if not isinstance(given, dict):
                raise NotLiteral
            return [list(pair) for pair in given.items()] if part == "items" else list(getattr(given, part)())
        case ast.Call(func=ast.Name(id="enumerate"), args=[several]):
            return [[place, item] for place, item in enumerate(items(several, inner))]
        case ast.Call(func=ast.Name(id="zip"), args=columns):
            return [list(row) for row in zip(*(items(column, inner) for column in columns), strict=False)]
    given = value(node, scope)
    if isinstance(given, dict | list):
        return list(given)
    raise NotLiteral


def _as_far_as_known(node: ast.AST, scope: Scope) -> object:
    try:
        return value(node, scope)
    except NotLiteral:
        if isinstance(node, ast.Tuple | ast.List):
            return [_as_far_as_known(part, scope) for part in node.elts[:LONGEST]]
        return UNKNOWN


def pattern(node: ast.AST, scope: Scope) -> Pattern | None:
    """The text of an expression with gaps; None where it is no text, or nothing but gaps."""
    try:
        parts = list(_parts(node, scope))
    except NotLiteral:
        return None
    if not any(parts):
        return None
    return Pattern("".join("*" if part is None else part for part in parts)[:LONGEST], None in parts)


def shown(node: ast.AST, most: int = 40) -> str:
    """The expression as it could be written, cut when it is long."""
    try:
        text = ast.unparse(node)
    except (RecursionError, ValueError):
        return "…"
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _parts(node: ast.AST, scope: Scope) -> Iterator[str | None]:
    """The texts that the expression puts together; None for a gap."""
    inner = scope.deeper()
    match node:
        case ast.JoinedStr(values=pieces):
            for piece in pieces:
                yield from _parts(piece.value if isinstance(piece, ast.FormattedValue) else piece, inner)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from [*_parts(left, inner), *_parts(right, inner)]
        case ast.BinOp(left=ast.Constant(value=str(form)), op=ast.Mod(), right=right):
            first, _, rest = form.partition("%")
            yield from [first, *_parts(right, inner), rest.lstrip("-.0123456789sdfgeri")]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(form)), attr="format"), args=args):
            filled = _parts(args[0], inner) if len(args) == 1 and form.count("{") == 1 else [None]
            yield from [form.partition("{")[0], *filled, form.rpartition("}")[2]]
        case _:
            try:
                given = value(node, scope)
            except NotLiteral:
                given = None
            yield str(given) if isinstance(given, str | int | float) else None


def _mapping(pairs: Iterable[tuple[ast.expr | None, ast.expr]], scope: Scope) -> dict[object, object]:
    found: dict[object, object] = {}
    for key, item in pairs:
        given = value(item, scope)
        name = given if key is None else value(key, scope)
        if key is None and isinstance(given, dict):
            found |= given
        elif key is None or isinstance(name, list | dict):
            raise NotLiteral
        else:
            found[name] = given
        if len(found) > LONGEST:
            raise NotLiteral
    return found


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise NotLiteral
    return given


def _calculated(op: ast.operator, left: object, right: object) -> object:
    if isinstance(op, ast.Add):
        if isinstance(left, str) and isinstance(right, str):
            return (left + right)[:LONGEST]
        if isinstance(left, list) and isinstance(right, list):
            return (left + right)[:LONGEST]
    one, other = _number(left), _number(right)
    if type(op) not in _NUMBERS or (isinstance(op, ast.Pow) and (abs(one) > LARGEST[0] or abs(other) > LARGEST[1])):
        raise NotLiteral
    try:
        return _sized(_NUMBERS[type(op)](one, other))
    except (ArithmeticError, ValueError):
        raise NotLiteral from None


def _sized(given: object) -> object:
    """The value, if it is no more than anybody would write."""
    if isinstance(given, complex) or (isinstance(given, int) and given.bit_length() > BITS):
        raise NotLiteral
    return given


def _named(name: str, scope: Scope) -> object:
    if name in scope.known:
        return scope.known[name]
    found = scope.project.find(scope.module, name)
    if found is None or not isinstance(found.node, ast.expr):
        raise NotLiteral
    return value(found.node, replace(scope, module=found.module, known={}))


def _called(node: ast.Call, scope: Scope) -> object:
    match scope.module.origin(node.func), node.args, node.keywords:
        case "dict", [], words:
            named = ((None if word.arg is None else ast.Constant(word.arg), word.value) for word in words)
            return _mapping(named, scope)
        case "list" | "tuple" | "sorted" | "set", [several], []:
            return items(several, scope)
        case "range", [*bounds], []:
            try:
                return list(range(*(int(_number(value(bound, scope))) for bound in bounds))[:LONGEST])
            except (ValueError, OverflowError, TypeError):
                raise NotLiteral from None
        case "float", [text], []:
            try:
                return float(str(value(text, scope)))
            except ValueError:
                raise NotLiteral from None
        case "str" | "Path" | "pathlib.Path", [text], []:
            return str(value(text, scope))
    raise NotLiteral
