"""One search, with as many workers as wanted, in the order in which simulated runs end."""

import heapq
import time
import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.tournament.optimizers import Optimizer
from benchmarks.tournament.problem import Outcome, Problem
from besom.space import Point

COLUMNS = ("observed", "true", "seconds of ask", "seconds of tell", "clock")


@dataclass(frozen=True, order=True)
class Running:
    ends: float
    number: int
    point: Point = field(compare=False)
    outcome: Outcome = field(compare=False)
    asking: float = field(compare=False)


def seed_of(problem: str, seed: int) -> int:
    """The optimizer's, another one for each problem."""
    return seed * 1000 + zlib.crc32(problem.encode()) % 1000


def search(optimizer: Optimizer, problem: Problem, seed: int, trials: int, workers: int) -> NDArray[np.float64]:
    """(trials, 5) a row of COLUMNS for each run, in the order in which they ended; fewer if the space is used up.

    Seconds are of processor time: wall time says little on a machine that does other work. Noise and durations depend
    on the problem and the seed, not on the optimizer.
    """
    rng = np.random.default_rng([seed, zlib.crc32(problem.name.encode())])
    rows, running, clock, started = list[tuple[float, ...]](), list[Running](), 0.0, 0
    while len(rows) < trials:
        while started < trials and len(running) < workers:
            began = time.process_time()
            point = optimizer.ask()
            asking = time.process_time() - began
            if point is None:
                trials = started
                break
            outcome = problem.measure(point, rng)
            heapq.heappush(running, Running(clock + outcome.seconds, started, point, outcome, asking))
            started += 1
        if not running:
            break
        ended = heapq.heappop(running)
        clock, outcome = ended.ends, ended.outcome
        began = time.process_time()
        optimizer.tell(ended.point, outcome.observed)
        rows.append((outcome.observed, outcome.true, ended.asking, time.process_time() - began, clock))
    return np.array(rows, dtype=float).reshape(len(rows), len(COLUMNS))
