"""A sweep file on its way from the disk to the server: read, overridden by options, checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from besom.cli.shell import Shell
from besom.config import Definition, decode, parse
from besom.errors import Invalid, NotFound


@dataclass(frozen=True)
class SweepFile:
    name: str  # as the user typed it
    source: str
    definition: Definition


def read(shell: Shell, typed: str, overrides: Mapping[str, str | None]) -> SweepFile:
    """The file with some of its top-level keys replaced, checked; SweepFileError has everything that is wrong.

    Besides what the file alone tells, its program must be there: under the current folder, where agents start it.
    """
    path = shell.cwd / typed
    try:
        source = decode(path.read_bytes(), typed)
    except FileNotFoundError:
        raise NotFound(f"there is no file {typed}") from None
    except OSError as error:
        raise Invalid(f"{typed} cannot be read: {error.strerror}") from None
    for key, text in overrides.items():
        if text is not None:
            source = override(source, key, text)
    return check_text(shell, typed, source, path.parent)


def check_text(shell: Shell, name: str, source: str, folder: Path) -> SweepFile:
    """The text of a sweep file, checked as one of that name in that folder would be."""
    definition = parse(source, file=name, program_problem=lambda program: _not_here(program, folder, shell.cwd))
    return SweepFile(name, source, definition)


def refuse_doubts(file: SweepFile) -> None:
    """Raise Invalid where what the file says is hardly meant."""
    if doubts := file.definition.doubts:
        lines = " and ".join(f"line {doubt.line}" for doubt in doubts)
        raise Invalid(f"{lines} can hardly be meant (see the warning); mend it, or add --yes")


def override(source: str, key: str, text: str) -> str:
    """The YAML with a top-level key set to a text, everything else (comments too) as it was.

    What is no YAML mapping is returned unchanged, for the check to speak of.
    """
    try:
        root = yaml.compose(source, yaml.SafeLoader)
    except yaml.YAMLError:
        return source
    if not isinstance(root, yaml.MappingNode):
        return source
    quoted = json.dumps(text)  # every JSON string is a YAML one
    for name, given in root.value:
        if name.value == key:
            return source[: given.start_mark.index] + quoted + source[given.end_mark.index :]
    if root.flow_style:
        start = root.start_mark.index + 1
        return f"{source[:start]}{json.dumps(key)}: {quoted}{', ' if root.value else ''}{source[start:]}"
    end = root.end_mark.index  # at the end, so that line numbers stay true
    newline = "" if source[:end].endswith("\n") else "\n"
    return f"{source[:end]}{newline}{' ' * root.start_mark.column}{key}: {quoted}\n{source[end:]}"


def _not_here(program: str, beside: Path, cwd: Path) -> str | None:
    """A sentence when there is no such script in the current folder."""
    if (cwd / program).is_file():
        return None
    elsewhere = f"; it is in {beside}: go there first" if (beside / program).is_file() else ""
    return f"there is no {program} in this folder, where agents would start it{elsewhere}"
