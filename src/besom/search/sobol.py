"""A scrambled Sobol sequence: points that fill the space evenly, however many there will be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from besom.search.fresh import fresh_suggestion, seen_from
from besom.search.history import Aim, History, Suggestion
from besom.space import Space

BITS = 30  # of a coordinate; as many indices there are
BLOCK = 16  # points made at once; ever more while they were tried
REFUSED = 8  # indices looked at for each point handed out, which is enough where constraints leave an eighth
MORE = 1000  # indices looked at besides

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Sobol:
    """The first point of the sequence, from the number of points handed out on, that is allowed and was not tried.

    Each sweep has a scrambling of its own, which its seed decides. As no allowed point is left out, those handed out
    are the beginning of the sequence, whatever is in flight.
    """

    space: Space
    learns = False

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        cube = self.space.cube
        directions, shift = scrambled(len(cube.varying), history.seed)
        tried = {seen.key for seen in seen_from(self.space, history.observations)}
        looked_at = set[bytes]()
        first, last = history.issued, history.issued + BLOCK
        while first < history.issued * REFUSED + MORE:
            rows = cube.snap(sequence(directions, shift, np.arange(first, last)))
            for place in np.flatnonzero(cube.feasible(rows)).tolist():
                if rows[place].tobytes() in looked_at:
                    continue
                looked_at.add(rows[place].tobytes())
                point = cube.decode(rows[place])
                if self.space.key(point) not in tried:
                    return Suggestion(point, {"by": "sobol", "index": first + place})
            first, last = last, last + 2 * (last - first)
        why = "the sequence came upon no point that is allowed and was not tried"
        return fresh_suggestion(self.space, history, rng, why)


def build_sobol(space: Space, _aim: Aim, _options: Mapping[str, object]) -> Sobol:
    """The method for a sweep file."""
    return Sobol(space)


def sequence(directions: Ints, shift: Ints, indices: Ints) -> NDArray[np.float64]:
    """(n, d) the points at indices (n,), in the open unit cube: directions (d, BITS) where the index has a one."""
    ones = indices[:, None, None] >> np.arange(BITS) & 1
    places = np.bitwise_xor.reduce(directions * ones, axis=2) ^ shift
    points: NDArray[np.float64] = (places + 0.5) / 2**BITS
    return points


@lru_cache(maxsize=16)  # an accelerator only
def scrambled(columns: int, seed: int) -> tuple[Ints, Ints]:
    """Directions (d, BITS) and shift (d,) of a scrambled sequence.

    A random linear matrix scramble with a digital shift (Matousek, 1998, "On the L2-discrepancy for anchored boxes"):
    each column's digits are mixed, the leading ones into those that follow, so all that makes the sequence even stays.
    """
    rng = np.random.default_rng(seed)
    order = np.arange(BITS - 1, -1, -1)  # of the digits, the leading one first
    digits = unscrambled(columns)[:, :, None] >> order & 1
    mixing = np.tril(rng.integers(2, size=(columns, BITS, BITS)), -1) | np.eye(BITS, dtype=np.int64)
    mixed = np.einsum("dij,dkj->dki", mixing, digits) & 1
    return (mixed << order).sum(axis=2), rng.integers(2**BITS, size=columns)


def unscrambled(columns: int) -> Ints:
    """(d, BITS) the direction numbers of Joe and Kuo (2008), "Constructing Sobol sequences with better two-dimensional
    projections", as integers of BITS digits.

    Columns beyond those that there are numbers for begin again with the first; scrambling tells them apart.
    """
    with files("besom.search").joinpath("directions.npz").open("rb") as file:
        numbers = np.load(file)["numbers"].astype(np.int64)
    found = [_directions(*numbers[column % len(numbers)].tolist()) for column in range(columns)]
    return np.array(found, dtype=np.int64).reshape(columns, BITS)


def _directions(polynomial: int, *initial: int) -> list[int]:
    """The direction numbers of a column, from its primitive polynomial and the first few."""
    degree = polynomial.bit_length() - 1
    if degree == 0:
        return [1 << (BITS - 1 - k) for k in range(BITS)]
    found = [initial[k] << (BITS - 1 - k) for k in range(degree)]
    for k in range(degree, BITS):
        number = found[k - degree] ^ (found[k - degree] >> degree)
        for j in range(1, degree):
            if polynomial >> (degree - j) & 1:
                number ^= found[k - j]
        found.append(number)
    return found
