"""What a run has come to, by each way of telling, wherever its values lie; and which run is the best by it."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from besom.domain.run import Row
from besom.domain.sweep import Goal, Limit, Metric, Reduce
from tests.contract.stores import Opened

LAST = Reduce("last")
VALUES = st.lists(st.floats(-1e6, 1e6) | st.sampled_from([math.nan, math.inf, -math.inf]), max_size=8)


def mean_last(k: int) -> Reduce:
    return Reduce("mean-last", k)


def rows(values: list[float]) -> list[Row]:
    """With rows between that have other metrics only."""
    both = [(Row(None, 0.0, {"acc": -1.0}), Row(None, 0.0, {"loss": value, "acc": 5.0})) for value in values]
    return [row for pair in both for row in pair]


REDUCED: list[tuple[list[float], Reduce, float | None]] = [
    ([3.0, 1.0, 2.0], Reduce(), 1.0),
    ([3.0, 1.0, 2.0], LAST, 2.0),
    ([3.0, 1.0, 2.0], mean_last(1), 2.0),
    ([3.0, 1.0, 2.0], mean_last(2), 1.5),
    ([3.0, 1.0, 2.0], mean_last(9), 2.0),
    ([math.nan, 1.0, 2.0], mean_last(2), 1.5),
    ([1.0, math.nan, 2.0], LAST, 2.0),
    ([1.0, math.nan], LAST, None),
    ([1.0, math.nan], mean_last(2), None),
    ([1.0, math.inf], LAST, None),
    ([1e308, 1e308], mean_last(2), None),
    ([], LAST, None),
    ([], mean_last(3), None),
]


@pytest.mark.parametrize(("values", "reduce", "value"), REDUCED)
def test_the_value_of_a_run(opened: Opened, values: list[float], reduce: Reduce, value: float | None) -> None:
    metric = Metric("loss", reduce=reduce)
    sweep = opened.sweep(metric=metric)
    run = opened.run(sweep=sweep.id, number=1)
    if values:
        run = opened.append(run, rows(values))
    assert opened.read(lambda r: r.value_of_run(run.project, run.id, metric)) == value
    found = {} if value is None else {run.id: value}
    assert opened.read(lambda r: r.values_of_runs(run.project, sweep.id, metric)) == found
    best = None if value is None else (run.id, 1, value)
    assert opened.read(lambda r: r.best(run.project, sweep.id, metric)) == best


@pytest.mark.parametrize("k", [1, 3, 1200, 5000])
def test_the_mean_of_the_last_values_reaches_back_over_chunks(opened: Opened, k: int) -> None:
    metric = Metric("loss", reduce=mean_last(k))
    sweep, values = opened.sweep(metric=metric), [float(i % 37) for i in range(2600)]
    run = opened.append(opened.run(sweep=sweep.id, number=1), [Row(None, 0.0, {"loss": v}) for v in values[:2590]])
    opened.fold()
    for value in values[2590:]:
        run = opened.append(run, rows([value]))
    mean = sum(values[-k:]) / len(values[-k:])
    assert opened.read(lambda r: r.value_of_run(run.project, run.id, metric)) == pytest.approx(mean)


def test_the_last_value_is_that_of_the_latest_attempt(opened: Opened) -> None:
    metric = Metric("loss", reduce=mean_last(3))
    sweep = opened.sweep(metric=metric)
    run = opened.again(opened.append(opened.run(sweep=sweep.id, number=1), rows([1.0, 2.0, 3.0])))
    assert opened.read(lambda r: r.value_of_run(run.project, run.id, metric)) is None
    run = opened.append(run, rows([7.0]))
    assert opened.read(lambda r: r.value_of_run(run.project, run.id, metric)) == 7.0


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    runs=st.lists(VALUES, max_size=5),
    goal=st.sampled_from(list(Goal)),
    reduce=st.sampled_from([Reduce(), LAST, mean_last(1), mean_last(3)]),
    folded=st.booleans(),
)
def test_the_best_run_is_the_first_with_the_best_value(
    opened: Opened, runs: list[list[float]], goal: Goal, reduce: Reduce, folded: bool
) -> None:
    metric = Metric("loss", goal, reduce=reduce)
    name = f"{opened.clock.time:.0f}"
    opened.clock.time += 1
    sweep = opened.sweep(id=name, metric=metric)
    for number, values in enumerate(runs, 1):
        run = opened.run(id=f"{name}-{number}", sweep=name, number=number)
        if values:
            opened.append(run, rows(values))
    if folded:
        opened.fold()
    values_of = opened.read(lambda r: r.values_of_runs(sweep.project, name, metric))
    assert all(math.isfinite(value) for value in values_of.values())
    pick = min if goal is Goal.MINIMIZE else max
    best = pick(values_of.values(), default=None)
    first = next((n for n in range(1, len(runs) + 1) if values_of.get(f"{name}-{n}") == best), None)
    expected = None if best is None else (f"{name}-{first}", first, best)
    assert opened.read(lambda r: r.best(sweep.project, name, metric)) == expected


@pytest.mark.parametrize("reduce", [Reduce(), LAST, mean_last(2)])
@pytest.mark.parametrize("folded", [False, True])
def test_the_best_run_is_among_those_that_keep_the_limits(opened: Opened, reduce: Reduce, folded: bool) -> None:
    """Runs 1 to 4 become worse by number; 1 ends too slow, and 2 never says how slow it is."""
    metric = Metric("loss", reduce=reduce)
    sweep = opened.sweep(metric=metric)
    speeds: dict[int, list[float | None]] = {1: [9.0, 30.0], 2: [None, None], 3: [40.0, 10.0], 4: [5.0, 5.0]}
    for number, of_run in speeds.items():
        run = opened.run(id=f"r{number}", sweep=sweep.id, number=number)
        logged = [{"loss": float(number)} | ({} if ms is None else {"ms": ms}) for ms in of_run]
        opened.append(run, [Row(None, 0.0, each) for each in logged])
    if folded:
        opened.fold()

    def best(*limits: Limit) -> int | None:
        found = opened.read(lambda r: r.best(sweep.project, sweep.id, metric, limits))
        return None if found is None else found[1]

    speed = Metric("ms", reduce=LAST)
    assert best() == 1
    assert best(Limit(speed, high=20.0)) == 3
    assert best(Limit(speed, high=8.0)) == 4
    assert best(Limit(speed, low=20.0)) == 1
    assert best(Limit(Metric("ms", reduce=mean_last(2)), high=20.0)) == 1
    assert best(Limit(speed, high=20.0), Limit(metric, low=3.5)) == 4
    assert best(Limit(speed, high=1.0)) is None
