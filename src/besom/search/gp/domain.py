"""The rows that there are, and draws from them."""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from besom.search.gp.kernel import Array, Mask

ROUNDS = 20  # of draws, while constraints refuse most
ENOUGH = 1 / 8  # of the rows asked for: what is left of them where constraints are strict


class Domain(Protocol):
    """Which rows there are; see besom.space.Cube."""

    @property
    def continuous(self) -> Mask:
        """(d,) columns in which every coordinate is a value of its own."""

    @property
    def categories(self) -> Mask:
        """(d,) columns in which coordinates can only be equal or different."""

    def snap(self, rows: Array) -> Array:
        """Rows moved to the nearest ones there are."""

    def active(self, rows: Array) -> Mask:
        """(n, d) the coordinates that say something in their row; the others lie where snap() puts them."""

    def feasible(self, rows: Array) -> Mask:
        """(n,) the rows that no constraint refuses."""

    def neighbours(self, row: Array) -> Array:
        """Rows one discrete move away."""


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of a domain whose coordinates lie between low (d,) and high (d,); in category columns any.

    It is a domain itself. `whole`: nothing is left out.
    """

    domain: Domain
    low: Array
    high: Array
    whole: bool = False

    @classmethod
    def all_of(cls, domain: Domain) -> Self:
        columns = len(domain.continuous)
        return cls(domain, np.zeros(columns), np.ones(columns), whole=True)

    @property
    def continuous(self) -> Mask:
        return self.domain.continuous

    @property
    def categories(self) -> Mask:
        return self.domain.categories

    def snap(self, rows: Array) -> Array:
        """Rows moved to the nearest ones there are; on a grid, the nearest may lie a little outside of the part."""
        if self.whole:
            return self.domain.snap(rows)
        return self.domain.snap(np.where(self.categories, rows, np.clip(rows, self.low, self.high)))

    def active(self, rows: Array) -> Mask:
        return self.domain.active(rows)

    def feasible(self, rows: Array) -> Mask:
        return self.domain.feasible(rows)

    def neighbours(self, row: Array) -> Array:
        return self.domain.neighbours(row)


def draw(domain: Domain, count: int, rng: np.random.Generator) -> Array:
    """(at most count, d) uniform rows that no constraint refuses; fewer, or none, where nearly all are refused."""
    drawn = np.empty((0, len(domain.continuous)))
    for _ in range(ROUNDS):
        rows = domain.snap(rng.random((count, len(domain.continuous))))
        drawn = np.vstack([drawn, rows[domain.feasible(rows)]])
        if len(drawn) >= ENOUGH * count:
            break
    return drawn[:count]
