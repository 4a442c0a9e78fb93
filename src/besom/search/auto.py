"""The method that fits a space and a budget, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from besom.search.bayes import build_bayes
from besom.search.cma_es import build_cma_es
from besom.search.grid import build_grid, grid_refusals
from besom.search.history import Aim, History, Suggestion
from besom.search.method import Method
from besom.search.sobol import build_sobol
from besom.space import Space

# Runs from which cma-es is sure to have the time that it takes, in all and for each parameter. After 600 runs it is
# ahead of bayes on average, after 100 far behind; docs/concepts/search.md has the numbers.
MANY, MANY_EACH = 1000, 100


def build_auto(space: Space, aim: Aim, options: Mapping[str, object]) -> "Auto":
    """The method for a sweep file, whose run_cap is among the options."""
    name, because = chosen(space, aim, options.get("run_cap"))
    return Auto(BUILD[name](space, aim, options), name, because)


@dataclass(frozen=True)
class Auto:
    """Another method, chosen once and for all; each suggestion tells which, and why."""

    method: Method
    name: str
    because: str  # a part of a sentence

    @property
    def learns(self) -> bool:
        return self.method.learns

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        made = self.method.suggest(history, rng)
        if made is None:
            return None
        return replace(made, info={**made.info, "method": self.name, "chosen_because": self.because})


BUILD: Mapping[str, Callable[[Space, Aim, Mapping[str, object]], Method]] = {
    "grid": build_grid,
    "sobol": build_sobol,
    "bayes": build_bayes,
    "cma-es": build_cma_es,
}


def chosen(space: Space, aim: Aim, run_cap: object) -> tuple[str, str]:
    """A method, and why it was chosen: as the part of a sentence that stands after its name."""
    cells = space.cells
    if isinstance(run_cap, int) and cells is not None and cells <= run_cap and not grid_refusals(space):
        return "grid", f"all {cells} combinations fit into {run_cap} runs"
    if aim.objective is None:
        return "sobol", "there is no metric to learn from, so the points are spread evenly"
    columns = len(space.cube.varying)
    parameters = "1 parameter" if columns == 1 else f"{columns} parameters"
    one = len(aim.objectives) == 1 and not aim.limits
    if isinstance(run_cap, int) and run_cap >= max(MANY, MANY_EACH * columns) and one and not space.conditions:
        return "cma-es", f"{run_cap} runs are many for {parameters}"
    return "bayes", parameters if run_cap is None else f"{parameters}, {run_cap} runs"
