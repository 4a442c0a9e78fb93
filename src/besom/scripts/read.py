"""From a script's text to what it takes and logs."""

import ast
from collections.abc import Iterator
from pathlib import Path

from besom.scripts import metrics
from besom.scripts.facts import Argument, Doubt, Script
from besom.scripts.frameworks import FRAMEWORKS
from besom.scripts.project import Project
from besom.scripts.reading import Reading
from besom.scripts.source import Module, Unreadable, is_main_guard

PYTHON = frozenset({".py", ".pyw"})
TRACKERS = ("besom", "wandb", "trackio", "mlflow")


def read_script(program: str, folder: Path) -> Script:
    """What the program, a path from the folder on, takes and logs. It is not run, and whatever its text, this returns.

    Follows what it imports from the folder; packages that are installed are not read.
    """
    path = folder / program
    if path.suffix not in PYTHON:
        return Script(program, problem=f"{program} is no Python script")
    try:
        return _read(program, Project(path, folder))
    except Unreadable as error:
        return Script(program, problem=str(error))
    except RecursionError:
        return Script(program, problem=f"{program} is nested too deeply to read")


def _read(program: str, project: Project) -> Script:
    reading = Reading(project)
    found: dict[str, list[Argument | Doubt]] = {name: list(each.read(reading)) for name, each in FRAMEWORKS.items()}
    ways = [name for name, items in found.items() if items]
    arguments = _once(item for name in ways for item in found[name] if isinstance(item, Argument))
    doubts = [item for name in ways for item in found[name] if isinstance(item, Doubt)]
    commands = {name: None for each in FRAMEWORKS.values() for name in each.commands(reading)}
    if not ways:
        doubts += _by_hand(reading)
    logged = metrics.find(reading)
    return Script(
        program=program,
        arguments=tuple(arguments),
        commands=tuple(commands) if len(commands) > 1 else (),
        ways=tuple(ways),
        doubts=tuple(doubts),
        logged=logged.logged,
        unread=logged.unread,
        starts=frozenset(origin.removesuffix(".init") for site, _ in reading.calls if _starts(origin := site.origin)),
        files=tuple(module.file for module in project.modules),
        words=frozenset(word for module in project.modules for word in _words(module)),
        guarded=any(is_main_guard(node) for node in project.entry.tree.body),
    )


def _starts(origin: str) -> bool:
    name, _, what = origin.rpartition(".")
    return what == "init" and name in TRACKERS


def _once(arguments: Iterator[Argument]) -> Iterator[Argument]:
    """Each argument once; what is only read from the configuration is left out where a parser takes it too."""
    seen: set[tuple[str | None, str]] = set()
    parsed: set[str] = set()
    for argument in arguments:
        same = {name.replace("-", "_") for name in argument.names}
        if argument.form == "config" and same & parsed:
            continue
        key = argument.command, argument.shown
        if key not in seen:
            seen.add(key)
            parsed |= same
            yield argument


def _by_hand(reading: Reading) -> Iterator[Doubt]:
    """Where a script without a parser looks at its arguments itself."""
    for site in reading.sites:
        if isinstance(site.node, ast.Attribute) and site.module.origin(site.node) == "sys.argv":
            yield Doubt("it reads sys.argv by itself", site.place)


def _words(module: Module) -> Iterator[str]:
    """Every name and every text in the file."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Constant(value=str(text)) if len(text) < 100:
                yield text
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                yield name
