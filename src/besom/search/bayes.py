"""Bayesian optimisation: a Gaussian process models the metric, probability of improvement leads the choice."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from besom.search.errors import SearchError
from besom.search.fresh import fresh_sample
from besom.search.history import Aim, History, Objective, Suggestion
from besom.search.lessons import Lessons, lessons
from besom.search.questions import QUESTIONS, Question
from besom.search.spread import spread
from besom.space import Point, Space, Value


def build_bayes(space: Space, aim: Aim, options: Mapping[str, object]) -> "Bayes":
    """The method for a sweep file. Raises SearchError without a metric, and for an acquisition that does not exist."""
    if aim.objective is None:
        raise SearchError("bayes needs a metric to learn from", "metric")
    acquisition = options.get("acquisition", "auto")
    if acquisition not in QUESTIONS:
        raise SearchError(f"acquisition must be one of {', '.join(QUESTIONS)}, got {acquisition!r}", "acquisition")
    return Bayes(space, aim.objective, QUESTIONS[str(acquisition)])


@dataclass(frozen=True)
class Bayes:
    """Fills the space with a few points, then asks a Gaussian process one question after the other.

    What is known from other sweeps, and from earlier versions of the space, stands in for points of the start.
    """

    space: Space
    objective: Objective
    questions: tuple[Question, ...]
    learns = True

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        known = lessons(self.space, self.objective, history)
        if known.measured < 2 or len(known.placed) < self._start:
            row = spread(self.space.cube, known.placed, known.taken, rng)
            info: dict[str, Value] = {"by": "start"}
        else:
            from besom.search.choose import choose  # loads scipy, which takes its time

            question = self.questions[history.issued % len(self.questions)]
            row, info = choose(known, self.space.cube, question, rng)
        point = None if row is None else self.space.cube.decode(row)
        if point is None or self._taken(point, known):  # nearly everything was tried
            point = fresh_sample(self.space, history, rng)
            info = {"by": "random"}
        return None if point is None else Suggestion(point, info)

    def _taken(self, point: Point, known: Lessons) -> bool:
        """Whether the point was handed out before, from a row that differs in the last digits."""
        return bool((known.taken == self.space.cube.encode([point])).all(axis=1).any())

    @property
    def _start(self) -> int:
        """Points that fill the space before the model is asked: a few more than there are columns, within reason."""
        return min(max(4, len(self.space.cube.varying) + 2), 8)
