"""Ask and tell, without a server."""

import math
from collections.abc import Mapping
from typing import Any, Literal

from besom.parameters import read_space
from besom.search.errors import SearchError
from besom.search.history import Aim, History, Objective, Observation
from besom.search.method import Method, suggest_many
from besom.search.registry import METHODS
from besom.space import Point, Space, SpaceError, Value

VALUE = "value"  # what the metric is called where nobody needs its name

# To the methods, points that were told without being asked for are those of an earlier version of the space: they were
# tried and teach as much as any, and a grid passes them over.
BEFORE, NOW = 1, 2


class Optimizer:
    """A search in your own loop: ask for a point, try it, tell what came of it.

    `parameters` is that of a sweep file as a plain mapping, or a Space. Points are flat: a nested parameter's name is
    `outer.inner`. Points that were asked for and not told yet count as in flight. The same seed, and the same asks and
    tells in the same order, give the same points.

    One number is told of each run, and `goal` says which way is better; with an `aim`, which names metrics, a mapping
    of all its metrics is. `options` are the keys of a sweep file that the method reads, such as acquisition or run_cap.
    Raises SweepFileError for parameters that are not in order, SearchError for a method that cannot search them.
    """

    def __init__(
        self,
        parameters: Mapping[str, Any] | Space,
        *,
        seed: int = 0,
        method: str = "bayes",
        goal: Literal["minimize", "maximize"] = "minimize",
        aim: Aim | None = None,
        options: Mapping[str, object] | None = None,
    ) -> None:
        if goal not in ("minimize", "maximize") or (aim is not None and goal != "minimize"):
            right = "minimize or maximize" if aim is None else "left out, as each objective of an aim has its own"
            raise SearchError(f"goal must be {right}; got {goal!r}", "goal")
        self._space = parameters if isinstance(parameters, Space) else read_space(parameters)
        self._aim = aim or Aim((Objective(VALUE, goal),))
        self._single = aim is None
        self._method = _built(method, self._space, self._aim, options or {})
        self._seed = seed
        self._running: list[tuple[str, Observation]] = []  # with Space.key, in order of the asks
        self._told: list[Observation] = []
        self._asked: set[str] = set()
        self._before = 0  # points that were told and never asked for
        self._issued = 0  # these and those that were asked for

    def ask(self) -> dict[str, Value] | None:
        """The point of the next run, by flat names; None when nothing is left to try."""
        suggestions = suggest_many(self._method, self.history, self._seed, 1)
        if not suggestions:
            return None
        point = dict(suggestions[0].point)
        key = self._space.key(point)
        self._running.append((key, Observation(point, "running", space_version=NOW)))
        self._asked.add(key)
        self._issued += 1
        return dict(point)

    def tell(self, point: Point, value: float | Mapping[str, float] | None, *, stopped: bool = False) -> None:
        """What came of a run: its value, or None for one that failed; NaN and infinity count as failed too.

        `stopped`: the run was ended early, and the value is what it had reached by then. Of several runs of one point
        that are in flight the first asked is told first. A point that was never asked for counts as known, even if it
        lies outside of the space as one of a wider space may. SearchError for a point or for values of something else.
        """
        values = self._values(value)
        key = self._key(point)
        running = next((place for place, (asked, _) in enumerate(self._running) if asked == key), None)
        if running is not None:
            del self._running[running]
        known = key not in self._asked
        self._before += known
        self._issued += known
        missing = [objective for objective in self._aim.objectives if objective.metric not in values]
        state = "failed" if value is None or missing else "stopped" if stopped else "finished"
        self._told.append(Observation(dict(point), state, values, state == "stopped", BEFORE if known else NOW))

    @property
    def history(self) -> History:
        """Everything told, in the order of the tells, then what is in flight."""
        running = (observation for _, observation in self._running)
        return History((*self._told, *running), self._issued, NOW, self._before)

    def _key(self, point: Point) -> str | None:
        """Which point of the space it is; None for one outside that still says something about it."""
        try:
            return self._space.key(point)
        except SpaceError as error:
            for name in point.keys() - set(self._space.names):
                raise SearchError(f"{name} is not a parameter of the space", name) from None
            adapted = self._space.adapt(point)
            if adapted is not None and self._space.contains(adapted):  # what does not exist there was given too
                return self._space.key(adapted)
            if adapted is None or not self._space.cube.place([adapted])[1].all():
                raise SearchError(f"this is no point of the space: {error}", error.parameter) from None
            return None

    def _values(self, value: float | Mapping[str, float] | None) -> dict[str, float]:
        """What is finite of the values, by metric."""
        if value is None:
            return {}
        if isinstance(value, Mapping) == self._single:
            right = "a number" if self._single else "a mapping of the aim's metrics to numbers"
            raise SearchError(f"the value of a run must be {right}, or None; got {value!r}")
        values = value if isinstance(value, Mapping) else {VALUE: value}
        try:
            return {name: float(number) for name, number in values.items() if math.isfinite(number)}
        except TypeError:
            raise SearchError(f"the value of a run must be a number, or None; got {value!r}") from None


def _built(name: str, space: Space, aim: Aim, options: Mapping[str, object]) -> Method:
    """The method; SearchError, with a sentence, where it does not exist or cannot do it."""
    if name not in METHODS:
        raise SearchError(f"there is no method {name!r}; the methods are {', '.join(METHODS)}", "method")
    kind = METHODS[name]
    for option in options.keys() - kind.options:
        raise SearchError(f"{option} means nothing to {name}", option)
    for sentence in kind.refusals(space).values():
        raise SearchError(sentence, "parameters")
    return kind.build(space, aim, options)
