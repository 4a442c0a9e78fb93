"""Verbs on runs: how they begin outside a sweep, end, go back to the queue, and are told to stop."""

from dataclasses import dataclass
from typing import Any

from besom.domain.agent import Grant, Scope
from besom.domain.run import RUN_TIMEOUT, Run, Stop
from besom.domain.states import Order, Outcome, RunState
from besom.domain.store import Tx
from besom.engine import ledger
from besom.engine.endings import ENDS_BY_ORDER, end, give_back
from besom.engine.leases import Held
from besom.engine.lookup import need_attempt, need_run, need_sweep

SCRIPT = "script"  # stands as the agent of a run that was started by hand


@dataclass(frozen=True, slots=True)
class CreateRun:
    entity: str
    project: str
    id: str
    request_id: str  # the same one again gives the same run
    key_hash: bytes
    config: str
    display_name: str | None
    group: str | None
    tags: tuple[str, ...]
    notes: str
    host: str | None


@dataclass(frozen=True, slots=True)
class EditRun:
    project: int
    run: str
    changes: dict[str, Any]  # config, summary, display_name, notes, tags


@dataclass(frozen=True, slots=True)
class Finish:
    project: int
    run: str
    attempt: int
    exit_code: int | None  # None: the script is gone and nobody knows how
    error: str | None
    on_its_own: bool = False  # the script had ended before an order reached it
    timed_out: float | None = None  # seconds that the run was allowed, and after which its agent ended it


@dataclass(frozen=True, slots=True)
class Release:
    project: int
    run: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Kill:
    project: int
    run: str


@dataclass(frozen=True, slots=True)
class Expire:
    leases: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class StopRuns:
    project: int
    sweep: str
    stops: tuple[tuple[str, int, Stop], ...]  # run, the attempt whose curve was read, verdict


def create_run(tx: Tx, now: float, command: CreateRun) -> Run:
    """A run outside any sweep, started by its own script."""
    project = tx.add_project(command.entity, command.project, now)
    run = tx.run_of_request(project.key, command.request_id)
    if run is None:
        run = Run(
            project=project.key,
            id=command.id,
            state=RunState.RUNNING,
            attempt=1,
            agent=SCRIPT,
            request_id=command.request_id,
            config=command.config,
            created_at=now,
            started_at=now,
            display_name=command.display_name,
            notes=command.notes,
            tags=command.tags,
            group=command.group,
            host=command.host,
        )
        tx.add_run(run)
        ledger.begin(tx, now, run)
    tx.add_key(command.key_hash, Grant(Scope.RUN, command.entity, project.key, run.id, run.attempt), now)
    return run


def edit_run(tx: Tx, now: float, command: EditRun) -> Run:  # noqa: ARG001 (every verb is told the time)
    need_run(tx, command.project, command.run)
    return tx.update_run(command.project, command.run, **command.changes)


def finish(tx: Tx, now: float, command: Finish) -> Run:
    """End the run as its agent saw it. Said again it changes nothing; said late it corrects a crash only believed."""
    run = need_attempt(tx, command.project, command.run, command.attempt)
    if run.state is not RunState.RUNNING:
        if not _unsaid(tx, run):
            return run
        ledger.reopen(tx, run)
    state, stop = _end_of(now, run, command)
    # A crash that the agent itself reports is no longer a belief: nobody may take the run back.
    agent = None if state is RunState.CRASHED else run.agent
    said = {"exit_code": command.exit_code, "error": command.error, "agent": agent, "stop": stop}
    return end(tx, now, run, state, Outcome(state), **said)


def release(tx: Tx, now: float, command: Release) -> Run:
    """Give a running run back to the queue at once; any other stays as it is."""
    run = need_attempt(tx, command.project, command.run, command.attempt)
    return give_back(tx, now, run, Outcome.RETURNED) if run.state is RunState.RUNNING else run


def expire(tx: Tx, now: float, command: Expire) -> list[Run]:
    """Take runs from agents that have fallen silent, and return those that this changed."""
    return [
        _expire_one(tx, now, run)
        for project, name, attempt in command.leases
        if (run := tx.run(project, name)) is not None and run.state is RunState.RUNNING and run.attempt == attempt
    ]


def kill(tx: Tx, now: float, command: Kill) -> Run:
    """A person ends the run: its agent is told, or it leaves the queue."""
    run = need_run(tx, command.project, command.run)
    if run.state is RunState.QUEUED:
        return end(tx, now, run, RunState.KILLED, None)
    if run.state is RunState.RUNNING:
        return tx.update_run(run.project, run.id, order=Order.KILL)
    return run


def stop_runs(tx: Tx, now: float, command: StopRuns) -> list[Run]:  # noqa: ARG001 (every verb is told the time)
    """Carry out a stopping rule's verdicts on runs that still run at the attempt it judged."""
    return [
        tx.update_run(run.project, run.id, order=Order.STOP, stop=verdict)
        for name, attempt, verdict in command.stops
        if (run := tx.run(command.project, name)) is not None
        and run.state is RunState.RUNNING
        and run.attempt == attempt
        and run.order is None
    ]


def _unsaid(tx: Tx, run: Run) -> bool:
    """Whether the run was lost or given back, and nobody has said yet how its script ended."""
    return run.state in (RunState.QUEUED, RunState.CRASHED) and ledger.last(tx, run).outcome in ledger.UNSAID


def _end_of(now: float, run: Run, said: Finish) -> tuple[RunState, Stop | None]:
    if run.order is not None and not said.on_its_own:  # an order that came too late is not why the run ended
        return ENDS_BY_ORDER[run.order], run.stop if run.order is Order.STOP else None
    if said.timed_out is not None:
        seconds = max(said.timed_out, now - (run.started_at or now))
        return RunState.STOPPED, Stop(RUN_TIMEOUT, run.lines, seconds, said.timed_out, ())
    if said.exit_code is None:
        return RunState.CRASHED, None
    return RunState.FINISHED if said.exit_code == 0 else RunState.FAILED, None


def _expire_one(tx: Tx, now: float, run: Run) -> Run:
    counted = run.attempt - run.base_attempt
    last = run.sweep is not None and counted >= need_sweep(tx, run.project, run.sweep).max_attempts
    if last and run.order is None:
        return end(tx, now, run, RunState.CRASHED, Outcome.LOST)
    return give_back(tx, now, run, Outcome.LOST)
