"""How a run is started: the script, the command, and the form of its arguments."""

import posixpath
import re

from besom.command import DEFAULT, MACROS, STYLES
from besom.reading.fields import filled, got, nearest, one_of, plain, quoted
from besom.reading.problems import Findings, Path
from besom.reading.table import Key, described
from besom.space import Value


def _program(value: Value, path: Path, findings: Findings) -> str | None:
    """A script inside the folder where the agent stands: agents start nothing else."""
    program = filled(value, path, findings)
    inside = posixpath.normpath((program or ".").replace("\\", "/"))
    if inside.startswith("/") or re.match("[A-Za-z]:", inside):
        findings.error(path, f"program must be a path from the agent's folder on, got the absolute {quoted(program)}")
    elif inside.split("/")[0] == "..":
        findings.error(path, f"program must lie inside the agent's folder, got {quoted(program)}")
    elif (program or "").startswith("-"):
        findings.error(path, f"program must not begin with -, as options do; got {quoted(program)}")
    return program


def _command(value: Value, path: Path, findings: Findings) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not value:
        findings.error(path, f"command must be a list of texts, got {'an empty one' if value == [] else got(value)}")
        return None
    return tuple(_element(item, (*path, index), findings) for index, item in enumerate(value))


def _element(value: Value, path: Path, findings: Findings) -> str:
    """A text of the command; a number stands for its text."""
    if not isinstance(value, (str, int, float)):
        findings.error(path, f"command{[path[-1]]} must be text, got {got(value)}")
        return ""
    element = str(value) if plain(value, path, findings) else ""
    if re.fullmatch(r"\$\{(?!envvar:)[^}]*\}", element) and element not in MACROS:
        findings.error(path, f"unknown macro {quoted(element)}{nearest(element, sorted(MACROS))}")
    return element


PROGRAM = Key(_program, described("The script, as a path from the agent's folder on.", type="string", minLength=1))
COMMAND = Key(
    _command,
    described(
        f"How a run is started. Macros: {', '.join(sorted(MACROS))}, ${{envvar:NAME}}.",
        type="array",
        items={"type": ["string", "number", "boolean"]},
        minItems=1,
        default=list(DEFAULT),
    ),
)
ARGS_STYLE = Key(
    one_of(STYLES),
    described(
        "How ${args} writes the values. wandb: --a=True --outer={'inner': 1}; equals: --outer.inner=1; "
        "space: --outer.inner 1; flags: --a or --no-a for true and false; json: values as JSON; hydra: outer.inner=1.",
        enum=list(STYLES),
        default="wandb",
    ),
)
