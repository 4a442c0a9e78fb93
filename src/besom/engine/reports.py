"""What a running script sends: history rows, log lines, signs of life."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from besom.domain.run import Row, Run
from besom.domain.states import RunState
from besom.domain.store import Tx
from besom.engine.endings import revive
from besom.engine.lookup import need_attempt
from besom.errors import Gap, LeaseLost

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    project: int
    run: str
    attempt: int
    first: int  # the number of rows[0] within the attempt
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Log:
    project: int
    run: str
    attempt: int
    first: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beat:
    project: int
    run: str
    attempt: int


def report(tx: Tx, now: float, command: Report) -> Run:  # noqa: ARG001 (every verb is told the time)
    """Keep the rows that are new; the run's `lines` is then the number of the next one."""
    run = revive(tx, need_attempt(tx, command.project, command.run, command.attempt))
    fresh = _fresh("row", run.lines, command.first, command.rows)
    if fresh:
        tx.append_rows(run, fresh)
        run = tx.update_run(run.project, run.id, lines=run.lines + len(fresh))
    return run


def log(tx: Tx, now: float, command: Log) -> Run:  # noqa: ARG001 (every verb is told the time)
    """Keep the lines that are new; the run's `log_lines` is then the number of the next one."""
    run = revive(tx, need_attempt(tx, command.project, command.run, command.attempt))
    fresh = _fresh("line", run.log_lines, command.first, command.lines)
    if fresh:
        tx.append_log(run, fresh)
        run = tx.update_run(run.project, run.id, log_lines=run.log_lines + len(fresh))
    return run


def beat(tx: Tx, now: float, command: Beat) -> Run:  # noqa: ARG001 (every verb is told the time)
    """The run, taken back for its agent if its lease had run out; LeaseLost if it is no longer the agent's to hold."""
    run = revive(tx, need_attempt(tx, command.project, command.run, command.attempt))
    if run.state is not RunState.RUNNING:
        raise LeaseLost(f"run {run.id} is {run.state}; it no longer runs for this agent")
    return run


def _fresh(what: str, known: int, first: int, items: Sequence[T]) -> Sequence[T]:
    if first > known:
        raise Gap(f"{what} {known} is missing before {what} {first}", expected=known)
    return items[known - first :]
