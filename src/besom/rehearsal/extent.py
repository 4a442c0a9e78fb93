"""How many runs a sweep will have, how long they take and what they cost."""

import math
from dataclasses import dataclass

from besom.config import Definition

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Extent:
    """What ends a sweep by itself. None: nothing of that kind does."""

    runs: int | None  # the most there can be
    grid: int | None  # runs of the whole grid
    cap: int | None  # of run_cap, or budget: runs
    points: int | None  # different points of a space that can be counted
    seeds: int  # runs of a point
    seconds: float | None  # of all runs added up


def extent(definition: Definition) -> Extent:
    seeds = 1 if definition.repeat is None else len(definition.repeat.seeds)
    points = definition.space.cells
    grid = definition.cells
    fresh = None if points is None or definition.options.get("duplicates") == "allow" else points * seeds
    limits = [each for each in (grid, definition.run_cap, fresh) if each is not None]
    runs = min(limits) if limits else None
    return Extent(runs, grid, definition.run_cap, points, seeds, definition.budget_seconds)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the whole sweep would take, if every run took as long as this."""

    run: float  # seconds of one run
    runs: int | None  # that there will be; None: it goes on until somebody stops it
    ended_by_budget: bool
    busy: float | None  # seconds of all runs added up
    wall: float | None  # seconds until the last one has ended, with all agents at work
    cost: float | None  # by the budget's price of an hour
    a_day: float  # runs in 24 hours


def estimate(definition: Definition, found: Extent, seconds: float, agents: int) -> Estimate:
    """`seconds`: of one run. Stopped runs make it less, and a budget of hours cuts it off."""
    runs, cut = found.runs, False
    if found.seconds is not None and seconds > 0:
        affordable = max(1, math.ceil(found.seconds / seconds))
        cut = runs is None or affordable < runs
        runs = affordable if cut else runs
    busy = None if runs is None else runs * seconds
    wall = None if runs is None else math.ceil(runs / agents) * seconds
    price = None if definition.budget is None else definition.budget.price
    cost = None if price is None or busy is None else busy / HOUR * price
    return Estimate(seconds, runs, cut, busy, wall, cost, agents * 24 * HOUR / max(seconds, 1e-3))
