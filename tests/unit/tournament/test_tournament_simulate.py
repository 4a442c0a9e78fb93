"""Asynchronous workers, in the order in which runs end."""

from collections.abc import Mapping

import numpy as np
import pytest

from benchmarks.tournament.optimizers import make
from benchmarks.tournament.problem import FAILED, Outcome, Problem, uniform
from benchmarks.tournament.simulate import search
from besom.space import Point, Value

DURATIONS = [5.0, 1.0, 1.0, 1.0, 1.0]


class Counter:
    """Asks for 0, 1, 2... and notes what it is asked and told."""

    def __init__(self, most: int = 99) -> None:
        self.most, self.asked, self.log, self.told = most, 0, list[str](), list[float]()

    def ask(self) -> Mapping[str, Value] | None:
        if self.asked == self.most:
            return None
        self.asked += 1
        self.log.append(f"ask {self.asked - 1}")
        return {"x": self.asked - 1}

    def tell(self, point: Point, value: float, /) -> None:
        self.log.append(f"tell {point['x']}")
        self.told.append(value)


def measured(point: Point, _rng: np.random.Generator) -> Outcome:
    number = int(str(point["x"]))
    return Outcome(FAILED if number == 3 else number + 0.5, number, DURATIONS[number])


PROBLEM = Problem("counting", "test", {"x": uniform(0, 9)}, measured)


def test_one_worker_waits_for_each_run() -> None:
    counter = Counter()
    rows = search(counter, PROBLEM, seed=0, trials=3, workers=1)
    assert counter.log == ["ask 0", "tell 0", "ask 1", "tell 1", "ask 2", "tell 2"]
    assert rows[:, :2].tolist() == [[0.5, 0], [1.5, 1], [2.5, 2]]
    assert counter.told == [0.5, 1.5, 2.5]
    assert rows[:, 4].tolist() == [5, 6, 7]


def test_two_workers_ask_again_as_soon_as_one_of_them_is_free() -> None:
    counter = Counter()
    rows = search(counter, PROBLEM, seed=0, trials=4, workers=2)
    assert counter.log == ["ask 0", "ask 1", "tell 1", "ask 2", "tell 2", "ask 3", "tell 3", "tell 0"]
    assert rows[:, 4].tolist() == [1, 2, 3, 5]


def test_a_run_that_failed_is_observed_as_infinite() -> None:
    assert search(Counter(), PROBLEM, seed=0, trials=4, workers=1)[3].tolist()[:2] == [FAILED, 3.0]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_space_that_is_used_up_ends_the_search(workers: int) -> None:
    assert len(search(Counter(most=2), PROBLEM, seed=0, trials=5, workers=workers)) == 2


def test_noise_and_durations_do_not_depend_on_the_optimizer() -> None:
    def noisy(_point: Point, rng: np.random.Generator) -> Outcome:
        return Outcome(float(rng.normal()), 0.0, float(rng.lognormal()))

    problem = Problem("noise", "test", {"x": uniform(0, 9)}, noisy)
    one, other = (search(Counter(), problem, seed=3, trials=5, workers=2) for _ in range(2))
    drawn = search(make("random", problem.parameters, 0, {}), problem, seed=3, trials=5, workers=2)
    np.testing.assert_array_equal(one[:, [0, 4]], other[:, [0, 4]])
    np.testing.assert_array_equal(one[:, [0, 4]], drawn[:, [0, 4]])
