"""How promising a row is, from the posterior there."""

from dataclasses import dataclass

from besom.search.gp.kernel import Array
from besom.search.gp.posterior import Posterior


@dataclass(frozen=True, eq=False)
class Improvement:
    """Probability of improvement on a target (Kushner, 1964), as the number of sds by which the mean lies below it.

    That number orders rows as the probability does, and keeps its slope where the probability rounds to 0 or 1.
    """

    posterior: Posterior
    target: float

    def score(self, rows: Array) -> Array:
        """(m,) the higher the better."""
        mean, sd = self.posterior.predict(rows)
        return (self.target - mean) / sd

    def slope(self, row: Array) -> tuple[float, Array]:
        """The score of one row (d,) and its gradient (d,)."""
        mean, sd, mean_slope, sd_slope = self.posterior.slopes(row)
        score = (self.target - mean) / sd
        return score, -(mean_slope + score * sd_slope) / sd
