"""One file a framework. A new one is one file, and one line here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from besom.scripts.facts import Argument, Doubt
from besom.scripts.frameworks import absl, argparse, classes, click, config, fire, hydra, typer
from besom.scripts.reading import Reading

Reader: TypeAlias = Callable[[Reading], Iterator[Argument | Doubt]]


def _none(_: Reading) -> Iterator[str]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Framework:
    read: Reader
    commands: Callable[[Reading], Iterator[str]] = _none


FRAMEWORKS: Mapping[str, Framework] = {
    "argparse": Framework(argparse.read, argparse.commands),
    "click": Framework(click.read, click.commands),
    "typer": Framework(typer.read, typer.commands),
    "dataclasses": Framework(classes.read),
    "hydra": Framework(hydra.read),
    "absl": Framework(absl.read),
    "fire": Framework(fire.read, fire.commands),
    "config": Framework(config.read),
}
