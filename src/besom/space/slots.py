"""The unit interval cut into slots of one width, a slot a value."""

import numpy as np

from besom.space.parameters import Array


def slot(u: float, size: int) -> int:
    """Which of `size` slots holds u."""
    return min(max(int(u * size), 0), size - 1)


def middle(place: int, size: int) -> float:
    """Where the value of a slot lies."""
    return (place + 0.5) / size


def snapped(u: Array, size: int) -> Array:
    """The middle of each coordinate's slot."""
    middles: Array = (np.clip(np.floor(u * size), 0, size - 1) + 0.5) / size
    return middles


def beside(u: float, size: int) -> list[float]:
    """The middles of the slots on either side."""
    here = slot(u, size)
    return [middle(place, size) for place in (here - 1, here + 1) if 0 <= place < size]
