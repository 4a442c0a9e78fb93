"""The parameters of a run, as its script reads them."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Config(Mapping[str, Any]):
    """Read by item, `config["learning-rate"]`, or by attribute, where an underscore finds a dash or a dot as well:
    `config.learning_rate`. It cannot be changed. An unknown name is a KeyError or an AttributeError that names the
    nearest known one.
    """

    def __init__(self, values: Callable[[], Mapping[str, Any]]) -> None:
        object.__setattr__(self, "_values", values)

    def __getitem__(self, name: str) -> Any:
        values = self._values()
        if name in values:
            return values[name]
        raise KeyError(_unknown(name, values))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python and its tools ask of every object
            raise AttributeError(name)
        values = self._values()
        if name in values:
            return values[name]
        meant = [key for key in values if _as_attribute(key) == name]
        if len(meant) == 1:
            return values[meant[0]]
        raise AttributeError(_unknown(name, values))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"besom.config is what the run was started with; {name} cannot be changed")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values())

    def __len__(self) -> int:
        return len(self._values())

    def __repr__(self) -> str:
        return f"Config({dict(self)!r})"


def _as_attribute(name: str) -> str:
    return name.replace("-", "_").replace(".", "_")


def _unknown(name: str, values: Mapping[str, Any]) -> str:
    if not values:
        return f"this run has no parameter {name}, nor any other; is besom.init() called before?"
    near = difflib.get_close_matches(name, values, n=1, cutoff=0.5)
    return f"this run has no parameter {name}; {f'did you mean {near[0]}?' if near else 'it has ' + ', '.join(values)}"
