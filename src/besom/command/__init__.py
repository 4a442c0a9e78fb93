"""The command line of a run: a list of macros and texts in, a list of arguments out. Never a shell.

Server, agent and command line all make a run's command here, so what is shown is what is run.
"""

import hashlib
import json
import os
import re
import shlex
from collections.abc import Callable, Mapping, Sequence

from besom.command.styles import STYLES, argument, json_text

__all__ = [
    "DEFAULT",
    "MACROS",
    "STYLES",
    "CommandError",
    "argument",
    "digest",
    "is_plain",
    "json_text",
    "needs_json_file",
    "render",
    "shell_text",
    "shown",
]

DEFAULT = ("${env}", "${interpreter}", "${program}", "${args}")

_VALUES: Mapping[str, Callable[[Mapping[str, object]], list[str]]] = {
    "${args_no_boolean_flags}": lambda point: [
        f"--{name}" if value is True else f"--{name}={argument(value)}"
        for name, value in point.items()
        if value is not False
    ],
    "${args_no_hyphens}": lambda point: [f"{name}={argument(value)}" for name, value in point.items()],
    "${args_no_equals}": lambda point: [
        text for name, value in point.items() for text in (f"--{name}", argument(value))
    ],
    "${args_append_hydra}": lambda point: [f"+{name}={argument(value)}" for name, value in point.items()],
    "${args_override_hydra}": lambda point: [f"++{name}={argument(value)}" for name, value in point.items()],
    "${args_json}": lambda point: [json_text(point)],
    "${json}": lambda point: [json_text(point)],
}
_JSON_FILE = frozenset({"${args_json_file}", "${json_file}"})
_VARIABLE = re.compile(r"\$\{envvar:(\w+)\}", re.ASCII)

_GIVING = frozenset({"${args}", *_VALUES, *_JSON_FILE})  # macros that hand over the values

MACROS = frozenset({"${env}", "${interpreter}", "${program}", *_GIVING})
"""Every macro but `${envvar:NAME}`; each stands alone as one element of a command."""


class CommandError(ValueError):
    """The command needs something that was not given; the message is a sentence for people."""


def render(
    command: Sequence[str],
    *,
    program: str | None,
    interpreter: str,
    point: Mapping[str, object],
    environ: Mapping[str, str],
    json_file: str | None = None,
    style: str = "wandb",
) -> list[str]:
    """The arguments that start a run, program first; none of them is read again for macros.

    `point` are the run's values, nested as its config has them. `style`, one of STYLES, is what `${args}` means; every
    other macro means what it means to W&B. `${envvar:NAME}` may stand inside an element and becomes NAME where
    `environ` has no such variable. An element that is no macro stays as it is. CommandError when the program or the
    JSON file is needed and not given.
    """
    argv: list[str] = []
    for element in command:
        match element:
            case "${env}":
                argv += [] if os.name == "nt" else ["/usr/bin/env"]
            case "${interpreter}":
                argv.append(interpreter)
            case "${program}":
                argv.append(_given(program, "the command has ${program}, but the sweep names no program"))
            case _ if element in _JSON_FILE:
                argv.append(_given(json_file, f"the command has {element}, but there is no file for it"))
            case "${args}":
                argv += STYLES[style](point)
            case _ if element in _VALUES:
                argv += _VALUES[element](point)
            case _:
                argv.append(_VARIABLE.sub(lambda found: environ.get(found[1], found[1]), element))
    return argv


def needs_json_file(command: Sequence[str]) -> bool:
    """Whether `render` will ask for a JSON file of the values."""
    return not _JSON_FILE.isdisjoint(command)


def is_plain(command: Sequence[str]) -> bool:
    """Whether the command can do no more than start the program with the run's values.

    That is `${env}` or nothing, `${interpreter}`, `${program}`, then macros of values alone.
    """
    rest = list(command)
    if rest[:1] == ["${env}"]:
        del rest[0]
    return rest[:2] == ["${interpreter}", "${program}"] and _GIVING.issuperset(rest[2:])


def digest(command: Sequence[str], program: str | None) -> str:
    """SHA-256, 64 hex digits, of what a person trusts when accepting a command."""
    return hashlib.sha256(json.dumps([list(command), program]).encode()).hexdigest()


def shown(
    command: Sequence[str], *, program: str | None, point: Mapping[str, object], style: str = "wandb"
) -> list[str]:
    """The command of a run as people are shown it: `python cnn.py --dropout=0.2`, without `/usr/bin/env`."""
    elements = [element for element in command if element != "${env}"]
    file = "parameters.json"
    return render(elements, program=program, interpreter="python", point=point, environ={}, json_file=file, style=style)


def shell_text(argv: Sequence[str]) -> str:
    """The arguments quoted for a shell, for people to copy."""
    return shlex.join(argv)


def _given(text: str | None, otherwise: str) -> str:
    if text is None:
        raise CommandError(otherwise)
    return text
