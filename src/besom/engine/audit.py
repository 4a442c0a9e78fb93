"""The counts of a sweep, each taken in two ways: what the sweep says of itself, and what its rows add up to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from besom.domain.run import Attempt, Run
from besom.domain.states import Outcome, RunState
from besom.domain.store import Reader
from besom.domain.sweep import Sweep
from besom.engine.lookup import need_sweep

NAMED = 5  # of what is wrong; the rest are counted
ROUNDING = 1e-6  # of seconds added up in another order


@dataclass(frozen=True, slots=True)
class Line:
    """One sum: `left` is counted in one way, `right` is the sum of the parts."""

    what: str
    left: int
    parts: Mapping[str, int]

    @property
    def right(self) -> int:
        return sum(self.parts.values())

    @property
    def closes(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class Audit:
    lines: tuple[Line, ...]
    problems: tuple[str, ...]  # what does not hold, a sentence each

    @property
    def closes(self) -> bool:
        """Whether every sum is right and nothing is missing or there twice."""
        return not self.problems and all(line.closes for line in self.lines)


def audit(reader: Reader, project: int, sweep: str) -> Audit:
    """Every count of the sweep taken twice, on one consistent view; NotFound if there is no such sweep."""
    found = need_sweep(reader, project, sweep)
    runs = reader.runs(project, sweep)
    attempts = reader.attempts(project, sweep)
    problems = (*_numbers(found, runs), *_points(runs), *_attempts(runs, attempts), *_seconds(found, attempts))
    return Audit(_lines(found, runs, attempts), problems)


def _lines(sweep: Sweep, runs: Sequence[Run], attempts: Sequence[Attempt]) -> tuple[Line, ...]:
    suggested = sum(run.ticket is not None for run in runs)
    states = Counter(run.state for run in runs)
    outcomes = Counter(attempt.outcome for attempt in attempts)
    return (
        Line("suggestions handed out", sweep.issued, {"became runs": suggested, "passed over": sweep.skipped}),
        Line("runs numbered", sweep.numbered, {"from suggestions": suggested, "by hand": len(runs) - suggested}),
        Line("runs", len(runs), {str(state): states[state] for state in RunState}),
        Line("hand-outs", sum(run.attempt for run in runs), {str(end): outcomes[end] for end in Outcome}),
        Line("runs in an agent's hands", states[RunState.RUNNING], {"hand-outs that last": outcomes[Outcome.RUNNING]}),
    )


def _numbers(sweep: Sweep, runs: Sequence[Run]) -> Iterable[str]:
    there = {run.number for run in runs}
    missing = [number for number in range(1, sweep.numbered + 1) if number not in there]
    if missing:
        yield f"there is no run {_listed(missing)}, though {sweep.numbered} runs were numbered"


def _points(runs: Sequence[Run]) -> Iterable[str]:
    by_point: dict[object, list[int]] = {}
    for run in runs:
        if run.point_key is not None:
            by_point.setdefault((run.space_version, run.point_key, run.repeat), []).append(run.number or 0)
    for numbers in by_point.values():
        if len(numbers) > 1:
            yield f"runs {_listed(numbers)} have the same point"


def _attempts(runs: Sequence[Run], attempts: Sequence[Attempt]) -> Iterable[str]:
    of_run = {name: list(rows) for name, rows in groupby(attempts, key=lambda attempt: attempt.run)}
    for run in runs:
        rows = of_run.get(run.id, [])
        if [row.attempt for row in rows] != list(range(1, run.attempt + 1)):
            yield f"run {run.number} was handed out {run.attempt} times, and the ledger has hand-outs {_listed(rows)}"
        lasting = [row.attempt for row in rows if row.outcome is Outcome.RUNNING]
        if lasting != ([run.attempt] if run.state is RunState.RUNNING else []):
            yield f"run {run.number} is {run.state}, and its hand-outs that still last are {_listed(lasting)}"


def _seconds(sweep: Sweep, attempts: Sequence[Attempt]) -> Iterable[str]:
    total = sum(attempt.seconds for attempt in attempts)
    if abs(total - sweep.spent) > ROUNDING * max(1.0, total):
        yield f"{sweep.spent:g} seconds were spent, and the hand-outs took {total:g}"


def _listed(items: Sequence[object]) -> str:
    named = ", ".join(str(item.attempt if isinstance(item, Attempt) else item) for item in items[:NAMED])
    return named + (f" and {len(items) - NAMED} more" if len(items) > NAMED else "") or "none"
