"""fire: the parameters of a function or of a class, or of all functions of the script."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from besom.scripts.annotations import default_of, given, parameters
from besom.scripts.facts import Argument, Doubt
from besom.scripts.project import Found
from besom.scripts.reading import Reading, Site, keyword
from besom.scripts.source import Function


@dataclass(frozen=True, slots=True)
class _Component:
    found: Found
    command: str | None


def read(reading: Reading) -> Iterator[Argument | Doubt]:
    for site, call in reading.calls:
        if site.origin != "fire.Fire":
            continue
        parts = list(_components(reading, site, call))
        if not parts:
            yield Doubt("what fire makes a command of is not defined here", site.place)
        for part in parts:
            yield from _arguments(reading, part)


def commands(reading: Reading) -> Iterator[str]:
    for site, call in reading.calls:
        if site.origin == "fire.Fire":
            yield from (part.command for part in _components(reading, site, call) if part.command)


def _components(reading: Reading, site: Site, call: ast.Call) -> Iterator[_Component]:
    given = call.args[0] if call.args else keyword(call, "component")
    if given is None:
        functions = [node for node in site.module.definitions.values() if isinstance(node, Function)]
        yield from (_Component(Found(site.module, node), node.name) for node in functions)
        return
    pairs: list[tuple[str | None, ast.expr]] = [(None, given)]
    if isinstance(given, ast.Dict):
        pairs = [(reading.text(key, site), node) for key, node in zip(given.keys, given.values, strict=True)]
    for name, node in pairs:
        found = reading.find(node.func if isinstance(node, ast.Call) else node, site.module)
        if found is None:
            continue
        if isinstance(found.node, Function):
            yield _Component(found, name)
        elif isinstance(found.node, ast.ClassDef):
            methods = [node for node in found.node.body if isinstance(node, Function)]
            for method in methods:
                if method.name == "__init__" or not method.name.startswith("_"):
                    yield _Component(Found(found.module, method), None if method.name == "__init__" else method.name)


def _arguments(reading: Reading, part: _Component) -> Iterator[Argument | Doubt]:
    assert isinstance(part.found.node, Function)  # noqa: S101 (components are)
    if part.found.node.args.kwarg is not None:
        yield Doubt(f"{part.found.node.name} takes any keyword", part.found.module.place(part.found.node))
    for each in parameters(part.found.node, part.found.module, reading):
        default = default_of(each, reading)
        kind = each.shape.type
        yield Argument(
            flags=tuple(f"--{name}" for name in dict.fromkeys((each.name, each.name.replace("_", "-")))),
            where=each.place,
            type="bool" if kind == "bool" or (default is not None and isinstance(default.value, bool)) else None,
            takes="either",
            off=(f"--no{each.name}",),
            default=default,
            required=given(each) is None,
            command=part.command,
        )
