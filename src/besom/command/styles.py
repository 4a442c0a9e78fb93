"""How the values of a run stand on its command line: one row of STYLES for each way to write them.

In every style but `wandb` a mapping is given entry by entry under dotted names: `--model.depth=3`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from besom.command.hydra import override


def argument(value: object) -> str:
    """The text of one value as W&B writes it: True, None, [1, 2], floats in the shortest form that reads back."""
    return str(value)


def json_text(values: Mapping[str, object]) -> str:
    """The values as one JSON object: `${args_json}`, and the content of the file of `${args_json_file}`."""
    return json.dumps(dict(values))


def flat(values: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Every value under its dotted name; only an empty mapping is a value itself."""
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def _equals(name: str, value: object) -> list[str]:
    """`--name=value`; nothing for null, so that the script's own default holds."""
    return [] if value is None else [f"--{name}={_text(value)}"]


def _space(name: str, value: object) -> list[str]:
    """`--name value`, the elements of a list one after the other."""
    if value is None:
        return []
    texts = [_text(element) for element in value] if isinstance(value, list) else [_text(value)]
    if len(texts) == 1 and _looks_like_an_option(texts[0]):
        return [f"--{name}={texts[0]}"]
    return [f"--{name}", *texts]


def _flags(name: str, value: object) -> list[str]:
    """`--name` for true and `--no-name` for false; a list repeats the option."""
    match value:
        case None:
            return []
        case bool():
            outer, dot, last = name.rpartition(".")
            return [f"--{name}" if value else f"--{outer}{dot}no-{last}"]
        case list():
            return [f"--{name}={_text(element)}" for element in value]
        case _:
            return [f"--{name}={_text(value)}"]


def _json(name: str, value: object) -> list[str]:
    """`--name=value` with the value in JSON, texts in quotes, so that no two values look alike."""
    return [f"--{name}={json.dumps(value)}"]


def _each(write: Callable[[str, object], list[str]]) -> Callable[[Mapping[str, object]], list[str]]:
    return lambda values: [text for name, value in flat(values) for text in write(name, value)]


STYLES: Mapping[str, Callable[[Mapping[str, object]], list[str]]] = {
    "wandb": lambda values: [f"--{name}={argument(value)}" for name, value in values.items()],
    "equals": _each(_equals),
    "space": _each(_space),
    "flags": _each(_flags),
    "json": _each(_json),
    "hydra": _each(lambda name, value: [override(name, value)]),
}
"""What `${args}` becomes, by the sweep file's `args_style`."""


def _text(value: object) -> str:
    """A scalar as W&B writes it; what holds other values as JSON."""
    return json.dumps(value) if isinstance(value, (list, Mapping)) else argument(value)


def _looks_like_an_option(text: str) -> bool:
    return text.startswith("-") and re.fullmatch(r"-[0-9.].*", text) is None
