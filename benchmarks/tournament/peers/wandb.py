"""W&B's own engine, the package `sweeps`: it gets all runs and gives the next one."""

import random
import warnings
from typing import Any

import numpy as np

from benchmarks.tournament.peers.dimensions import Dimensions
from benchmarks.tournament.problem import FAILED, Parameters
from besom.space import Point


class Sweeps:
    """It knows no conditions: parameters that do not exist are chosen all the same, and then left out."""

    def __init__(self, parameters: Parameters, *, seed: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a newer pydantic
            import sweeps

        self._sweeps, self._dimensions = sweeps, Dimensions(parameters)
        random.seed(seed)
        np.random.seed(seed)  # it draws from the global generators
        unconditional = {
            name: {key: value for key, value in given.items() if key != "when"} for name, given in parameters.items()
        }
        metric = {"name": "loss", "goal": "minimize"}
        self._config = {"method": "bayes", "metric": metric, "parameters": unconditional}
        self._runs: list[Any] = []
        self._running: dict[int, Any] = {}  # by the identity of the point, which lives until it is told

    def ask(self) -> Point:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run = self._sweeps.next_run(self._config, self._runs)
        run.state = self._sweeps.RunState.running
        self._runs.append(run)
        point = self._dimensions.point({name: given["value"] for name, given in run.config.items()})
        self._running[id(point)] = run
        return point

    def tell(self, point: Point, value: float, /) -> None:
        run = self._running.pop(id(point))
        if value == FAILED:
            run.state = self._sweeps.RunState.failed
            return
        run.state = self._sweeps.RunState.finished
        run.summary_metrics = {"loss": value}
        run.history = [{"loss": value}]
