"""History: what was logged is there, in order and to the bit, whether or not it has been folded meanwhile."""

import math
from collections.abc import Callable

import pytest

from besom.domain.run import MetricSummary, Row, Run
from besom.domain.sweep import Goal, Metric
from tests.contract.stores import Opened, losses

Fold = Callable[[int], None]


@pytest.fixture(params=["never", "at the end", "each time", "half of it"])
def fold(request: pytest.FixtureRequest, opened: Opened) -> Fold:
    """Called after each append with how many are still to come."""

    def after(left: int) -> None:
        if {"never": False, "at the end": left == 0, "each time": True, "half of it": left == 1}[request.param]:
            opened.fold()

    return after


def append_all(opened: Opened, fold: Fold, run: Run, *reports: list[Row]) -> Run:
    for left, rows in reversed(list(enumerate(reversed(reports)))):
        run = opened.append(run, rows)
        fold(left)
    return run


def test_a_curve_is_in_order_of_arrival_with_steps_as_they_were_given(opened: Opened, fold: Fold) -> None:
    first = [Row(0.0, 1.5, {"loss": 3.0}), Row(None, 1.25, {"loss": 2.0, "acc": 0.5})]
    second = [Row(1e300, 0.0, {"acc": 0.75}), Row(-2.5, 1_795_514_603.123456, {"loss": 0.1 + 0.2})]
    run = append_all(opened, fold, opened.run(), first, second)
    assert opened.read(lambda r: r.curve(run.project, run.id, "loss")) == (
        [0.0, None, -2.5],
        [1.5, 1.25, 1_795_514_603.123456],
        [3.0, 2.0, 0.1 + 0.2],
    )
    assert opened.read(lambda r: r.curve(run.project, run.id, "acc")) == ([None, 1e300], [1.25, 0.0], [0.5, 0.75])
    assert opened.read(lambda r: r.curve(run.project, run.id, "other")) == ([], [], [])
    assert opened.read(lambda r: r.curve(run.project, "nobody", "loss")) == ([], [], [])


def test_nan_and_infinities_stay_what_they_are(opened: Opened, fold: Fold) -> None:
    values = [math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7e308]
    run = append_all(opened, fold, opened.run(), losses(*values[:3]), losses(*values[3:], first_step=3))
    _, _, found = opened.read(lambda r: r.curve(run.project, run.id, "loss"))
    assert str(found) == str(values)
    logged = [row.metrics["loss"] for _, _, row in opened.read(lambda r: r.rows(run.project, run.id, 0, 10))]
    assert str(logged) == str(values)


def test_a_long_curve_comes_back_whole(opened: Opened, fold: Fold) -> None:
    values = [math.sin(i) for i in range(4_321)]
    reports = [losses(*values[i : i + 617], first_step=i) for i in range(0, len(values), 617)]
    run = append_all(opened, fold, opened.run(), *reports)
    steps, times, found = opened.read(lambda r: r.curve(run.project, run.id, "loss"))
    assert found == values
    assert steps == [float(i) for i in range(len(values))]
    assert times == [10.0 * i for i in range(len(values))]


def test_rows_come_back_with_what_is_not_a_number_and_lines_that_say_nothing(opened: Opened, fold: Fold) -> None:
    first = [
        Row(0.0, 1.0, {"loss": 3.0, "acc": 0.5}, '{"note": "☃"}'),
        Row(None, 2.0, {}, '{"note": "only"}'),
        Row(None, 0.0, {}),
    ]
    second = [Row(4.0, 3.0, {"acc": 0.75}), Row(5.0, 4.0, {"loss": 1.0})]
    third = [Row(6.0, 5.0, {"loss": 0.5}, '{"last": [1]}')]
    run = append_all(opened, fold, opened.run(), first, second, third)
    rows = [(1, line, row) for line, row in enumerate(first + second + third)]
    assert opened.read(lambda r: r.rows(run.project, run.id, 0, 100)) == rows
    for start in range(8):
        for limit in range(4):
            found = opened.read(lambda r, s=start, n=limit: r.rows(run.project, run.id, s, n))  # type: ignore[misc]
            assert found == rows[start : start + limit]


