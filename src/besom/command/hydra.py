"""Values in the grammar of Hydra's command line (hydra.cc/docs/advanced/override_grammar/basic)."""

import re
from collections.abc import Mapping

_BARE = re.compile(r"[A-Za-z0-9_./+-]+")
_NO_TEXT = re.compile(
    r"null|true|false|[-+]?(inf|nan)|[-+]?[0-9][0-9_]*|[-+]?[0-9_.]*([eE][-+]?[0-9_]+)?", re.IGNORECASE
)


def override(name: str, value: object) -> str:
    """`name=value`, which Hydra reads as just that value."""
    return f"{name}={literal(value)}"


def literal(value: object) -> str:
    """The value as Hydra's grammar writes it; a text in quotes wherever it would be read as something else."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return value if _BARE.fullmatch(value) and not _NO_TEXT.fullmatch(value) else _quoted(value)
        case list():
            return f"[{','.join(map(literal, value))}]"
        case Mapping():
            return f"{{{','.join(f'{_key(key)}:{literal(item)}' for key, item in value.items())}}}"
        case _:
            return str(value)


def _quoted(text: str) -> str:
    """In single quotes. Only backslashes before a quote need doubling; `${` would refer to another value."""
    text = re.sub(r"(\\*)\$\{", r"\1\1\\${", text)
    return "'" + re.sub(r"(\\*)('|\Z)", lambda found: found[1] * 2 + (r"\'" if found[2] else ""), text) + "'"


def _key(key: str) -> str:
    """Keys cannot be quoted there; a backslash takes the meaning from a single character."""
    return re.sub(r"[\\()\[\]{}:=, \t]", r"\\\g<0>", key)
