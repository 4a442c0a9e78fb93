"""Editing a sweep that is there: its file changes, its runs stay."""

from dataclasses import dataclass

from besom.domain.states import Closed, SweepState
from besom.domain.store import Tx
from besom.domain.sweep import Limit, Metric, Sweep, Version
from besom.engine.endings import settle
from besom.engine.lookup import move_sweep, need_sweep
from besom.engine.targets import reaches_target
from besom.errors import Conflict


@dataclass(frozen=True, slots=True)
class EditSweep:
    project: int
    sweep: str
    source: str
    document: str
    name: str | None  # None: as it is
    description: str
    method: str
    metric: Metric | None
    run_cap: int | None
    cells: int | None  # runs made from suggestions that complete the new grid, those made so far counted in
    max_attempts: int
    budget_seconds: float | None
    seed: int
    prior: str
    base_version: int  # the version that the editor saw
    numbered: int | None = None  # runs that there were when `cells` was counted
    limits: tuple[Limit, ...] = ()  # which a run has to keep for its value to reach the target


def edit(tx: Tx, now: float, command: EditSweep) -> Sweep:
    """Give the sweep its next version: what waits for a hand-out is dropped, and its limits are looked at anew.

    A document that it has already changes nothing, so the same edit may be said again. Conflict where `base_version` is
    no longer the present one. A finished sweep goes on if its limits allow it; one that a person has paused, stopped or
    cancelled stays so until it is resumed.
    """
    sweep = need_sweep(tx, command.project, command.sweep)
    if (command.source, command.document, command.prior) == (sweep.source, sweep.document, sweep.prior):
        return sweep
    if command.base_version != sweep.space_version:
        raise Conflict(
            f"sweep {sweep.id} is at version {sweep.space_version}, and this edit was made from version"
            f" {command.base_version}; look at what has changed, and edit version {sweep.space_version}",
            version=sweep.space_version,
        )
    if command.numbered not in (None, sweep.numbered):
        raise Conflict(f"sweep {sweep.id} has more runs than were counted; count again", numbered=sweep.numbered)
    sweep = _closed_anew(tx, _replace(tx, now, sweep, command), command.limits)
    if sweep.state is SweepState.FINISHED and not sweep.full:
        sweep = move_sweep(tx, sweep, SweepState.RUNNING, now)
    return settle(tx, now, sweep)


def first_version(sweep: Sweep) -> Version:
    return Version(1, sweep.source, sweep.document, sweep.method, sweep.cells, sweep.created_at)


def _replace(tx: Tx, now: float, sweep: Sweep, command: EditSweep) -> Sweep:
    number = sweep.space_version + 1
    version = Version(number, command.source, command.document, command.method, command.cells, now)
    tx.add_version(sweep.project, sweep.id, version)
    tx.replace_suggestions(sweep.project, sweep.id, sweep.issued, ())
    return tx.update_sweep(
        sweep.project,
        sweep.id,
        source=command.source,
        document=command.document,
        name=sweep.name if command.name is None else command.name,
        description=command.description,
        method=command.method,
        metric=command.metric,
        run_cap=command.run_cap,
        cells=command.cells,
        max_attempts=command.max_attempts,
        budget_seconds=command.budget_seconds,
        seed=command.seed,
        prior=command.prior,
        space_version=number,
        version=sweep.version + 1,
        issued_before=sweep.issued,
        exhausted=False,
        closed=None,
    )


def _closed_anew(tx: Tx, sweep: Sweep, limits: tuple[Limit, ...]) -> Sweep:
    """The sweep, closed if its runs so far have reached its target or spent its budget."""
    if reaches_target(tx, sweep, limits=limits):
        return tx.update_sweep(sweep.project, sweep.id, closed=Closed.TARGET)
    if sweep.budget_seconds is not None and sweep.spent >= sweep.budget_seconds:
        return tx.update_sweep(sweep.project, sweep.id, closed=Closed.BUDGET)
    return sweep
