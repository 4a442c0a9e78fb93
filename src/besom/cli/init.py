"""besom init"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from besom.cli.figures import counted
from besom.cli.layout import fields
from besom.cli.options import json_option, project_options
from besom.cli.shell import Shell
from besom.client.files import write
from besom.client.project import NAME, ProjectFile, named_after
from besom.client.transport import clean_url
from besom.errors import Invalid, NotFound

if TYPE_CHECKING:
    from besom.rehearsal import Draft

SWEEP_FILE = "sweep.yaml"
LIKE_ONE = re.compile(r"^(parameters|method):", re.MULTILINE)
MOST = 5  # other scripts named


@dataclass(frozen=True)
class Drafted:
    """A sweep file that was written around a script."""

    file: str
    draft: "Draft"
    program: str
    others: tuple[str, ...]  # scripts that it might have been about as well


@click.command()
@click.option("-s", "--server", metavar="URL", help="A server that others run; else besom's own on this machine.")
@project_options
@click.option("--program", metavar="FILE", help="The script to write a sweep file for; else the likeliest one.")
@json_option
@click.pass_obj
def init(
    shell: Shell, server: str | None, project: str | None, entity: str | None, program: str | None, as_json: bool
) -> None:
    """Make this folder part of a project: writes besom.toml, which holds no key and may be shared.

    The project is named like the folder unless --project says otherwise. Where the folder has a training script and no
    sweep file, a first one is written around the script's arguments and metrics. No file is ever overwritten.
    """
    if server is not None:
        shell = replace(shell, environ={**shell.environ, "BESOM_SERVER": clean_url(server)})
    file = shell.cwd / NAME
    said = ProjectFile.load(file) if file.exists() else ProjectFile()
    place = shell.connect()
    named = project or said.project or named_after(shell.cwd)
    owner = entity or said.entity or (None if place.embedded else place.entity)
    drafted = _draft(shell.cwd, program, f"{place.url}/api/sweep-file.schema.json")
    ProjectFile(None if place.embedded else place.url, owner, named).save(file)
    wrote = [NAME]
    if drafted is not None:
        write(shell.cwd / drafted.file, drafted.draft.text)
        wrote.append(drafted.file)
    if as_json:
        made = {"project": named, "entity": owner or place.entity, "server": place.url, "wrote": wrote}
        shell.tell_json({**made, **_data(drafted)})
        return
    origin = "" if project or said.project else "  (the folder's name; change it with --project)"
    lines = [("project", f"{named}{origin}"), ("server", place.url), ("wrote", ", ".join(wrote))]
    shell.tell(*fields([*lines, *_described(drafted)], shell.width))
    ready = drafted.file if drafted is not None else _sweep_file(shell.cwd)
    shell.next(f"besom check {ready}" if ready else "write sweep.yaml (besom sweep --help shows one)")


def _draft(folder: Path, program: str | None, schema: str) -> Drafted | None:
    """A sweep file for the script that is named, or, where there is none yet, for the likeliest one of the folder."""
    from besom.rehearsal import draft
    from besom.scripts import candidates, read_script

    if program is not None:
        if not (folder / program).is_file():
            raise NotFound(f"there is no {program} in this folder")
        script, others = read_script(program, folder), []
        if script.problem is not None:
            raise Invalid(script.problem)
    elif _sweep_file(folder) is not None:
        return None
    else:
        found = [each.script for each in candidates(folder)]
        if not found:
            return None
        script, *others = found
    names = (SWEEP_FILE, f"{Path(script.program).stem}.yaml")
    free = next((name for name in names if not (folder / name).exists()), None)
    if free is None:
        raise Invalid(f"{' and '.join(names)} are there already, and init never overwrites a file")
    others_named = tuple(other.program for other in others)
    return Drafted(free, draft(script, free, schema), script.program, others_named)


def _described(drafted: Drafted | None) -> list[tuple[str, str]]:
    if drafted is None:
        return []
    draft = drafted.draft
    if draft.parameters:
        about = f"{draft.parameters} of its {counted(draft.arguments, 'argument')} made parameters"
    elif draft.arguments:
        about = f"{counted(draft.arguments, 'argument')}, none of which says by itself what to try; put it in"
    else:
        about = "no arguments were found; put them in"
    lines = [("script", f"{drafted.program}: {about}")]
    if draft.gaps:
        lines.append(("fill in", f"FIXME in {drafted.file}, for {', '.join(draft.gaps)}"))
    if drafted.others:
        lines.append(("others", f"{', '.join(drafted.others[:MOST])} (besom init --program FILE takes another)"))
    return lines


def _data(drafted: Drafted | None) -> dict[str, object]:
    if drafted is None:
        return {"program": None, "fill_in": [], "others": []}
    return {"program": drafted.program, "fill_in": drafted.draft.gaps, "others": drafted.others}


def _sweep_file(folder: Path) -> str | None:
    """The name of sweep.yaml, else of the first file that looks like one."""
    if (folder / SWEEP_FILE).exists():
        return SWEEP_FILE
    files = sorted(path for path in [*folder.glob("*.yaml"), *folder.glob("*.yml")] if path.is_file())
    return next((file.name for file in files if LIKE_ONE.search(file.read_text(errors="replace"))), None)
