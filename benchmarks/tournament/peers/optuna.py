"""Optuna's samplers."""

from typing import Any

from benchmarks.tournament.peers.dimensions import Dimension, Dimensions, Range
from benchmarks.tournament.problem import FAILED, Parameters
from besom.space import Point, Value


class Study:
    """`conditions`: whether the sampler is asked only for what exists; one with a fixed space is asked for all."""

    def __init__(self, parameters: Parameters, sampler: Any, *, conditions: bool) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._failed = optuna.trial.TrialState.FAIL
        self._study = optuna.create_study(sampler=sampler)
        self._dimensions, self._conditions = Dimensions(parameters), conditions
        self._running: dict[int, Any] = {}  # trials by the identity of the point, which lives until it is told

    def ask(self) -> Point:
        trial, asked = self._study.ask(), dict[str, Value]()
        for dimension in self._dimensions:
            if not self._conditions or self._dimensions.exists(dimension, asked):
                asked[dimension.name] = _suggest(trial, dimension)
        point = self._dimensions.point(asked)
        self._running[id(point)] = trial
        return point

    def tell(self, point: Point, value: float, /) -> None:
        trial = self._running.pop(id(point))
        if value == FAILED:
            self._study.tell(trial, state=self._failed)
        else:
            self._study.tell(trial, value)


def _suggest(trial: Any, dimension: Dimension) -> Any:
    name, kind = dimension.name, dimension.kind
    if not isinstance(kind, Range):
        return trial.suggest_categorical(name, kind.values)
    if kind.whole:
        return trial.suggest_int(name, kind.low, kind.high, log=kind.log)
    return trial.suggest_float(name, kind.low, kind.high, log=kind.log, step=kind.step)


def tpe(parameters: Parameters, *, seed: int) -> Study:
    from optuna.samplers import TPESampler

    return Study(parameters, TPESampler(seed=seed), conditions=True)


def multivariate_tpe(parameters: Parameters, *, seed: int) -> Study:
    from optuna.samplers import TPESampler

    sampler = TPESampler(seed=seed, multivariate=True, group=True, constant_liar=True)
    return Study(parameters, sampler, conditions=True)


def gaussian_process(parameters: Parameters, *, seed: int) -> Study:
    import torch
    from optuna.samplers import GPSampler

    torch.set_num_threads(1)
    return Study(parameters, GPSampler(seed=seed), conditions=False)


def cma_es(parameters: Parameters, *, seed: int) -> Study:
    from optuna.samplers import CmaEsSampler

    return Study(parameters, CmaEsSampler(seed=seed), conditions=False)
