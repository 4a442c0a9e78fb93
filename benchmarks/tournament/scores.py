"""From raw results to figures: regret, ranks, win rates, and how sure they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.tournament.known import Known
from benchmarks.tournament.raw import Result

Array: TypeAlias = NDArray[np.float64]
Cell: TypeAlias = tuple[str, int]  # problem and seed

RESAMPLES = 2000
EQUAL = 1e-9  # regrets that lie closer are equal
START = 10  # suggestions before this one cost next to nothing: no model is fitted yet


@dataclass(frozen=True)
class Estimate:
    """A mean, and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float


def estimate(groups: Sequence[Array]) -> Estimate:
    """The mean of the groups' means. The bootstrap draws problems, then seeds within each of them, with replacement."""
    rng = np.random.default_rng(0)
    means = np.empty(RESAMPLES)
    for i in range(RESAMPLES):
        drawn = (groups[j] for j in rng.integers(len(groups), size=len(groups)))
        means[i] = np.mean([group[rng.integers(len(group), size=len(group))].mean() for group in drawn])
    low, high = np.percentile(means, [2.5, 97.5]).tolist()
    return Estimate(float(np.mean([group.mean() for group in groups])), low, high)


def incumbents(rows: Array) -> Array:
    """(n,) the true value, after each run, of the run that was observed to be best so far."""
    observed = rows[:, 0]
    before = np.minimum.accumulate(np.append(np.inf, observed))[:-1]
    best = np.maximum.accumulate(np.where(observed < before, np.arange(len(rows)), 0))
    return np.asarray(rows[best, 1])


@dataclass(frozen=True)
class Search:
    """One search, scored."""

    regret: Array  # (n,) after each run: 0 is the best value known, 1 a median random point
    seconds: Array  # (n,) of processor time, ask and tell together


@dataclass(frozen=True)
class Scores:
    """Searches by optimizer, then by problem and seed."""

    searches: Mapping[str, Mapping[Cell, Search]]

    @property
    def optimizers(self) -> tuple[str, ...]:
        return tuple(self.searches)

    def reaching(self, trial: int) -> "Scores":
        """Searches that went that far alone, and the optimizers that have any."""
        far = {
            name: {cell: search for cell, search in cells.items() if len(search.regret) >= trial}
            for name, cells in self.searches.items()
        }
        return Scores({name: cells for name, cells in far.items() if cells})

    def of(self, optimizers: Iterable[str]) -> "Scores":
        return Scores({name: self.searches[name] for name in optimizers if name in self.searches})

    def shared(self) -> "Scores":
        """What lies on problems that every optimizer has."""
        problems = set(self.problems()).intersection(*({name for name, _ in cells} for cells in self.searches.values()))
        return Scores(
            {
                name: {cell: search for cell, search in cells.items() if cell[0] in problems}
                for name, cells in self.searches.items()
            }
        )

    def problems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(problem for cells in self.searches.values() for problem, _ in cells))

    def regrets(self, optimizer: str, trial: int) -> dict[str, Array]:
        """(seeds,) of each problem, after that many runs."""
        found: dict[str, list[float]] = {}
        for (problem, _), search in sorted(self.searches[optimizer].items()):
            found.setdefault(problem, []).append(float(search.regret[trial - 1]))
        return {problem: np.array(regrets) for problem, regrets in found.items()}

    def regret(self, optimizer: str, trial: int) -> Estimate:
        return estimate(list(self.regrets(optimizer, trial).values()))

    def curve(self, optimizer: str, trials: int) -> Array:
        """(trials,) the mean over problems of the mean over seeds."""
        found: dict[str, list[Array]] = {}
        for (problem, _), search in self.searches[optimizer].items():
            found.setdefault(problem, []).append(search.regret[:trials])
        return np.asarray(np.mean([np.mean(curves, axis=0) for curves in found.values()], axis=0))

    def ranks(self, trial: int) -> dict[str, float]:
        """Mean rank of each optimizer over the problems, by regret averaged over seeds; equals share their ranks."""
        means = [self.regrets(name, trial) for name in self.optimizers]
        table = np.array([[regrets[problem].mean() for problem in self.problems()] for regrets in means])
        below = (table[None] < table[:, None] - EQUAL).sum(axis=1)
        equal = (np.abs(table[None] - table[:, None]) <= EQUAL).sum(axis=1)
        return dict(zip(self.optimizers, (below + (equal + 1) / 2).mean(axis=1).tolist(), strict=True))

    def wins(self, optimizer: str, other: str, trial: int) -> tuple[Estimate, int] | None:
        """How often it has less regret on the same problem and seed, ties counting half, and of how many."""
        own, others = self.searches[optimizer], self.searches[other]
        duels: dict[str, list[float]] = {}
        for cell in sorted(own.keys() & others.keys()):
            ahead = others[cell].regret[trial - 1] - own[cell].regret[trial - 1]
            duels.setdefault(cell[0], []).append(0.5 if abs(ahead) <= EQUAL else float(ahead > 0))
        if not duels:
            return None
        return estimate([np.array(won) for won in duels.values()]), sum(map(len, duels.values()))

    def milliseconds(self, optimizer: str, trial: int) -> tuple[float, float]:
        """Of processor time a suggestion: the median, and what 19 of 20 stay below."""
        seconds = np.concatenate(
            [search.seconds[min(START, trial // 2) : trial] for search in self.searches[optimizer].values()]
        )
        median, most = np.percentile(1000 * seconds, [50, 95]).tolist()
        return median, most


def score(results: Iterable[Result], known: Mapping[str, Known], workers: int) -> Scores:
    """Scores with so many workers, on the problems of `known`. Of a search that is there twice the longer one counts.

    Regret is measured from the best value that was ever seen, in these results or before.
    """
    longest: dict[tuple[str, str, int], Result] = {}
    best = {name: entry.best for name, entry in known.items()}
    for result in results:
        if result.problem not in known or not len(result.rows):
            continue
        best[result.problem] = min(best[result.problem], float(result.rows[:, 1].min()))
        name = result.optimizer, result.problem, result.seed
        if result.workers == workers and (name not in longest or len(longest[name].rows) < len(result.rows)):
            longest[name] = result
    searches: dict[str, dict[Cell, Search]] = {}
    for (optimizer, problem, seed), result in longest.items():
        regret = known[problem].regret(incumbents(result.rows), best[problem])
        searches.setdefault(optimizer, {})[problem, seed] = Search(regret, result.rows[:, 2] + result.rows[:, 3])
    return Scores(searches)
