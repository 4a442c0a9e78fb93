"""How a sweep's command hands a parameter to its script."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from besom.command import MACROS, shown
from besom.config import Definition
from besom.space import Value

OVERRIDE = re.compile(r"[+~]{0,2}([\w./@-]+)=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Handed:
    """One name on the command line, and the texts that come with it: `--lr=0.1`, `--amp`, `--sizes 1 2`, `lr=0.1`."""

    form: Literal["option", "override"]
    name: str  # without dashes in front
    texts: tuple[str, ...]
    words: str  # all of it, as typed

    @property
    def appended(self) -> bool:
        """Whether it is there for a name that the script's configuration lacks: `+lr=0.1`."""
        return self.words.startswith("+")


def handed(definition: Definition, config: Mapping[str, Value]) -> tuple[Handed, ...]:
    """What a run's values add to the command; nothing where they are handed over in some other way."""
    base, whole = _command(definition, {}), _command(definition, config)
    before = Counter(base)
    added = []
    for word in whole:
        if before[word]:
            before[word] -= 1
        else:
            added.append(word)
    return tuple(_read(added))


def literals(definition: Definition) -> tuple[str, ...]:
    """What the command gives the script besides the run's values: `train`, `--data=/data`."""
    command = list(definition.command)
    start = command.index("${program}") + 1 if "${program}" in command else _after_script(command)
    return tuple(word for word in command[start:] if word not in MACROS)


def set_by(words: Sequence[str]) -> frozenset[str]:
    """The names that such words give values to."""
    options = {word[2:].partition("=")[0] for word in words if word.startswith("--")}
    return frozenset(options | {found[1] for word in words if (found := OVERRIDE.fullmatch(word))})


def script_of(definition: Definition) -> str | None:
    """The script that the command starts, as a path from the agent's folder on; None where it starts none."""
    if definition.program is not None:
        return definition.program
    command = [word for word in definition.command if word not in MACROS]
    named = next((word for word in command if word.endswith(".py") and not word.startswith("/")), None)
    if named is None and "-m" in command[:-1]:
        module = command[command.index("-m") + 1]
        return str(PurePosixPath(*module.split("."))) + ".py"
    return named


def _after_script(command: Sequence[str]) -> int:
    return next((place + 1 for place, word in enumerate(command) if word.endswith(".py")), len(command))


def _command(definition: Definition, config: Mapping[str, Value]) -> list[str]:
    return shown(definition.command, program=definition.program or "", point=config, style=definition.args_style)


def _read(words: Sequence[str]) -> Iterator[Handed]:
    """The names in a run of words; what is no name of either kind is passed over."""
    place = 0
    while place < len(words):
        word = words[place]
        place += 1
        if word.startswith("--"):
            name, equals, text = word[2:].partition("=")
            texts = [text] if equals else []
            while not equals and place < len(words) and not words[place].startswith("--"):
                texts.append(words[place])
                place += 1
            yield Handed("option", name, tuple(texts), " ".join([word, *texts] if not equals else [word]))
        elif (found := OVERRIDE.fullmatch(word)) and not word.startswith("{"):
            yield Handed("override", found[1], (found[2],), word)
