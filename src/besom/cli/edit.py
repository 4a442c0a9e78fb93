"""besom edit"""

import sys
from collections.abc import Iterator, Sequence

import click

from besom.cli import figures
from besom.cli.layout import fields, table
from besom.cli.lookup import find_sweep
from besom.cli.options import json_option, prior_option, sweep_argument
from besom.cli.place import Place
from besom.cli.shell import Shell
from besom.cli.sweepfile import SweepFile, check_text, read, refuse_doubts
from besom.cli.wording import title
from besom.config import SweepFileError
from besom.errors import Invalid
from besom.wire.sweeps import Change, EditSource, Preview, Sweep


@click.command()
@sweep_argument
@click.argument("file", required=False)
@prior_option
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def edit(shell: Shell, sweep: str, file: str | None, prior: tuple[str, ...], yes: bool, as_json: bool) -> int:
    """Let a sweep go on by another file: its space, method, rules, cap, command. Runs that are there stay.

    Without FILE the present one is opened in your editor. What would change is shown; on a terminal you are asked.
    """
    place = shell.connect()
    found = find_sweep(place, sweep)
    checked = in_editor(shell, found) if file is None else read(shell, file, {})
    return 1 if checked is None else edit_sweep(shell, place, found, checked, prior, sure=yes, as_json=as_json)


def edit_sweep(
    shell: Shell,
    place: Place,
    sweep: Sweep,
    file: SweepFile,
    prior: Sequence[str],
    *,
    sure: bool,
    as_json: bool,
    quiet: bool = False,
) -> int:
    """Show what the file would change, make it the sweep's next version, and return the exit code."""
    at = sweep.entity, sweep.project, sweep.id
    new = EditSource(source=file.source, file=file.name, base_version=sweep.space_version, prior=list(prior))
    preview = place.client.preview_version(*at, new)
    shell.say(*preview.warnings)
    if not sure:
        refuse_doubts(file)
    if not (quiet or as_json):
        _show(shell, sweep, file.name, preview)
    if not preview.changes and not prior:
        _tell(shell, sweep, quiet=quiet, as_json=as_json)
        return 0
    if not (sure or as_json) and sys.stdin.isatty() and not click.confirm("make this its next version?", err=True):
        shell.say("nothing was changed")
        return 1
    after = place.client.add_version(*at, new)
    _tell(shell, after, quiet=quiet, as_json=as_json)
    if quiet or as_json:
        return 0
    shell.tell(f"edited  {title(after)} is {after.state}, at version {after.space_version}")
    shell.next(f"besom {'status' if after.agents else 'agent'} {after.id}")
    return 0


def _tell(shell: Shell, sweep: Sweep, *, quiet: bool, as_json: bool) -> None:
    """What programs read."""
    if as_json:
        shell.tell_json(sweep)
    elif quiet:
        shell.tell(sweep.id)


def changed(changes: Sequence[Change], width: int) -> list[str]:
    """A table of what was said before, and what is said now."""
    rows = [[each.what.removeprefix("parameters."), each.old or "-", each.new or "-"] for each in changes]
    return table(["what", "before", "after"], rows, width)


def in_editor(shell: Shell, sweep: Sweep) -> SweepFile | None:
    """The sweep's file as the person leaves it in their editor; None when they give up."""
    if not sys.stdin.isatty():
        raise Invalid("there is no terminal to open an editor on; give the new file: besom edit SWEEP FILE")
    for source in _edited(sweep.source):
        try:
            return check_text(shell, f"{sweep.id}.yaml", source, shell.cwd)
        except SweepFileError as error:
            shell.say(*error.problems)
            if not click.confirm("edit it again?", default=True, err=True):
                break
    shell.say("nothing was changed")
    return None


def _edited(source: str) -> Iterator[str]:
    """What comes out of the editor, each time from what came out before; ends when nothing was saved."""
    while (edited := click.edit(source, extension=".yaml")) is not None:
        source = edited
        yield source


def _show(shell: Shell, sweep: Sweep, file: str, preview: Preview) -> None:
    if not preview.changes:
        shell.tell(f"{file} says what {title(sweep)} does already")
        return
    shell.tell(f"{file}  version {sweep.space_version + 1} of {title(sweep)}")
    shell.tell(*(f"  {line}" for line in changed(preview.changes, shell.width - 2)))
    pairs = [("runs", _runs(preview)), *(("knows", note) for note in preview.notes)]
    if preview.fresh is not None:
        pairs.append(("grid", f"{figures.counted(preview.fresh, 'run')} still to make"))
    shell.tell(*fields(pairs, shell.width))


def _runs(preview: Preview) -> str:
    if not preview.inside + preview.outside:
        return "none yet"
    return f"{preview.inside} inside the new space, {preview.outside} outside; all stay"
