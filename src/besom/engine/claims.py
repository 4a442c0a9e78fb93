"""Handing out runs: suggestions come in by `offer` and leave by `claim`."""

from dataclasses import dataclass

from besom.domain.agent import Grant, Scope
from besom.domain.run import Run
from besom.domain.states import RunState, SweepState
from besom.domain.store import Tx
from besom.domain.sweep import Suggestion, Sweep
from besom.engine import ledger
from besom.engine.endings import close_if_spent, settle, why_no_more
from besom.engine.lookup import move_run, need_sweep
from besom.errors import Conflict


@dataclass(frozen=True, slots=True)
class Claim:
    project: int
    sweep: str
    agent: str
    request_id: str  # the same one again gives the same run
    run_id: str  # for a new run
    key_hash: bytes  # of the key that the script will report with


@dataclass(frozen=True, slots=True)
class Nothing:
    done: bool  # the agent may leave
    why: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Suggestions made outside, for tickets first_ticket, first_ticket + 1..."""

    project: int
    sweep: str
    space_version: int
    first_ticket: int
    suggestions: tuple[Suggestion, ...]
    exhausted: bool  # the method had nothing more to suggest
    keep_later: bool = False  # what waits with later tickets stays behind these, though made from an older history


def offer(tx: Tx, now: float, command: Offer) -> int:
    """Put the suggestions into the queue, in place of those that wait from their tickets on; return how many wait now.

    Tickets handed out meanwhile are passed over, and since their points may be others than those handed out, nothing is
    used up then. Dropped are suggestions for an older space, those made from an older history than those that wait, and
    those that would leave a ticket out.
    """
    sweep = need_sweep(tx, command.project, command.sweep)
    waiting = tx.suggestions(sweep.project, sweep.id)
    newest = max((s.version for s in waiting), default=0)
    outdated = any(s.version < newest for s in command.suggestions)
    first = max(command.first_ticket, sweep.issued)
    gap = first > sweep.issued + sum(s.ticket < first for s in waiting)
    if command.space_version != sweep.space_version or outdated or gap:
        return len(waiting)
    fresh = [s for s in command.suggestions if s.ticket >= sweep.issued]
    behind = command.first_ticket + len(command.suggestions)
    later = [s for s in waiting if command.keep_later and s.ticket >= max(first, behind)]
    tx.replace_suggestions(sweep.project, sweep.id, first, [*fresh, *later])
    exhausted = command.exhausted and len(fresh) == len(command.suggestions)
    if exhausted != sweep.exhausted:
        sweep = tx.update_sweep(sweep.project, sweep.id, exhausted=exhausted)
    settle(tx, now, sweep)
    return sum(s.ticket < first for s in waiting) + len(fresh) + len(later)


def claim(tx: Tx, now: float, ask: Claim) -> Run | Nothing:
    """Give the agent a run: the one it was given for this request, one that came back, or the next suggestion."""
    agent = tx.agent(ask.agent)
    if agent is None or agent.ended_at is not None:
        raise Conflict(f"agent {ask.agent} is not registered, or has left; register again", agent=ask.agent)
    before = tx.run_of_request(ask.project, ask.request_id)
    if before is not None and not before.state.active:  # a repeated message that comes this late has no reader
        return Nothing(done=False, why="the run of this claim has ended; claim anew")
    run = before if before and before.state is RunState.RUNNING and before.agent == ask.agent else None
    if run is None:
        sweep = need_sweep(tx, ask.project, ask.sweep)
        if sweep.state is not SweepState.RUNNING:
            return _nothing_in(sweep)
        run = _requeued(tx, now, sweep, ask, agent.host) or _next(tx, now, sweep, ask, agent.host)
        if run is None:
            return _nothing_now(tx, now, need_sweep(tx, ask.project, ask.sweep))
    owner = tx.project_by_key(ask.project)
    entity = owner.entity if owner else ""
    tx.add_key(ask.key_hash, Grant(Scope.RUN, entity, ask.project, run.id, run.attempt), now)
    return run


def _requeued(tx: Tx, now: float, sweep: Sweep, ask: Claim, host: str) -> Run | None:
    run = tx.first_queued(sweep.project, sweep.id)
    if run is None:
        return None
    again = move_run(
        tx,
        run,
        RunState.RUNNING,
        attempt=run.attempt + 1,
        agent=ask.agent,
        request_id=ask.request_id,
        host=host,
        lines=0,
        log_lines=0,
        started_at=now,
    )
    ledger.begin(tx, now, again)
    return again


def _next(tx: Tx, now: float, sweep: Sweep, ask: Claim, host: str) -> Run | None:
    sweep = close_if_spent(tx, now, sweep)
    if sweep.full:
        return None
    while (suggestion := tx.pop_suggestion(sweep.project, sweep.id)) is not None:
        sweep = tx.update_sweep(sweep.project, sweep.id, issued=suggestion.ticket + 1)
        key = suggestion.point_key
        if key is not None and tx.has_point(sweep.project, sweep.id, sweep.space_version, key, suggestion.repeat):
            sweep = tx.update_sweep(sweep.project, sweep.id, skipped=sweep.skipped + 1)
            continue  # an earlier suggestion for another ticket was handed out while this one was being made
        sweep = tx.update_sweep(sweep.project, sweep.id, numbered=sweep.numbered + 1)
        run = _new_run(now, sweep, suggestion, ask, host)
        tx.add_run(run)
        ledger.begin(tx, now, run)
        return run
    return None


def _new_run(now: float, sweep: Sweep, suggestion: Suggestion, ask: Claim, host: str) -> Run:
    return Run(
        project=sweep.project,
        id=ask.run_id,
        state=RunState.RUNNING,
        attempt=1,
        agent=ask.agent,
        request_id=ask.request_id,
        config=suggestion.point,
        created_at=now,
        started_at=now,
        sweep=sweep.id,
        number=sweep.numbered,
        ticket=suggestion.ticket,
        point_key=suggestion.point_key,
        repeat=suggestion.repeat,
        space_version=sweep.space_version,
        info=suggestion.info,
        host=host,
    )


def _nothing_now(tx: Tx, now: float, sweep: Sweep) -> Nothing:
    sweep = settle(tx, now, sweep)
    if sweep.state is SweepState.FINISHED:
        return _nothing_in(sweep)
    if sweep.closed is not None:
        return Nothing(done=False, why=f"{why_no_more(sweep)}; waiting in case a run comes back")
    if sweep.full or sweep.exhausted:
        return Nothing(done=False, why="all runs are handed out; waiting in case one comes back")
    return Nothing(done=False, why="the next suggestion is being made")


def _nothing_in(sweep: Sweep) -> Nothing:
    """What is said of a sweep that hands out nothing in its state."""
    why = f": {why_no_more(sweep)}" if sweep.state is SweepState.FINISHED else ""
    return Nothing(done=sweep.state is not SweepState.PAUSED, why=f"sweep {sweep.id} is {sweep.state}{why}")
