"""hyperopt's TPE."""

from typing import Any

import numpy as np

from benchmarks.tournament.peers.dimensions import Dimension, Dimensions, Range
from benchmarks.tournament.problem import FAILED, Parameters
from besom.space import Point


class Tpe:
    """Its space is flat: parameters that do not exist are chosen all the same, and then left out."""

    def __init__(self, parameters: Parameters, *, seed: int) -> None:
        from hyperopt import Trials, tpe
        from hyperopt.base import Domain

        self._dimensions, self._suggest = Dimensions(parameters), tpe.suggest
        space = {dimension.name: _expression(dimension) for dimension in self._dimensions}
        self._domain, self._trials = Domain(lambda _values: 0.0, space), Trials()
        self._rng = np.random.default_rng(seed)
        self._running: dict[int, Any] = {}  # by the identity of the point, which lives until it is told

    def ask(self) -> Point:
        (number,) = self._trials.new_trial_ids(1)
        self._trials.refresh()
        drawn = int(self._rng.integers(2**31))
        self._trials.insert_trial_docs(self._suggest([number], self._domain, self._trials, drawn))
        self._trials.refresh()
        trial = next(each for each in self._trials._dynamic_trials if each["tid"] == number)
        chosen = {name: value for name, (value,) in trial["misc"]["vals"].items()}
        for dimension in self._dimensions:
            if not isinstance(dimension.kind, Range):
                chosen[dimension.name] = dimension.kind.values[int(chosen[dimension.name])]
        point = self._dimensions.point(chosen)
        self._running[id(point)] = trial
        return point

    def tell(self, point: Point, value: float, /) -> None:
        from hyperopt import JOB_STATE_DONE

        failed = value == FAILED
        trial = self._running.pop(id(point))
        trial["result"] = {"status": "fail"} if failed else {"status": "ok", "loss": value}
        trial["state"] = JOB_STATE_DONE
        self._trials.refresh()


def _expression(dimension: Dimension) -> Any:
    from hyperopt import hp

    name, kind = dimension.name, dimension.kind
    if not isinstance(kind, Range):
        return hp.choice(name, list(range(len(kind.values))))
    if kind.log:
        ends = np.log(kind.low), np.log(kind.high)
        return hp.qloguniform(name, *ends, 1) if kind.whole else hp.loguniform(name, *ends)
    return hp.uniformint(name, kind.low, kind.high) if kind.whole else hp.uniform(name, kind.low, kind.high)
