"""Local minimisation in a box."""

from collections.abc import Callable

from scipy.optimize import fmin_l_bfgs_b

from besom.search.gp.kernel import Array


def descend(cost: Callable[[Array], tuple[float, Array]], start: Array, low: Array, high: Array, steps: int) -> Array:
    """(p,) where L-BFGS-B ends after at most so many steps; cost gives a value and its gradient (p,)."""
    end: Array
    bounds = list(zip(low.tolist(), high.tolist(), strict=True))
    end, _, _ = fmin_l_bfgs_b(cost, start, bounds=bounds, maxiter=steps)
    return end
