"""typer: the signatures of an app's commands."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from besom.scripts.annotations import Field, default_of, parameters
from besom.scripts.facts import Argument, Doubt
from besom.scripts.literals import NotLiteral
from besom.scripts.reading import Reading, Site, keyword
from besom.scripts.source import Function, Module, dotted


@dataclass(frozen=True, slots=True)
class _Command:
    name: str
    function: Function
    module: Module
    shared: bool  # a callback: its options stand before any command


def read(reading: Reading) -> Iterator[Argument | Doubt]:
    found = list(_commands(reading))
    several = sum(not command.shared for command in found) > 1
    for command in found:
        own = command.name if several and not command.shared else None
        for each in parameters(command.function, command.module, reading):
            if each.annotation is None or not dotted(each.annotation).endswith("Context"):
                yield _argument(reading, each, own)


def commands(reading: Reading) -> Iterator[str]:
    for command in _commands(reading):
        if not command.shared:
            yield command.name


def _commands(reading: Reading) -> Iterator[_Command]:
    if "typer" not in reading.roots:
        return
    for site in reading.sites:
        func = site.node.func if isinstance(site.node, ast.Call) else site.node
        if site.decorates and site.function and isinstance(func, ast.Attribute) and _is_app(func.value, site):
            if func.attr in ("command", "callback"):
                given = site.node.args[0] if isinstance(site.node, ast.Call) and site.node.args else None
                name = reading.text(given, site) or site.function.name.replace("_", "-")
                yield _Command(name, site.function, site.module, func.attr == "callback")
        elif site.origin == "typer.run" and isinstance(site.node, ast.Call) and site.node.args:
            found = reading.find(site.node.args[0], site.module)
            if found is not None and isinstance(found.node, Function):
                yield _Command(found.node.name, found.node, found.module, shared=False)


def _is_app(node: ast.expr, site: Site) -> bool:
    """Whether it was made by `typer.Typer()`."""
    made = [each.value for each in site.module.assigned.get(dotted(node), [])]
    return any(isinstance(each, ast.Call) and site.module.origin(each.func) == "typer.Typer" for each in made)


def _argument(reading: Reading, each: Field, command: str | None) -> Argument:
    site = Site(each.default or ast.Constant(None), each.module)
    mark, default = _mark(each)
    positional = _is(mark, "Argument") or (default is None and not _is(mark, "Option"))
    written = _written(reading, mark, site) if not positional else []
    shape = each.shape
    flags = [flag.partition("/")[0] for flag in written] or [f"--{each.name.replace('_', '-')}"]
    off = [flag.partition("/")[2] for flag in written if "/" in flag]
    switch = shape.type == "bool" and not positional and not shape.many
    if switch and not written:
        off = [f"--no-{each.name.replace('_', '-')}"]
    return Argument(
        flags=(each.name,) if positional else tuple(sorted(flags, key=lambda flag: not flag.startswith("--"))),
        where=each.place,
        form="positional" if positional else "option",
        type=shape.type,
        takes="nothing" if switch else "value",
        off=tuple(off),
        many=shape.many,
        choices=shape.choices,
        low=_end(reading, mark, site, "min"),
        high=_end(reading, mark, site, "max"),
        default=default_of(replace(each, default=default), reading),
        required=default is None and not shape.many,
        command=command,
    )


def _mark(each: Field) -> tuple[ast.Call | None, ast.expr | None]:
    """The call of typer.Option or typer.Argument, and the default: in Annotated, or in the default's place."""
    for mark in each.shape.marks:
        if isinstance(mark, ast.Call) and (_is(mark, "Option") or _is(mark, "Argument")):
            return mark, each.default
    if isinstance(each.default, ast.Call) and (_is(each.default, "Option") or _is(each.default, "Argument")):
        call = each.default
        first = call.args[0] if call.args else keyword(call, "default")
        return call, None if isinstance(first, ast.Constant) and first.value is ... else first
    return None, each.default


def _end(reading: Reading, mark: ast.Call | None, site: Site, name: str) -> float | None:
    known = None if mark is None else reading.default(keyword(mark, name), site)
    return float(known.value) if known is not None and isinstance(known.value, int | float) else None


def _is(mark: ast.Call | None, name: str) -> bool:
    return mark is not None and dotted(mark.func).rpartition(".")[2] == name


def _written(reading: Reading, mark: ast.Call | None, site: Site) -> list[str]:
    """The spellings that are given in the mark."""
    found = []
    for arg in mark.args if mark else []:
        try:
            given = reading.value(arg, site)
        except NotLiteral:
            continue
        if isinstance(given, str) and given.startswith("-"):
            found.append(given)
    return found
