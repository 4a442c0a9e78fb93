"""Optimizers, by name or by import path."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Protocol

from benchmarks.tournament.problem import Parameters
from besom.space import Point, Value

PEERS: Mapping[str, str] = {
    "besom": "besom.search:Optimizer",
    "random": "benchmarks.tournament.peers.random:Random",
    "optuna-tpe": "benchmarks.tournament.peers.optuna:tpe",
    "optuna-tpe-mv": "benchmarks.tournament.peers.optuna:multivariate_tpe",
    "optuna-gp": "benchmarks.tournament.peers.optuna:gaussian_process",
    "optuna-cmaes": "benchmarks.tournament.peers.optuna:cma_es",
    "wandb": "benchmarks.tournament.peers.wandb:Sweeps",
    "hyperopt-tpe": "benchmarks.tournament.peers.hyperopt:Tpe",
    "smac": "benchmarks.tournament.peers.smac:Smac",
}


class Optimizer(Protocol):
    """Minimises. `ask` is called again before `tell` when several workers are busy; None: nothing is left to try.

    `tell` gets the very point that `ask` gave, and an infinite value for a run that failed.
    """

    def ask(self) -> Mapping[str, Value] | None: ...

    def tell(self, point: Point, value: float, /) -> None: ...


def make(name: str, parameters: Parameters, seed: int, options: Mapping[str, Any]) -> Optimizer:
    """`name` is one of PEERS or `package.module:factory`; the factory takes (parameters, seed=..., and the options)."""
    module, _, attribute = PEERS.get(name, name).partition(":")
    factory: Callable[..., Optimizer] = getattr(import_module(module), attribute)
    return factory(parameters, seed=seed, **options)
