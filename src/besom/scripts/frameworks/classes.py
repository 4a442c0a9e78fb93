"""Parsers that are made of dataclasses and functions: tyro, simple-parsing, HfArgumentParser, and others."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from besom.scripts.annotations import Field, default_of, fields, given, parameters
from besom.scripts.facts import Argument, Doubt, Place
from besom.scripts.project import Found
from besom.scripts.reading import Reading, Site, keyword
from besom.scripts.source import Function, dotted

DEEPEST = 6  # classes within classes


@dataclass(frozen=True, slots=True)
class Style:
    """How a parser spells what is in a class."""

    spelling: Literal["both", "underscores"]  # `both`: dashes may stand for underscores
    nested: Literal["dots", "flat", "either"] = "dots"
    bools: Literal["toggle", "either", "value"] = "value"
    choices: Literal["names", "values"] = "names"  # what of an enumeration is typed


TYRO = Style("both", bools="toggle")
SIMPLE = Style("underscores", nested="either", bools="either")
TRANSFORMERS = Style("both", nested="flat", bools="either", choices="values")
DOTTED = Style("underscores")

CALLS: Mapping[str, Style] = {
    "tyro.cli": TYRO,
    "simple_parsing.parse": SIMPLE,
    "simple_parsing.helpers.parse": SIMPLE,
    "transformers.HfArgumentParser": TRANSFORMERS,
    "transformers.hf_argparser.HfArgumentParser": TRANSFORMERS,
    "trl.TrlParser": TRANSFORMERS,
    "pyrallis.parse": DOTTED,
    "draccus.parse": DOTTED,
    "jsonargparse.CLI": DOTTED,
    "jsonargparse.auto_cli": DOTTED,
}
WRAPS = frozenset({"pyrallis.wrap", "draccus.wrap"})  # decorators of a function whose first parameter is the class
TAP = frozenset({"tap.Tap", "tap.tapify"})
NOT_READ = {
    "tyro.extras.overridable_config_cli": TYRO,
    "tyro.extras.subcommand_cli_from_dict": TYRO,
    "lightning.pytorch.cli.LightningCLI": DOTTED,
    "pytorch_lightning.cli.LightningCLI": DOTTED,
}


def read(reading: Reading) -> Iterator[Argument | Doubt]:
    for site, call in reading.calls:
        origin = site.origin
        if origin in CALLS:
            given = call.args[0] if call.args else keyword(call, "config_class") or keyword(call, "dataclass_types")
            yield from _all(reading, given, site, CALLS[origin])
        elif site.decorates and origin in WRAPS and site.function:
            args = site.function.args.args
            yield from _all(reading, args[0].annotation if args else None, site, DOTTED)
        elif (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "add_arguments"
            and "simple_parsing" in reading.roots
        ):
            yield from _all(reading, call.args[0] if call.args else None, site, SIMPLE)
        elif origin in NOT_READ:
            yield Doubt(f"{origin} makes arguments that are not read", site.place)
        elif isinstance(call.func, ast.Attribute) and call.func.attr == "parse_args":
            yield from _tap(reading, call.func.value, site)


def _all(reading: Reading, node: ast.expr | None, site: Site, style: Style) -> Iterator[Argument | Doubt]:
    """What the classes or functions named in a call take."""
    several = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    for each in several:
        found = None if each is None else reading.find(each, site.module)
        if found is not None and isinstance(found.node, ast.ClassDef):
            yield from _flattened(reading, fields(found, reading), style, "", 0)
        elif found is not None and isinstance(found.node, Function):
            if found.node.args.kwarg is not None:
                yield Doubt(f"{found.node.name} takes any keyword", found.module.place(found.node))
            yield from _flattened(reading, parameters(found.node, found.module, reading), style, "", 0)
        else:
            yield Doubt(f"{(dotted(each) if each else '') or 'what it parses'} is not defined here", site.place)


def _tap(reading: Reading, node: ast.expr, site: Site) -> Iterator[Argument | Doubt]:
    """Of `Arguments().parse_args()` where Arguments is a Tap."""
    if isinstance(node, ast.Call) and "tap" in reading.roots:
        found = reading.find(node.func, site.module)
        if found is not None and isinstance(found.node, ast.ClassDef):
            yield from _flattened(reading, fields(found, reading), Style("underscores", bools="toggle"), "", 0)


def _flattened(
    reading: Reading, several: list[Field], style: Style, prefix: str, depth: int
) -> Iterator[Argument | Doubt]:
    for each in several:
        nested = each.shape.nested
        if nested is not None and depth < DEEPEST and _has_fields(nested):
            inner = "" if style.nested == "flat" else f"{prefix}{each.name}."
            yield from _flattened(reading, fields(nested, reading), style, inner, depth + 1)
        else:
            yield _argument(reading, each, style, prefix)


def _has_fields(found: Found) -> bool:
    return isinstance(found.node, ast.ClassDef) and any(isinstance(node, ast.AnnAssign) for node in found.node.body)


def _argument(reading: Reading, each: Field, style: Style, prefix: str) -> Argument:
    names = [prefix + each.name]
    if prefix and style.nested == "either":
        names.append(each.name)
    if style.spelling == "both":
        names = [spelt for name in names for spelt in dict.fromkeys((name.replace("_", "-"), name))]
    shape, default = each.shape, default_of(each, reading)
    toggles = shape.type == "bool" and style.bools == "toggle" and not shape.many
    return Argument(
        flags=tuple(f"--{name}" for name in names),
        where=Place(each.place.file, each.place.line),
        type=shape.type,
        takes="nothing" if toggles else "either" if shape.type == "bool" and style.bools == "either" else "value",
        off=tuple(_off(name) for name in names) if toggles else (),
        many=shape.many,
        choices=shape.members if shape.members and style.choices == "names" else shape.choices,
        default=default,
        required=given(each) is None and not shape.optional,
    )


def _off(name: str) -> str:
    head, dot, last = name.rpartition(".")
    return f"--{head}{dot}no-{last}"
