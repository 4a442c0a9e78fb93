"""Racing: who is run again, who leads, and what never happens, whatever comes of the runs."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besom.search import METHODS, Aim, History, Limit, Objective, Observation, Racing, standings, suggest_many
from besom.search.racing import SHARE
from besom.space import Choice, Space, Uniform

LOSS = Aim((Objective("loss"),))
GRID = Space({"x": Choice(tuple(range(12)))})
LINE = Space({"x": Uniform(0.0, 1.0)})
FATES = st.sampled_from(["finished", "finished", "finished", "running", "failed", "stopped", "killed", "silent"])


def racing(space: Space, method: str = "random", repeats: int = 3, *, race: bool = True) -> Racing:
    return Racing(METHODS[method].build(space, LOSS, {}), space, LOSS, repeats, race)


def ran(x: object, value: float | None, repeat: int = 0, state: str = "finished") -> Observation:
    values = {} if value is None else {"loss": value}
    return Observation({"x": x}, state, values, state == "stopped", repeat=repeat)  # type: ignore[dict-item]


def following(rule: Racing, runs: Sequence[Observation], count: int = 1) -> list[tuple[object, int, str]]:
    """The next suggestions: point, repeat, and why it is repeated, or `new`."""
    made = suggest_many(rule, History(tuple(runs), len(runs)), 0, count)
    return [
        (each.point["x"], each.repeat, str(each.info["why"]) if each.info["by"] == "repeat" else "new") for each in made
    ]


def played(rule: Racing, value: Callable[[Observation], float], runs: int, at_once: int = 1) -> list[Observation]:
    """A sweep by that many agents in step: what each run came to."""
    ended: list[Observation] = []
    while len(ended) < runs:
        made = suggest_many(rule, History(tuple(ended), len(ended)), 0, min(at_once, runs - len(ended)))
        if not made:
            break
        for each in made:
            run = Observation(each.point, "finished", repeat=each.repeat)
            ended.append(Observation(each.point, "finished", {"loss": value(run)}, repeat=each.repeat))
    return ended


# x: value, each under one seed; enough runs that some may be repeats.
ONCE = [ran(x, 1.0 + x, x % 3) for x in range(6)]


def test_a_new_point_is_run_once() -> None:
    assert following(racing(LINE), [ran(0.1, 1.0)])[0][2] == "new"


def test_the_leader_gets_its_seeds_first() -> None:
    assert following(racing(GRID), ONCE)[0] == (0, 1, "leads")
    assert following(racing(GRID), [*ONCE, ran(0, 1.0, 1)])[0] == (0, 2, "leads")


def test_then_the_best_of_those_that_are_not_behind() -> None:
    runs = [*ONCE, ran(0, 1.5, 1), ran(0, 0.5, 2), *(ran(x, 1.0 + x, x % 3) for x in (6, 7, 8))]
    assert following(racing(GRID), runs)[0] == (1, 0, "close")


def test_those_that_are_clearly_behind_get_no_more() -> None:
    far = [ran(x, 100.0 + x, x % 3) for x in range(1, 12)]
    leader = [ran(0, 1.0, 0), ran(0, 1.02, 1), ran(0, 0.98, 2)]
    second = [ran(1, 101.01, 2), ran(1, 101.0, 0)]
    used_up = [*leader, *far, *second]
    assert following(racing(GRID), used_up, 5) == []


def test_a_point_waits_for_its_result_before_it_gets_another_seed() -> None:
    runs = [*ONCE, ran(6, 9.0, 0), ran(7, 9.0, 1), ran(0, None, 1, "running")]
    assert following(racing(GRID), runs)[0] == (1, 0, "close")


@pytest.mark.parametrize("state", ["failed", "crashed", "stopped"])
def test_a_run_that_failed_or_was_stopped_takes_its_point_out_of_the_race(state: str) -> None:
    runs = [*ONCE, ran(0, 0.5 if state == "stopped" else None, 1, state)]
    assert following(racing(GRID), runs)[0] == (1, 0, "close" if state == "stopped" else "leads")


def test_a_third_of_the_runs_are_repeats_at_most() -> None:
    rng = np.random.default_rng(0)
    for at_once in (1, 4):
        runs = played(racing(LINE), lambda _: rng.standard_normal(), 90, at_once)
        points = {run.point["x"] for run in runs}
        assert len(runs) - len(points) <= SHARE * len(runs)
        assert len(runs) - len(points) > 0.2 * len(runs)


def test_when_nothing_is_new_all_that_may_be_best_get_all_their_seeds() -> None:
    rng = np.random.default_rng(0)
    runs = played(racing(GRID), lambda _: rng.standard_normal(), 100)
    counts = Counter(run.point["x"] for run in runs)
    best = next(each for each in standings(GRID, LOSS, runs, 3) if each.leads)
    assert len(counts) == 12
    assert counts[best.point["x"]] == 3
    assert len(runs) < 36


def test_without_racing_every_point_gets_every_seed_before_the_next_one() -> None:
    runs = played(racing(LINE, race=False), lambda _: 0.0, 9)
    assert [run.repeat for run in runs] == [0, 1, 2] * 3
    assert [run.point for run in runs[::3]] == [run.point for run in runs[2::3]]
    assert len({run.point["x"] for run in runs}) == 3


@pytest.mark.parametrize("by_hand", [[], [ran(7, 1.0), ran(0, 2.0, 1)]])
def test_a_grid_has_every_cell_under_every_seed_once_whatever_was_tried_by_hand(by_hand: list[Observation]) -> None:
    made = suggest_many(racing(GRID, "grid", race=False), History(tuple(by_hand), 0), 0, 100)
    assert [(each.point["x"], each.repeat) for each in made] == [(x, repeat) for x in range(12) for repeat in range(3)]


def test_a_grid_goes_on_after_an_edit_with_the_cells_that_were_not_tried() -> None:
    earlier = tuple(ran(x, 1.0, repeat) for x in (0, 1) for repeat in range(3))
    history = History(earlier, 6, space_version=2, issued_before=6)
    made = suggest_many(racing(GRID, "grid", race=False), history, 0, 100)
    assert [(each.point["x"], each.repeat) for each in made] == [(x, r) for x in range(2, 12) for r in range(3)]


def test_a_race_over_a_grid_tries_every_cell() -> None:
    runs = played(racing(GRID, "grid"), lambda run: float(str(run.point["x"])), 100, at_once=2)
    firsts = list(dict.fromkeys(run.point["x"] for run in runs))
    assert firsts == list(range(12))
    assert len({(run.point["x"], run.repeat) for run in runs}) == len(runs)


def test_the_method_sees_one_observation_for_each_point() -> None:
    seen: list[History] = []

    class Spy:
        learns = False

        def suggest(self, history: History, _rng: np.random.Generator) -> None:
            seen.append(history)

    runs = [
        ran(0, 1.0),
        ran(0, 3.0, 1),
        ran(1, 5.0),
        ran(2, None, 0, "failed"),
        ran(2, 1.0, 1),
        ran(3, None, 0, "running"),
    ]
    prior = Observation({"x": 4}, "finished", {"loss": 9.0}, space_version=0)
    Racing(Spy(), GRID, LOSS, 2, racing=False).suggest(History((prior, *runs), 6), np.random.default_rng(0))
    assert seen == []  # the points that have a seed left come first
    full = [*runs, ran(1, 7.0, 1), ran(3, None, 1, "running")]
    Racing(Spy(), GRID, LOSS, 2, racing=False).suggest(History((prior, *full), 8), np.random.default_rng(0))
    (history,) = seen
    assert history.observations[0] == prior
    told = {run.point["x"]: (run.state, run.values.get("loss")) for run in history.observations[1:]}
    assert told[2] == ("failed", None)
    assert told[3] == ("running", None)
    assert told[0][0] == told[1][0] == "finished"
    assert (told[1][1] or 0) - (told[0][1] or 0) == pytest.approx(4.0)


def test_a_point_that_breaks_a_limit_gets_no_more_seeds_and_teaches_what_it_measured() -> None:
    seen: list[History] = []

    class Spy:
        learns = True

        def suggest(self, history: History, _rng: np.random.Generator) -> None:
            seen.append(history)

    aim = Aim(LOSS.objectives, (Limit("ms", high=20.0),))
    values = [{"loss": 1.0, "ms": 30.0}, {"loss": 5.0, "ms": 10.0}, {"loss": 6.0, "ms": 12.0}]
    runs = tuple(Observation({"x": x}, "finished", of) for x, of in enumerate(values))
    race = Racing(Spy(), GRID, aim, 2, racing=True)
    made = race.suggest(History(runs, 3), np.random.default_rng(0))
    assert made is not None
    assert (made.point, made.info["why"]) == ({"x": 1}, "leads")
    race.suggest(History((*runs, *(replace(run, repeat=1) for run in runs)), 6), np.random.default_rng(0))
    told = {run.point["x"]: (run.state, run.values.get("ms")) for run in seen[0].observations}
    assert told == {0: ("finished", 30.0), 1: ("finished", 10.0), 2: ("finished", 12.0)}


def test_a_race_learns_from_results_whatever_its_method_does() -> None:
    assert racing(LINE).learns
    assert not racing(LINE, race=False).learns
    assert not Racing(METHODS["random"].build(LINE, Aim(), {}), LINE, Aim(), 3, racing=True).learns


def test_a_value_under_a_seed_that_is_no_longer_listed_takes_no_seed_away() -> None:
    runs = [ran(0, 1.0, -1), *ONCE[1:]]
    assert following(racing(GRID), runs)[0] == (0, 0, "leads")


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    method=st.sampled_from(["random", "grid"]),
    race=st.booleans(),
    repeats=st.integers(2, 4),
    goal=st.sampled_from(["minimize", "maximize"]),
)
def test_no_point_and_seed_come_twice_and_the_same_history_gives_the_same(
    data: st.DataObject, method: str, race: bool, repeats: int, goal: Literal["minimize", "maximize"]
) -> None:
    aim = Aim((Objective("loss", goal),))
    space = Space({"x": Choice((1, 2, 3)), "y": Choice(("a", "b"))})
    rule = Racing(METHODS[method].build(space, aim, {}), space, aim, repeats, race)
    runs: list[Observation] = []
    for _ in range(60):
        history = History(tuple(runs), len(runs))
        made = suggest_many(rule, history, 1, data.draw(st.integers(1, 3)))
        assert made == suggest_many(rule, history, 1, len(made))
        if not made:
            break
        json.dumps([each.info for each in made])
        for each in made:
            fate = data.draw(FATES)
            value = data.draw(st.floats(-1e3, 1e3) | st.sampled_from([1e300, float("nan")]))
            values = {"loss": value} if fate in ("finished", "stopped") else {}
            state = "killed" if fate == "silent" else fate
            runs.append(Observation(each.point, state, values, fate == "stopped", repeat=each.repeat))
    tries = [(space.key(run.point), run.repeat) for run in runs]
    assert len(set(tries)) == len(tries)
    assert {repeat for _, repeat in tries} <= set(range(repeats))
    if not race:
        assert len(tries) == 6 * repeats
    found = standings(space, aim, runs, repeats)
    assert sorted(place for each in found for place in each.runs) == list(range(len(runs)))
    assert sum(each.leads for each in found) <= 1
    if any(run.state == "finished" and np.isfinite(run.values["loss"]) for run in runs):
        most = [each.repeats for each in found if each.leads]
        failed = {
            space.key(run.point) for run in runs if run.state == "failed" or np.isnan(run.values.get("loss", 0.0))
        }
        assert not most or most[0] >= max((e.repeats for e in found if e.key not in failed), default=0)
