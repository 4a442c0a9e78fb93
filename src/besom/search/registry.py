"""The methods a sweep file can name. A new method is one file and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from besom.search.auto import build_auto
from besom.search.bayes import build_bayes
from besom.search.cma_es import build_cma_es
from besom.search.grid import build_grid, grid_refusals
from besom.search.history import Aim
from besom.search.method import Method
from besom.search.random import build_random
from besom.search.sobol import build_sobol
from besom.search.tpe import build_tpe
from besom.space import Space


def _refuses_nothing(_space: Space) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class MethodKind:
    """How a method is made, and what it asks of the sweep file.

    `build(space, aim, options)` raises SearchError when an option makes no sense or a needed metric is missing.
    `refusals(space)` gives a sentence for each parameter that the method cannot handle. `options` are the sweep-file
    keys that it reads besides. `objectives`: how many it searches for at once; with "one" it looks at no limits either.
    """

    build: Callable[[Space, Aim, Mapping[str, object]], Method]
    refusals: Callable[[Space], dict[str, str]] = _refuses_nothing
    needs_metric: bool = False
    objectives: Literal["one", "any"] = "any"
    options: frozenset[str] = frozenset()


METHODS: Mapping[str, MethodKind] = {
    "grid": MethodKind(build_grid, refusals=grid_refusals),
    "random": MethodKind(build_random, options=frozenset({"duplicates"})),
    "sobol": MethodKind(build_sobol),
    "bayes": MethodKind(build_bayes, needs_metric=True, options=frozenset({"acquisition"})),
    "tpe": MethodKind(build_tpe, needs_metric=True, objectives="one"),
    "cma-es": MethodKind(build_cma_es, needs_metric=True, objectives="one"),
    "auto": MethodKind(build_auto, options=frozenset({"acquisition", "run_cap"})),
}
