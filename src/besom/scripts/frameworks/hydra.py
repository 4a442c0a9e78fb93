"""Hydra: the keys of the YAML files that the decorated function's configuration is put together from."""

import ast
from collections.abc import Iterator
from pathlib import Path

from besom.scripts.annotations import default_of, fields, given
from besom.scripts.compose import Composed, Leaf, Option, compose
from besom.scripts.facts import Argument, Default, Doubt, Place, Type
from besom.scripts.project import Found
from besom.scripts.reading import Reading, Site, keyword

DEEPEST = 6  # dataclasses within dataclasses


def read(reading: Reading) -> Iterator[Argument | Doubt]:
    for site, call in reading.calls:
        if site.origin == "hydra.main" and site.decorates:
            yield from _main(reading, site, call)
        elif site.origin.endswith("OmegaConf.from_cli"):
            yield Doubt("OmegaConf.from_cli takes any name", site.place)


def _main(reading: Reading, site: Site, call: ast.Call) -> Iterator[Argument | Doubt]:
    path = reading.text(keyword(call, "config_path"), site)
    name = reading.text(keyword(call, "config_name"), site)
    stored = dict(_stored(reading))
    if name is None:
        yield Doubt("hydra.main names no config", site.place)
        return
    folder = None if path is None else site.module.folder / path
    composed = None if folder is None else compose(folder, name)
    if composed is not None:
        yield from _composed(composed, reading)
    if (None, name) in stored:
        yield from _fields(reading, stored[None, name], "", 0)
    elif composed is None:
        yield Doubt(f"the config {name} is not in {path or 'a folder'}", site.place)


def _composed(composed: Composed, reading: Reading) -> Iterator[Argument | Doubt]:
    root = reading.project.folder

    def place(file: Path, line: int) -> Place:
        return Place(file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name, line)

    for each in composed.options.values():
        yield _option(each, place(each.file, each.line))
    for leaf in composed.leaves.values():
        yield _leaf(leaf, place(leaf.file, leaf.line))
    for sentence, file in composed.gaps:
        yield Doubt(sentence, place(file, 1))


def _option(option: Option, where: Place) -> Argument:
    default = None if option.chosen is None else Default(option.chosen, option.chosen)
    return Argument(
        flags=(option.group,),
        where=where,
        form="override",
        type="str",
        choices=option.choices,
        default=default,
        required=option.chosen is None,
    )


def _leaf(leaf: Leaf, where: Place) -> Argument:
    open_ = isinstance(leaf.value, str) and "${" in leaf.value
    missing = leaf.value == "???"
    kinds: dict[type, Type] = {bool: "bool", int: "int", float: "float"}
    return Argument(
        flags=(leaf.name,),
        where=where,
        form="override",
        type=kinds.get(type(leaf.value)),
        many=isinstance(leaf.value, list),
        default=None if missing else Default(str(leaf.value), leaf.value, known=not open_),
        required=missing and not leaf.only_with,
        only_with=leaf.only_with,
    )


def _stored(reading: Reading) -> Iterator[tuple[tuple[str | None, str], Found]]:
    """Dataclasses by group and name, as `ConfigStore.store` was given them."""
    for site, call in reading.calls:
        if not (isinstance(call.func, ast.Attribute) and call.func.attr == "store"):
            continue
        name, node = reading.text(keyword(call, "name"), site), keyword(call, "node")
        if name is None or node is None:
            continue
        found = reading.find(node.func if isinstance(node, ast.Call) else node, site.module)
        if found is not None and isinstance(found.node, ast.ClassDef):
            yield (reading.text(keyword(call, "group"), site), name), found


def _fields(reading: Reading, found: Found, prefix: str, depth: int) -> Iterator[Argument | Doubt]:
    for each in fields(found, reading):
        if each.shape.nested is not None and depth < DEEPEST:
            yield from _fields(reading, each.shape.nested, f"{prefix}{each.name}.", depth + 1)
            continue
        default = default_of(each, reading)
        yield Argument(
            flags=(prefix + each.name,),
            where=each.place,
            form="override",
            type=each.shape.type,
            many=each.shape.many,
            choices=each.shape.members or each.shape.choices,
            default=default,
            required=given(each) is None,
        )
