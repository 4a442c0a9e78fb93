"""Which commands of a server this machine runs. A server that could run anything here would be a remote shell."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from besom import command
from besom.errors import BesomError

VARIABLES = frozenset({"CUDA_VISIBLE_DEVICES", "HOME", "HOSTNAME", "LOGNAME", "PWD", "SLURM_JOB_ID", "TMPDIR", "USER"})
"""What a server may have passed to a script from the agent's environment: nothing that could be a secret."""

SWEEP_FILE_LIMIT = 1024 * 1024  # bytes; a larger YAML file is no sweep file


class Refused(BesomError):
    """The agent does not run this command; the message says what to do."""

    code = "refused"


class Accepted:
    """The commands that a person has accepted on this machine, by digest, in a file that only they can read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __contains__(self, digest: str) -> bool:
        try:
            return digest in self._path.read_text(encoding="ascii").split()
        except FileNotFoundError:
            return False

    def add(self, digest: str) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(file, "w", encoding="ascii") as accepted:
            accepted.write(f"{digest}\n")


def check(words: Sequence[str], program: str | None, *, folder: Path, accepted: Accepted, accept: bool) -> None:
    """Return if this machine may run the command, else raise Refused.

    It may when the command does nothing but start a program of the agent's folder with the run's values, when a sweep
    file in that folder holds the same command and program, or when a person has accepted it: `accept` does so now.
    """
    plain = _is_plain(words)
    if plain and program is not None and _is_script_of(folder, program):
        return
    digest = command.digest(words, program)
    if (list(words), program) in _sweep_files(folder) or digest in accepted:
        return
    if accept:
        accepted.add(digest)
        return
    raise Refused(_refusal(words, program, folder, plain=plain))


_HARMLESS = frozenset(f"${{envvar:{name}}}" for name in VARIABLES)


def _is_plain(words: Sequence[str]) -> bool:
    """Whether the command does nothing but start the program; variables before it could name another one."""
    after = words.index("${program}") + 1 if "${program}" in words else len(words)
    return command.is_plain([*words[:after], *(word for word in words[after:] if word not in _HARMLESS)])


def _is_script_of(folder: Path, program: str) -> bool:
    if program.startswith("-"):  # the interpreter would take it for an option
        return False
    try:
        real = (folder / program).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):  # missing, a circle of links, a NUL in the name
        return False
    return real.is_file() and real.is_relative_to(folder.resolve())


def _sweep_files(folder: Path) -> Iterator[tuple[list[str], str | None]]:
    """Command and program of every sweep file in the folder; numbers as they are written, and as they are passed."""
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".yaml", ".yml") or not path.is_file() or path.stat().st_size > SWEEP_FILE_LIMIT:
            continue
        for loader in (yaml.BaseLoader, yaml.SafeLoader):
            try:
                document = loader(path.read_bytes()).get_single_data()
            except (OSError, ValueError, yaml.YAMLError):
                continue
            if isinstance(document, dict):
                words = document.get("command", list(command.DEFAULT))
                if isinstance(words, list) and all(isinstance(word, (str, int, float)) for word in words):
                    yield list(map(str, words)), document.get("program")


def _refusal(words: Sequence[str], program: str | None, folder: Path, *, plain: bool) -> str:
    if plain and program is not None:
        if not (folder / program).exists():
            return f"there is no {program} in {folder}: start the agent in the folder that holds it"
        return (
            f"{program} is not a file inside {folder}: start the agent in the folder that holds it, "
            f"or put the sweep file here, or add --trust"
        )
    if program is None and "${program}" in words:
        return "the sweep names no program: it is run by agents that are given a function, as besom.agent is"
    return (
        f"the sweep's command is `{command.shell_text(words)}` (program: {program}), which does more than start a "
        f"script of this folder with the run's values: put its sweep file into {folder}, or add --trust to accept "
        f"the command on this machine"
    )
