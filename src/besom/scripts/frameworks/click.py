"""click: the decorators `option` and `argument`, wherever they are called."""

import ast
from collections.abc import Iterator, Mapping

from besom.scripts.facts import Argument, Doubt, Type
from besom.scripts.literals import NotLiteral
from besom.scripts.reading import Reading, Site, is_true, keyword
from besom.scripts.source import Function

PACKAGES = frozenset({"click", "rich_click", "asyncclick"})

_TYPES: Mapping[str, Type] = {
    **dict.fromkeys(("int", "INT", "IntRange"), "int"),
    **dict.fromkeys(("float", "FLOAT", "FloatRange"), "float"),
    **dict.fromkeys(("str", "STRING", "Path", "File"), "str"),
    **dict.fromkeys(("bool", "BOOL"), "bool"),
}


def read(reading: Reading) -> Iterator[Argument | Doubt]:
    several = len(list(commands(reading))) > 1
    for site, call in reading.calls:
        package, _, what = site.origin.rpartition(".")
        if package in PACKAGES and what in ("option", "argument"):
            yield _parameter(reading, site, call, what == "option", _command(site.function) if several else None)
        elif _makes_command(site) and _lets_pass(reading, site, call):
            yield Doubt("its command ignores options that it does not know", site.place)


def commands(reading: Reading) -> Iterator[str]:
    """The names of the commands of a group."""
    if reading.roots.isdisjoint(PACKAGES):
        return
    for site in reading.sites:
        if _makes_command(site) and site.function is not None and (name := _command(site.function)):
            yield name


def _makes_command(site: Site) -> bool:
    func = site.node.func if isinstance(site.node, ast.Call) else site.node
    return site.decorates and isinstance(func, ast.Attribute) and func.attr == "command"


def _command(function: Function | None) -> str | None:
    """The name by which a function decorated with `@group.command()` is called; None for what is no group's."""
    for mark in function.decorator_list if function else []:
        match mark:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=group), attr="command"), args=args):
                if group in PACKAGES:
                    return None
                if args and isinstance(args[0], ast.Constant) and isinstance(args[0].value, str):
                    return args[0].value
                return function.name.lower().replace("_", "-") if function else None
    return None


def _lets_pass(reading: Reading, site: Site, call: ast.Call) -> bool:
    settings = keyword(call, "context_settings")
    try:
        given = {} if settings is None else reading.value(settings, site)
    except NotLiteral:
        return True
    return isinstance(given, dict) and bool(given.get("ignore_unknown_options") or given.get("allow_extra_args"))


def _parameter(reading: Reading, site: Site, call: ast.Call, option: bool, command: str | None) -> Argument | Doubt:
    names = [reading.text(arg, site) for arg in call.args]
    if not names or None in names:
        return Doubt("an option's name is put together when the script runs", site.place)
    declared = [name for name in names if name and (not option or name.startswith("-"))]
    if not declared:
        return Doubt("an option's name is put together when the script runs", site.place)
    flags = sorted((name.partition("/")[0].strip() for name in declared), key=lambda flag: not flag.startswith("--"))
    off = [second.strip() for name in declared if (second := name.partition("/")[2])]
    default = keyword(call, "default")
    shown, nargs = reading.default(default, site), reading.default(keyword(call, "nargs"), site)
    count = nargs.value if nargs else 1
    switch = bool(off) or is_true(keyword(call, "is_flag")) or keyword(call, "flag_value") is not None
    needed = keyword(call, "required")
    return Argument(
        flags=tuple(flags),
        where=site.place,
        form="option" if option else "positional",
        type="bool" if switch else _type(keyword(call, "type"), None if shown is None else shown.value, site),
        takes="nothing" if switch or is_true(keyword(call, "count")) else "value",
        off=tuple(off),
        many=is_true(keyword(call, "multiple")) or count != 1,
        choices=_choices(reading, keyword(call, "type"), site),
        low=_end(reading, keyword(call, "type"), site, 0),
        high=_end(reading, keyword(call, "type"), site, 1),
        default=shown,
        required=is_true(needed) or (not option and needed is None and default is None and count != -1),
        command=command,
    )


def _type(node: ast.expr | None, default: object, site: Site) -> Type | None:
    """The type that is given, else the default's, as click does it."""
    if node is None:
        kinds: dict[type, Type] = {bool: "bool", int: "int", float: "float"}
        return kinds.get(type(default), "str")
    made = node.func if isinstance(node, ast.Call) else node
    return _TYPES.get(site.module.origin(made).rpartition(".")[2])


def _end(reading: Reading, node: ast.expr | None, site: Site, place: int) -> float | None:
    """One end of `IntRange(1, 5)` or `FloatRange(min=0)`."""
    if not isinstance(node, ast.Call) or not site.module.origin(node.func).endswith("Range"):
        return None
    given = node.args[place] if len(node.args) > place else keyword(node, ("min", "max")[place])
    known = reading.default(given, site)
    return float(known.value) if known is not None and isinstance(known.value, int | float) else None


def _choices(reading: Reading, node: ast.expr | None, site: Site) -> tuple[object, ...]:
    if isinstance(node, ast.Call) and site.module.origin(node.func).rpartition(".")[2] == "Choice" and node.args:
        return reading.values(node.args[0], site)
    return ()
