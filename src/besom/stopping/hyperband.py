"""The hyperband rule: a run must be among the best 1/eta of all that got as far as it did."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from besom.stopping.rule import Curve, Limit, Stop, StoppingError

MOST_BANDS = 100
LONGEST = 2.0**53  # reports: no run logs as often, and beyond it numbers are no longer exact


@dataclass(frozen=True)
class Hyperband:
    """Stops a run that is worse than the threshold at the last band that it has passed.

    The bands are numbers of reports: min_iter, min_iter * eta, min_iter * eta^2... or, where `max_iter` is given, the
    `s` numbers max_iter / eta, max_iter / eta^2... (then `min_iter` plays no part). The threshold at a band is element
    int(n / eta), counted from 0, of the values at that band, best first, of all n runs that have so many reports: ended
    ones, however they ended, and running ones, the run that is judged among them. So the first run at a band is never
    stopped there, a tie survives, and a run may be stopped long after a band, when others have moved its threshold.

    What is compared with the threshold is the run's value at the band when `strict`, and otherwise its best so far. A
    report that is no finite number makes the run a report older and is worse than any number.

    After Li et al., Hyperband (2018), in the asynchronous form that sweep files of this kind have always meant.
    """

    min_iter: int | None = None
    max_iter: int | None = None
    s: int | None = None
    eta: float = 3.0
    strict: bool = False

    def __post_init__(self) -> None:
        if not (self.eta > 1 and math.isfinite(self.eta)):
            raise StoppingError(f"eta must be a number above 1, got {self.eta}", "eta")
        for option in ("min_iter", "max_iter", "s"):
            given = getattr(self, option)
            if given is not None and given < 1:
                raise StoppingError(f"{option} must be at least 1, got {given}", option)
        if self.max_iter is None and self.min_iter is None:
            raise StoppingError("hyperband needs min_iter, or max_iter and s")
        if self.max_iter is not None and self.s is None:
            raise StoppingError("max_iter needs s, the number of bands below it", "max_iter")
        if not self.bands:
            raise StoppingError(
                f"max_iter must be at least eta, or there is no band, got max_iter={self.max_iter} and eta={self.eta}",
                "max_iter",
            )

    @cached_property
    def bands(self) -> tuple[int, ...]:
        """The numbers of reports at which runs are judged, ascending."""
        found: list[float] = []
        if self.max_iter is not None:
            band = self.max_iter / self.eta
            while band >= 1 and len(found) < (self.s or 0):
                found.append(band)
                band /= self.eta
        elif self.min_iter is not None:
            band = float(self.min_iter)
            while band <= LONGEST and len(found) < MOST_BANDS:
                found.append(band)
                band *= self.eta
        return tuple(sorted({int(band) for band in found}))

    def decide(self, ended: Sequence[Curve], running: Sequence[Curve]) -> list[Stop]:
        """A verdict for each running run that is worse than the threshold of its band."""
        everyone = [*ended, *running]
        passed = [(curve, band) for curve in running if (band := self._last_band(len(curve.values))) is not None]
        standings = {band: _Standing(band, everyone, self.eta) for band in {band for _, band in passed}}
        judged = [(curve, standings[band], self._counted(curve, band)) for curve, band in passed]
        return [standing.stop(curve, value) for curve, standing, value in judged if value > standing.threshold]

    def limits(self, ended: Sequence[Curve], running: Sequence[Curve]) -> list[Limit]:
        """The threshold at each band that a run has reached."""
        everyone = [*ended, *running]
        longest = max((len(curve.values) for curve in everyone), default=0)
        return [_Standing(band, everyone, self.eta).limit() for band in self.bands if band <= longest]

    def _counted(self, curve: Curve, band: int) -> float:
        """What is compared with the threshold."""
        if self.strict:
            return _at(curve, band)
        values = np.asarray(curve.values, dtype=float)
        return float(np.where(np.isfinite(values), values, np.inf).min())

    def _last_band(self, age: int) -> int | None:
        return max((band for band in self.bands if band <= age), default=None)


class _Standing:
    """How the runs stand at a band that one of them at least has reached."""

    def __init__(self, band: int, everyone: Sequence[Curve], eta: float) -> None:
        self._band = band
        self._there = [(_at(curve, band), curve.run) for curve in everyone if len(curve.values) >= band]
        self._ranked = np.sort([value for value, _ in self._there])
        self.threshold = float(self._ranked[int(len(self._there) / eta)])

    @cached_property
    def by(self) -> tuple[int, ...]:
        return tuple(sorted(run for value, run in self._there if value == self.threshold))

    def limit(self) -> Limit:
        return Limit(self._band, self.threshold, self.by, len(self._there))

    def stop(self, curve: Curve, value: float) -> Stop:
        return Stop(
            curve.run,
            "hyperband",
            len(curve.values),
            value,
            self.threshold,
            self.by,
            band=self._band,
            rank=1 + int(np.searchsorted(self._ranked, value)),
            among=len(self._there),
        )


def _at(curve: Curve, band: int) -> float:
    """The value of the band-th report; infinite where that was no number."""
    value = float(curve.values[band - 1])
    return value if math.isfinite(value) else math.inf
