"""A sweep file and its script, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from besom.config import Definition
from besom.rehearsal.arguments import compare
from besom.rehearsal.delivery import script_of
from besom.rehearsal.extent import Extent, extent
from besom.rehearsal.findings import Finding
from besom.rehearsal.metric import check_metric
from besom.rehearsal.points import beginning, draws
from besom.scripts import Argument, Script, read_script
from besom.search import Suggestion
from besom.space import Point

HELD = 20  # draws that are held against the script's arguments


@dataclass(frozen=True, slots=True)
class Rehearsal:
    definition: Definition
    extent: Extent
    draws: Sequence[Point]  # random points, the same ones every time
    first: Suggestion | None  # the first run; None where not even one point can be found
    script: Script | None  # None: the command starts none
    findings: tuple[Finding, ...]
    defaults: tuple[Argument, ...]  # arguments of the script that nothing sets


def rehearse(definition: Definition, folder: Path) -> Rehearsal:
    """What the sweep will do, and what does not seem to fit its script, which lies in `folder` and is only read."""
    points = draws(definition.space, HELD)
    first = next(iter(beginning(definition, 1)), None)
    program = script_of(definition)
    script = None if program is None else read_script(program, folder)
    findings: list[Finding] = []
    defaults: tuple[Argument, ...] = ()
    if script is not None:
        compared = compare(definition, script, points)
        findings = [*compared.findings, *check_metric(definition, script)]
        defaults = compared.defaults
    return Rehearsal(definition, extent(definition), points, first, script, tuple(findings), defaults)
