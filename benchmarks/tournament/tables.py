"""Figures as tables in Markdown."""

from collections.abc import Iterable, Sequence

import numpy as np

from benchmarks.tournament.scores import Array, Estimate, Scores

AT = (25, 50, 100)
RESULTS = (10, 100, 500, 1000, 5000)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def standing(scores: Scores, trial: int) -> str:
    """The optimizers by rank, on the problems that all of them have; "–" where one did not go that far everywhere."""
    scores = scores.reaching(trial).shared()
    if not scores.problems():
        return "No results."
    ranks = scores.ranks(trial)
    rows = []
    for name in sorted(scores.optimizers, key=lambda name: ranks[name]):
        regrets = [_reached(scores, name, at) for at in AT]
        estimate = scores.regret(name, trial)
        median, most = scores.milliseconds(name, trial)
        counted = str(len(scores.searches[name]))
        interval = f"{estimate.low:.3f} – {estimate.high:.3f}"
        rows.append([name, counted, f"{ranks[name]:.2f}", *regrets, interval, f"{median:.1f}", f"{most:.0f}"])
    regret = (f"regret@{at}" for at in AT)
    head = ["", "searches", "rank", *regret, f"95 % @{trial}", "CPU ms, median", "19 of 20 below"]
    return f"{table(head, rows)}\n\nOn the {len(scores.problems())} problems that all of these have searched."


def _reached(scores: Scores, optimizer: str, trial: int) -> str:
    far = scores.of([optimizer]).reaching(trial)
    if optimizer not in far.searches or far.problems() != scores.of([optimizer]).problems():
        return "–"
    return f"{far.regret(optimizer, trial).mean:.3f}"


def duels(scores: Scores, optimizer: str, trials: Iterable[int]) -> str:
    """How often the optimizer beats each other one, on every problem and seed that both have."""
    rows = []
    for other in scores.optimizers:
        if other == optimizer:
            continue
        for trial in trials:
            far = scores.of([optimizer, other]).reaching(trial)
            won = far.wins(optimizer, other, trial) if len(far.optimizers) == 2 else None
            if won is not None:
                both = far.shared()
                share = both.regret(optimizer, trial).mean / max(both.regret(other, trial).mean, 1e-12)
                rows.append([other, str(trial), str(won[1]), _percent(won[0]), f"{share:.2f}"])
    return table(["against", "after", "searches", "wins, 95 %", "its regret, in that of the other"], rows)


def pace(scores: Scores, problem: str) -> str:
    """Milliseconds of processor time a suggestion, ask and tell together, after so many results, refits included."""
    rows = []
    for name in scores.optimizers:
        seconds = [search.seconds for (posed, _), search in scores.searches[name].items() if posed == problem]
        if seconds:
            rows.append([name, *(_paced(seconds, results) for results in RESULTS)])
    return table(["results", *(f"{results:,}" for results in RESULTS)], rows)


def _paced(searches: Sequence[Array], results: int) -> str:
    window = 20 + results // 20  # enough that refits, which come ever more seldom, have their share
    means = [1000 * seconds[results : results + window].mean() for seconds in searches if len(seconds) >= results + 20]
    return f"{np.mean(means):.1f}" if means else "–"


def _percent(rate: Estimate) -> str:
    return f"{100 * rate.mean:.0f} % ({100 * rate.low:.0f} – {100 * rate.high:.0f})"


def by_problem(scores: Scores, trial: int) -> str:
    """Mean regret of each problem."""
    scores = scores.reaching(trial)
    regrets = {name: scores.regrets(name, trial) for name in scores.optimizers}
    rows = [
        [problem, *(f"{regrets[name][problem].mean():.3f}" if problem in regrets[name] else "–" for name in regrets)]
        for problem in scores.problems()
    ]
    return table(["", *scores.optimizers], rows)
