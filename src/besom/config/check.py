"""From a plain document to a definition: first each key by itself, then what must hold between them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from besom.command import DEFAULT
from besom.config.definition import Definition
from besom.config.elsewhere import check_launch, check_scheduler, leaves_parameters_out
from besom.config.feasible import check_method
from besom.config.keys import CUSTOM, INSTEAD, KEYS, LATER
from besom.config.limits import of_objectives
from besom.config.metric import Metrics
from besom.config.repeat import NAME, Repeat
from besom.domain.sweep import Metric
from besom.parameters.assembly import assemble
from besom.parameters.entries import Entry
from besom.reading.fields import entries
from besom.reading.problems import Findings, in_order
from besom.reading.table import read_keys
from besom.search import METHODS
from besom.space import Value

Read: TypeAlias = Mapping[str, Any]
ProgramProblem: TypeAlias = Callable[[str], str | None]

_AS_READ = frozenset(  # fields of Definition that hold what their key says
    {"program", "command", "args_style", "name", "description", "project", "entity", "seed", "max_attempts"}
    | {"budget", "run_timeout", "prior"}
)


def check(document: Value, findings: Findings, program_problem: ProgramProblem | None = None) -> Definition:
    """The definition that the document is; SweepFileError with everything that is wrong.

    `program_problem` is asked about the program, and answers with a sentence when there is no such file. Without it
    the program may be missing, for agents that run a function.
    """
    given = entries(document, (), findings, KEYS, LATER)
    if given is None:
        raise findings.failure()
    read = read_keys(given, KEYS, (), findings)
    _check_start(given, read, program_problem, findings)
    method = _method(read, findings)
    check_scheduler(given, read, method, findings)
    metrics = _metrics(given, read, method, findings)
    if "parameters" not in given and not leaves_parameters_out(read):
        findings.error((), "parameters is missing; it says what there is to search", key=True)
    if method is None or "parameters" not in read:
        raise findings.failure()
    definition = _definition(given, read, method, metrics, findings)
    check_method(definition, read["parameters"], findings)
    if findings.errors:
        raise findings.failure()
    return replace(definition, warnings=in_order(findings.warnings), doubts=in_order(findings.doubts))


def _definition(
    given: Mapping[str, Value], read: Read, method: str, metrics: Metrics, findings: Findings
) -> Definition:
    """What was read, as far as it makes a definition."""
    found: tuple[Entry, ...] = read["parameters"]
    space = assemble(
        found, read.get("constraints", ()), read.get("zip", ()), stepping=method == "grid", findings=findings
    )
    return Definition(
        method=method,
        space=space,
        document=dict(given),
        paths={entry.name: entry.path for entry in found},
        metrics=metrics.metrics,
        impute=metrics.impute,
        limits=of_objectives(read.get("outcome_constraints", ()), metrics.metrics),
        stopping=read.get("early_terminate", ()),
        options=_options(read, method, findings),
        run_cap=_run_cap(read, findings),
        gpus=_gpus(read, findings),
        repeat=_repeat(read, method, metrics.metrics, found, findings),
        **{key: read[key] for key in _AS_READ if key in read},
    )


def _check_start(
    given: Mapping[str, Value], read: Read, program_problem: ProgramProblem | None, findings: Findings
) -> None:
    """Whether there is something to start."""
    if "program" in read and program_problem and (sentence := program_problem(read["program"])):
        findings.error(("program",), sentence)
    command = read.get("command", () if "command" in given else DEFAULT)
    starts = "program" in given or "${program}" not in command
    check_launch(given, starts=starts, findings=findings)
    if starts or "job" in given or "image_uri" in given:
        return
    if program_problem:
        findings.error((), "program is missing; it names the script to run")
    else:
        findings.warn((), "program is missing: only agents that are given a function can run this sweep")


def _method(read: Read, findings: Findings) -> str | None:
    method: str | None = read.get("method")
    if method == CUSTOM:
        findings.warn(("method",), f"method custom leaves the choice to a program elsewhere; besom uses {INSTEAD}")
        return INSTEAD
    return method


def _metrics(given: Mapping[str, Value], read: Read, method: str | None, findings: Findings) -> Metrics:
    """The objectives, of which some other keys need one, and some have no use for more."""
    if "metric" in given and "metrics" in given:
        findings.error(("metrics",), "metric and metrics are both given; keep one", key=True)
    if "metric" not in given and "metrics" not in given:
        if method is not None and METHODS[method].needs_metric:
            findings.error(("method",), f"{method} learns from a metric; add metric, with a name and a goal")
        if "early_terminate" in given:
            findings.error(("early_terminate",), "early_terminate judges runs by a metric; add metric", key=True)
        if "outcome_constraints" in given:
            message = "outcome_constraints say which run may be the best by a metric; add metric"
            findings.error(("outcome_constraints",), message, key=True)
    metrics: Metrics = read.get("metric", read.get("metrics", Metrics((), {})))
    if len(metrics.metrics) > 1 and "early_terminate" in read:
        first = metrics.metrics[0].name
        findings.warn(("early_terminate",), f"early_terminate judges runs by the first metric, {first}", key=True)
    if method is not None and METHODS[method].objectives == "one":
        able = ", ".join(name for name, kind in METHODS.items() if kind.objectives == "any")
        if len(metrics.metrics) > 1:
            findings.error(("metrics",), f"{method} optimises one metric; with several use {able}", key=True)
        if "outcome_constraints" in given:
            message = f"{method} looks at no outcome_constraints; with them use {able}"
            findings.error(("outcome_constraints",), message, key=True)
    return metrics


def _options(read: Read, method: str, findings: Findings) -> dict[str, Value]:
    """What the method reads besides; what it does anyway is no option of it."""
    options = {key: read[key] for key in ("acquisition", "duplicates") if key in read}
    for key in options.keys() - METHODS[method].options:
        if options.pop(key) != "never":
            findings.error((key,), f"{key} means nothing to {method}", key=True)
    return options


def _run_cap(read: Read, findings: Findings) -> int | None:
    runs: int | None = read["budget"].runs if "budget" in read else None
    if "run_cap" in read and runs is not None:
        findings.error(("budget", "runs"), "run_cap and budget.runs are one limit; keep one of them", key=True)
    cap: int | None = read.get("run_cap", runs)
    return cap


def _gpus(read: Read, findings: Findings) -> int:
    gpus: int = read.get("resources", 1)
    if not gpus and "budget" in read and read["budget"].gpu_hours is not None:
        findings.error(("budget", "gpu_hours"), "runs with 0 GPUs never use up gpu_hours; give hours", key=True)
    return gpus


def _repeat(
    read: Read, method: str, metrics: Sequence[Metric], found: tuple[Entry, ...], findings: Findings
) -> Repeat | None:
    """The repeat; a race needs a metric to be decided by, and a grid runs everything."""
    if "repeat" not in read:
        return None
    if len(metrics) > 1:
        findings.error(("repeat",), "repeat compares points by the mean of one metric, and there are several", key=True)
    said = read["repeat"]
    name = said.get("parameter", NAME)
    if any(name in (entry.name, entry.path[0]) for entry in found):
        message = f"{name} is among the parameters; repeat gives its seeds under a name of its own"
        findings.error(("repeat", "parameter"), message)
    if said.get("racing") and not metrics:
        findings.error(("repeat", "racing"), "racing compares points by a metric; add metric", key=True)
    return Repeat(said["seeds"], name, said.get("racing", method != "grid" and bool(metrics)))
