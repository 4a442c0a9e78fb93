"""absl flags, and TensorFlow's of the same names."""

import ast
from collections.abc import Iterator

from besom.scripts.facts import Argument, Doubt, Type
from besom.scripts.reading import Reading, Site, is_true, keyword

_TYPES: dict[str, Type] = {
    "float": "float",
    "integer": "int",
    "string": "str",
    "bool": "bool",
    "boolean": "bool",
    "enum": "str",
    "list": "str",
    "spaceseplist": "str",
}


def read(reading: Reading) -> Iterator[Argument | Doubt]:
    if reading.roots.isdisjoint({"absl", "tensorflow", "ml_collections"}):
        return
    needed = set(_marked(reading))
    for site, call in reading.calls:
        what = site.origin.rpartition(".")[2]
        if not what.startswith("DEFINE_"):
            continue
        name = reading.text(call.args[0], site) if call.args else reading.text(keyword(call, "name"), site)
        if what.startswith("DEFINE_config"):
            yield Doubt("a config file's values can be set as flags too", site.place)
        elif name is None:
            yield Doubt("a flag's name is put together when the script runs", site.place)
        else:
            yield _flag(reading, site, call, what.removeprefix("DEFINE_"), name, name in needed)


def _flag(reading: Reading, site: Site, call: ast.Call, what: str, name: str, needed: bool) -> Argument:
    kind = _TYPES.get(what.removeprefix("multi_"))
    default = call.args[1] if len(call.args) > 1 else keyword(call, "default")
    choices = (call.args[2] if len(call.args) > 2 else keyword(call, "enum_values")) if what == "enum" else None
    return Argument(
        flags=(f"--{name}",),
        where=site.place,
        type=kind,
        takes="either" if kind == "bool" else "value",
        off=(f"--no{name}",) if kind == "bool" else (),
        many=what.startswith("multi_") or what.endswith("list"),
        choices=reading.values(choices, site),
        default=reading.default(default, site),
        required=needed or is_true(keyword(call, "required")),
    )


def _marked(reading: Reading) -> Iterator[str]:
    """The flags that are marked as required after they were defined."""
    for site, call in reading.calls:
        what = site.origin.rpartition(".")[2]
        if what == "mark_flag_as_required" and call.args and (name := reading.text(call.args[0], site)):
            yield name
        elif what == "mark_flags_as_required" and call.args:
            yield from (str(name) for name in reading.values(call.args[0], site))
