"""The keys of a Hydra configuration: its YAML files, put together by their defaults lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

MOST_FILES = 100
MOST_LEAVES = 2000
MOST_BYTES = 256 * 1024
DEEPEST = 12  # configs within configs, mappings within mappings

_PACKAGE = re.compile(r"^#\s*@package\s+(\S+)", re.MULTILINE)
_FLOAT = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)[eE][-+]?\d+")  # YAML 1.1 reads 1e-3 as a text, Hydra does not


@dataclass(frozen=True, slots=True)
class Leaf:
    name: str  # dotted: "optimizer.lr"
    value: object
    file: Path
    line: int
    only_with: tuple[str, ...] = ()  # the choices that it comes with, where those are not all: ("model=cnn",)


@dataclass(frozen=True, slots=True)
class Option:
    """A group of which one config is chosen."""

    group: str
    chosen: str | None  # None: one must be named
    choices: tuple[str, ...]
    file: Path
    line: int


@dataclass(slots=True)
class Composed:
    leaves: dict[str, Leaf] = field(default_factory=dict)
    options: dict[str, Option] = field(default_factory=dict)
    gaps: list[tuple[str, Path]] = field(default_factory=list)  # what could not be read, and where it is named


def compose(root: Path, name: str) -> Composed | None:
    """The configuration of that name below the folder; None where there is none."""
    composer = _Composer(root.resolve())
    if not composer.add(name.removesuffix(".yaml"), "", 0):
        return None
    composer.add_alternatives()
    return composer.found


class _Composer:
    def __init__(self, root: Path) -> None:
        self.found = Composed()
        self._root = root
        self._files = 0

    def add(self, name: str, package: str | None, depth: int) -> bool:
        """Add the config at that path below the root. `package` None: where its folder says."""
        path = next((path for end in (".yaml", ".yml") if (path := self._root / f"{name}{end}").is_file()), None)
        if path is None or depth > DEEPEST or self._files >= MOST_FILES:
            return False
        self._files += 1
        read = _read(path)
        if read is None:
            self.found.gaps.append((f"{path.name} cannot be read", path))
            return True
        text, loader, node = read
        said = _PACKAGE.search(text)
        group = name.rpartition("/")[0]
        if said is not None and package != "":
            package = {"_global_": "", "_group_": group.replace("/", ".")}.get(said[1], said[1])
        prefix = group.replace("/", ".") if package is None else package
        pairs = [(key.value, value) for key, value in node.value if hasattr(key, "value")]
        defaults = next((value for key, value in pairs if key == "defaults"), None)
        for entry, line in _entries(loader, defaults):
            self._default(entry, path, line, group, prefix, depth)
        for key, value in pairs:
            if key != "defaults" and not (key == "hydra" and not prefix):
                self._leaves(loader, f"{prefix}.{key}" if prefix else str(key), value, path, 0)
        return True

    def add_alternatives(self) -> None:
        """Note of each key that a group's config brings with which choices it is there, and add those of the others."""
        for option in list(self.found.options.values()):
            group, _, at = option.group.partition("@")
            by_choice = {choice: self._alone(f"{group}/{choice}", at or None) for choice in option.choices}
            for name in {name: None for other in by_choice.values() for name in other.leaves}:
                having = [choice for choice, other in by_choice.items() if name in other.leaves]
                only_with = (
                    tuple(f"{option.group}={choice}" for choice in having) if len(having) < len(by_choice) else ()
                )
                leaf = self.found.leaves.get(name) or by_choice[having[0]].leaves[name]
                if (self._root / group) in leaf.file.parents:
                    self.found.leaves[name] = replace(leaf, only_with=only_with)
            for other in by_choice.values():
                self.found.options = {**other.options, **self.found.options}

    def _alone(self, name: str, package: str | None) -> Composed:
        composer = _Composer(self._root)
        composer.add(name, package, 1)
        return composer.found

    def _default(self, entry: object, path: Path, line: int, group: str, prefix: str, depth: int) -> None:
        """One entry of a defaults list."""
        pairs = list(entry.items()) if isinstance(entry, dict) else [(entry, ...)]
        for key, choice in pairs:
            word, _, at = str(key).removeprefix("optional ").partition("@")
            overrides = word.startswith("override ")
            word = word.removeprefix("override ").strip()
            where = word.removeprefix("/") if word.startswith("/") or not group else f"{group}/{word}"
            if word == "_self_" or where.startswith("hydra/"):
                continue
            if choice is ...:
                self.add(where, _joined(prefix, at) if at else None, depth + 1)
                continue
            if overrides:
                self._choose(where, choice, path, line)
                continue
            self._choose(f"{where}@{at}" if at else where, choice, path, line)
            for each in choice if isinstance(choice, list) else [choice]:
                if isinstance(each, str) and each != "???":
                    self.add(f"{where}/{each}", _joined(prefix, at) if at else None, depth + 1)

    def _choose(self, group: str, choice: object, path: Path, line: int) -> None:
        folder = self._root / group.partition("@")[0]
        try:
            names = sorted(file.stem for file in folder.iterdir() if file.suffix in (".yaml", ".yml"))
        except OSError:
            names = []
        chosen = None if choice == "???" else "null" if choice is None else str(choice)
        self.found.options[group] = Option(group, chosen, tuple(names), path, line)

    def _leaves(self, loader: Any, name: str, node: Any, path: Path, depth: int) -> None:
        if len(self.found.leaves) >= MOST_LEAVES or depth > DEEPEST:
            return
        if isinstance(node.value, list) and node.tag == "tag:yaml.org,2002:map":
            for key, value in node.value:
                self._leaves(loader, f"{name}.{key.value}", value, path, depth + 1)
            return
        self.found.leaves[name] = Leaf(name, _plain(loader, node), path, node.start_mark.line + 1)


def _read(path: Path) -> tuple[str, Any, Any] | None:
    """Text, loader and top mapping of a file; None where it is not a mapping."""
    import yaml

    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        text = path.read_text(encoding="utf-8")
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return None
    if node is None:
        return text, loader, yaml.MappingNode("tag:yaml.org,2002:map", [])
    return (text, loader, node) if isinstance(node, yaml.MappingNode) else None


def _entries(loader: Any, node: Any) -> Iterator[tuple[object, int]]:
    """The entries of a defaults list and their lines."""
    for each in node.value if node is not None and isinstance(node.value, list) else []:
        if hasattr(each, "tag"):
            yield _plain(loader, each), each.start_mark.line + 1


def _plain(loader: Any, node: Any) -> object:
    import yaml

    try:
        value: object = loader.construct_object(node, deep=True)
    except (ValueError, TypeError, RecursionError, yaml.YAMLError):
        return str(node.value)
    return float(value.replace("_", "")) if isinstance(value, str) and _FLOAT.fullmatch(value) else value


def _joined(prefix: str, name: str) -> str:
    if name in ("_global_", "_here_"):
        return "" if name == "_global_" else prefix
    return f"{prefix}.{name}" if prefix else name
