"""Every cell of a discrete space, once, in order."""

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from besom.search.fresh import seen_earlier
from besom.search.history import Aim, History, Suggestion
from besom.space import Choice, Space, SpaceError


@dataclass(frozen=True)
class Grid:
    """The cell whose number is that of the points handed out in this version (Space.cell gives the order).

    Cells that were tried in an earlier version of the space are passed over.
    """

    space: Space
    learns = False

    def suggest(self, history: History, _rng: np.random.Generator) -> Suggestion | None:
        tried = {seen.cell for seen in seen_earlier(self.space, history)}
        cell = fresh_number(tried, history.issued - history.issued_before)
        if self.space.cells is not None and cell >= self.space.cells:
            return None
        return Suggestion(self.space.cell(cell), {"by": "grid", "cell": cell})


def fresh_number(tried: Collection[int], place: int) -> int:
    """The number at a place, from 0, among those that were not tried."""
    passed = sorted(tried)
    gaps = range(len(passed))
    return place + bisect_right(gaps, place, key=lambda before: passed[before] - before)


def build_grid(space: Space, _aim: Aim, _options: Mapping[str, object]) -> Grid:
    """The method for a sweep file."""
    return Grid(space)


def grid_refusals(space: Space) -> dict[str, str]:
    """A sentence for each parameter that has no list of values to step through, or too long a one to count."""
    refusals = {}
    for name, parameter in space.parameters.items():
        if parameter.continuous:
            refusals[name] = (
                f"grid needs a list of values, and {name} is continuous; list them with `values:`, "
                "give integers as min and max, or use random or bayes"
            )
        elif parameter.size is None:
            refusals[name] = f"grid needs a list of values, and those of {name} have no end; use random or bayes"
        elif isinstance(parameter, Choice) and parameter.probabilities is not None:
            refusals[name] = (
                f"grid tries every value once, so the probabilities of {name} mean nothing to it; use random or bayes"
            )
    if not refusals and space.cells is None:
        try:
            space.cell(0)
        except SpaceError as error:
            refusals[str(error.parameter)] = str(error)
    return refusals
