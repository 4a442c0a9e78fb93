"""When a sweep has what it was made for, by each way of saying what a run's value is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from besom.domain.sweep import Goal, Limit, Metric, Reduce, Sweep
from besom.engine import reaches_target
from tests.unit.engine.desk import Desk


def aiming(
    desk: Desk, sweep: Sweep, only: list[str] | None = None, limits: Sequence[Limit] = (), **metric: Any
) -> bool:
    """Whether the sweep would have reached its target, were its metric this."""
    aimed = replace(desk.fresh(sweep), metric=Metric("val_loss", **metric))
    return desk.read(lambda reader: reaches_target(reader, aimed, only, limits))


def test_the_best_value_counts_while_the_run_goes_on_and_whatever_becomes_of_it(desk: Desk) -> None:
    sweep = desk.sweep()
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    desk.report(run, 0, 0.5, 0.2, 0.9)
    assert aiming(desk, sweep, target=0.2)
    assert not aiming(desk, sweep, target=0.1)
    assert not aiming(desk, sweep)
    assert aiming(desk, sweep, goal=Goal.MAXIMIZE, target=0.9)
    assert not aiming(desk, sweep, goal=Goal.MAXIMIZE, target=0.91)
    desk.end(run, 1)
    assert aiming(desk, sweep, target=0.2)


@pytest.mark.parametrize("reduce", [Reduce("last"), Reduce("mean-last", 2)])
def test_a_value_that_may_become_worse_counts_when_the_run_has_ended(desk: Desk, reduce: Reduce) -> None:
    sweep = desk.sweep()
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    desk.report(run, 0, 0.1, 0.5, 0.3)
    assert not aiming(desk, sweep, target=0.4, reduce=reduce)
    desk.end(run)
    assert aiming(desk, sweep, target=0.4, reduce=reduce)
    assert not aiming(desk, sweep, target=0.2, reduce=reduce)


def test_of_runs_that_are_named_only_those_are_looked_at(desk: Desk) -> None:
    sweep = desk.sweep()
    desk.agent(sweep, "a")
    desk.supply(sweep)
    good, bad, silent = (desk.claimed(sweep, "a") for _ in range(3))
    desk.report(good, 0, 0.1)
    desk.report(bad, 0, 0.9)
    assert aiming(desk, sweep, [good.id, silent.id], target=0.2)
    assert not aiming(desk, sweep, [bad.id, silent.id, "gone"], target=0.2)
    assert not aiming(desk, sweep, [], target=0.2)


def test_with_a_limit_only_a_run_that_has_ended_within_it_counts(desk: Desk) -> None:
    sweep = desk.sweep()
    desk.agent(sweep, "a")
    desk.supply(sweep)
    run = desk.claimed(sweep, "a")
    desk.report(run, 0, 0.1, 0.9)
    within, without = (Limit(Metric("val_loss", reduce=Reduce("last")), high=high) for high in (1.0, 0.5))
    assert not aiming(desk, sweep, limits=[within], target=0.2)
    desk.end(run)
    assert aiming(desk, sweep, limits=[within], target=0.2)
    assert not aiming(desk, sweep, limits=[within, without], target=0.2)
    assert not aiming(desk, sweep, limits=[Limit(Metric("never logged"), low=0.0)], target=0.2)
