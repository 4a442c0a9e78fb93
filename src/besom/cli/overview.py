"""What a sweep will do, before it does it: in lines for people, and as data for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from besom.cli import figures
from besom.cli.figures import counted
from besom.cli.layout import SEPARATOR, table
from besom.command import shell_text, shown
from besom.config import Definition
from besom.rehearsal import Extent, Finding, Rehearsal
from besom.scripts import Argument, Script
from besom.search.auto import chosen
from besom.space import Constant, Point, facts, short

SAMPLES = 5
ABSENT = "–"  # of a parameter that does not exist in a point
MOST = 12  # names listed of anything


def headline(rehearsal: Rehearsal) -> str:
    """`method bayes · metric val_loss minimize · stop envelope · at most 50 runs`."""
    definition, found = rehearsal.definition, rehearsal.extent
    parts = [f"method {_method(definition)}"]
    if definition.metrics:
        objectives = ", ".join(f"{metric.name} {metric.goal}" for metric in definition.metrics)
        parts.append(f"metrics {objectives}" if len(definition.metrics) > 1 else f"metric {objectives}")
    parts += [f"{limit.metric.name} {figures.between(limit.low, limit.high)}" for limit in definition.limits]
    parts += [f"stop {kind}" for kind, _ in definition.stopping]
    if found.runs is not None:
        parts.append(("" if found.grid == found.runs else "at most ") + counted(found.runs, "run"))
    return SEPARATOR.join(parts)


def _method(definition: Definition) -> str:
    """`bayes`, or `auto (bayes: 8 parameters, 40 runs)`."""
    taken = _taken(definition)
    return definition.method if taken is None else f"{definition.method} ({taken['method']}: {taken['because']})"


def _taken(definition: Definition) -> dict[str, str] | None:
    """The method that auto takes, and why; None where the file names one itself."""
    if definition.method != "auto":
        return None
    name, because = chosen(definition.space, definition.aim(), definition.run_cap)
    return {"method": name, "because": because}


def parameters(rehearsal: Rehearsal, width: int) -> list[str]:
    """The table of parameters in words, with random draws, the same ones every time."""
    head = ["parameter", "draws", counted(SAMPLES, "sample")]
    rows = [[row["name"], row["text"], " ".join(row["samples"])] for row in _rows(rehearsal)]
    return table(head, rows, width)


def command(definition: Definition, point: Point, repeat: int = 0) -> list[str]:
    """The arguments of a run, as people are shown them."""
    config = definition.deliver(point, repeat)
    return shown(definition.command, program=definition.program, point=config, style=definition.args_style)


def first_command(rehearsal: Rehearsal) -> str:
    """The exact command of the first run, as a shell would take it."""
    first = rehearsal.first
    return "" if first is None else shell_text(command(rehearsal.definition, first.point, first.repeat))


def marked(findings: Sequence[Finding]) -> list[str]:
    """What was found, a line each: `! batch_size  train.py seems to have no --batch_size`."""
    return [f"{'!' if each.severity == 'warning' else 'note'} {each}" for each in findings]


def extent(found: Extent) -> str:
    """How many runs there will be, and why."""
    seeds = (
        f" of {counted(found.points, 'point')}, {found.seeds} seeds each" if found.points and found.seeds > 1 else ""
    )
    if found.runs is None:
        text = "no end of its own; run_cap or budget sets one" if found.seconds is None else "no cap"
    elif found.grid is not None and found.runs == found.grid:
        text = f"{found.runs}, the whole grid{seeds}"
    elif found.grid is not None:
        text = f"{found.runs} of the grid's {found.grid}, by its cap"
    elif found.runs == found.cap:
        text = f"at most {found.runs}, by its cap"
    else:
        text = f"at most {found.runs}{seeds or ', all points there are'}"
    budget = "" if found.seconds is None else f"; until {figures.duration(found.seconds)} of runs are used up"
    return text + budget


def script(read: Script | None) -> list[tuple[str, str]]:
    """What was read of the script, in labelled lines."""
    if read is None or read.problem is not None:
        return []
    files = read.files if len(read.files) <= MOST else (*read.files[:MOST], "…")
    arguments = counted(len(read.arguments), "argument") + (f" ({', '.join(read.ways)})" if read.ways else "")
    doubt = "" if read.certain else f", and perhaps more: {read.doubts[0].sentence} ({read.doubts[0].where})"
    logged = list(dict.fromkeys(each.name for each in read.logged if each.by != "print"))
    return [
        ("script", f"{', '.join(files)}: {arguments}{doubt}"),
        ("logs", _listed(logged) + (" and perhaps more" if read.unread else "") if logged else "nothing that is seen"),
    ]


def defaults(arguments: Sequence[Argument]) -> str:
    """The script's arguments that nothing sets: `--epochs 25, --seed 0`."""
    return _listed([f"{each.shown} {each.default.text}" if each.default else each.shown for each in arguments], ", ")


def data(rehearsal: Rehearsal) -> dict[str, Any]:
    """All of it for programs."""
    definition, first, read = rehearsal.definition, rehearsal.first, rehearsal.script
    return {
        "method": definition.method,
        "chosen": _taken(definition),
        "metric": None if definition.metric is None else definition.metric.name,
        "metrics": [metric.name for metric in definition.metrics],
        "outcome_constraints": [
            {"metric": limit.metric.name, "min": limit.low, "max": limit.high} for limit in definition.limits
        ],
        "runs": rehearsal.extent,
        "parameters": _rows(rehearsal),
        "command": None if first is None else command(definition, first.point, first.repeat),
        "script": None if read is None else _script(read),
        "findings": found(rehearsal.findings),
        "defaults": [each.shown for each in rehearsal.defaults],
        "warnings": warnings(definition),
    }


def found(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "about": each.about,
            "severity": each.severity,
            "sentence": each.sentence,
            "where": None if each.where is None else str(each.where),
        }
        for each in findings
    ]


def warnings(definition: Definition) -> list[str]:
    return [str(problem) for problem in definition.warnings]


def _rows(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    space, repeat = rehearsal.definition.space, rehearsal.definition.repeat
    points = rehearsal.draws[:SAMPLES]
    rows: list[dict[str, Any]] = []
    for each in facts(space):
        constant = isinstance(space.parameters.get(each.name), Constant)
        samples = [figures.value(point[each.name]) if each.name in point else ABSENT for point in points]
        rows.append({"name": each.name, "text": each.sentence, "samples": [] if constant else samples})
    if repeat is not None:
        rows.append({"name": repeat.parameter, "text": f"each of {' '.join(map(short, repeat.seeds))}", "samples": []})
    return rows


def _script(read: Script) -> Mapping[str, Any]:
    return {
        "program": read.program,
        "files": read.files,
        "problem": read.problem,
        "certain": read.certain,
        "doubts": [f"{each.sentence} ({each.where})" for each in read.doubts],
        "arguments": [
            {
                "flags": each.flags,
                "type": each.type,
                "required": each.required,
                "default": None if each.default is None else each.default.text,
                "choices": [str(choice) for choice in each.choices],
                "where": str(each.where),
            }
            for each in read.arguments
        ],
        "metrics": [{"name": each.name, "by": each.by, "where": str(each.where)} for each in read.logged],
    }


def _listed(names: Sequence[str], separator: str = ", ") -> str:
    more = len(names) - MOST
    return separator.join([*names[:MOST], *([f"{more} more"] if more > 0 else [])])
