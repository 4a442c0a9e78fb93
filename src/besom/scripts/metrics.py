"""The names under which a script seems to log its metrics."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from besom.scripts.facts import Doubt, Logged
from besom.scripts.literals import Pattern, shown
from besom.scripts.reading import Reading, Site, keyword
from besom.scripts.source import Function, dotted

DEEPEST = 5  # names that stand for names, functions that return what others return

NAMED = {  # methods whose first argument is a metric's name
    "log_metric": "mlflow",
    "add_scalar": "tensorboard",
    "add_scalars": "tensorboard",
    "scalar": "tensorboard",
}
MAPPED = {"log": "", "log_metrics": "mlflow", "log_dict": "lightning", "track": "aim"}  # methods that take a mapping
TRACKERS = frozenset({"besom", "wandb", "trackio", "mlflow", "swanlab", "aim", "neptune", "comet_ml", "accelerate"})
HIDDEN = {  # what logs by itself, under names that the script does not show
    "transformers.Trainer": "transformers' Trainer logs under names of its own",
    "trl.SFTTrainer": "trl's trainer logs under names of its own",
}
PRINTED = re.compile(r"([A-Za-z_][\w./-]*)\s*(?:=|:|\s)\s*$")  # before a value: `val_loss=`, `val_loss: `
FORMAT = re.compile(r"%[-+ 0-9.]*[dfge]|\{[^{}]*\}")
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Metrics:
    logged: tuple[Logged, ...]
    unread: tuple[Doubt, ...]


def find(reading: Reading) -> Metrics:
    logged: dict[tuple[str, str], Logged] = {}
    unread: list[Doubt] = []
    called = _called_in_loops(reading)
    for site, call in reading.calls:
        looped = site.looped or (site.function is not None and site.function.name in called)
        for found in _Call(reading, site, call).read():
            if isinstance(found, Doubt):
                unread.append(found)
                continue
            name, by = found
            before = logged.get((name.text, by))
            repeated = looped or by == "lightning" or (before is not None and before.repeated)
            logged[name.text, by] = Logged(name.text, by, before.where if before else site.place, name.open, repeated)
    return Metrics(tuple(logged.values()), tuple(unread))


def _called_in_loops(reading: Reading) -> frozenset[str]:
    """The functions that are called in a loop, themselves or by others that are."""
    names: set[str] = set()
    for _ in range(DEEPEST):
        before = len(names)
        for site, call in reading.calls:
            if site.looped or (site.function is not None and site.function.name in names):
                names.add(dotted(call.func).rpartition(".")[2])
        if len(names) == before:
            break
    return frozenset(names)


class _Call:
    """One call, as far as it logs something."""

    def __init__(self, reading: Reading, site: Site, call: ast.Call) -> None:
        self._reading, self._site, self._call = reading, site, call

    def read(self) -> Iterator[tuple[Pattern, str] | Doubt]:
        """Names, and who gets them; a doubt for what is logged under names that cannot be told."""
        func = self._call.func
        if isinstance(func, ast.Name) and func.id == "print":
            yield from ((name, "print") for name in self._printed())
        elif self._site.origin in HIDDEN:
            yield Doubt(HIDDEN[self._site.origin], self._site.place)
        method = dotted(func).rpartition(".")[2] or (func.attr if isinstance(func, ast.Attribute) else "")
        first = self._call.args[0] if self._call.args else keyword(self._call, "metrics") or keyword(self._call, "data")
        if first is None or method not in NAMED.keys() | MAPPED.keys():
            return
        receiver = self._receiver(func)
        if method in NAMED or isinstance(first, ast.JoinedStr):
            yield from self._named(first, NAMED.get(method) or receiver)
        elif isinstance(first, ast.Constant):
            yield from self._named(first, receiver) if isinstance(first.value, str) else ()
        else:
            yield from self._mapped(first, MAPPED[method] or receiver)

    def _receiver(self, func: ast.expr) -> str:
        """Whose method it is: the tracker's, where that can be told."""
        origin = self._site.module.origin(func)
        root = origin.partition(".")[0]
        if root in TRACKERS:
            return root
        if root in ("self", "pl_module"):
            return "lightning" if origin.count(".") == 1 else "a logger"
        owner = dotted(func.value) if isinstance(func, ast.Attribute) else ""
        for given in self._site.module.assigned.get(owner, []):
            made = self._site.module.origin(given.value.func) if isinstance(given.value, ast.Call) else ""
            if made.partition(".")[0] in TRACKERS:
                return made.partition(".")[0]
        return "a logger"

    def _named(self, node: ast.expr, by: str) -> Iterator[tuple[Pattern, str]]:
        name = self._reading.pattern(node, self._site)
        if name is not None and len(self._call.args) > 1:
            yield name, by

    def _mapped(self, node: ast.expr, by: str) -> Iterator[tuple[Pattern, str] | Doubt]:
        keys = _Keys(self._reading, self._site)
        names = list(keys.of(node, 0))
        if by == "a logger" and not names:  # math.log(x), logger.log(level)
            return
        yield from ((name, by) for name in names)
        if keys.open:
            yield Doubt(f"what {shown(node)} holds is known only when it runs", self._site.place)

    def _printed(self) -> Iterator[Pattern]:
        """Names that stand before a value in what is printed."""
        args = self._call.args
        for arg, after in zip(args, [*args[1:], None], strict=True):
            pieces: list[tuple[str, bool]] = []  # a text, and whether a value follows it
            match arg:
                case ast.JoinedStr(values=parts):
                    texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
                    pieces = [
                        (text, following is None)
                        for text, following in zip(texts, [*texts[1:], ""], strict=True)
                        if isinstance(text, str)
                    ]
                case (
                    ast.BinOp(left=ast.Constant(value=str(form)), op=ast.Mod())
                    | ast.Call(func=ast.Attribute(value=ast.Constant(value=str(form)), attr="format"))
                ):
                    pieces = [(text, True) for text in FORMAT.split(form)[:-1]]
                case ast.Constant(value=str(text)):
                    pieces = [(text, after is not None)]
            for text, valued in pieces:
                if valued and (found := PRINTED.search(text[-LONGEST:])):
                    yield Pattern(found[1], open=False)


