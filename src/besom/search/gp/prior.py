"""What we believe of the hyperparameters before any data; all are normal on the log scale."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """Independent normals over the log hyperparameters: d lengthscales, then signal variance, then noise variance."""

    mean: Array
    sd: Array
    low: Array
    high: Array

    def cost(self, theta: Array) -> tuple[float, Array]:
        """Negative log density (without its constant) and gradient (d + 2,) at theta."""
        deviation = (theta - self.mean) / self.sd
        return 0.5 * float(deviation @ deviation), deviation / self.sd


def prior_for(columns: int) -> Prior:
    """The prior in `columns` dimensions.

    Lengthscales grow with the dimension, as distances in the unit cube do, but slower than the square root of it that
    Hvarfner et al. (2024) propose: few columns of a sweep matter. Targets have variance 1, which sets the signal; the
    noise is small unless the data speak against it.
    """
    ones = np.ones(columns)
    lengthscale = np.log(0.5) + 0.35 * np.log(max(columns, 1))
    return Prior(
        mean=np.append(lengthscale * ones, [0.0, np.log(1e-3)]),
        sd=np.append(0.9 * ones, [1.0, 1.3]),
        low=np.append(np.log(0.02) * ones, [np.log(0.05), np.log(1e-6)]),
        high=np.append(np.log(50.0) * ones, [np.log(50.0), np.log(2.0)]),
    )
