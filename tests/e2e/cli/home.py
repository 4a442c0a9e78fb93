"""A user on a machine: a folder with a script, data and settings of their own, and the besom command."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CNN = Path(__file__).parents[1] / "cnn"
SECONDS = 100  # for one command on a loaded machine
OURS = ("BESOM_", "VIRTUAL_ENV", "CONDA_PREFIX")  # variables that a developer may have set


@dataclass
class Home:
    folder: Path

    def __post_init__(self) -> None:
        self.work = self.folder / "cnn"
        self.work.mkdir(parents=True)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environ = inherited | {
            "BESOM_DATA_DIR": str(self.folder / "data"),
            "BESOM_CONFIG_DIR": str(self.folder / "config"),
            "OMP_NUM_THREADS": "1",
        }

    def take_cnn(self) -> None:
        for name in ("cnn.py", "sweep.yaml"):
            shutil.copy(CNN / name, self.work)

    def besom(self, *argv: str, code: int = 0, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command in the work folder; its exit code must be `code`."""
        done = subprocess.run(
            [sys.executable, "-m", "besom.cli.main", *argv],
            cwd=self.work,
            env=self.environ,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert done.returncode == code, f"{argv}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *argv: str, code: int = 0) -> Any:
        return json.loads(self.besom(*argv, "--json", code=code).stdout)

    def events(self, *argv: str, code: int = 0) -> list[dict[str, Any]]:
        """What a command tells with --json that prints an object a line."""
        return [json.loads(line) for line in self.besom(*argv, "--json", code=code).stdout.splitlines()]

    @contextmanager
    def start(self, *argv: str) -> Iterator[subprocess.Popen[str]]:
        """The command, running; killed at the end if it has not ended by itself."""
        with subprocess.Popen(
            [sys.executable, "-m", "besom.cli.main", *argv],
            cwd=self.work,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def besom_into_closed_pipe(self, *argv: str) -> subprocess.CompletedProcess[bytes]:
        """Run the command with nobody to read its output."""
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as out:
            return subprocess.run(
                [sys.executable, "-m", "besom.cli.main", *argv],
                cwd=self.work,
                env=self.environ,
                stdout=out,
                stderr=subprocess.PIPE,
                timeout=SECONDS,
            )
