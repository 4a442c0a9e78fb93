"""Several objectives at once, each lower is better: what no other beats, and the volume that this leaves.

Further names: k objectives, f rows of a front, b boxes; values (n, k) and the reference (k,), which bounds what counts.
Only numpy is needed: a process that shows fronts loads no more.
"""

import numpy as np

from besom.search.gp.kernel import Array, Mask

BOTTOM = -1e9  # below every target in standard units; finite, so that differences of it are


def nondominated(values: Array) -> Mask:
    """(n,) marks rows that no other row equals or beats in each objective and beats in one; all of equal rows."""
    order = np.lexsort(values.T[::-1])  # a row can only be dominated by one that comes earlier
    mask = np.zeros(len(values), dtype=bool)
    if values.shape[1] == 2:
        mask[order] = _rising_alone(values[order])
        return mask
    left = values[order]
    while len(left):
        mask[order[0]] = True
        first = left[0]
        kept = (left < first).any(axis=1)
        kept |= (left == first).all(axis=1)
        kept[0] = False
        order, left = order[kept], left[kept]
    return mask


def _rising_alone(ordered: Array) -> Mask:
    """(n,) the same of two objectives, where rows are in order of the first, then of the second."""
    best = np.minimum.accumulate(ordered[:, 1])
    fresh = ordered[:, 1] < np.append(np.inf, best[:-1])
    fresh[:1] = True  # even where it is infinite
    same = np.append(False, (ordered[1:] == ordered[:-1]).all(axis=1))
    leader = np.maximum.accumulate(np.where(same, 0, np.arange(len(ordered))))
    alone: Mask = fresh[leader]
    return alone


def hypervolume(front: Array, reference: Array) -> float:
    """Volume of what lies below the reference (k,) and is no better than some row of the front (f, k), for any k.

    Rows may be dominated or lie beyond the reference. While et al. (2012), with the last objective sorted so that each
    step is a problem with one objective less.
    """
    front = distinct(front, reference)
    if not len(front):
        return 0.0
    if len(reference) == 1:
        return float(reference[0] - front[0, 0])
    if len(reference) == 2:  # in rising order of the first objective, which is the falling one of the second
        above = np.append(reference[1], front[:-1, 1])
        return float((reference[0] - front[:, 0]) @ (above - front[:, 1]))
    front = front[np.argsort(-front[:, -1], kind="stable")]
    depth = reference[-1] - front[:, -1]
    flat, corner = front[:, :-1], reference[:-1]
    own = np.prod(corner - flat, axis=1)
    shared = [hypervolume(np.maximum(flat[i + 1 :], flat[i]), corner) for i in range(len(front))]
    return float(depth @ (own - shared))


def boxes(front: Array, reference: Array) -> tuple[Array, Array]:
    """Lower and upper corners (b, k) of disjoint boxes that fill what lies below the reference and no row dominates.

    k >= 2. Slices between the front's levels of the last objective, where a box lasts as long as the slices agree.
    """
    front = distinct(front, reference)
    if len(reference) == 2:
        first, second = front[:, 0], front[:, 1]
        low = np.column_stack([np.append(BOTTOM, first), np.full(len(front) + 1, BOTTOM)])
        return low, np.column_stack([np.append(first, reference[0]), np.append(reference[1], second)])
    levels = np.unique(front[:, -1])
    ended: list[tuple[float, ...]] = []
    since: dict[tuple[float, ...], float] = {}  # where each box of the slice begins
    for level in [BOTTOM, *levels.tolist()]:
        current = np.hstack(boxes(front[front[:, -1] <= level, :-1], reference[:-1]))
        lasting = {box: since.pop(box, level) for box in map(tuple, current.tolist())}
        ended += [(*box, begin, level) for box, begin in since.items()]
        since = lasting
    ended += [(*box, begin, float(reference[-1])) for box, begin in since.items()]
    low, high, begin, end = np.split(np.array(ended), np.cumsum([len(reference) - 1, len(reference) - 1, 1]), axis=1)
    return np.hstack([low, begin]), np.hstack([high, end])


def thinned(front: Array, most: int) -> Array:
    """(at most `most`, k) rows spread over the front, each the one farthest from those before it (Gonzalez, 1985).

    What lies between neighbours is the error made by leaving a row out, and this keeps the widest gap small.
    """
    if len(front) <= most:
        return front
    span = np.ptp(front, axis=0)
    unit = front / np.where(span > 0.0, span, 1.0)
    chosen = [int(unit[:, 0].argmin())]
    distance = np.full(len(front), np.inf)
    while len(chosen) < most:
        distance = np.minimum(distance, np.abs(unit - unit[chosen[-1]]).max(axis=1))
        chosen.append(int(distance.argmax()))
    few: Array = front[np.sort(chosen)]
    return few


def distinct(front: Array, reference: Array) -> Array:
    """The rows that count: below the reference, not dominated, each once, in rising order of the first objective."""
    front = front[(front < reference).all(axis=1)]
    rows: Array = np.unique(front[nondominated(front)], axis=0)
    return rows
