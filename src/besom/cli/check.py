"""besom check"""

from dataclasses import dataclass

import click

from besom.cli import overview
from besom.cli.layout import GAP, fields
from besom.cli.options import json_option
from besom.cli.shell import Shell
from besom.cli.sweepfile import SweepFile, read
from besom.rehearsal import Rehearsal, rehearse


@dataclass(frozen=True)
class Checked:
    """A sweep file that is in order, and what its rehearsal found."""

    file: SweepFile
    rehearsal: Rehearsal

    @property
    def remarks(self) -> dict[str, object]:
        """What is warned of, for programs."""
        data = overview.data(self.rehearsal)
        return {key: data[key] for key in ("warnings", "findings")}

    @property
    def data(self) -> dict[str, object]:
        """All that is known, for programs."""
        return {"file": self.file.name, **overview.data(self.rehearsal)}


@click.command()
@click.argument("file")
@click.option("--program", help="Script to run, in place of the file's.")
@click.option("--smoke", is_flag=True, help="Run the cheapest point once, here, and tell what the whole would take.")
@click.option("--agents", type=click.IntRange(min=1), default=1, metavar="N", help="Agents to share the work.  [1]")
@click.option("--python", metavar="PATH", help="Python for the script; else the active environment's.")
@click.option("-v", "--verbose", is_flag=True, help="Show what the script prints.")
@json_option
@click.pass_obj
def check(
    shell: Shell,
    file: str,
    program: str | None,
    smoke: bool,
    agents: int,
    python: str | None,
    verbose: bool,
    as_json: bool,
) -> int:
    """Rehearse a sweep: what it draws and runs, and what does not fit its script. Creates nothing, needs no server.

    The script is read, not run, so what is said about it is a guess. With --smoke it is run once; exit code 3 when
    that run fails.
    """
    if not smoke:
        check_only(shell, file, {"program": program}, as_json=as_json)
        return 0
    checked = load(shell, file, {"program": program})
    if not as_json:
        tell(shell, checked)
    from besom.cli.trial import Trial

    trial = Trial(shell, checked.rehearsal, agents)
    trial.run(python=python, listen=shell.say if verbose else None)
    if as_json:
        shell.tell_json({**checked.data, "smoke": trial.data()})
    else:
        trial.tell()
        if not trial.exit_code:
            shell.next(f"besom sweep {file}")
    return trial.exit_code


def check_only(shell: Shell, typed: str, overrides: dict[str, str | None], *, as_json: bool) -> None:
    """A check that runs nothing."""
    checked = load(shell, typed, overrides)
    if as_json:
        shell.tell_json({**checked.data, "smoke": None})
    else:
        tell(shell, checked)
        shell.next(f"besom check {typed} --smoke, or besom sweep {typed}")


def load(shell: Shell, typed: str, overrides: dict[str, str | None]) -> Checked:
    """The file, checked and rehearsed; SweepFileError has everything that is wrong with it. Its warnings are said."""
    file = read(shell, typed, overrides)
    for warning in file.definition.warnings:
        shell.point_at(str(warning), warning.excerpt)
    return Checked(file, rehearse(file.definition, shell.cwd))


def outline(shell: Shell, checked: Checked) -> None:
    """Print what the sweep will do, and what does not fit."""
    _sketch(shell, checked)
    shell.tell(*overview.marked(checked.rehearsal.findings))


def tell(shell: Shell, checked: Checked) -> None:
    """Print all that is known."""
    rehearsal = checked.rehearsal
    _sketch(shell, checked)
    lines = [("runs", overview.extent(rehearsal.extent)), *overview.script(rehearsal.script)]
    if rehearsal.defaults:
        lines.append(("default", overview.defaults(rehearsal.defaults)))
    shell.tell(*fields([(f"{GAP}{label:7}", text) for label, text in lines], shell.width))
    shell.tell(*overview.marked(rehearsal.findings))


def _sketch(shell: Shell, checked: Checked) -> None:
    rehearsal = checked.rehearsal
    shell.tell(f"✓ {checked.file.name}{GAP}{overview.headline(rehearsal)}")
    shell.tell(*(GAP + line for line in overview.parameters(rehearsal, shell.width - len(GAP))))
    shell.copy(f"{GAP}command  {overview.first_command(rehearsal)}")