def test_rows_run_on_over_the_attempts_and_a_curve_is_of_the_latest(opened: Opened, fold: Fold) -> None:
    run = append_all(opened, fold, opened.run(), losses(9.0, 8.0), losses(7.0, first_step=2))
    silent = opened.again(run)
    run = append_all(opened, fold, opened.again(silent), losses(6.0), losses(5.0, first_step=1))
    rows = [(1, i, row) for i, row in enumerate(losses(9.0, 8.0, 7.0))]
    rows += [(3, i, row) for i, row in enumerate(losses(6.0, 5.0))]
    assert opened.read(lambda r: r.rows(run.project, run.id, 0, 100)) == rows
    assert opened.read(lambda r: r.rows(run.project, run.id, 2, 2)) == rows[2:4]
    assert opened.read(lambda r: r.rows(run.project, run.id, 4, 2)) == rows[4:]
    assert opened.read(lambda r: r.curve(run.project, run.id, "loss"))[2] == [6.0, 5.0]


def test_the_last_rows_are_read_from_any_line_of_the_latest_attempt(opened: Opened, fold: Fold) -> None:
    run = append_all(opened, fold, opened.run(), losses(9.0, 8.0))
    run = opened.again(run)
    rows = [*losses(3.0, 2.0), Row(None, 5.0, {}, '{"note": "x"}'), Row(4.0, 6.0, {"loss": math.inf, "acc": 0.5})]
    run = append_all(opened, fold, run, rows[:1], rows[1:])
    for line in range(6):
        assert opened.read(lambda r, line=line: r.rows_from(run.project, run.id, line)) == rows[line:]  # type: ignore[misc]
    assert opened.read(lambda r: r.rows_from(run.project, "nobody", 0)) == []


def test_a_metric_that_is_logged_now_and_then_comes_back_at_its_own_lines(opened: Opened, fold: Fold) -> None:
    def row(i: int) -> Row:
        return Row(float(i), float(i), {"loss": 1.0 / (i + 1)} | ({"val": float(i)} if i % 300 == 299 else {}))

    rows = [row(i) for i in range(2_500)]
    run = append_all(opened, fold, opened.run(), *(rows[i : i + 250] for i in range(0, 2_500, 250)))
    evaluated = [float(i) for i in range(299, 2_500, 300)]
    assert opened.read(lambda r: r.curve(run.project, run.id, "val")) == (evaluated, evaluated, evaluated)
    assert opened.read(lambda r: r.rows(run.project, run.id, 2_090, 20)) == [
        (1, i, rows[i]) for i in range(2_090, 2_110)
    ]


def test_a_summary_is_over_all_that_was_logged(opened: Opened, fold: Fold) -> None:
    run = append_all(opened, fold, opened.run(), losses(2.0, 3.0), [Row(None, 99.0, {"loss": 2.5, "acc": 1.0})])
    assert opened.read(lambda r: r.metrics(run.project, run.id)) == [
        MetricSummary("acc", 1, 1.0, 1.0, 1.0, None, 99.0),
        MetricSummary("loss", 3, 2.5, 2.0, 3.0, None, 99.0),
    ]


@pytest.mark.parametrize(
    ("reports", "low", "high"),
    [
        ([[math.nan]], None, None),
        ([[math.nan], [1.0]], 1.0, 1.0),
        ([[1.0], [math.nan]], 1.0, 1.0),
        ([[math.inf, math.nan], [-3.0]], -3.0, math.inf),
    ],
)
def test_what_is_not_a_number_counts_but_is_never_best(
    opened: Opened, reports: list[list[float]], low: float | None, high: float | None
) -> None:
    run = append_all(opened, lambda _: None, opened.run(), *(losses(*values) for values in reports))
    (found,) = opened.read(lambda r: r.metrics(run.project, run.id))
    assert (found.count, found.low, found.high) == (sum(map(len, reports)), low, high)
    assert str(found.last) == str(reports[-1][-1])


def test_a_new_attempt_starts_the_summaries_anew(opened: Opened) -> None:
    opened.sweep()
    run = opened.append(opened.run(sweep="k3x9q7ab", number=1), [Row(0.0, 0.0, {"loss": 1.0, "acc": 0.5})])
    run = opened.again(run)
    assert opened.read(lambda r: r.metrics(run.project, run.id)) == []
    assert opened.read(lambda r: r.metrics_of_runs(run.project, "k3x9q7ab")) == {}
    run = opened.append(run, losses(4.0))
    assert opened.read(lambda r: r.metrics(run.project, run.id)) == [MetricSummary("loss", 1, 4.0, 4.0, 4.0, 0.0, 0.0)]


