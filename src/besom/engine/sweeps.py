"""Verbs on sweeps: create, pause, resume, stop, cancel, rename, delete."""

from dataclasses import dataclass

from besom.domain.states import Closed, Order, RunState, SweepState
from besom.domain.store import Tx
from besom.domain.sweep import Metric, Sweep
from besom.engine.endings import end, settle, why_no_more
from besom.engine.lookup import move_sweep, need_sweep
from besom.engine.versions import first_version
from besom.errors import Conflict


@dataclass(frozen=True, slots=True)
class CreateSweep:
    entity: str
    project: str
    id: str  # the same id with the same source again gives the same sweep
    name: str
    description: str
    source: str
    document: str
    method: str
    metric: Metric | None
    run_cap: int | None
    cells: int | None
    seed: int
    max_attempts: int
    budget_seconds: float | None = None
    prior: str = "[]"


@dataclass(frozen=True, slots=True)
class SweepRef:
    project: int
    sweep: str


@dataclass(frozen=True, slots=True)
class Close:
    project: int
    sweep: str
    why: Closed
    space_version: int  # in which this was seen


@dataclass(frozen=True, slots=True)
class Rename:
    project: int
    sweep: str
    name: str


@dataclass(frozen=True, slots=True)
class Delete:
    project: int
    sweep: str


def create_sweep(tx: Tx, now: float, command: CreateSweep) -> Sweep:
    project = tx.add_project(command.entity, command.project, now)
    if (old := tx.sweep(project.key, command.id)) is not None:
        if old.source != command.source:
            raise Conflict(f"there is another sweep {command.id} in {project.path}")
        return old
    sweep = Sweep(
        project=project.key,
        id=command.id,
        name=command.name,
        description=command.description,
        state=SweepState.RUNNING,
        source=command.source,
        document=command.document,
        method=command.method,
        metric=command.metric,
        run_cap=command.run_cap,
        cells=command.cells,
        seed=command.seed,
        max_attempts=command.max_attempts,
        space_version=1,
        version=0,
        issued=0,
        numbered=0,
        exhausted=False,
        created_at=now,
        ended_at=None,
        budget_seconds=command.budget_seconds,
        prior=command.prior,
    )
    tx.add_sweep(sweep)
    tx.add_version(sweep.project, sweep.id, first_version(sweep))
    return sweep


def pause(tx: Tx, now: float, ref: SweepRef) -> Sweep:
    """No new runs until resume; running ones go on."""
    return move_sweep(tx, need_sweep(tx, ref.project, ref.sweep), SweepState.PAUSED, now)


def resume(tx: Tx, now: float, ref: SweepRef) -> Sweep:
    sweep = need_sweep(tx, ref.project, ref.sweep)
    if sweep.state is SweepState.FINISHED:
        raise Conflict(
            f"sweep {sweep.id} is finished: {why_no_more(sweep)}, so there is nothing to resume", state="finished"
        )
    return settle(tx, now, move_sweep(tx, sweep, SweepState.RUNNING, now))


def stop(tx: Tx, now: float, ref: SweepRef) -> Sweep:
    """No new runs; running ones may end."""
    sweep = move_sweep(tx, need_sweep(tx, ref.project, ref.sweep), SweepState.STOPPED, now)
    _drop_queued(tx, now, sweep)
    return need_sweep(tx, ref.project, ref.sweep)


def cancel(tx: Tx, now: float, ref: SweepRef) -> Sweep:
    """No new runs, and the running ones are killed."""
    sweep = move_sweep(tx, need_sweep(tx, ref.project, ref.sweep), SweepState.CANCELLED, now)
    _drop_queued(tx, now, sweep)
    for run in tx.runs(sweep.project, sweep.id, [RunState.RUNNING]):
        tx.update_run(run.project, run.id, order=Order.KILL)
    return need_sweep(tx, ref.project, ref.sweep)


def close_sweep(tx: Tx, now: float, command: Close) -> Sweep:
    """No further suggestion becomes a run; what runs or waits in the queue goes on to its end.

    Void where the sweep was edited since the caller looked, or is closed already.
    """
    sweep = need_sweep(tx, command.project, command.sweep)
    if sweep.space_version != command.space_version or sweep.closed is not None:
        return sweep
    return settle(tx, now, tx.update_sweep(sweep.project, sweep.id, closed=command.why))


def rename(tx: Tx, now: float, command: Rename) -> Sweep:  # noqa: ARG001 (every verb is told the time)
    need_sweep(tx, command.project, command.sweep)
    return tx.update_sweep(command.project, command.sweep, name=command.name)


def delete(tx: Tx, now: float, command: Delete) -> int:  # noqa: ARG001 (every verb is told the time)
    """Remove the sweep with all its runs and return how many those were; Conflict while some are running."""
    need_sweep(tx, command.project, command.sweep)
    counts = tx.count_runs(command.project, command.sweep)
    if running := counts.get(RunState.RUNNING, 0):
        raise Conflict(f"sweep {command.sweep} has {running} running runs; cancel it first")
    tx.delete_sweep(command.project, command.sweep)
    return sum(counts.values())


def _drop_queued(tx: Tx, now: float, sweep: Sweep) -> None:
    for run in tx.runs(sweep.project, sweep.id, [RunState.QUEUED]):
        end(tx, now, run, RunState.KILLED, None)
