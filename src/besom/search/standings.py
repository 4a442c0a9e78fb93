"""How the points of a sweep stand when each is run several times: one lucky run makes no leader."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from besom.search.fresh import seen
from besom.search.history import Aim, Observation
from besom.search.noise import Noise, Values, half_widths, noise, t_quantile
from besom.space import Point, Space

CERTAIN = 0.95  # of the claim that a point is behind the leader, over all looks at it


@dataclass(slots=True)
class Entry:
    """A point in the race, and its runs."""

    point: Point
    runs: list[int] = field(default_factory=list)  # their places among the observations
    taken: set[int] = field(default_factory=set)  # repeats that were handed out
    values: list[tuple[int, float]] = field(default_factory=list)  # repeat and value, lower is better
    running: int = 0
    failed: bool = False  # a run of it failed, or ended without a value
    cut: bool = False  # a run of it was ended early
    barred: bool = False  # a run of it does not keep a limit
    space_version: int = 0  # of its last run

    def add(self, place: int, run: Observation, aim: Aim) -> None:
        objective = aim.objective
        self.runs.append(place)
        self.taken.add(run.repeat)
        self.space_version = max(self.space_version, run.space_version)
        if run.state == "running":
            self.running += 1
            return
        value = np.nan if objective is None else objective.sign * run.values.get(objective.metric, np.nan)
        if run.state in ("failed", "crashed") or not np.isfinite(value):
            self.failed |= run.state != "killed" and objective is not None
            return
        self.cut |= run.censored or run.state in ("stopped", "killed")
        self.barred |= not aim.allows(run.values)
        self.values.append((run.repeat, value))


@dataclass(frozen=True)
class Standing:
    """A point, what its runs came to, and whether it leads.

    `mean` and `values` have the sign of the metric; the mean is None where no run gave a value. `half_width` is half of
    its 95 % interval, None for fewer than two values. `leads`: the best mean among the points with the most values,
    none of whose runs failed or did not keep a limit. `behind`: whether it is clearly behind the leader. `runs` are
    places among the observations. `keeps`: whether its runs that gave a value keep all limits.
    """

    key: str
    point: Point
    mean: float | None
    half_width: float | None
    values: tuple[float, ...]
    runs: tuple[int, ...]
    leads: bool
    behind: bool
    keeps: bool

    @property
    def repeats(self) -> int:
        """How many of its runs gave a value."""
        return len(self.values)


class Race:
    """Points compared with each other, each by its mean as it would be had it been run under every seed."""

    def __init__(self, points: Sequence[Entry], repeats: int) -> None:
        self.points = points
        self._values = Values.of([each.values for each in points])
        self.noise: Noise = noise(self._values)
        self.count = np.minimum(self._values.count, repeats)
        fair = Values(len(points), self._values.point, self._values.seed, self.noise.fair)
        self.mean = fair.mean  # (points,) lower is better, NaN without a value
        sound = np.array([not (each.failed or each.barred) for each in points], dtype=bool)
        self._rank = np.lexsort((np.nan_to_num(self.mean, nan=np.inf), ~sound, self.count == 0))
        self.leader = self._lead(sound & (self.count > 0))

    @property
    def order(self) -> list[int]:
        """The leader, then the others by their means, then those that cannot lead, then those without a value."""
        rest = [int(place) for place in self._rank if place != self.leader]
        return rest if self.leader is None else [self.leader, *rest]

    def behind(self, place: int, certainty: float) -> bool:
        """Whether a point is worse than the leader with that certainty: a one-sided t test with the noise of all."""
        if self.leader is None or place == self.leader or not self.count[place]:
            return False
        if self.points[place].failed or self.points[place].barred:
            return True
        far = self.mean[place] - self.mean[self.leader]
        width = self.noise.sd * np.sqrt(1 / self.count[place] + 1 / self.count[self.leader])
        return bool(self.noise.freedom and far > t_quantile(certainty, self.noise.freedom) * width)

    def half_widths(self) -> list[float | None]:
        return [None if np.isnan(width) else float(width) for width in half_widths(self._values)]

    def _lead(self, able: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int | None:
        """No point leads with fewer values than another has, whatever they are; of those with the most the best."""
        most = self.count[able].max(initial=0)
        return next((int(place) for place in self._rank if able[place] and self.count[place] == most), None)


def entries(space: Space, aim: Aim, observations: Sequence[Observation]) -> dict[str, Entry]:
    """The points of this space that were handed out, by key, in the order of their first run."""
    found: dict[str, Entry] = {}
    for place, run in enumerate(observations):
        if (of := seen(space, run)) is not None:
            found.setdefault(of.key, Entry(of.point)).add(place, run, aim)
    return found


def standings(space: Space, aim: Aim, observations: Sequence[Observation], repeats: int) -> tuple[Standing, ...]:
    """All points that were handed out, best first (Race.order), when each is to be run `repeats` times."""
    points = entries(space, aim, observations)
    sign = 1.0 if aim.objective is None else aim.objective.sign
    keys, race = list(points), Race(list(points.values()), repeats)
    widths = race.half_widths()
    looks = 1.0 - (1.0 - CERTAIN) / max(repeats - 1, 1)  # a point is looked at after each of its values
    return tuple(
        Standing(
            key=keys[place],
            point=each.point,
            mean=sum(sign * value / len(each.values) for _, value in each.values) if each.values else None,
            half_width=widths[place],
            values=tuple(sign * value for _, value in each.values),
            runs=tuple(each.runs),
            leads=place == race.leader,
            behind=race.behind(place, looks),
            keeps=not each.barred,
        )
        for place in race.order
        for each in [race.points[place]]
    )
