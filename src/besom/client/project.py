"""besom.toml: the server, entity and project that a folder belongs to. It holds no key, so it may be shared."""

import difflib
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from besom.client.files import toml_string, write
from besom.client.transport import clean_url
from besom.errors import Invalid

NAME = "besom.toml"


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """What the file says; None: not said. No server means the embedded one, no entity the key owner's."""

    server: str | None = None
    entity: str | None = None
    project: str | None = None

    @classmethod
    def load(cls, path: Path) -> "ProjectFile":
        """Invalid, with the file's name, for what cannot be read as one."""
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise Invalid(f"{path}: {error}") from error
        known = [field.name for field in fields(cls)]
        for key, value in content.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"it may hold {', '.join(known)}"
                raise Invalid(f"{path}: unknown key `{key}`; {hint}")
            if not isinstance(value, str) or not value:
                raise Invalid(f'{path}: `{key}` must be a text, such as {key} = "…"')
        if "server" in content:
            content["server"] = clean_url(content["server"])
        return cls(**content)

    def save(self, path: Path) -> None:
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        write(path, "".join(f"{name} = {toml_string(value)}\n" for name, value in said.items() if value))


def find(folder: Path) -> Path | None:
    """The besom.toml of the folder or of the nearest one above it."""
    start = folder.resolve()
    return next((path for place in (start, *start.parents) if (path := place / NAME).is_file()), None)


def named_after(folder: Path) -> str:
    """A project's name made of the folder's: letters, digits, `.`, `_` and `-` alone."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", folder.resolve().name).strip("-.") or "default"