class _Keys:
    """The keys of what an expression makes, as far as they can be told; `open` says that there may be more."""

    def __init__(self, reading: Reading, site: Site) -> None:
        self.open = False
        self._reading, self._site = reading, site

    def of(self, node: ast.AST, depth: int) -> Iterator[Pattern]:
        inner = depth + 1
        if depth > DEEPEST:
            self.open = True
            return
        match node:
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    yield from self.of(value, inner) if key is None else self._item(key, value, inner)
            case ast.DictComp(key=key):
                yield from self._key(key)
            case ast.Call(func=ast.Name(id="dict"), args=args, keywords=words):
                for name, item in [*((None, arg) for arg in args), *((word.arg, word.value) for word in words)]:
                    yield from self._under(Pattern(name, open=False), item, inner) if name else self.of(item, inner)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right) | ast.IfExp(body=left, orelse=right):
                yield from [*self.of(left, inner), *self.of(right, inner)]
            case ast.Name(id=name):
                yield from self._variable(name, inner)
            case ast.Call(func=func):
                yield from self._returned(func, inner)
            case _:
                self.open = True

    def _item(self, key: ast.expr, value: ast.expr, depth: int) -> Iterator[Pattern]:
        for name in self._key(key):
            yield from self._under(name, value, depth)

    def _under(self, name: Pattern, value: ast.expr, depth: int) -> Iterator[Pattern]:
        """The name itself, or dotted names where a mapping is written out below it."""
        if not isinstance(value, ast.Dict):
            yield name
            return
        for below in self.of(value, depth):
            yield Pattern(f"{name.text}.{below.text}", name.open or below.open)

    def _key(self, key: ast.expr) -> Iterator[Pattern]:
        name = self._reading.pattern(key, self._site)
        if name is None:
            self.open = True
        else:
            yield name

    def _variable(self, name: str, depth: int) -> Iterator[Pattern]:
        """Everything that is ever put into a variable of the module."""
        given = self._site.module.assigned.get(name, [])
        if not given:
            self.open = True
        for each in given:
            if each.value is None or (isinstance(each.value, ast.Name) and each.value.id == name):
                self.open = True
            else:
                yield from self.of(each.value, depth)
        for site in self._reading.sites:
            if site.module is self._site.module:
                yield from self._put(site, name, depth)

    def _put(self, site: Site, name: str, depth: int) -> Iterator[Pattern]:
        """What `name[key] = …` and `name.update(…)` put in."""
        match site.node:
            case ast.Assign(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Subscript) and dotted(target.value) == name:
                        yield from _Keys(self._reading, site)._key(target.slice)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="update"), args=args, keywords=words):
                if owner == name:
                    for arg in args:
                        yield from self.of(arg, depth)
                    yield from (Pattern(word.arg, open=False) for word in words if word.arg)

    def _returned(self, func: ast.expr, depth: int) -> Iterator[Pattern]:
        """What a function of the project returns."""
        found = self._reading.find(func, self._site.module)
        inside = ast.walk(found.node) if found is not None and isinstance(found.node, Function) else ()
        returns = [node for node in inside if isinstance(node, ast.Return)]
        if found is None or not returns:
            self.open = True
            return
        there = _Keys(self._reading, Site(found.node, found.module))
        for node in sorted(returns, key=lambda node: node.lineno):
            yield from there.of(node.value, depth) if node.value is not None else ()
        self.open = self.open or there.open
