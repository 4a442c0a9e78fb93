"""Runs a command as a terminal of some width would show it."""

import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import pytest

from besom.cli.main import main
from besom.cli.shell import Shell
from tests.unit.cli.fakeserver import KEY, URL, FakeServer

GOLDEN = Path(__file__).parent / "golden"
UPDATE = bool(os.environ.get("BESOM_UPDATE_GOLDEN"))  # write the files instead of comparing with them
NOW = 4600.0


class Stream(io.StringIO):
    """Writes to its own text and, marked, to the transcript of everything that the terminal shows."""

    def __init__(self, transcript: list[str], mark: str, home: str) -> None:
        super().__init__()
        self._transcript, self._mark, self._home = transcript, mark, home

    def write(self, text: str) -> int:
        self._transcript += [self._mark + line for line in text.replace(self._home, "~").splitlines()]
        return super().write(text)


@dataclass
class Shown:
    code: int
    out: str
    err: str
    transcript: list[str]  # lines of standard output behind "  ", of standard error behind "! "


@dataclass
class Terminal:
    folder: Path
    server: FakeServer = field(default_factory=FakeServer)
    environ: dict[str, str] = field(default_factory=dict)
    width: int = 80
    now: Callable[[], float] = lambda: NOW
    waited: int = 0

    def __post_init__(self) -> None:
        places = {"BESOM_DATA_DIR": str(self.folder / ".data"), "BESOM_CONFIG_DIR": str(self.folder / ".config")}
        self.environ = {"BESOM_SERVER": URL, "BESOM_API_KEY": KEY} | places | self.environ

    def shell(self) -> tuple[Shell, list[str]]:
        """A shell on this terminal, and the transcript of what it shows."""
        transcript: list[str] = []
        home = str(self.folder.parent)
        shell = Shell(
            out=Stream(transcript, "  ", home),
            err=Stream(transcript, "! ", home),
            width=self.width,
            environ=self.environ,
            cwd=self.folder,
            now=self.now,
            wait=self._wait,
            open=self.server.open,
        )
        return shell, transcript

    def run(self, *argv: str) -> Shown:
        shell, transcript = self.shell()
        code = main(argv, shell)
        return Shown(code, self.text(shell.out), self.text(shell.err), transcript)

    @staticmethod
    def text(stream: TextIO) -> str:
        assert isinstance(stream, Stream)
        return stream.getvalue()

    def _wait(self, _seconds: float) -> None:
        self.waited += 1


def check_golden(name: str, shown: Mapping[int, Shown]) -> None:
    """Compare what was shown at each width with the golden file of that name."""
    blocks = [
        "\n".join([f"# {width} columns, exit code {each.code}", *each.transcript, ""]) for width, each in shown.items()
    ]
    text, file = "\n".join(blocks), GOLDEN / f"{name}.txt"
    if UPDATE:
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text)
    if not file.exists():
        pytest.fail(f"there is no golden file {file.name}; BESOM_UPDATE_GOLDEN=1 makes it")
    assert text == file.read_text()
