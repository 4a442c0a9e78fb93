"""besom sweep"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from besom.cli.links import page_link
from besom.cli.lookup import find_sweep
from besom.cli.options import json_option, prior_option, project_options
from besom.cli.place import Place
from besom.cli.shell import Shell
from besom.client.project import named_after
from besom.errors import NotFound
from besom.wire.sweeps import CreateSweep, Sweep, SweepAction

if TYPE_CHECKING:
    from besom.cli.sweepfile import SweepFile

EXAMPLE = """\b
A small sweep file:
  program: train.py
  method: bayes
  metric: {name: val_loss, goal: minimize}
  parameters:
    learning-rate: {min: 0.001, max: 0.1}
    optimizer: {values: [adam, sgd]}
"""


@click.command(epilog=EXAMPLE)
@click.argument("file", metavar="FILE|SWEEP_ID")
@project_options
@click.option("--name", help="Name of the sweep, in place of the file's.")
@click.option("--program", help="Script to run, in place of the file's.")
@prior_option
@click.option("--update", metavar="SWEEP", help="Make the file the next version of this sweep, as `besom edit` does.")
@click.option("--check", is_flag=True, help="Check the file and show what it would do; create nothing.")
@click.option("--pause", "action", flag_value="pause", help="Of a sweep that is there: as `besom pause`.")
@click.option("--resume", "action", flag_value="resume", help="As `besom resume`.")
@click.option("--stop", "action", flag_value="stop", help="As `besom stop`.")
@click.option("--cancel", "action", flag_value="cancel", help="As `besom cancel`.")
@click.option("-q", "--quiet", is_flag=True, help="Print the id alone: besom agent $(besom sweep -q sweep.yaml)")
@json_option
@click.pass_obj
def sweep(
    shell: Shell,
    file: str,
    project: str | None,
    entity: str | None,
    name: str | None,
    program: str | None,
    prior: tuple[str, ...],
    update: str | None,
    check: bool,
    action: SweepAction | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Check a sweep file and create the sweep on the server.

    Everything that is wrong with the file is said at once, with line and column, and nothing is created.
    """
    if action is not None:
        from besom.cli.steer import steer

        steer(shell, file, action, as_json, entity=entity, project=project)
        return 0
    if not (shell.cwd / file).exists() and not Path(file).suffix:
        raise NotFound(f"there is no file {file}; for a sweep of that id add --pause, --resume, --stop or --cancel")
    checked = check_file(shell, file, name, program, quiet=quiet or as_json)
    if check:
        _checked(shell, checked, as_json)
        return 0
    place = shell.connect()
    if update is not None:
        from besom.cli.edit import edit_sweep

        found = find_sweep(place, update, entity, project)
        return edit_sweep(shell, place, found, checked, prior, sure=False, as_json=as_json)
    created = create(shell, place, checked, entity, project, prior)
    shell.say(*(f"knows  {note}" for note in created.notes))
    if as_json:
        shell.tell_json({"id": created.id, "url": created.url, "warnings": warnings(checked)})
    elif quiet:
        shell.tell(created.id)
    else:
        shell.tell(f"Sweep ID  {created.id}", f"Follow    {page_link(shell, place, created.url)}")
        shell.next(f"besom agent {created.id}")
    return 0


def check_file(shell: Shell, typed: str, name: str | None, program: str | None, *, quiet: bool) -> "SweepFile":
    """The file, checked and shown; SweepFileError has everything that is wrong with it."""
    from besom.cli.preview import first_command, headline, parameters
    from besom.cli.sweepfile import read

    checked = read(shell, typed, {"name": name, "program": program})
    for warning in checked.definition.warnings:
        shell.point_at(str(warning), warning.excerpt)
    if not quiet:
        shell.tell(f"✓ {checked.name}  {headline(checked.definition)}")
        shell.tell(*(f"  {line}" for line in parameters(checked.definition, shell.width - 2)))
        shell.copy(f"  command  {first_command(checked.definition)}")
    return checked


def create(
    shell: Shell,
    place: Place,
    checked: "SweepFile",
    entity: str | None,
    project: str | None,
    prior: Sequence[str] = (),
) -> Sweep:
    """The sweep, made on the server: in the project given, else the file's, else this folder's."""
    definition = checked.definition
    return place.client.create_sweep(
        entity or definition.entity or place.entity,
        project or definition.project or place.project or named_after(shell.cwd),
        CreateSweep(source=checked.source, file=checked.name, prior=list(prior)),
    )


def warnings(checked: "SweepFile") -> list[str]:
    return [str(problem) for problem in checked.definition.warnings]


def _checked(shell: Shell, checked: "SweepFile", as_json: bool) -> None:
    if as_json:
        shell.tell_json({"id": None, "url": None, "warnings": warnings(checked)})
    else:
        shell.next(f"besom sweep {checked.name}")
