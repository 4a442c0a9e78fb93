"""A project as its readers see it: every node that may be executed, and where it stands."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from besom.scripts import literals
from besom.scripts.facts import Default, Place
from besom.scripts.literals import UNKNOWN, NotLiteral, Pattern, Scope
from besom.scripts.project import Found, Project
from besom.scripts.source import Function, Module, dotted

MOST_SITES = 300_000  # nodes looked at; loops over literals count each time round
MOST_ROUNDS = 100  # of such a loop

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Site:
    """One node in its surroundings."""

    node: ast.AST
    module: Module
    known: Mapping[str, object] = field(default_factory=dict)  # what loops over literals have given to names
    function: Function | None = None  # in which it stands, or which it decorates
    decorates: bool = False
    looped: bool = False  # in a loop of that function

    @property
    def place(self) -> Place:
        return self.module.place(self.node)

    @property
    def origin(self) -> str:
        """Of a call: the dotted name of what is called, with its import put in."""
        return self.module.origin(self.node.func) if isinstance(self.node, ast.Call) else ""


class Reading:
    """What the readers ask of a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.sites = list(_sites(project))

    @cached_property
    def calls(self) -> list[tuple[Site, ast.Call]]:
        return [(site, site.node) for site in self.sites if isinstance(site.node, ast.Call)]

    @cached_property
    def roots(self) -> frozenset[str]:
        """The first part of everything that the files import: {"argparse", "numpy"}."""
        modules = {site.module for site in self.sites}
        return frozenset(origin.partition(".")[0] for module in modules for origin in module.imports.values())

    def scope(self, site: Site) -> Scope:
        return Scope(self.project, site.module, site.known)

    def value(self, node: ast.AST, site: Site) -> object:
        """NotLiteral where it cannot be told."""
        return literals.value(node, self.scope(site))

    def text(self, node: ast.AST | None, site: Site) -> str | None:
        """The value where it is a text that can be told."""
        try:
            given = None if node is None else self.value(node, site)
        except NotLiteral:
            return None
        return given if isinstance(given, str) else None

    def pattern(self, node: ast.AST, site: Site) -> Pattern | None:
        return literals.pattern(node, self.scope(site))

    def values(self, node: ast.AST | None, site: Site) -> tuple[object, ...]:
        """The items of a list that can be told, else none."""
        try:
            given = [] if node is None else literals.items(node, self.scope(site))
        except NotLiteral:
            return ()
        return () if UNKNOWN in given else tuple(given)

    def default(self, node: ast.AST | None, site: Site) -> Default | None:
        """None where there is none, or it is None."""
        if node is None:
            return None
        try:
            given = self.value(node, site)
        except NotLiteral:
            return Default(literals.shown(node), known=False)
        return None if given is None else Default(_written(given), given)

    def find(self, node: ast.AST, module: Module) -> Found | None:
        """What a name means, where this project defines it."""
        return self.project.find(module, dotted(node))


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == name), None)


def is_true(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _written(given: object) -> str:
    text = given if isinstance(given, str) and given else repr(given)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _sites(project: Project) -> Iterator[Site]:
    """Every node that may be executed, in the order of the text."""
    stack = [
        Site(statement, module)
        for module, statements in reversed(project.reached())
        for statement in reversed(statements)
    ]
    for _ in range(MOST_SITES):
        if not stack:
            return
        site = stack.pop()
        yield site
        stack.extend(reversed(_inside(site, project)))


def _inside(site: Site, project: Project) -> list[Site]:
    match site.node:
        case ast.For(target=target, iter=several, body=body, orelse=after):
            outside = [replace(site, node=node) for node in (several, *after)]
            rounds = _rounds(target, several, Scope(project, site.module, site.known))
            return (
                outside[:1]
                + [
                    replace(site, node=node, known={**site.known, **known}, looped=True)
                    for known in rounds
                    for node in body
                ]
                + outside[1:]
            )
        case ast.While(body=body) | ast.AsyncFor(body=body):
            inside = {id(node) for node in body}
            return [
                replace(site, node=node, looped=site.looped or id(node) in inside)
                for node in ast.iter_child_nodes(site.node)
            ]
        case ast.FunctionDef() | ast.AsyncFunctionDef() as function:
            marks = [replace(site, node=node, function=function, decorates=True) for node in function.decorator_list]
            rest = [function.args, *function.body]
            return marks + [Site(node, site.module, site.known, function) for node in rest]
        case _:
            return [replace(site, node=node, decorates=False) for node in ast.iter_child_nodes(site.node)]


def _rounds(target: ast.expr, several: ast.expr, scope: Scope) -> list[Mapping[str, object]]:
    """What each round of a loop knows of its variables; one round that knows nothing where that cannot be told."""
    try:
        items = literals.items(several, scope)[:MOST_ROUNDS]
    except NotLiteral:
        return [{}]
    return [_bound(target, item) for item in items] or [{}]


def _bound(target: ast.expr, item: object) -> Mapping[str, object]:
    match target:
        case ast.Name(id=name):
            return {} if item is UNKNOWN else {name: item}
        case ast.Tuple(elts=parts) | ast.List(elts=parts) if isinstance(item, list) and len(parts) == len(item):
            return {
                name: given
                for part, each in zip(parts, item, strict=True)
                for name, given in _bound(part, each).items()
            }
        case _:
            return {}
