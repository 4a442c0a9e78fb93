"""Points that were not tried yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np

from besom.search.history import History, Observation, Suggestion
from besom.space import Point, Space, SpaceError, Value

DRAWS = 300  # in a row that were tried before: most of what can be drawn was


@dataclass(frozen=True)
class Tried:
    """The points that a sweep handed out, whatever became of them, in this version of its space or an earlier one."""

    space: Space
    history: History

    def __contains__(self, point: Point) -> bool:
        drawn = (self.space.parameters[name] for name in point if name in self.space.parameters)
        if any(parameter.continuous for parameter in drawn):  # no draw comes twice
            return False
        return self.space.key(point) in self.keys

    @cached_property
    def keys(self) -> frozenset[str]:
        """Space.key of each that the present space contains."""
        return frozenset(seen.key for seen in seen_from(self.space, self.history.observations))


@dataclass(frozen=True)
class Seen:
    """A point that was handed out, as a space that contains it sees it."""

    space: Space
    point: Point
    repeat: int

    @cached_property
    def key(self) -> str:
        return self.space.key(self.point)

    @cached_property
    def cell(self) -> int:
        return self.space.index(self.point)


def seen_from(space: Space, observations: Iterable[Observation]) -> Iterator[Seen]:
    """Each of the points handed out that this space contains."""
    return (point for observation in observations if (point := seen(space, observation)) is not None)


def seen_earlier(space: Space, history: History) -> Iterator[Seen]:
    """The points of this space that were handed out in its earlier versions."""
    present = history.space_version
    earlier = history.observations if present > 1 else ()
    return seen_from(space, (observation for observation in earlier if observation.space_version < present))


def seen(space: Space, observation: Observation) -> Seen | None:
    """The point, if it was handed out and this space contains it. What other sweeps know was not handed out in this."""
    if observation.space_version < 1:
        return None
    known, found = observation.memory.get("seen", (None, None))
    if known is not space:
        found = _look(space, observation)
        observation.memory["seen"] = space, found
    return cast("Seen | None", found)


def _look(space: Space, observation: Observation) -> Seen | None:
    inside = space.inside(observation.point)
    return None if inside is None else Seen(space, inside, observation.repeat)


def fresh_sample(space: Space, history: History, rng: np.random.Generator) -> dict[str, Value] | None:
    """A random point that the history does not hold; None when the space is used up.

    It comes from the parameters' own distributions, as long as they give new points within reasonable time. Where the
    points cannot be counted, no new one in DRAWS draws counts as used up.
    """
    cells, tried = space.cells, Tried(space, history)
    plenty = cells is None or cells > 2 * len(tried.keys)
    if plenty:
        for _ in range(DRAWS):
            drawn = sample(space, rng)
            if drawn is None:
                break
            if drawn not in tried:
                return drawn
    if not cells:
        return None
    # Nearly all chance falls on those tried, or constraints refuse what is drawn, or half of the space was tried.
    anywhere = (space.cell(_below(cells, rng)) for _ in range(DRAWS))
    found = next((cell for cell in anywhere if cell not in tried), None)
    if found is not None or plenty:
        return found
    # Few enough cells to list, however large spaces can be: at most twice as many as runs.
    fresh = [cell for cell in map(space.cell, range(cells)) if cell not in tried]
    return fresh[rng.integers(len(fresh))] if fresh else None


def fresh_suggestion(space: Space, history: History, rng: np.random.Generator, why: str) -> Suggestion | None:
    """The same for a method that has another way to choose, and why it did not."""
    drawn = fresh_sample(space, history, rng)
    return None if drawn is None else Suggestion(drawn, {"by": "random", "why": why})


def sample(space: Space, rng: np.random.Generator) -> dict[str, Value] | None:
    """A random point; None where constraints refuse nearly everything."""
    try:
        return space.sample(rng)
    except SpaceError:
        return None


def _below(cells: int, rng: np.random.Generator) -> int:
    """A random number below any other; the rest of so much larger a one is as good as uniform."""
    return int.from_bytes(rng.bytes(cells.bit_length() // 8 + 9)) % cells
