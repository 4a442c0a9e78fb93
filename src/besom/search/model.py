"""What a Gaussian process believes of one metric, from the first fit to predictions in the metric's own units."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from besom.search.gp.fit import Hyperparameters, fit
from besom.search.gp.kernel import Array, Mask
from besom.search.gp.posterior import Posterior
from besom.search.gp.targets import Scale
from besom.search.lessons import telling, uncensored

ALWAYS_REFITTED = 40  # observations up to which hyperparameters are fitted to each history; later every tenth part
FIT_MOST = 100  # observations that hyperparameters are fitted to: the time grows with the cube of their number
KEEP_MOST = 300  # observations that the posterior holds, for the same reason


@dataclass(frozen=True, eq=False)
class Model:
    """`posterior` has targets in units of `scale`; its hyperparameters were fitted to the first `fitted_to` values.

    `inside` (n,) marks those of its rows that are points of the present space.
    """

    posterior: Posterior
    scale: Scale
    fitted_to: int
    inside: Mask

    def back(self, target: float) -> float:
        """In the metric's units, lower is better."""
        return float(self.scale.back(np.array([target]))[0])


@dataclass(frozen=True, eq=False)
class Data:
    """Values (n,) of one metric at rows (n, d), in order of arrival, all finite.

    `censored`, `inside` and `own` (n,) as in Lessons.
    """

    rows: Array
    values: Array
    censored: Mask
    inside: Mask
    own: Mask
    categories: Mask

    def only(self, places: NDArray[np.intp]) -> "Data":
        """Those at these places."""
        return Data(
            self.rows[places],
            self.values[places],
            self.censored[places],
            self.inside[places],
            self.own[places],
            self.categories,
        )


def believe(data: Data, doubt: float = 1.0) -> Model:
    """The model after these values; hyperparameters are those of the last refit size, length scales times the doubt."""
    hyper, fitted_to = hyperparameters(data)
    hyper = replace(hyper, lengthscale=doubt * hyper.lengthscale)
    values = uncensored(data.values, data.censored)
    scale = Scale.of(values)
    z = scale.to(values)
    kept = _kept(z, data.own, KEEP_MOST)
    posterior = Posterior(data.rows[kept], z[kept], data.categories, hyper)
    return Model(posterior, scale, fitted_to, data.inside[kept])


def refit_size(n: int) -> int:
    """The largest history size, not above n, at which hyperparameters are fitted."""
    size = min(n, ALWAYS_REFITTED)
    while size + size // 10 <= n and size >= ALWAYS_REFITTED:
        size += size // 10
    return size


def hyperparameters(data: Data) -> tuple[Hyperparameters, int]:
    """Those of the first observations up to the last refit size, which tell them whatever was fitted before."""
    size = refit_size(len(data.values))
    values = uncensored(data.values[:size], data.censored[:size])
    z = Scale.of(values).to(values)
    kept = _kept(z, data.own[:size], FIT_MOST)
    x = data.rows[kept]
    return _fitted(x.tobytes(), z[kept].tobytes(), x.shape, data.categories.tobytes()), size


@lru_cache(maxsize=64)  # an accelerator only: the answer is a function of the arguments
def _fitted(x: bytes, z: bytes, shape: tuple[int, int], categories: bytes) -> Hyperparameters:
    return fit(np.frombuffer(x).reshape(shape), np.frombuffer(z), np.frombuffer(categories, dtype=bool))


def _kept(z: Array, own: Mask, most: int) -> NDArray[np.int_]:
    """Indices, in order, of the `most` most telling targets: of the sweep's own all that fit, or three quarters."""
    mine, others = np.flatnonzero(own), np.flatnonzero(~own)
    others = others[telling(z[others], max(most - len(mine), most // 4))]
    mine = mine[telling(z[mine], most - len(others))]
    return np.sort(np.append(mine, others))
