"""The curves that rules judge by: the same as if all were read anew, and only what is new is read."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from besom.domain.run import Run
from besom.domain.store import Reader
from besom.domain.sweep import Goal, Metric, Sweep
from besom.engine import Release, release
from besom.server.curves import NO_CURVES, Curves, read_curves
from tests.unit.engine.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "besom.db")
    yield made
    made.close()


class Noting:
    """A reader that notes which history is read."""

    def __init__(self, reader: Reader, asked: list[tuple[str, int]]) -> None:
        self._reader, self._asked = reader, asked

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            if name in ("curve", "rows_from"):
                self._asked.append((args[1], 0 if name == "curve" else args[2]))
            return getattr(self._reader, name)(*args)

        return call


def look(desk: Desk, sweep: Sweep, known: Curves, asked: list[tuple[str, int]] | None = None) -> Curves:
    noted = [] if asked is None else asked
    return desk.read(lambda reader: read_curves(Noting(reader, noted), sweep.project, sweep.id, known))


def shown(curves: Curves) -> tuple[list[tuple[int, list[float], bool]], list[tuple[str, list[float]]]]:
    ended = [(curve.run, np.asarray(curve.values).tolist(), curve.finished) for curve in curves.ended]
    return ended, [(run.id, np.asarray(curve.values).tolist()) for run, curve in curves.running]


def test_only_rows_that_came_since_are_read(desk: Desk) -> None:
    sweep = desk.sweep()
    desk.agent(sweep, "a")
    desk.supply(sweep)
    first, second = desk.claimed(sweep, "a"), desk.claimed(sweep, "a")
    desk.report(first, 0, 3.0, 2.0)
    asked: list[tuple[str, int]] = []
    known = look(desk, sweep, NO_CURVES, asked)
    assert asked == [(first.id, 0), (second.id, 0)]
    asked.clear()
    desk.report(first, 2, 1.0)
    known = look(desk, sweep, known, asked)
    assert asked == [(first.id, 2)]
    assert shown(known)[1] == [(first.id, [3.0, 2.0, 1.0]), (second.id, [])]
    asked.clear()
    desk.end(first)
    known = look(desk, sweep, known, asked)
    assert asked == []  # what was read while it ran is enough
    assert shown(known)[0] == [(1, [3.0, 2.0, 1.0], True)]
    curve = known.ended[0]
    desk.report(second, 0, 5.0)
    known = look(desk, sweep, known, asked)
    assert known.ended[0] is curve  # with whatever it has worked out


def test_another_metric_is_read_anew(desk: Desk) -> None:
    sweep = desk.sweep()
    desk.agent(sweep, "a")
    desk.supply(sweep)
    desk.report(desk.claimed(sweep, "a"), 0, 3.0)
    known = look(desk, sweep, NO_CURVES)
    desk.edit(sweep, metric=Metric("val_loss", Goal.MAXIMIZE))
    assert shown(look(desk, sweep, known))[1][0][1] == [-3.0]
    desk.edit(sweep, "another", metric=Metric("accuracy"))
    assert shown(look(desk, sweep, known))[1][0][1] == []


def test_runs_that_ended_without_a_value_are_no_curves(desk: Desk) -> None:
    sweep = desk.sweep()
    desk.agent(sweep, "a")
    desk.supply(sweep)
    silent, failed = desk.claimed(sweep, "a"), desk.claimed(sweep, "a")
    desk.report(failed, 0, 1.0)
    desk.end(silent)
    desk.end(failed, 1)
    assert shown(look(desk, sweep, NO_CURVES)) == ([(2, [1.0], False)], [])


steps = st.lists(st.tuples(st.sampled_from(["claim", "report", "end", "fail", "back", "look"]), st.integers(0, 3)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_what_is_kept_and_grown_is_what_would_be_read_anew(steps: list[tuple[str, int]], tmp_path: Path) -> None:
    desk = Desk(tmp_path / f"{abs(hash(tuple(steps)))}.db")
    try:
        sweep = desk.sweep(max_attempts=100)
        desk.agent(sweep, "a")
        known, held = NO_CURVES, list[Run]()
        for what, place in steps:
            if what == "claim":
                desk.supply(sweep)
                held.append(desk.claimed(sweep, "a"))
            elif what == "look":
                known = look(desk, sweep, known)
                assert shown(known) == shown(look(desk, sweep, NO_CURVES))
            elif held:
                run = held[place % len(held)]
                if what == "report":
                    kept = desk.report(run, run.lines, float(place), float(run.lines))
                    held[place % len(held)] = replace(run, lines=kept.lines)
                    continue
                held.remove(run)
                if what == "back":
                    desk.do(release, Release(run.project, run.id, run.attempt))
                else:
                    desk.end(run, 0 if what == "end" else 1)
        assert shown(look(desk, sweep, known)) == shown(look(desk, sweep, NO_CURVES))
    finally:
        desk.close()
