"""The hyperband rule, against vectors worked out by hand, an independent naive version, and what must always hold."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom.stopping import RULES, Curve, Hyperband, Limit, Stop, StoppingError

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("options", "bands"),
    [
        ({"max_iter": 27, "s": 2}, (3, 9)),
        ({"max_iter": 27, "s": 3}, (1, 3, 9)),
        ({"max_iter": 27, "s": 9}, (1, 3, 9)),  # below one report there is no band
        ({"max_iter": 19, "s": 2}, (2, 6)),  # 6.33 and 2.11
        ({"max_iter": 10, "s": 3, "eta": 2.0}, (1, 2, 5)),
        ({"max_iter": 27, "s": 2, "min_iter": 4}, (3, 9)),  # max_iter decides where both are given
        ({"min_iter": 3, "eta": 2.5}, (3, 7, 18, 46)),  # 7.5, 18.75 and 46.875
        ({"min_iter": 1, "eta": 1.5}, (1, 2, 3, 5)),  # 1.5 is no band beside 1
    ],
)
def test_bands(options: dict[str, float], bands: tuple[int, ...]) -> None:
    assert RULES["hyperband"].build(options).bands[: len(bands)] == bands  # type: ignore[attr-defined]
    if "max_iter" in options:
        assert RULES["hyperband"].build(options).bands == bands  # type: ignore[attr-defined]


def test_bands_from_min_iter_go_on_as_far_as_any_run_may() -> None:
    assert Hyperband(min_iter=3).bands[:4] == (3, 9, 27, 81)
    assert Hyperband(min_iter=3).bands[-1] < 2**53
    assert len(Hyperband(min_iter=1000, eta=1.1).bands) == 100


def judged(values: Sequence[float], ended: Sequence[Sequence[float]], *, strict: bool = False) -> Stop | None:
    """What becomes of run 9, running, where runs 1, 2... have ended; bands 3 and 9, eta 3."""
    rule = Hyperband(max_iter=27, s=2, strict=strict)
    stops = rule.decide([Curve(1 + i, values) for i, values in enumerate(ended)], [Curve(9, values)])
    return stops[0] if stops else None


FLAT_1_TO_5 = [[float(level)] * 3 for level in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize(
    ("values", "ended", "lenient", "strict"),
    [
        # Nobody is judged before the first band, however bad.
        ([9, 9], FLAT_1_TO_5, False, False),
        # A lone run is its own threshold.
        ([9, 9, 9], [], False, False),
        ([9, 9, 9], [[1, 1], [2]], False, False),  # the others have not come so far
        # Of two runs int(2 / 3) = 0: only the better one goes on.
        ([9, 9, 2], [[1, 1, 1]], True, True),
        ([9, 9, 1], [[1, 1, 1]], False, False),  # a tie survives
        ([9, 9, 0.5], [[1, 1, 1]], False, False),
        # Of three int(3 / 3) = 1: the second best is the threshold.
        ([9, 9, 2], [[1, 1, 1], [3, 3, 3]], False, False),
        ([9, 9, 4], [[1, 1, 1], [3, 3, 3]], True, True),
        # Of six int(6 / 3) = 2: the third best.
        ([9, 9, 3], FLAT_1_TO_5, False, False),  # 1 2 3 3 4 5: the threshold is 3
        ([9, 9, 2.5], FLAT_1_TO_5, False, False),  # 1 2 2.5 3 4 5: itself
        ([9, 9, 3.5], FLAT_1_TO_5, True, True),  # 1 2 3 3.5 4 5: 3
        # The best so far counts when lenient, before the band and after it; the value at the band when strict.
        ([2, 9, 9], FLAT_1_TO_5, False, True),
        ([9, 9, 9, 2], FLAT_1_TO_5, False, True),
        ([9, 9, 9, 9], FLAT_1_TO_5, True, True),
        ([3.1, 9, 9, 3.2], FLAT_1_TO_5, True, True),
        # The threshold is taken from values at the band alone, however good the others were before it or after.
        ([9, 9, 4], [[0, 0, 5, 0], [0, 0, 6, 0]], False, False),
        # At nine reports the ninth counts, not the third: only one other run is there.
        ([9] * 9, [*FLAT_1_TO_5, [8] * 9], True, True),
        ([1] * 8 + [8], [*FLAT_1_TO_5, [8] * 9], False, False),
        # What is no number is worse than any, and makes older.
        ([NAN, NAN, NAN], [[1, 1, 1]], True, True),
        ([2, 2, NAN], [[3, 3, 3]], False, True),
        ([NAN, NAN, 1], [[2, 2, 2]], False, False),
        ([INF, INF, INF], [[1, 1, 1]], True, True),
        ([-INF, -INF, -INF], [[1, 1, 1]], True, True),
        ([NAN, NAN, NAN], [[NAN] * 3, [INF] * 3], False, False),  # nobody has a number: all are equal
        ([9, 9, 9], [[NAN] * 3], False, False),
    ],
)
def test_vectors(values: list[float], ended: list[list[float]], lenient: bool, strict: bool) -> None:
    assert (judged(values, ended) is not None, judged(values, ended, strict=True) is not None) == (lenient, strict)


def test_a_small_sweep_as_a_whole() -> None:
    rule = Hyperband(max_iter=5, s=2, eta=2.0)  # bands 1 and 2
    ended = [Curve(1, [10.0, 9.0]), Curve(5, [10.0, 6.0, 6.0])]
    running = [Curve(2, [10.0, 10.0]), Curve(3, [10.0, 8.0, 8.0]), Curve(4, [10.0, 7.0, 7.0])]
    # At two reports 6, 7, 8, 9, 10: int(5 / 2) = 2, so 8.
    (stop,) = rule.decide(ended, running)
    assert (stop.run, stop.band, stop.value, stop.limit, stop.rank, stop.among) == (2, 2, 10.0, 8.0, 5, 5)


@pytest.mark.parametrize(("strict", "stopped"), [(False, [3, 5]), (True, [3, 4, 5])])
def test_the_example_of_the_documentation(strict: bool, stopped: list[int]) -> None:
    values = [[0.9, 0.5, 0.4], [0.8, 0.6, 0.6], [1.0, 0.9, 0.8], [0.45, 0.7, 0.7], [1.1, 1.0, 0.9], [1.0, 0.5, 0.5]]
    runs = [Curve(number, curve) for number, curve in enumerate(values, 1)]
    stops = Hyperband(min_iter=3, strict=strict).decide([], runs)
    assert [stop.run for stop in stops] == stopped
    assert {(stop.limit, stop.by) for stop in stops} == {(0.6, (2,))}


def test_the_first_run_at_a_band_goes_on_and_the_second_may_not() -> None:
    rule = Hyperband(min_iter=3)
    first, second = Curve(1, [5.0] * 3), Curve(2, [6.0] * 3)
    assert rule.decide([], [first]) == []
    assert [stop.run for stop in rule.decide([], [first, second])] == [2]


def test_a_stop_tells_band_value_threshold_and_rank() -> None:
    assert judged([5, 6, 7, 4], [[1, 1, 1], [2, 2, 2], [3, 3, 3]]) == Stop(
        run=9, rule="hyperband", age=4, value=4.0, limit=2.0, by=(2,), band=3, rank=4, among=4
    )
    assert judged([1, 1, 2.5], [[1, 1, 1], [2, 2, 2], [2, 2, 2]], strict=True) == Stop(
        run=9, rule="hyperband", age=3, value=2.5, limit=2.0, by=(2, 3), band=3, rank=4, among=4
    )


def test_running_and_stopped_runs_set_the_threshold_too() -> None:
    rule = Hyperband(min_iter=1)
    stopped, running = Curve(1, [1.0], finished=False), Curve(2, [2.0])
    assert [stop.run for stop in rule.decide([stopped], [running])] == [2]
    assert [stop.run for stop in rule.decide([], [Curve(1, [1.0]), running])] == [2]


def test_a_run_may_be_stopped_after_its_band_when_others_move_the_threshold() -> None:
    rule = Hyperband(min_iter=3)
    early = Curve(1, [5.0] * 7)
    assert rule.decide([], [early]) == []
    (stop,) = rule.decide([Curve(2, [4.0] * 3)], [early])
    assert (stop.run, stop.age, stop.band) == (1, 7, 3)


def test_maximising_is_the_same_with_the_sign_flipped() -> None:
    ended = [Curve(1, [-0.9] * 3), Curve(2, [-0.8] * 3)]
    (stop,) = Hyperband(min_iter=3).decide(ended, [Curve(3, [-0.6, -0.7, -0.5])])
    assert (stop.value, stop.limit, stop.rank, stop.among) == (-0.7, -0.8, 3, 3)


def test_limits_are_the_thresholds_of_the_bands_that_somebody_has_reached() -> None:
    rule = Hyperband(min_iter=2, eta=2.0)
    ended = [Curve(1, [9.0, 3.0, 2.0, 1.0]), Curve(2, [9.0, 2.0])]
    running = [Curve(3, [9.0, 1.0, 1.0]), Curve(4, [0.0])]
    # At two reports 1, 2, 3: int(3 / 2) = 1, so 2 of run 2. At four reports only run 1 is there.
    assert rule.limits(ended, running) == [Limit(2, 2.0, (2,), 3), Limit(4, 1.0, (1,), 1)]
    assert rule.limits([], []) == []


@pytest.mark.parametrize(
    ("options", "culprit", "sentence"),
    [
        ({}, None, "hyperband needs min_iter, or max_iter and s"),
        ({"eta": 3.0, "s": 2}, None, "hyperband needs min_iter"),
        ({"max_iter": 9}, "max_iter", "max_iter needs s"),
        ({"max_iter": 2, "s": 1}, "max_iter", "must be at least eta"),
        ({"min_iter": 0}, "min_iter", "at least 1, got 0"),
        ({"max_iter": 0, "s": 1}, "max_iter", "at least 1, got 0"),
        ({"max_iter": 9, "s": 0}, "s", "at least 1, got 0"),
        ({"min_iter": 1, "eta": 1.0}, "eta", "above 1, got 1.0"),
        ({"min_iter": 1, "eta": NAN}, "eta", "above 1, got nan"),
        ({"min_iter": 1, "eta": INF}, "eta", "above 1, got inf"),
    ],
)
def test_senseless_options_are_refused_by_name(options: dict[str, object], culprit: str | None, sentence: str) -> None:
    with pytest.raises(StoppingError, match=sentence) as caught:
        RULES["hyperband"].build(options)
    assert caught.value.option == culprit


def test_the_options_are_lenient_as_their_documentation_says_unless_asked() -> None:
    assert RULES["hyperband"].build({"min_iter": 3}) == Hyperband(min_iter=3, eta=3.0, strict=False)


def naive(ended: list[list[float]], running: list[list[float]], bands: list[int], eta: float, strict: bool) -> set[int]:
    """The definition, word by word, in plain Python: the places of the running runs to stop."""
    everyone = [[v if math.isfinite(v) else INF for v in curve] for curve in ended + running]
    stopped = set()
    for place, curve in enumerate(everyone[len(ended) :]):
        passed = [band for band in bands if len(curve) >= band]
        if passed:
            there = sorted(other[passed[-1] - 1] for other in everyone if len(other) >= passed[-1])
            threshold = there[math.floor(len(there) / eta)]
            if (curve[passed[-1] - 1] if strict else min(curve)) > threshold:
                stopped.add(place)
    return stopped


number = st.one_of(st.floats(-10, 10), st.sampled_from([0.0, 1.0, NAN, INF, -INF]))
curves = st.lists(st.lists(number, max_size=12), max_size=9)
etas = st.sampled_from([1.0 + 2**-52, 1.1, 2.0, 2.5, 3.0, 4.0, 50.0])


@given(ended=curves, running=curves, min_iter=st.integers(1, 4), eta=etas, strict=st.booleans())
def test_agrees_with_the_naive_reading_of_the_definition(
    ended: list[list[float]], running: list[list[float]], min_iter: int, eta: float, strict: bool
) -> None:
    rule = Hyperband(min_iter=min_iter, eta=eta, strict=strict)
    stops = rule.decide(
        [Curve(i, curve) for i, curve in enumerate(ended)],
        [Curve(100 + i, np.array(curve, dtype=float)) for i, curve in enumerate(running)],
    )
    assert {stop.run - 100 for stop in stops} == naive(ended, running, list(rule.bands), eta, strict)


@given(ended=curves, running=curves, min_iter=st.integers(1, 4), eta=etas, strict=st.booleans())
def test_the_best_at_a_band_goes_on_and_whoever_is_stopped_is_behind_enough_others(
    ended: list[list[float]], running: list[list[float]], min_iter: int, eta: float, strict: bool
) -> None:
    rule = Hyperband(min_iter=min_iter, eta=eta, strict=strict)
    going = [Curve(100 + i, curve) for i, curve in enumerate(running)]
    stops = rule.decide([Curve(i, curve) for i, curve in enumerate(ended)], going)
    for stop in stops:
        assert stop.rank is not None
        assert stop.among is not None
        assert stop.rank > math.floor(stop.among / eta) + 1 >= 1
        assert stop.among >= 2
        assert stop.value > stop.limit
        assert stop.by
        assert stop.run not in stop.by or not strict
    assert len(stops) == len({stop.run for stop in stops})
