"""What a script was found to take and to log. All of it is a guess from its text, and as good as the text is plain."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Form: TypeAlias = Literal["option", "positional", "override", "config"]
"""How a value gets in: `--lr=0.1`, `0.1` at its place, `lr=0.1`, or read by the script from its run's configuration."""

Type: TypeAlias = Literal["int", "float", "str", "bool", "truthy"]
"""What the script makes of the text. `truthy`: everything but the empty text is true, `False` too."""


@dataclass(frozen=True, slots=True)
class Place:
    file: str  # as a path from the project's folder on
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Default:
    text: str  # as it could be written in the script
    value: object = None  # None, too, where it is computed and not `known`
    known: bool = True


@dataclass(frozen=True, slots=True)
class Argument:
    """One thing that the script takes."""

    flags: tuple[str, ...]  # every spelling, the main one first: ("--learning-rate", "-l"), or ("model.width",)
    where: Place
    form: Form = "option"
    type: Type | None = None  # None: anything, or nobody can tell
    takes: Literal["value", "nothing", "either"] = "value"  # of an option: whether a text comes with it
    off: tuple[str, ...] = ()  # the spellings that turn it off: ("--no-amp",)
    many: bool = False  # several values
    choices: tuple[object, ...] = ()  # the only values, as the script knows them
    low: float | None = None  # the least and the largest number that it takes
    high: float | None = None
    default: Default | None = None
    required: bool = False
    command: str | None = None  # the sub-command that it belongs to
    only_with: tuple[str, ...] = ()  # the choices that it exists with, where those are not all: ("model=cnn",)
    abbreviates: bool = False  # whether a beginning that is no other's is enough: `--learn` for `--learning-rate`

    @property
    def shown(self) -> str:
        return self.flags[0]

    @property
    def names(self) -> tuple[str, ...]:
        """What a parameter can be called that is meant for it; none for an option with one dash alone."""
        if self.form != "option":
            return self.flags
        return tuple(flag[2:] for flag in self.flags if flag.startswith("--"))


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a list may not be complete, as a sentence about the script."""

    sentence: str
    where: Place


@dataclass(frozen=True, slots=True)
class Logged:
    """A metric's name; where `pattern`, with `*` for what is only known when the script runs."""

    name: str
    by: str  # who gets it: "besom", "wandb", "print", ...
    where: Place
    pattern: bool = False
    repeated: bool = False  # logged in a loop: a curve rather than one value


@dataclass(frozen=True, slots=True)
class Script:
    program: str
    arguments: tuple[Argument, ...] = ()
    commands: tuple[str, ...] = ()  # sub-commands, one of which has to be given
    ways: tuple[str, ...] = ()  # by which it takes them: "argparse", "hydra", ...
    doubts: tuple[Doubt, ...] = ()  # why it may take more arguments than these
    logged: tuple[Logged, ...] = ()
    unread: tuple[Doubt, ...] = ()  # why it may log more metrics than these
    starts: frozenset[str] = frozenset()  # trackers that it starts: "besom", "wandb"
    files: tuple[str, ...] = ()  # that were read
    words: frozenset[str] = field(default=frozenset(), repr=False)  # every name and text in them
    guarded: bool = False  # has `if __name__ == "__main__":`
    problem: str | None = None  # why nothing of it could be read

    @property
    def certain(self) -> bool:
        """Whether the script takes these arguments and seems to take no others."""
        return self.problem is None and not self.doubts
