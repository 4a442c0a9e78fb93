"""What a type annotation says about an argument; for the frameworks that make arguments of functions and classes."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from besom.scripts.facts import Default, Place, Type
from besom.scripts.literals import NotLiteral, Scope, shown, value
from besom.scripts.project import Found
from besom.scripts.reading import Reading, keyword
from besom.scripts.source import Function, Module, dotted

DEEPEST = 8
FIELDS = frozenset({"field", "Field", "choice", "mutable_field"})  # what stands for a default and says more
LISTS = frozenset({"list", "List", "tuple", "Tuple", "Sequence", "Iterable", "set", "Set", "frozenset"})

_TYPES: dict[str, Type] = {
    "int": "int",
    "float": "float",
    "str": "str",
    "bool": "bool",
    "Path": "str",
    "PathLike": "str",
}


@dataclass(frozen=True, slots=True)
class Shape:
    type: Type | None = None
    many: bool = False
    optional: bool = False
    choices: tuple[object, ...] = ()
    members: tuple[str, ...] = ()  # of an enumeration: the names, where `choices` are the values
    nested: Found | None = None  # a class of this project
    marks: tuple[ast.expr, ...] = ()  # what stands beside the type in Annotated


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a function or a field of a class."""

    name: str
    shape: Shape
    place: Place
    module: Module
    default: ast.expr | None = None
    annotation: ast.expr | None = None


def shape(node: ast.expr | None, module: Module, reading: Reading, depth: int = 0) -> Shape:
    if node is None or depth > DEEPEST:
        return Shape()
    match node:
        case ast.Constant(value=str(text)):
            return shape(_parsed(text), module, reading, depth + 1)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _either([left, right], module, reading, depth)
        case ast.Subscript(value=outer, slice=inner):
            parts = list(inner.elts) if isinstance(inner, ast.Tuple) else [inner]
            return _subscripted(dotted(outer).rpartition(".")[2], parts, module, reading, depth)
    name = dotted(node).rpartition(".")[2]
    if name in _TYPES:
        return Shape(_TYPES[name])
    if name in LISTS:
        return Shape(many=True)
    found = reading.project.find(module, dotted(node))
    if found is None or not isinstance(found.node, ast.ClassDef):
        return Shape()
    return _enumerated(found, reading) or Shape(nested=found)


def parameters(function: Function, module: Module, reading: Reading) -> list[Field]:
    """Of a function, without `self`."""
    args = function.args
    plain = [*args.posonlyargs, *args.args]
    defaults = [None] * (len(plain) - len(args.defaults)) + list(args.defaults)
    found = [*zip(plain, defaults, strict=True), *zip(args.kwonlyargs, args.kw_defaults, strict=True)]
    return [
        Field(arg.arg, shape(arg.annotation, module, reading), module.place(arg), module, default, arg.annotation)
        for arg, default in found
        if arg.arg not in ("self", "cls")
    ]


def fields(found: Found, reading: Reading, depth: int = 0) -> list[Field]:
    """Of a class with annotated fields, those of its bases in this project first."""
    assert isinstance(found.node, ast.ClassDef)  # noqa: S101 (callers have looked)
    by_name: dict[str, Field] = {}
    for base in found.node.bases if depth < DEEPEST else []:
        above = reading.project.find(found.module, dotted(base))
        if above is not None and isinstance(above.node, ast.ClassDef):
            by_name |= {each.name: each for each in fields(above, reading, depth + 1)}
    for node in found.node.body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=default):
                outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
                if not (dotted(outer).endswith("ClassVar") or name.startswith("_") or _is_left_out(default)):
                    kind = shape(annotation, found.module, reading)
                    by_name[name] = Field(name, kind, found.module.place(node), found.module, default, annotation)
    return list(by_name.values())


def given(each: Field) -> ast.expr | None:
    """The expression of the default, out of `field(default=…)` and the like; None where there is none."""
    node = each.default
    if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in FIELDS:
        made = keyword(node, "default_factory")
        if isinstance(made, ast.Name) and made.id in LISTS:
            return ast.List([])
        return keyword(node, "default") or (made.body if isinstance(made, ast.Lambda) else made)
    return None if isinstance(node, ast.Constant) and node.value is ... else node


def default_of(each: Field, reading: Reading) -> Default | None:
    """The default as far as it can be told; None where there is none, or it is None."""
    node = given(each)
    if node is None:
        return None
    if (member := _member(node, each)) is not None:
        return Default(member, member)
    try:
        known = value(node, Scope(reading.project, each.module))
    except NotLiteral:
        return Default(shown(node), known=False)
    return None if known is None else Default(str(known), known)


def _member(node: ast.expr, each: Field) -> str | None:
    """`ADAM` for `Optimizer.ADAM`, where that is an enumeration."""
    name = dotted(node).rpartition(".")[2]
    return name if name in each.shape.members else None


def _is_left_out(node: ast.expr | None) -> bool:
    init = keyword(node, "init") if isinstance(node, ast.Call) else None
    return isinstance(init, ast.Constant) and init.value is False


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _either(parts: list[ast.expr], module: Module, reading: Reading, depth: int) -> Shape:
    some = [part for part in parts if not (isinstance(part, ast.Constant) and part.value is None)]
    shapes = [shape(part, module, reading, depth + 1) for part in some]
    if len(shapes) == 1:
        return replace(shapes[0], optional=True)
    kinds = {each.type for each in shapes}
    wide: Type | None = "float" if kinds == {"int", "float"} else None
    return Shape(wide, optional=len(some) < len(parts))


def _subscripted(name: str, parts: list[ast.expr], module: Module, reading: Reading, depth: int) -> Shape:
    match name:
        case "Optional":
            return replace(shape(parts[0], module, reading, depth + 1), optional=True)
        case "Union":
            return _either(parts, module, reading, depth)
        case "Literal":
            values = tuple(part.value for part in parts if isinstance(part, ast.Constant))
            kinds: dict[type, Type] = {int: "int", str: "str", bool: "bool"}
            return Shape(kinds.get(type(values[0])) if values else None, choices=values)
        case "Annotated":
            return replace(shape(parts[0], module, reading, depth + 1), marks=tuple(parts[1:]))
        case _ if name in LISTS:
            return replace(shape(parts[0], module, reading, depth + 1), many=True, choices=(), nested=None)
        case _:  # tyro.conf.Positional[int], Final[int]
            return shape(parts[0], module, reading, depth + 1)


def _enumerated(found: Found, reading: Reading) -> Shape | None:
    """The shape of an enumeration; None for any other class."""
    assert isinstance(found.node, ast.ClassDef)  # noqa: S101 (callers have looked)
    if not any(dotted(base).rpartition(".")[2].endswith("Enum") for base in found.node.bases):
        return None
    pairs = dict(_members(found, reading))
    return Shape(type="str", choices=tuple(pairs.values()), members=tuple(pairs))


def _members(found: Found, reading: Reading) -> Iterator[tuple[str, object]]:
    assert isinstance(found.node, ast.ClassDef)  # noqa: S101 (callers have looked)
    for node in found.node.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=member):
                try:
                    yield name, value(member, Scope(reading.project, found.module))
                except NotLiteral:
                    yield name, name
