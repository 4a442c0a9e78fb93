"""The envelope rule, against its definition, vectors and an independent naive version."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besom.stopping import RULES, Curve, Envelope, Limit, Stop, StoppingError

NAN = math.nan
FINISHED = [Curve(1, [0.9, 0.5, 0.4]), Curve(2, [0.8, 0.6, 0.3, 0.2]), Curve(3, [1.0, 0.7, 0.7, 0.6])]


def stops(running: list[float], rule: Envelope | None = None, finished: list[Curve] | None = None) -> list[Stop]:
    return (rule or Envelope()).decide(FINISHED if finished is None else finished, [Curve(9, running)])


def test_envelope_is_the_weakest_elite_members_best_so_far() -> None:
    limits = Envelope().envelope(FINISHED)
    assert limits is not None
    assert limits.tolist() == [1.0, 0.7, 0.7, 0.6]


@pytest.mark.parametrize(
    ("running", "stopped"),
    [
        ([0.9, 0.8, 0.75], False),  # three reports: too young
        ([0.9, 0.8, 0.75, 0.59], False),
        ([0.9, 0.8, 0.75, 0.6], True),  # a tie stops
        ([0.9, 0.9, 0.9, 0.9, 0.61], True),  # the last limit holds beyond the longest curve
    ],
)
def test_defining_vectors(running: list[float], stopped: bool) -> None:
    assert bool(stops(running)) is stopped


def test_a_stop_tells_rule_age_value_limit_and_who_set_it() -> None:
    assert stops([0.9, 0.8, 0.75, 0.61]) == [Stop(run=9, rule="envelope", age=4, value=0.61, limit=0.6, by=(3,))]


def test_all_runs_that_share_the_limit_are_named() -> None:
    finished = [Curve(4, [2.0, 0.5]), Curve(7, [1.0, 0.5]), Curve(8, [0.1, 0.1])]
    assert stops([9.0] * 4, finished=finished)[0].by == (4, 7)


def test_two_finished_runs_judge_nobody() -> None:
    assert stops([9.0] * 9, finished=FINISHED[:2]) == []
    assert Envelope().envelope(FINISHED[:2]) is None


def test_finished_runs_without_reports_do_not_count() -> None:
    assert stops([9.0] * 9, finished=[*FINISHED[:2], Curve(3, [])]) == []


def test_runs_that_did_not_come_to_their_own_end_do_not_count() -> None:
    stopped = Curve(3, [0.1] * 9, finished=False)
    assert stops([9.0] * 9, finished=[*FINISHED[:2], stopped]) == []
    assert stops([0.9, 0.8, 0.75, 0.6], finished=[*FINISHED, stopped]) == stops([0.9, 0.8, 0.75, 0.6])


def test_limits_are_the_envelope_where_it_changes_with_the_margin() -> None:
    assert Envelope().limits(FINISHED, []) == [
        Limit(1, 1.0, (3,), 3),
        Limit(2, 0.7, (3,), 3),
        Limit(4, 0.6, (3,), 3),
    ]
    assert [limit.value for limit in Envelope(margin=0.5).limits(FINISHED, [])] == [1.5, 1.2, 1.1]
    assert Envelope().limits(FINISHED[:2], []) == []


def test_a_fourth_and_worse_finished_run_changes_nothing() -> None:
    limits = Envelope().envelope([*FINISHED, Curve(4, [2.0] * 4)])
    assert limits is not None
    assert limits.tolist() == [1.0, 0.7, 0.7, 0.6]


def test_elite_grows_with_the_number_of_finished_runs() -> None:
    finished = [Curve(i, [float(i)]) for i in range(1, 12)]  # ceil(0.3 * 11) = 4
    limits = Envelope().envelope(finished)
    assert limits is not None
    assert limits.tolist() == [4.0]


def test_the_earlier_of_equal_runs_is_elite() -> None:
    finished = [Curve(i, [float(10 - i), 1.0]) for i in (4, 3, 2, 1)]
    limits = Envelope().envelope(finished)
    assert limits is not None
    assert limits.tolist() == [9.0, 1.0]  # runs 1, 2 and 3


def test_ties_survive_when_not_strict() -> None:
    assert stops([0.9, 0.8, 0.75, 0.6], Envelope(strict_ties=False)) == []
    assert stops([0.9, 0.8, 0.75, 0.61], Envelope(strict_ties=False))


def test_margin_is_allowed_above_the_envelope_and_told_in_the_limit() -> None:
    assert stops([0.69] * 4, Envelope(margin=0.125)) == []
    assert stops([0.75] * 4, Envelope(margin=0.125))[0].limit == pytest.approx(0.725)


def test_patience_asks_for_reports_in_a_row_outside() -> None:
    rule = Envelope(patience=3)
    assert stops([0.9] * 5, rule) == []
    assert stops([0.9] * 6, rule)[0].age == 6
    assert stops([0.9, 0.65, 0.65, 0.65, 0.65, 0.65], rule)  # outside at 4, 5 and 6 reports
    assert stops([0.9, 0.9, 0.9, 0.9, 0.9, 0.1], rule) == []


def test_nan_is_never_a_runs_best_but_ages_it() -> None:
    assert stops([NAN, 0.5, NAN, NAN]) == []
    assert stops([NAN, 0.65, NAN, NAN])[0].value == 0.65


def test_a_run_with_nothing_but_nan_stops_once_old_enough() -> None:
    assert stops([NAN] * 3) == []
    assert stops([NAN] * 4)[0].value == math.inf


def test_an_elite_run_without_a_number_yet_sets_no_limit() -> None:
    finished = [Curve(1, [NAN, NAN, NAN, NAN, 0.1]), Curve(2, [0.2]), Curve(3, [0.3])]
    limits = Envelope().envelope(finished)
    assert limits is not None
    assert limits.tolist() == [math.inf] * 4 + [0.3]
    assert stops([5.0] * 4, finished=finished) == []


@pytest.mark.parametrize(
    ("options", "culprit"),
    [
        ({"fraction": 0.0}, "fraction"),
        ({"fraction": 1.5}, "fraction"),
        ({"fraction": NAN}, "fraction"),
        ({"min_runs": 0}, "min_runs"),
        ({"min_iter": -1}, "min_iter"),
        ({"patience": 0}, "patience"),
        ({"margin": -0.1}, "margin"),
        ({"margin": math.inf}, "margin"),
        ({"axis": "step"}, "axis"),
        ({"axis": "time"}, "axis"),
    ],
)
def test_senseless_options_are_refused_by_name(options: dict[str, object], culprit: str) -> None:
    with pytest.raises(StoppingError, match=culprit) as caught:
        RULES["envelope"].build(options)
    assert caught.value.option == culprit


def test_registry_tells_keys_types_and_defaults() -> None:
    kind = RULES["envelope"]
    assert kind.options["fraction"] == (float, 0.3)
    assert kind.options["min_runs"] == (int, 3)
    assert kind.options["strict_ties"] == (bool, True)
    assert kind.aliases == {"start_iter": "min_iter"}
    assert kind.build({}) == Envelope()


def naive_envelope(finished: list[list[float]], fraction: float, min_runs: int) -> list[float] | None:
    """The definition, word by word, in plain Python."""
    inf = math.inf
    histories = [[inf if math.isnan(v) else v for v in h] for h in finished if h]
    if len(histories) < min_runs:
        return None
    elite = sorted(histories, key=min)[: max(math.ceil(fraction * len(histories)), min_runs)]
    length = max(map(len, elite))
    return [max(min(h[: j + 1]) for h in elite) for j in range(length)]


def naive_stop(running: list[float], limits: list[float], min_iter: int, patience: int) -> bool:
    outside = 0
    for k in range(1, len(running) + 1):
        best = min((v for v in running[:k] if not math.isnan(v)), default=math.inf)
        beaten = best < limits[min(k, len(limits)) - 1]
        outside = 0 if k <= min_iter or beaten else outside + 1
    return outside >= patience


value = st.one_of(st.floats(-10, 10), st.sampled_from([0.0, 1.0, NAN, math.inf]))
curve = st.lists(value, max_size=8)


@given(
    finished=st.lists(curve, max_size=9),
    running=st.lists(curve, max_size=4),
    fraction=st.floats(0.05, 1),
    min_runs=st.integers(1, 4),
    min_iter=st.integers(0, 4),
    patience=st.integers(1, 3),
)
def test_agrees_with_the_naive_reading_of_the_definition(
    finished: list[list[float]],
    running: list[list[float]],
    fraction: float,
    min_runs: int,
    min_iter: int,
    patience: int,
) -> None:
    rule = Envelope(fraction=fraction, min_runs=min_runs, min_iter=min_iter, patience=patience)
    done = [Curve(i, h) for i, h in enumerate(finished)]
    going = [Curve(100 + i, np.array(h, dtype=float)) for i, h in enumerate(running)]
    limits = naive_envelope(finished, fraction, min_runs)
    drawn = rule.envelope(done)
    if limits is None:
        assert drawn is None
        assert rule.decide(done, going) == []
    else:
        assert drawn is not None
        assert drawn.tolist() == limits
        stopped = {stop.run for stop in rule.decide(done, going)}
        assert stopped == {100 + i for i, h in enumerate(running) if naive_stop(h, limits, min_iter, patience)}
