"""argparse, and the parsers that are used like it: every `add_argument` on anything."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from besom.scripts.facts import Argument, Doubt, Type
from besom.scripts.literals import shown
from besom.scripts.reading import Reading, Site, is_true, keyword

LIKE_IT = frozenset(
    {
        "argparse",
        "configargparse",
        "jsonargparse",
        "simple_parsing",
        "transformers",
        "trl",
        "lightning",
        "pytorch_lightning",
    }
)
ADDS_MORE = frozenset(
    {
        "add_argparse_args",
        "add_class_arguments",
        "add_dataclass_arguments",
        "add_function_arguments",
        "add_method_arguments",
    }
    | {"add_lightning_class_args", "add_subclass_arguments", "add_arguments_from"}
)
LETS_PASS = frozenset({"parse_known_args", "parse_known_intermixed_args"})
WITHOUT_VALUE = frozenset({"store_true", "store_false", "store_const", "append_const", "count"})
NOT_OURS = frozenset({"help", "version"})
DEEPEST = 5  # groups within groups

_TYPES: dict[str, Type] = {"int": "int", "float": "float", "str": "str", "bool": "truthy", "pathlib.Path": "str"}


def read(reading: Reading) -> Iterator[Argument | Doubt]:
    if reading.roots.isdisjoint(LIKE_IT):
        return
    calls = [(site, call, call.func.attr) for site, call in reading.calls if isinstance(call.func, ast.Attribute)]
    abbreviates = not any(
        isinstance(word := keyword(call, "allow_abbrev"), ast.Constant) and word.value is False
        for site, call in reading.calls
    )
    for site, call, method in calls:
        if method == "add_argument":
            for found in _argument(reading, site, call):
                yield replace(found, abbreviates=abbreviates) if isinstance(found, Argument) else found
        elif method in LETS_PASS:
            yield Doubt(f"it uses {method}, which lets other arguments pass", site.place)
        elif method in ADDS_MORE:
            yield Doubt(f"{method} adds arguments that are not written out", site.place)


def commands(reading: Reading) -> Iterator[str]:
    """The names of sub-commands."""
    for site, call in reading.calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "add_parser" and call.args:
            name = reading.text(call.args[0], site)
            if name is not None:
                yield name


def _argument(reading: Reading, site: Site, call: ast.Call) -> Iterator[Argument | Doubt]:
    flags = [reading.text(arg, site) for arg in call.args]
    if not flags or None in flags:
        yield Doubt("an argument's name is put together when the script runs", site.place)
        return
    names = tuple(flag for flag in flags if flag)
    action = keyword(call, "action")
    named = reading.text(action, site) or (shown(action) if action is not None else "")
    if named in NOT_OURS or not names:
        return
    option = names[0].startswith("-")
    toggles = named.rpartition(".")[2] == "BooleanOptionalAction"
    nargs = count.value if (count := reading.default(keyword(call, "nargs"), site)) else None
    default = keyword(call, "default")
    alone = named in WITHOUT_VALUE or toggles
    long_first = sorted(names, key=lambda name: not name.startswith("--"))
    yield Argument(
        flags=tuple(long_first),
        where=site.place,
        form="option" if option else "positional",
        type="bool" if alone else _type(keyword(call, "type"), site),
        takes="nothing" if alone else "either" if nargs == "?" else "value",
        off=tuple(f"--no-{name[2:]}" for name in names if name.startswith("--")) if toggles else (),
        many=nargs in ("+", "*") or (isinstance(nargs, int) and nargs > 1) or named in ("append", "extend"),
        choices=reading.values(keyword(call, "choices"), site),
        default=reading.default(default, site),
        required=is_true(keyword(call, "required")) or (not option and nargs not in ("?", "*") and default is None),
        command=_command(reading, call.func, site, 0),
    )


def _type(node: ast.expr | None, site: Site) -> Type | None:
    """What the text becomes; a function of the script's own that has `bool` in its name is taken for one."""
    if node is None:
        return "str"
    name = site.module.origin(node)
    if name in _TYPES:
        return _TYPES[name]
    return "bool" if "bool" in name.lower() else None


def _command(reading: Reading, func: ast.expr, site: Site, depth: int) -> str | None:
    """The sub-command whose parser, or a group of it, the method is called on."""
    match func:
        case ast.Attribute(value=ast.Name(id=name)):
            given = [each for each in site.module.assigned.get(name, []) if each.line <= site.place.line]
            made = max(given, key=lambda each: each.line).value if given else None
        case ast.Attribute(value=made):
            pass
        case _:
            made = None
    if depth > DEEPEST or not (isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute)):
        return None
    if made.func.attr == "add_parser":
        return reading.text(made.args[0], site) if made.args else None
    if made.func.attr in ("add_argument_group", "add_mutually_exclusive_group"):
        return _command(reading, made.func, site, depth + 1)
    return None
