"""The envelope rule: a run must keep up with the best finished runs as they were at its age."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from besom.stopping.rule import Array, Curve, Limit, Stop, StoppingError


@dataclass(frozen=True)
class Envelope:
    """Stops a run whose best value so far is not below the envelope: the worst best-so-far of the elite at that age.

    The elite are the best `fraction` of the finished runs, at least `min_runs`; with fewer finished, nobody is stopped.
    Runs with no more than `min_iter` reports are left alone. `margin` is the gap above the envelope that is still fine,
    in units of the metric. A tie stops when `strict_ties`. `patience` reports in a row must be outside. Age is counted
    in reports. NaN is ignored: it ages a run and is never its best.
    """

    fraction: float = 0.3
    min_runs: int = 3
    min_iter: int = 3
    margin: float = 0.0
    strict_ties: bool = True
    patience: int = 1
    axis: str = "count"

    def __post_init__(self) -> None:
        if not 0 < self.fraction <= 1:
            raise StoppingError(f"fraction must be above 0 and at most 1, got {self.fraction}", "fraction")
        for option, least in (("min_runs", 1), ("min_iter", 0), ("patience", 1)):
            if getattr(self, option) < least:
                raise StoppingError(f"{option} must be at least {least}, got {getattr(self, option)}", option)
        if not (self.margin >= 0 and math.isfinite(self.margin)):
            raise StoppingError(f"margin must be a number, 0 or more, got {self.margin}", "margin")
        if self.axis != "count":
            raise StoppingError(
                f"axis must be count (the number of reports) in this version, got {self.axis!r}", "axis"
            )

    def envelope(self, ended: Sequence[Curve]) -> Array | None:
        """(L,) the value to be below at 1, 2, ... L reports (and beyond); None while nobody is judged.

        Without the margin. Infinite where a member of the elite had no number yet.
        """
        elite = self.elite(ended)
        return _held(elite).max(axis=0) if elite else None

    def limits(self, ended: Sequence[Curve], running: Sequence[Curve]) -> list[Limit]:  # noqa: ARG002 (others look)
        """The envelope where it changes, with the margin."""
        elite = self.elite(ended)
        if not elite:
            return []
        held = _held(elite)
        worst = held.max(axis=0)
        changes = [0, *(np.flatnonzero(worst[1:] != worst[:-1]) + 1)]
        return [
            Limit(int(at) + 1, float(worst[at]) + self.margin, _setters(elite, held[:, at]), len(elite))
            for at in changes
        ]

    def decide(self, ended: Sequence[Curve], running: Sequence[Curve]) -> list[Stop]:
        """A verdict for each running run outside the envelope; its limit includes the margin."""
        elite = self.elite(ended)
        if not elite:
            return []
        held = _held(elite)
        limits = held.max(axis=0) + self.margin
        stops = []
        for curve in running:
            age = len(curve.values)
            if age < self.min_iter + self.patience:
                continue
            best = curve.best[-self.patience :]
            at = np.minimum(np.arange(age - self.patience, age), len(limits) - 1)
            inside = best < limits[at] if self.strict_ties else best <= limits[at]
            if not inside.any():
                now = at[-1]
                by = _setters(elite, held[:, now])
                stops.append(Stop(curve.run, "envelope", age, float(best[-1]), float(limits[now]), by))
        return stops

    def elite(self, ended: Sequence[Curve]) -> list[Curve]:
        """The best finished runs, the earlier run first among equals; none while too few have finished."""
        reported = [curve for curve in ended if curve.finished and len(curve.values)]
        if len(reported) < self.min_runs:
            return []
        size = max(math.ceil(self.fraction * len(reported)), self.min_runs)
        return sorted(reported, key=lambda curve: (curve.best[-1], curve.run))[:size]


def _held(elite: Sequence[Curve]) -> Array:
    """(n, L) best so far of each curve, held at its last value up to the longest one's length L."""
    held = np.empty((len(elite), max(len(curve.values) for curve in elite)))
    for row, curve in zip(held, elite, strict=True):
        row[: len(curve.best)] = curve.best
        row[len(curve.best) :] = curve.best[-1]
    return held


def _setters(elite: Sequence[Curve], best: Array) -> tuple[int, ...]:
    """The numbers of the runs whose best (n,) at some age is the envelope there."""
    return tuple(curve.run for curve, value in zip(elite, best, strict=True) if value == best.max())
