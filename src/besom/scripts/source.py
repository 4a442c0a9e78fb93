"""One file of Python as a tree, with what its names stand for. Nothing is ever run."""

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from besom.scripts.facts import Place

MOST_BYTES = 1_000_000  # a larger file was not written by hand
MOST_NODES = 200_000

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Definition: TypeAlias = Function | ast.ClassDef


class Unreadable(Exception):
    """The file is not one that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Something that was given a name; `value` is None where that is not one expression."""

    value: ast.expr | None
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    file: str  # as a path from the project's folder on
    folder: Path  # in which it lies
    tree: ast.Module
    imports: Mapping[str, str]  # a local name -> what it stands for: {"np": "numpy", "parse": ".options.parse"}
    stars: tuple[str, ...]  # modules all of whose names are imported
    definitions: Mapping[str, Definition]  # functions and classes at the top
    assigned: Mapping[str, list[Assigned]]  # anywhere but in classes

    def place(self, node: ast.AST) -> Place:
        return Place(self.file, getattr(node, "lineno", 1))

    def origin(self, node: ast.AST) -> str:
        """The dotted name of an expression with its import put in: `argparse.ArgumentParser`; empty for others."""
        root, dot, rest = dotted(node).partition(".")
        return self.imports.get(root, root) + dot + rest


def load(path: Path, file: str) -> Module:
    """The module in a file; Unreadable for anything that is no Python of this version."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"{file} is larger than {MOST_BYTES // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the script's own odd escapes
            tree = ast.parse(content)
        return _module(tree, path.parent, file)
    except SyntaxError as error:
        raise Unreadable(f"{file}:{error.lineno or 1} is no Python that besom can read: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError):  # a NUL; nested beyond what the parser takes
        raise Unreadable(f"{file} is no Python that besom can read") from None


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a name or attributes of one; empty for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def is_main_guard(node: ast.AST) -> bool:
    """Whether the statement is `if __name__ == "__main__":`."""
    return isinstance(node, ast.If) and any(
        isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
    )


def _module(tree: ast.Module, folder: Path, file: str) -> Module:
    imports: dict[str, str] = {}
    stars: list[str] = []
    assigned: dict[str, list[Assigned]] = {}
    in_classes: set[int] = set()
    for count, node in enumerate(ast.walk(tree)):
        if count > MOST_NODES:
            raise Unreadable(f"{file} is too large to read")
        if isinstance(node, ast.ClassDef):
            in_classes.update(map(id, node.body))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for name, origin in _imported(node):
                if name == "*":
                    stars.append(origin)
                else:
                    imports[name] = origin
        elif id(node) not in in_classes:
            for name, value in _assignments(node):
                line = getattr(node if value is None else value, "lineno", 1)
                assigned.setdefault(name, []).append(Assigned(value, line))
    definitions = {node.name: node for node in _top(tree.body) if isinstance(node, Definition)}
    return Module(file, folder, tree, imports, tuple(stars), definitions, assigned)


def _top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of the module, those behind `if` and `try` too."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            yield from [*node.body, *node.orelse]


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        if isinstance(node, ast.Import):
            root = alias.name.partition(".")[0]
            yield (alias.asname, alias.name) if alias.asname else (root, root)
            continue
        origin = "." * node.level + (node.module or "")
        dot = "." if node.module else ""
        yield alias.asname or alias.name, origin if alias.name == "*" else f"{origin}{dot}{alias.name}"


def _assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """The names that a statement gives, and to what."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _bound(target, value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.NamedExpr(target=ast.Name(id=name), value=value):
            yield name, value
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            yield from _bound(target, value)
        case ast.AugAssign(target=ast.Name(id=name)):
            yield name, None
        case ast.For(target=target) | ast.AsyncFor(target=target):
            yield from _bound(target, None)


def _bound(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    match target, value:
        case ast.Name(id=name), _:
            yield name, value
        case ((ast.Tuple(elts=names) | ast.List(elts=names)), (ast.Tuple(elts=values) | ast.List(elts=values))) if len(
            names
        ) == len(values):
            for part, item in zip(names, values, strict=True):
                yield from _bound(part, item)
        case ((ast.Tuple(elts=names) | ast.List(elts=names)), _):
            for part in names:
                yield from _bound(part, None)
