"""SMAC's facade for hyperparameters."""

import tempfile
from typing import Any

from benchmarks.tournament.peers.dimensions import Dimension, Dimensions, Values
from benchmarks.tournament.problem import FAILED, Parameters
from besom.space import Point, Value

CRASH = 10.0  # it wants a number for runs that failed: bad on the scale of the problem that has such runs


class Smac:
    def __init__(self, parameters: Parameters, *, seed: int) -> None:
        import ConfigSpace
        from smac import HyperparameterOptimizationFacade, Scenario

        self._dimensions = Dimensions(parameters)
        space = ConfigSpace.ConfigurationSpace(seed=seed)
        made = {dimension.name: _hyperparameter(dimension) for dimension in self._dimensions}
        space.add(list(made.values()))
        for child in self._dimensions:
            if child.parent is not None:
                name, values = child.parent
                space.add(ConfigSpace.InCondition(made[child.name], made[name], [str(value) for value in values]))
        folder = tempfile.mkdtemp()
        scenario = Scenario(space, deterministic=True, n_trials=1200, seed=seed, output_directory=folder)
        start = HyperparameterOptimizationFacade.get_initial_design(scenario, n_configs=10)
        self._smac = HyperparameterOptimizationFacade(
            scenario, _never_called, initial_design=start, overwrite=True, logging_level=50
        )
        self._running: dict[int, Any] = {}  # by the identity of the point, which lives until it is told

    def ask(self) -> Point:
        trial = self._smac.ask()
        chosen, point = dict(trial.config), dict[str, Value]()
        for dimension in self._dimensions:
            if dimension.name in chosen:
                point[dimension.name] = dimension.kind.settle(chosen[dimension.name])
        self._running[id(point)] = trial
        return point

    def tell(self, point: Point, value: float, /) -> None:
        from smac.runhistory import StatusType, TrialValue

        failed = value == FAILED
        outcome = TrialValue(cost=CRASH, status=StatusType.CRASHED) if failed else TrialValue(cost=value)
        self._smac.tell(self._running.pop(id(point)), outcome)


def _never_called(config: Any, seed: int = 0) -> float:
    """A function with the arguments that SMAC insists on, though it is asked and told."""
    raise NotImplementedError(f"{config}, {seed}")


def _hyperparameter(dimension: Dimension) -> Any:
    import ConfigSpace

    name, kind = dimension.name, dimension.kind
    if isinstance(kind, Values):
        texts = [str(value) for value in kind.values]
        if kind.ordered:
            return ConfigSpace.OrdinalHyperparameter(name, texts)
        return ConfigSpace.CategoricalHyperparameter(name, texts)
    if kind.whole:
        return ConfigSpace.UniformIntegerHyperparameter(name, int(kind.low), int(kind.high), log=kind.log)
    return ConfigSpace.UniformFloatHyperparameter(name, kind.low, kind.high, log=kind.log)
