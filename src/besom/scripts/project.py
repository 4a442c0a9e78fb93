"""The files that a script is made of, and which part of them it uses."""

import ast
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from besom.scripts.source import Definition, Module, Unreadable, dotted, is_main_guard, load

MOST_FILES = 60  # read of one project
DEEPEST = 6  # imports followed from one name to the next


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for, and the module in which that is written."""

    module: Module
    node: ast.AST  # a function, a class, or the one expression that the name was given


class Project:
    """The script and what it imports from its own folder; each file is read when something asks for it."""

    def __init__(self, program: Path, folder: Path) -> None:
        """Unreadable when the script itself is."""
        self.folder = folder.resolve()
        self._modules: dict[Path, Module | None] = {}
        path = program.resolve()
        self.entry = load(path, self._named(path))
        self._modules[path] = self.entry
        self._roots = [path.parent, self.folder, self.folder / "src"]

    @property
    def modules(self) -> list[Module]:
        """The files read so far."""
        return [module for module in self._modules.values() if module is not None]

    def find(self, module: Module, name: str, depth: int = 0) -> Found | None:
        """What a dotted name means in the module; None where it is not of this project, or given more than once."""
        if depth > DEEPEST or not name:
            return None
        root, _, rest = name.partition(".")
        if root in module.imports:
            return self._across(module, f"{module.imports[root]}{'.' if rest else ''}{rest}", depth)
        if root in module.definitions:
            return _inside(Found(module, module.definitions[root]), rest)
        given = module.assigned.get(root, [])
        if len(given) == 1 and given[0].value is not None:
            return _inside(Found(module, given[0].value), rest)
        for star in [] if given else module.stars:
            if found := self._across(module, f"{star}.{name}", depth):
                return found
        return None

    def reached(self) -> list[tuple[Module, list[ast.stmt]]]:
        """The statements that may be executed, by module: all of the script; of what it imports only what it uses."""
        return _Reach(self).follow()

    def imported(self, module: Module, origin: str) -> tuple[Module, str] | None:
        """The module of this project that an import's origin lies in, and the rest of the origin: a name in it."""
        level = len(origin) - len(origin.lstrip("."))
        parts = [part for part in origin.split(".") if part]
        roots = [module.folder, *module.folder.parents][level - 1 : level] if level else self._roots
        for length in range(len(parts), -1 if level else 0, -1):
            for root in roots:
                stem = root.joinpath(*parts[:length])
                for path in (stem.with_name(f"{stem.name}.py") if length else None, stem / "__init__.py"):
                    if path is not None and (found := self._module(path)) is not None:
                        return found, ".".join(parts[length:])
        return None

    def _across(self, module: Module, origin: str, depth: int) -> Found | None:
        place = self.imported(module, origin)
        return None if place is None else self.find(*place, depth + 1)

    def _module(self, path: Path) -> Module | None:
        if path not in self._modules:
            if len(self._modules) >= MOST_FILES or not path.is_file():
                return None
            real = path.resolve()
            if not real.is_relative_to(self.folder):
                return None
            try:
                self._modules[path] = load(real, self._named(path))
            except Unreadable:
                self._modules[path] = None
        return self._modules[path]

    def _named(self, path: Path) -> str:
        return (path.relative_to(self.folder) if path.is_relative_to(self.folder) else path).as_posix()


def _inside(found: Found, rest: str) -> Found | None:
    """The attribute of a class that `rest` names, or what was found itself."""
    if not rest:
        return found
    name, _, more = rest.partition(".")
    for node in found.node.body if isinstance(found.node, ast.ClassDef) else []:
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                return _inside(Found(found.module, value), more)
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if target == name:
                return _inside(Found(found.module, value), more)
            case ast.FunctionDef(name=target) | ast.ClassDef(name=target) if target == name:
                return _inside(Found(found.module, node), more)
    return None


class _Reach:
    """Follows names from the script through the modules that it imports."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._used: dict[Module, dict[ast.stmt, None]] = {}
        self._names: set[tuple[Module, str]] = set()
        self._ahead: deque[tuple[Module, ast.stmt]] = deque()

    def follow(self) -> list[tuple[Module, list[ast.stmt]]]:
        entry = self._project.entry
        self._used[entry] = {}
        self._use(entry, entry.tree.body)
        while self._ahead:
            module, statement = self._ahead.popleft()
            for name in _names(statement):
                self._follow(module, name)
        return [(module, sorted(used, key=lambda node: node.lineno)) for module, used in self._used.items()]

    def _use(self, module: Module, statements: list[ast.stmt]) -> None:
        for statement in statements:
            if statement not in self._used[module]:
                self._used[module][statement] = None
                self._ahead.append((module, statement))

    def _follow(self, module: Module, name: str) -> None:
        if (module, name) in self._names:
            return
        self._names.add((module, name))
        root, _, rest = name.partition(".")
        if root in module.imports:
            origin = f"{module.imports[root]}{'.' if rest else ''}{rest}"
            self._arrive(module, origin)
        elif root in module.definitions:
            if module is not self._project.entry:
                self._use(module, [module.definitions[root]])
        elif root not in module.assigned:
            for star in module.stars:
                self._arrive(module, f"{star}.{name}")

    def _arrive(self, module: Module, origin: str) -> None:
        """At the module that an import leads to, and at the name in it."""
        place = self._project.imported(module, origin)
        if place is None or place[0] is self._project.entry:
            return
        target, name = place
        if target not in self._used:
            self._used[target] = {}
            self._use(target, [node for node in target.tree.body if _runs_at_import(node)])
        if name:
            self._follow(target, name)


def _runs_at_import(node: ast.stmt) -> bool:
    """Whether importing a module executes the statement, or registers it with something, as decorators do."""
    if isinstance(node, Definition):
        return any(isinstance(decorator, ast.Call) for decorator in node.decorator_list)
    return not is_main_guard(node)


def _names(statement: ast.stmt) -> Iterator[str]:
    """Every dotted name in it, and every import."""
    for node in ast.walk(statement):
        match node:
            case ast.Attribute() | ast.Name():
                if name := dotted(node):
                    yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
