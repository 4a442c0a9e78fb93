"""Running points more than once, and the more often the better they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from besom.search.fresh import seen_earlier
from besom.search.grid import Grid, fresh_number
from besom.search.history import Aim, History, Observation, Suggestion
from besom.search.method import Method
from besom.search.standings import Entry, Race, entries
from besom.space import Space, Value

SHARE = 1 / 3  # of the runs that may be repeats: beyond it new points find more than certainty about old ones
DROPPED = 0.8  # certainty of being behind the leader at which a point gets no further seeds, while it is so certain


@dataclass(frozen=True)
class Racing:
    """A method whose points are run under `repeats` seeds: all of them or, with `racing`, until a race is decided.

    The method itself sees one observation for each point, with the means of its values. In a race a new point is run
    once. While fewer than `SHARE` of the runs are repeats, the leader gets its next seed, or else the best of those
    that are not behind it. A point waits for its result before it gets another seed; one of which a run failed, was
    ended early or does not keep a limit gets no more. Once the method has nothing new, all that may still be best get
    all their seeds.

    The two numbers are what `python -m benchmarks.racing` finds best.
    """

    method: Method
    space: Space
    aim: Aim
    repeats: int
    racing: bool

    @property
    def learns(self) -> bool:
        return self.method.learns or self._races

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        if isinstance(self.method, Grid) and not self._races:
            return self._next_cell(history, rng)
        race = Race(list(entries(self.space, self.aim, history.observations).values()), self.repeats)
        again = self._race(race) if self._races else self._repeat(race, range(len(race.points)))
        if again is not None:
            return again
        fresh = self.method.suggest(self._seen(history, race), rng)
        if fresh is None:
            return self._repeat(race, _open(race))
        # By turns, since luck decides who is run again: if all began with one seed, it would look like an easy one.
        return replace(fresh, repeat=len(race.points) % self.repeats) if self._races else fresh

    @property
    def _races(self) -> bool:
        return self.racing and self.aim.objective is not None

    def _next_cell(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        """Every cell under every seed, counted like the cells themselves, so that what was tried by hand takes none.

        Passed over are those that were run in an earlier version under a seed of this one.
        """
        earlier = seen_earlier(self.space, history)
        tried = {seen.cell * self.repeats + seen.repeat for seen in earlier if 0 <= seen.repeat < self.repeats}
        cell, repeat = divmod(fresh_number(tried, history.issued - history.issued_before), self.repeats)
        made = self.method.suggest(History(issued=cell), rng)
        return None if made is None else replace(made, repeat=repeat)

    def _race(self, race: Race) -> Suggestion | None:
        runs = sum(len(point.runs) for point in race.points)
        if runs + 1 - len(race.points) > SHARE * (runs + 1):
            return None
        known = (place for place in _open(race) if race.count[place] and not race.points[place].running)
        return self._repeat(race, known)

    def _repeat(self, race: Race, places: Iterable[int]) -> Suggestion | None:
        """The first of the points that has a seed left, under its next seed."""
        for place in places:
            left = set(range(self.repeats)) - race.points[place].taken
            if left:
                return Suggestion(race.points[place].point, self._reason(race, place), min(left))
        return None

    def _reason(self, race: Race, place: int) -> dict[str, Value]:
        if not self._races or race.leader is None or not race.count[place]:
            return {"by": "repeat", "why": "every"}
        means = {"mean": self._signed(race.mean[place]), "leader": self._signed(race.mean[race.leader])}
        return {"by": "repeat", "why": "leads" if place == race.leader else "close", **means}

    def _seen(self, history: History, race: Race) -> History:
        """The history as the method sees it: what lies outside of the space, and one observation for each point.

        All of it counts as handed out in earlier versions of the space, of which a grid takes no cell a second time; so
        it goes on with the first cell that is not tried yet, however many runs the others had.
        """
        inside = {place for point in race.points for place in point.runs}
        strange = (run for place, run in enumerate(history.observations) if place not in inside)
        points = (self._observation(history, race, place) for place in range(len(race.points)))
        issued = len(race.points)
        return replace(
            history,
            observations=(*strange, *points),
            issued=issued,
            space_version=history.space_version + 1,
            issued_before=issued,
        )

    def _observation(self, history: History, race: Race, place: int) -> Observation:
        point = race.points[place]
        if point.failed:
            state = "failed"
        elif point.values:
            state = "stopped" if point.cut else "finished"
        else:
            state = "running" if point.running else "killed"
        values: dict[str, float] = {}
        if self.aim.objective is not None and point.values and not point.failed:
            values = self._limited(history, point) | {self.aim.objective.metric: self._signed(race.mean[place])}
        return Observation(point.point, state, values, censored=point.cut, space_version=point.space_version)

    def _limited(self, history: History, point: Entry) -> dict[str, float]:
        """The means of the metrics with a limit, over those of the point's runs that have a value."""
        seen = [history.observations[place].values for place in point.runs]
        known = {limit.metric: [of[limit.metric] for of in seen if limit.metric in of] for limit in self.aim.limits}
        return {metric: sum(values) / len(values) for metric, values in known.items() if values}

    def _signed(self, value: float) -> float:
        """From lower is better to the sign of the metric."""
        return float(value) if self.aim.objective is None else self.aim.objective.sign * float(value)


def _open(race: Race) -> Iterator[int]:
    """The points that may be best: the leader, then by their means, then those of which nothing is known yet."""
    for place in race.order:
        point = race.points[place]
        if not (point.failed or point.cut or point.barred or race.behind(place, DROPPED)):
            yield place
