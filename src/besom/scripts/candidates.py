"""Which of a folder's scripts trains something."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from besom.scripts.facts import Script
from besom.scripts.read import read_script

MOST = 100  # files looked at
ENOUGH = 4  # points, from which on a script looks like one that trains
NO_SCRIPTS = ("_", "test_", "setup.", "conftest.", "noxfile.", "versioneer.", "manage.")
NO_FOLDERS = frozenset(
    {"tests", "test", "docs", "build", "dist", "venv", "env", "node_modules", "site-packages", "wandb", "outputs"}
)
TRAINS = ("train", "fit", "finetune", "main", "run", "experiment")
DOES_NOT = (
    "eval",
    "predict",
    "infer",
    "plot",
    "prepare",
    "preprocess",
    "download",
    "export",
    "convert",
    "demo",
    "utils",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    script: Script
    score: int  # by what speaks for it


def candidates(folder: Path) -> list[Candidate]:
    """The scripts of the folder, and of those just below it, that look like training; the likeliest first.

    A lone script counts, whatever it looks like. Tests, set-up files, packages and virtual environments are left out.
    """
    paths = list(_paths(folder))[:MOST]
    found = [read_script(path.relative_to(folder).as_posix(), folder) for path in paths]
    read = [script for script in found if script.problem is None]
    parts = {file for script in read for file in script.files if file != script.program}
    scored = [
        Candidate(script, _score(script) - 3 * (script.program in parts))
        for script in read
        if script.guarded or script.program not in parts
    ]
    likely = [each for each in scored if each.score >= ENOUGH]
    if not likely and len(scored) == 1:
        return scored
    return sorted(likely, key=lambda each: (-each.score, each.script.program))


def _paths(folder: Path) -> Iterator[Path]:
    yield from _scripts(folder)
    for below in sorted(folder.iterdir()):
        hidden = below.name.startswith(".") or below.name in NO_FOLDERS
        if below.is_dir() and not hidden and not any((below / no).exists() for no in ("__init__.py", "pyvenv.cfg")):
            yield from _scripts(below)


def _scripts(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.glob("*.py") if path.is_file() and not path.name.startswith(NO_SCRIPTS))
    except OSError:
        return []


def _score(script: Script) -> int:
    stem = script.program.rpartition("/")[2].removesuffix(".py").lower()
    logs = any(each.by != "print" for each in script.logged) or bool(script.unread)
    return (
        2 * script.guarded
        + 3 * bool(script.arguments)
        + (3 if logs else 1 if script.logged else 0)
        + 2 * bool(script.starts)
        + 2 * any(word in stem for word in TRAINS)
        + stem.startswith("train")
        - 4 * (any(word in stem for word in DOES_NOT) or stem.endswith("_test"))
        - ("/" in script.program)
    )
