"""Ask and tell, without a server."""

from collections.abc import Mapping

from besom.search.errors import SearchError
from besom.search.history import Aim, History, Objective, Observation
from besom.search.method import suggest_many
from besom.search.registry import METHODS
from besom.space import Point, Space


class Optimizer:
    """A search in your own loop: ask for a point, try it, tell what came of it.

    Points that were asked for and not told yet count as in flight. The same seed and the same tells in the same order
    give the same points.
    """

    def __init__(self, space: Space, objective: Objective | None, method: str = "bayes", seed: int = 0) -> None:
        if method not in METHODS:
            raise SearchError(f"there is no method {method!r}; the methods are {', '.join(METHODS)}", "method")
        kind = METHODS[method]
        for sentence in kind.refusals(space).values():
            raise SearchError(sentence, "parameters")
        self._method = kind.build(space, Aim(() if objective is None else (objective,)), {})
        self._seed = seed
        self._running: dict[int, Point] = {}
        self._told: list[Observation] = []

    def ask(self) -> tuple[int, Point] | None:
        """The number and the point of the next run; None when nothing is left to try."""
        suggestions = suggest_many(self._method, self.history, self._seed, 1)
        if not suggestions:
            return None
        number = len(self._told) + len(self._running) + 1
        self._running[number] = suggestions[0].point
        return number, suggestions[0].point

    def tell(
        self, number: int, values: Mapping[str, float] | None, state: str = "finished", censored: bool = False
    ) -> None:
        """What came of a run: its metric values (None for a run that gave none), once."""
        if number not in self._running:
            raise SearchError(f"run {number} is not running: ask first, and tell each run once")
        self._told.append(Observation(self._running.pop(number), state, values or {}, censored))

    @property
    def history(self) -> History:
        """Everything told, in the order of the tells, then what is in flight."""
        running = [Observation(point, "running") for point in self._running.values()]
        return History((*self._told, *running), len(self._told) + len(running))
