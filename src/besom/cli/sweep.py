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
    from besom.cli.check import Checked
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
@click.option("-y", "--yes", is_flag=True, help="Go on in spite of values that can hardly be meant.")
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
    yes: bool,
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
    if check:
        from besom.cli.check import check_only

        check_only(shell, file, {"name": name, "program": program}, as_json=as_json)
        return 0
    checked = check_file(shell, file, name, program, quiet=quiet or as_json, sure=yes)
    place = shell.connect()
    if update is not None:
        from besom.cli.edit import edit_sweep

        found = find_sweep(place, update, entity, project)
        return edit_sweep(shell, place, found, checked.file, prior, sure=yes, quiet=quiet, as_json=as_json)
    created = create(shell, place, checked.file, entity, project, prior)
    shell.say(*(f"knows  {note}" for note in created.notes))
    if as_json:
        shell.tell_json({"id": created.id, "url": created.url, **checked.remarks})
    elif quiet:
        shell.tell(created.id)
    else:
        shell.tell(f"Sweep ID  {created.id}", f"Follow    {page_link(shell, place, created.url)}")
        shell.next(f"besom agent {created.id}")
    return 0


def check_file(
    shell: Shell, typed: str, name: str | None, program: str | None, *, quiet: bool, sure: bool
) -> "Checked":
    """The file, checked and shown; SweepFileError has everything that is wrong with it.

    `quiet`: only what does not fit its script is shown, on standard error. Unless the person is `sure`, Invalid where
    what the file says is hardly meant.
    """
    from besom.cli.check import load, outline
    from besom.cli.overview import marked
    from besom.cli.sweepfile import refuse_doubts

    checked = load(shell, typed, {"name": name, "program": program})
    if quiet:
        shell.say(*marked(checked.rehearsal.findings))
    else:
        outline(shell, checked)
    if not sure:
        refuse_doubts(checked.file)
    return checked


def create(
    shell: Shell,
    place: Place,
    file: "SweepFile",
    entity: str | None,
    project: str | None,
    prior: Sequence[str] = (),
) -> Sweep:
    """The sweep, made on the server: in the project given, else the file's, else this folder's."""
    definition = file.definition
    return place.client.create_sweep(
        entity or definition.entity or place.entity,
        project or definition.project or place.project or named_after(shell.cwd),
        CreateSweep(source=file.source, file=file.name, prior=list(prior)),
    )
