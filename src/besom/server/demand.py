"""How many suggestions a sweep needs now, and what they are to be made from."""

from itertools import takewhile

from besom.domain.states import SweepState
from besom.domain.store import Reader
from besom.domain.sweep import Suggestion, Sweep
from besom.server.outcomes import NONE, values_of_runs
from besom.server.suggesting import Known, Task, aimed_elsewhere, definition_of, learns

LEAST_LEARNING = 2  # a point made before the last results is worth less, so few wait
LEAST_FIXED = 32  # points of grid and random do not age, and one trip to another process makes many
MOST_AT_ONCE = 8  # points of a method that learns in one trip: results may come while it is under way
ABREAST = 4  # one point for so many workers is made anew after each result; those behind it wait in case of need


def next_task(reader: Reader, project: int, name: str, workers: int) -> Task | None:
    """What is to be made for the sweep now, with all that is known; None when enough is waiting."""
    sweep = reader.sweep(project, name)
    if sweep is None or sweep.state is not SweepState.RUNNING or sweep.full:
        return None
    waiting = reader.suggestions(project, name)
    kept, count = (_of_learning if learns(sweep.document) else _of_fixed)(sweep, waiting, workers)
    if count <= 0:
        return None
    return Task(
        document=sweep.document,
        space_version=sweep.space_version,
        seed=sweep.seed,
        version=sweep.version,
        known=_known(reader, sweep, kept),
        issued=sweep.issued + len(kept),
        count=count,
        issued_before=sweep.issued_before,
        prior=sweep.prior,
    )


def undecided(task: Task) -> bool:
    """Whether a race goes on: what is in flight may bring points back into it, which then get further seeds."""
    repeat = definition_of(task.document).repeat
    return repeat is not None and learns(task.document) and any(known.state == "running" for known in task.known)


def _of_fixed(sweep: Sweep, waiting: list[Suggestion], _workers: int) -> tuple[list[Suggestion], int]:
    """What stays in front of the points to be made, and how many those are; 0 where enough is waiting."""
    # A quarter of those so far: making a point of grid or random needs all earlier ones at most, and so their number in
    # all trips together stays in proportion to the runs. Few after an edit, when agents wait for the first of them.
    wanted = _capped(sweep, max(LEAST_FIXED, (sweep.issued - sweep.issued_before) // 4))
    enough = sweep.exhausted or 2 * len(waiting) > wanted
    return waiting, 0 if enough else wanted - len(waiting)


def _of_learning(sweep: Sweep, waiting: list[Suggestion], workers: int) -> tuple[list[Suggestion], int]:
    """The same. Where few wait, more come behind them; else the first ones are made anew from the last results."""
    wanted = _capped(sweep, max(LEAST_LEARNING, workers))
    at_once = max(1, min(MOST_AT_ONCE, workers))
    more = 0 if sweep.exhausted else min(at_once, wanted - len(waiting))
    if more > 0 and 2 * len(waiting) < workers:
        return waiting, more
    fresh = list(takewhile(lambda each: each.version >= sweep.version, waiting))
    abreast = min(wanted, max(1, workers // ABREAST))
    if len(fresh) < min(abreast, len(waiting)):
        return fresh, min(at_once, abreast - len(fresh)) if fresh else 1  # somebody may be waiting for the first
    return waiting, more


def _capped(sweep: Sweep, wanted: int) -> int:
    return wanted if sweep.run_cap is None else min(wanted, sweep.run_cap - sweep.numbered)


def _known(reader: Reader, sweep: Sweep, waiting: list[Suggestion]) -> tuple[Known, ...]:
    """Ended runs in the order of their ends, then those that run, then the points that wait."""
    values = values_of_runs(reader, sweep, definition_of(sweep.document).measured)
    metric, elsewhere = "" if sweep.metric is None else sweep.metric.name, aimed_elsewhere(reader, sweep)
    return (
        *(
            Known(run.config, "running", (), run.space_version, run.repeat)
            if run.state.active
            else Known.ended(run, values.get(run.run, NONE), metric, elsewhere)
            for run in reader.tried(sweep.project, sweep.id)
        ),
        *(Known(suggestion.point, "running", (), sweep.space_version, suggestion.repeat) for suggestion in waiting),
    )
