"""Every cell of a discrete space, once, in order."""

from dataclasses import dataclass

import numpy as np

from besom.search.history import History, Suggestion
from besom.space import Space


@dataclass(frozen=True)
class Grid:
    """The cell whose index is the number of points handed out so far (Space.cell gives the order)."""

    space: Space
    learns = False

    def suggest(self, history: History, _rng: np.random.Generator) -> Suggestion | None:
        if self.space.cells is not None and history.issued >= self.space.cells:
            return None
        return Suggestion(self.space.cell(history.issued), {"by": "grid", "cell": history.issued})


def grid_refusals(space: Space) -> dict[str, str]:
    """A sentence for each parameter that has no list of values to step through."""
    return {
        name: f"grid needs a list of values, and {name} is continuous; list them with `values:`, "
        "give integers as min and max, or use random or bayes"
        for name, parameter in space.parameters.items()
        if parameter.size is None
    }
