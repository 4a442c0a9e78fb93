"""besom init"""

from dataclasses import replace
from pathlib import Path

import click

from besom.cli.layout import fields
from besom.cli.options import json_option, project_options
from besom.cli.shell import Shell
from besom.client.files import write
from besom.client.project import NAME, ProjectFile, named_after
from besom.client.transport import clean_url

TEMPLATE = """\
# What to run, with which values, and which of them are best. `besom sweep --check {file}` shows what it will do.
program: {program}
method: bayes            # learns from the runs so far; or: random, grid
metric:
  name: val_loss         # as {program} reports it: besom.log({{"val_loss": loss}})
  goal: minimize         # or: maximize
early_terminate:
  type: envelope         # ends runs that fall behind the best ones at the same age
run_cap: 50
parameters:              # each becomes an argument: python {program} --learning-rate=0.0123 --optimizer=adam
  learning-rate:
    min: 0.001
    max: 0.1
  optimizer:
    values: [adam, sgd]
"""
SWEEP_FILE = "sweep.yaml"


@click.command()
@click.option("-s", "--server", metavar="URL", help="A server that others run; else besom's own on this machine.")
@project_options
@json_option
@click.pass_obj
def init(shell: Shell, server: str | None, project: str | None, entity: str | None, as_json: bool) -> None:
    """Make this folder part of a project: writes besom.toml, which holds no key and may be shared.

    The project is named like the folder unless --project says otherwise. Where the folder holds exactly one Python
    script and no sweep.yaml, a template of that is written too.
    """
    if server is not None:
        shell = replace(shell, environ={**shell.environ, "BESOM_SERVER": clean_url(server)})
    file = shell.cwd / NAME
    said = ProjectFile.load(file) if file.exists() else ProjectFile()
    place = shell.connect()
    named = project or said.project or named_after(shell.cwd)
    owner = entity or said.entity or (None if place.embedded else place.entity)
    ProjectFile(None if place.embedded else place.url, owner, named).save(file)
    script = _only_script(shell.cwd)
    if script is not None:
        write(shell.cwd / SWEEP_FILE, TEMPLATE.format(program=script.name, file=SWEEP_FILE))
    wrote = [NAME] if script is None else [NAME, SWEEP_FILE]
    if as_json:
        shell.tell_json({"project": named, "entity": owner or place.entity, "server": place.url, "wrote": wrote})
        return
    template = f" (a template: put in the arguments of {script.name})" if script else ""
    origin = "" if project or said.project else "  (the folder's name; change it with --project)"
    shell.tell(
        *fields(
            [("project", f"{named}{origin}"), ("server", place.url), ("wrote", ", ".join(wrote) + template)],
            shell.width,
        )
    )
    ready = _sweep_file(shell.cwd)
    shell.next(f"besom sweep {ready}" if ready else "write sweep.yaml (besom sweep --help shows one)")


def _sweep_file(folder: Path) -> str | None:
    """The name of sweep.yaml, else of the first file that looks like one."""
    if (folder / SWEEP_FILE).exists():
        return SWEEP_FILE
    files = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    return next((file.name for file in files if "\nparameters:" in file.read_text(errors="replace")), None)


def _only_script(folder: Path) -> Path | None:
    """The Python script that a template can only be about; None where there are several, or there is a sweep file."""
    if any(folder.glob("*.yaml")) or any(folder.glob("*.yml")):
        return None
    scripts = [path for path in folder.glob("*.py") if not path.name.startswith(("_", "test_", "setup.", "conftest."))]
    return scripts[0] if len(scripts) == 1 else None
