"""Parameters that a script reads from its run: `besom.config.x`, `wandb.config["x"]`, `run.config.get("x")`."""

import ast
from collections.abc import Iterator, Mapping

from besom.scripts.facts import Argument, Default, Doubt
from besom.scripts.literals import NotLiteral
from besom.scripts.reading import Reading, Site, keyword
from besom.scripts.source import Function, Module, dotted

CONFIGS = frozenset({"besom.config", "wandb.config"})
INITS = frozenset({"besom.init", "wandb.init"})
ROUNDS = 4  # of following a config from function to function
ASKED = frozenset({"get", "setdefault", "pop"})
HARMLESS = frozenset({"print", "len", "repr", "str", "type", "pprint", "hasattr", "isinstance"})

Known = set[tuple[Module, str | None, str]]
"""Names that stand for the config: module, function (None: at the top), name."""


def read(reading: Reading) -> Iterator[Argument | Doubt]:
    if reading.roots.isdisjoint({"besom", "wandb"}):
        return
    uses = _Uses(reading)
    seen: set[str] = set()
    for site in reading.sites:
        found = uses.read(site)
        if found is not None and found.shown not in seen:
            seen.add(found.shown)
            yield found
    for site in uses.passed_on():
        yield Doubt("the run's configuration is passed on as a whole", site.place)


class _Uses:
    """Where the config is, and what is done with it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known: Known = set()
        self._plain: set[int] = set()  # nodes that stand for the config and whose use is understood
        for _ in range(ROUNDS):
            before = len(self._known)
            for site in reading.sites:
                self._learn(site)
            if len(self._known) == before:
                break
        self._defaults = self._given()

    def read(self, site: Site) -> Argument | None:
        """The parameter that a node reads."""
        match site.node:
            case ast.Attribute(value=config, attr=name) if self._is_config(config, site):
                self._plain.add(id(config))
                if name.startswith("_") or name in ASKED or name in ("update", "items", "keys", "values", "as_dict"):
                    if name not in ASKED and name != "update":
                        self._plain.discard(id(config))
                    return None
                return self._argument(name, site, None)
            case ast.Subscript(value=config, slice=key) if self._is_config(config, site):
                self._plain.add(id(config))
                return self._argument(self._reading.text(key, site), site, None)
            case ast.Call(func=ast.Attribute(value=config, attr=method), args=[key, *rest]) if (
                method in ASKED and self._is_config(config, site)
            ):
                return self._argument(self._reading.text(key, site), site, rest[0] if rest else None)
            case ast.Call(func=ast.Name(id="getattr"), args=[config, key, *rest]) if self._is_config(config, site):
                self._plain.add(id(config))
                return self._argument(self._reading.text(key, site), site, rest[0] if rest else None)
        return None

    def passed_on(self) -> Iterator[Site]:
        """Where the config goes to something that is not followed."""
        for site, call in self._reading.calls:
            if dotted(call.func).rpartition(".")[2] in HARMLESS or site.origin in INITS or self._function(site, call):
                continue
            for arg in [*call.args, *(word.value for word in call.keywords)]:
                node = arg.value if isinstance(arg, ast.Starred) else arg
                if self._is_config(node, site) and id(node) not in self._plain:
                    yield site

    def _learn(self, site: Site) -> None:
        """Take note of names that the node gives to the config."""
        where = site.function.name if site.function and not site.decorates else None
        match site.node:
            case ast.Assign(targets=targets, value=value) if self._is_config(value, site):
                self._known.update((site.module, where, name) for target in targets if (name := dotted(target)))
            case ast.AnnAssign(target=target, value=ast.expr() as value) if self._is_config(value, site):
                self._known.add((site.module, where, dotted(target)))
            case ast.Call() as call if (found := self._function(site, call)) is not None:
                function, module = found
                names = [arg.arg for arg in [*function.args.posonlyargs, *function.args.args]]
                by_place = zip(names[1:] if names[:1] == ["self"] else names, call.args, strict=False)
                given = [*by_place, *((word.arg, word.value) for word in call.keywords if word.arg)]
                self._known.update((module, function.name, name) for name, arg in given if self._is_config(arg, site))

    def _is_config(self, node: ast.AST, site: Site) -> bool:
        if isinstance(node, ast.Attribute) and node.attr == "config" and self._is_run(node.value, site):
            return True
        name = dotted(node)
        if not name:
            return False
        if site.module.origin(node) in CONFIGS:
            return True
        where = site.function.name if site.function else None
        return (site.module, where, name) in self._known or (site.module, None, name) in self._known

    def _is_run(self, node: ast.AST, site: Site) -> bool:
        """Whether it is what `init` gave."""
        if isinstance(node, ast.Call):
            return site.module.origin(node.func) in INITS
        given = site.module.assigned.get(dotted(node), [])
        return any(isinstance(each.value, ast.Call) and site.module.origin(each.value.func) in INITS for each in given)

    def _function(self, site: Site, call: ast.Call) -> tuple[Function, Module] | None:
        """The function of this project that is called; of a class, its `__init__`."""
        found = self._reading.find(call.func, site.module)
        node = found.node if found else None
        if isinstance(node, ast.ClassDef):
            node = next((each for each in node.body if isinstance(each, Function) and each.name == "__init__"), None)
        return (node, found.module) if found and isinstance(node, Function) else None

    def _given(self) -> Mapping[str, Default]:
        """The values that the script starts with: `init(config={...})`, `config.setdefaults({...})`."""
        given: dict[str, Default] = {}
        for site, call in self._reading.calls:
            node = keyword(call, "config") if site.origin in INITS else None
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("setdefaults", "update") and call.args:
                node = call.args[0] if self._is_config(call.func.value, site) else None
            if node is not None:
                given |= self._items(node, site)
        return given

    def _items(self, node: ast.expr, site: Site) -> Mapping[str, Default]:
        try:
            values = self._reading.value(node, site)
        except NotLiteral:
            return {}
        return (
            {str(name): Default(str(item), item) for name, item in values.items()} if isinstance(values, dict) else {}
        )

    def _argument(self, name: str | None, site: Site, default: ast.expr | None) -> Argument | None:
        if not name:
            return None
        known = self._defaults.get(name) or self._reading.default(default, site)
        return Argument(flags=(name,), where=site.place, form="config", default=known)