def test_the_metrics_of_all_runs_of_a_sweep(opened: Opened) -> None:
    opened.sweep()
    opened.sweep(id="other")
    first = opened.append(opened.run(id="a", sweep="k3x9q7ab", number=1), losses(3.0, 1.0))
    opened.append(opened.run(id="b", sweep="k3x9q7ab", number=2), [Row(None, 0.0, {"acc": 1.0})])
    opened.append(opened.run(id="c", sweep="other", number=1), losses(5.0))
    opened.append(opened.run(id="d"), losses(6.0))
    opened.run(id="e", sweep="k3x9q7ab", number=3)
    found = opened.read(lambda r: r.metrics_of_runs(first.project, "k3x9q7ab"))
    acc = MetricSummary("acc", 1, 1.0, 1.0, 1.0, None, 0.0)
    assert found == {"a": [MetricSummary("loss", 2, 1.0, 1.0, 3.0, 1.0, 10.0)], "b": [acc]}


BEST: list[tuple[Goal, list[list[float]], tuple[int, float] | None]] = [
    (Goal.MINIMIZE, [[3.0, 2.0], [1.5, 4.0], [2.0]], (2, 1.5)),
    (Goal.MAXIMIZE, [[3.0, 2.0], [1.5, 4.0], [2.0]], (2, 4.0)),
    (Goal.MINIMIZE, [[9.0], [1.0], [1.0]], (2, 1.0)),
    (Goal.MINIMIZE, [[math.nan], [math.inf], [7.0, math.nan]], (3, 7.0)),
    (Goal.MINIMIZE, [[-math.inf, 1.0], [2.0]], (2, 2.0)),
    (Goal.MAXIMIZE, [[math.inf], [-1e308, -math.inf]], (2, -1e308)),
    (Goal.MINIMIZE, [[math.nan], [math.inf]], None),
    (Goal.MAXIMIZE, [], None),
]


@pytest.mark.parametrize(("goal", "values", "best"), BEST)
def test_the_best_run_of_a_sweep(
    opened: Opened, goal: Goal, values: list[list[float]], best: tuple[int, float] | None
) -> None:
    sweep = opened.sweep(metric=Metric("loss", goal))
    opened.append(opened.run(id="elsewhere"), losses(-1e9, 1e9))
    for number, of_run in reversed(list(enumerate(values, 1))):
        run = opened.run(id=f"run{number:05}", sweep=sweep.id, number=number)
        opened.append(run, [Row(None, 0.0, {"loss": value, "acc": -value}) for value in of_run])
    found = opened.read(lambda r: r.best(sweep.project, sweep.id, Metric("loss", goal)))
    assert found == (best and (f"run{best[0]:05}", *best))


def test_log_lines_are_read_from_the_start_or_from_the_end(opened: Opened) -> None:
    run = opened.log(opened.run(), ["one", "", "three ☃"])
    run = opened.log(run, [f"line {i}" for i in range(3, 8)])
    lines = ["one", "", "three ☃", *(f"line {i}" for i in range(3, 8))]

    def log(first: int, limit: int) -> tuple[int, list[str]]:
        return opened.read(lambda r: r.log(run.project, run.id, first, limit))

    assert log(0, 100) == (0, lines)
    assert log(2, 3) == (2, lines[2:5])
    assert log(-3, 100) == (5, lines[5:])
    assert log(-3, 1) == (5, lines[5:6])
    assert log(-100, 100) == (0, lines)
    assert log(8, 10) == (8, [])
    assert log(50, 10) == (8, [])


def test_the_log_is_of_the_latest_attempt(opened: Opened) -> None:
    run = opened.again(opened.log(opened.run(), ["old"]))
    assert opened.read(lambda r: r.log(run.project, run.id, 0, 10)) == (0, [])
    opened.log(run, ["new"])
    assert opened.read(lambda r: r.log(run.project, run.id, -5, 10)) == (0, ["new"])


def test_a_run_may_log_a_thousand_metrics(opened: Opened, fold: Fold) -> None:
    rows = [Row(float(i), 0.0, {f"layer/{m}": float(m + i) for m in range(1000)}) for i in range(3)]
    run = append_all(opened, fold, opened.run(), *([row] for row in rows))
    assert opened.read(lambda r: r.rows(run.project, run.id, 0, 5)) == [(1, i, row) for i, row in enumerate(rows)]
    assert opened.read(lambda r: r.curve(run.project, run.id, "layer/7"))[2] == [7.0, 8.0, 9.0]
