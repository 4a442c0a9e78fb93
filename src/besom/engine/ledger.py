"""The ledger of hand-outs: who had a run from when until when, and how that ended."""

from besom.domain.run import Attempt, Run
from besom.domain.states import Outcome
from besom.domain.store import Tx
from besom.engine.lookup import need_sweep

UNSAID = (Outcome.LOST, Outcome.RETURNED)  # endings after which nobody knows how the script has ended


def begin(tx: Tx, now: float, run: Run) -> None:
    """Write down that the run is in its agent's hands."""
    row = Attempt(run.id, run.number, run.attempt, run.agent or "", run.host, now, None, Outcome.RUNNING)
    tx.add_attempt(run.project, row)


def conclude(tx: Tx, now: float, run: Run, outcome: Outcome) -> float:
    """Write down how the running hand-out ended, and return its seconds: 0 where the clock was set back meanwhile."""
    begun = now if run.started_at is None else run.started_at
    ended_at = max(now, begun)
    tx.update_attempt(run.project, run.id, run.attempt, ended_at, outcome)
    return ended_at - begun


def reopen(tx: Tx, run: Run) -> None:
    """The last hand-out has not ended after all; its seconds are no longer spent."""
    seconds = last(tx, run).seconds
    tx.update_attempt(run.project, run.id, run.attempt, None, Outcome.RUNNING)
    if run.sweep is not None:
        sweep = need_sweep(tx, run.project, run.sweep)
        tx.update_sweep(sweep.project, sweep.id, spent=max(0.0, sweep.spent - seconds))


def last(tx: Tx, run: Run) -> Attempt:
    return tx.attempts_of(run.project, run.id)[-1]
