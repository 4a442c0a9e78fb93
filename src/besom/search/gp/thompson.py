"""Functions drawn from a posterior."""

import numpy as np

from besom.search.gp.kernel import Array
from besom.search.gp.posterior import Posterior

FEATURES = 256  # waves that a function is made of before it sees the data


class ThompsonSample:
    """A function that the posterior believes possible; its lowest place is where the optimum may be (Thompson, 1933).

    It is drawn in two steps (Wilson et al., 2020): waves from the spectrum of the Matern kernel, a t distribution with
    5 degrees of freedom (Rahimi and Recht, 2007), and the correction that takes them through the data.
    """

    def __init__(self, posterior: Posterior, rng: np.random.Generator) -> None:
        self._posterior = posterior
        self._rng = rng
        x, hyper = posterior.x, posterior.hyper
        heavy = np.sqrt(5.0 / rng.chisquare(5.0, FEATURES))
        self._waves = rng.standard_normal((x.shape[1], FEATURES)) * heavy / hyper.lengthscale[:, None]
        self._phase = rng.uniform(0.0, 2.0 * np.pi, FEATURES)
        self._height = np.sqrt(2.0 * hyper.signal / FEATURES) * rng.standard_normal(FEATURES)
        self._waves[posterior.categories] = 0.0
        self._jumps = {  # of each category column, their size and those drawn so far
            int(j): (heavy / (np.sqrt(2.0) * hyper.lengthscale[j]), dict[float, Array]())
            for j in np.flatnonzero(posterior.categories)
        }
        noise = np.sqrt(hyper.noise) * rng.standard_normal(len(x))
        self._correction = posterior.weights_beyond(np.cos(self._angles(x)) @ self._height + noise)

    def score(self, rows: Array) -> Array:
        """(m,) the higher the better: the function, turned over."""
        value: Array = np.cos(self._angles(rows)) @ self._height + self._posterior.covariance(rows) @ self._correction
        return -value

    def slope(self, rows: Array) -> tuple[Array, Array]:
        """The scores (m,) of rows, and their gradients (m, d)."""
        angles = self._angles(rows)
        value, slope = self._posterior.weighted(rows, self._correction)
        wave_slope = -(np.sin(angles) * self._height) @ self._waves.T
        return -(value + np.cos(angles) @ self._height), -(slope + wave_slope)

    def _angles(self, rows: Array) -> Array:
        """(m, FEATURES) where each row lies on each wave; a category moves it by as much as chance has given it."""
        angles: Array = rows @ self._waves + self._phase
        for j, (size, known) in self._jumps.items():
            codes, places = np.unique(rows[:, j], return_inverse=True)
            for code in codes.tolist():
                if code not in known:
                    known[code] = size * self._rng.standard_normal(FEATURES)
            angles += np.array([known[code] for code in codes.tolist()])[places]
        return angles
