"""What a command may touch of the world around it, so that a test can hand it another."""

import io
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

import click

from besom.cli.layout import GAP, wrapped

if TYPE_CHECKING:
    from besom.cli.place import Place
    from besom.client.http import Client

# Of the mark that a line begins with.
COLOURS = {"✓": "green", "✗": "red", "error": "red", "◼": "yellow", "!": "yellow"}
ENDLESS = 10_000  # columns, where no terminal sets them


class Open(Protocol):
    """A client of the server at an address; `patience` is how many seconds it tries again."""

    def __call__(self, url: str, key: str, *, patience: float = 10.0) -> "Client": ...


def _open(url: str, key: str, *, patience: float = 10.0) -> "Client":
    from besom.client.http import Client

    return Client(url, key, patience=patience)


def _browse(url: str) -> bool:
    import webbrowser

    return webbrowser.open(url)


@dataclass(frozen=True)
class Shell:
    """Results go to `out`, everything else to `err`; colours only where the stream is a terminal that wants them."""

    out: TextIO
    err: TextIO
    width: int  # columns of the terminal; ENDLESS where there is none, so that every record stays on its line
    environ: Mapping[str, str]
    cwd: Path
    now: Callable[[], float] = time.time
    wait: Callable[[float], None] = time.sleep
    open: "Open" = _open
    browse: Callable[[str], bool] = _browse  # opens an address in the browser; whether there was one

    @classmethod
    def standard(cls) -> "Shell":
        """The process's own; a character that its terminal cannot show becomes `?`."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        return cls(sys.stdout, sys.stderr, shutil.get_terminal_size((ENDLESS, 24)).columns, os.environ, Path.cwd())

    def connect(self) -> "Place":
        """The server and project that this folder works with; starts the embedded server where none is set up."""
        from besom.cli.place import connect

        return connect(self)

    def tell(self, *lines: str) -> None:
        """Print lines of the result, wrapped to the width."""
        self._print(lines, self.out)

    def say(self, *lines: str) -> None:
        """Print lines that are not the result: what goes on, what to do next."""
        self._print(lines, self.err)

    def point_at(self, sentence: str, excerpt: str) -> None:
        """Say a sentence, and below it show the lines that it is about, where the terminal is wide enough for them."""
        self.say(sentence)
        lines = excerpt.splitlines()
        if all(len(line) <= self.width for line in lines):
            for line in lines:
                click.echo(line, file=self.err)

    def next(self, command: str) -> None:
        """Say what to do next."""
        self.say(f"next  {command}")

    def copy(self, *lines: str) -> None:
        """Print lines of the result for people to copy, or programs to read: to the letter, however long."""
        for line in lines:
            click.echo(line, file=self.out)

    def tell_json(self, value: Any) -> None:
        """Print a result for programs: records, dataclasses or plain values as one JSON document on one line."""
        import msgspec

        self.copy(msgspec.json.encode(value).decode())

    def _print(self, lines: Sequence[str], stream: TextIO) -> None:
        plain = "NO_COLOR" in self.environ or self.environ.get("TERM") == "dumb"
        for line in lines:
            for piece in wrapped(line, self.width, rest=GAP):
                click.echo(painted(piece), file=stream, color=False if plain else None)


def painted(line: str) -> str:
    """The line with its mark, if it begins with one, in colour."""
    mark = line.split(maxsplit=1)[0] if line[:1].strip() else ""
    return click.style(mark, fg=COLOURS[mark]) + line[len(mark) :] if mark in COLOURS else line
