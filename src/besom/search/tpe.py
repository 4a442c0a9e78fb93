"""The tree-structured Parzen estimator: points that are likely among the good runs and unlikely among the others."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from besom.search.errors import SearchError
from besom.search.fresh import Tried, fresh_suggestion
from besom.search.history import Aim, History, Suggestion
from besom.search.lessons import Lessons
from besom.search.order import begun, ordered
from besom.space import Space, Value

if TYPE_CHECKING:
    from besom.search.parzen import Parzen

Array = NDArray[np.float64]

START = 10  # points that fill the space before any are compared
GOOD_SHARE, MOST_GOOD = 0.1, 25  # how many runs count as good
CANDIDATES = 24  # drawn for each part; more of them would look only where the model is surest
FULL_WEIGHT = 25  # of the other runs, the latest so many count fully, the earlier ones ever less
ROUNDS = 20  # of candidates, while those chosen are refused or were tried


def build_tpe(space: Space, aim: Aim, _options: Mapping[str, object]) -> "Tpe":
    """The method for a sweep file. Raises SearchError without a metric."""
    if aim.objective is None:
        raise SearchError("tpe needs a metric to learn from", "metric")
    return Tpe(space, aim)


@dataclass(frozen=True)
class Tpe:
    """Bergstra et al. (2011), over all parameters together that exist in the same points.

    Parameters are parted by the conditions under which they exist, and each part learns from the runs that have it.
    Points in flight count among the others, so that agents keep apart; so do failed runs.
    """

    space: Space
    aim: Aim
    learns = True

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        known, values = ordered(self.space, self.aim, history)
        if known.measured < 2 or len(known.placed) < START:
            found = begun(self.space, known, Tried(self.space, history), rng)
        else:
            found = self._likely(known, values, history, rng)
        return found or fresh_suggestion(self.space, history, rng, "what was likely was tried")

    def _likely(self, known: Lessons, values: Array, history: History, rng: np.random.Generator) -> Suggestion | None:
        """The candidate that the good runs speak for most; None when all that were looked at are refused or tried."""
        from besom.search.parzen import Parzen  # loads scipy, which takes its time

        cube, tried = self.space.cube, Tried(self.space, history)
        count = min(math.ceil(GOOD_SHARE * len(values)), MOST_GOOD, int((values < np.inf).sum()))
        order = np.argsort(values, kind="stable")
        good, others = known.rows[order[:count]], np.vstack([known.rows[np.sort(order[count:])], known.pending])
        models = []
        for part in self._parts:
            here, there = (rows[cube.active(rows)[:, part[0]]][:, part] for rows in (good, others))
            levels = [cube.levels[j] for j in part]
            models.append((Parzen(here, np.ones(len(here)), levels), Parzen(there, _fading(len(there)), levels)))
        for _ in range(ROUNDS):
            row, value = self._best(models, rng)
            point = cube.decode(row)
            if cube.feasible(row[None])[0] and point not in tried:
                info: dict[str, Value] = {"by": "tpe", "value": value, "good": count}
                return Suggestion(point, info)
        return None

    def _best(self, models: "list[tuple[Parzen, Parzen]]", rng: np.random.Generator) -> tuple[Array, float]:
        """The row (d,) of the best candidate of each part, and the log of the ratio of its densities."""
        cube = self.space.cube
        row = np.full((1, len(cube.varying)), 0.5)
        gains = np.zeros(len(cube.varying))
        for part, (good, others) in zip(self._parts, models, strict=True):
            rows = np.repeat(row, CANDIDATES, axis=0)
            rows[:, part] = good.draw(CANDIDATES, rng)
            drawn = cube.snap(rows)[:, part]
            gain = good.log_density(drawn) - others.log_density(drawn)
            best = int(gain.argmax())
            row[0, part], gains[part[0]] = drawn[best], gain[best]
        snapped = cube.snap(row)
        return snapped[0], float(gains[cube.active(snapped)[0]].sum())

    @cached_property
    def _parts(self) -> list[list[int]]:
        """Columns of parameters that exist under the same conditions, in an order in which parents come first."""
        sequence = self.space.cube.structure.sequence
        names = list(self.space.cube.varying)
        parts: dict[tuple[object, ...], list[int]] = {}
        for j, name in enumerate(names):
            parts.setdefault(self.space.conditions.get(name, ()), []).append(j)
        return sorted(parts.values(), key=lambda part: min(sequence.index(names[j]) for j in part))


def _fading(count: int) -> Array:
    """(count,) weights of runs in order of arrival."""
    early = max(count - FULL_WEIGHT, 0)
    return np.append(np.linspace(1 / max(count, 1), 1.0, early), np.ones(count - early))
