"""Bayesian optimisation: a Gaussian process models the metric, probability of improvement leads the choice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from besom.search.errors import SearchError
from besom.search.fresh import fresh_suggestion
from besom.search.history import Aim, History, Suggestion
from besom.search.lessons import Lessons, lessons
from besom.search.questions import QUESTIONS, Question
from besom.search.spread import spread
from besom.space import Point, Space, Value

ENDED = 5  # runs from which on a model is asked


def build_bayes(space: Space, aim: Aim, options: Mapping[str, object]) -> "Bayes":
    """The method for a sweep file. Raises SearchError without a metric, and for an acquisition that does not exist."""
    if aim.objective is None:
        raise SearchError("bayes needs a metric to learn from", "metric")
    acquisition = options.get("acquisition", "auto")
    if acquisition not in QUESTIONS:
        raise SearchError(f"acquisition must be one of {', '.join(QUESTIONS)}, got {acquisition!r}", "acquisition")
    if acquisition != "auto" and len(aim.objectives) > 1:
        sentence = f"acquisition must be auto where there are several objectives, got {acquisition!r}"
        raise SearchError(sentence, "acquisition")
    return Bayes(space, aim, QUESTIONS[str(acquisition)])


@dataclass(frozen=True)
class Bayes:
    """Fills the space with a few points, then asks a Gaussian process one question after the other.

    What is known from other sweeps, and from earlier versions of the space, stands in for points of the start.
    """

    space: Space
    aim: Aim
    questions: tuple[Question, ...]
    learns = True

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        known = lessons(self.space, self.aim, history)
        if self._begins(known):
            row = spread(self.space.cube, known.placed, known.taken, rng)
            info: dict[str, Value] = {"by": "start"}
            unseen = "the start found no point that was not tried"
        else:
            from besom.search.choose import choose  # loads scipy, which takes its time

            question = self.questions[history.issued % len(self.questions)]
            row, info = choose(known, self.space.cube, self.aim, question, rng)
            if row is None and question.view == "near":  # all that there is nearby was tried
                row, info = choose(known, self.space.cube, self.aim, replace(question, view="plain"), rng)
            unseen = "the model saw no point that was not tried"
        point = None if row is None else self.space.cube.decode(row)
        if point is None or self._taken(point, known):  # nearly everything was tried
            return fresh_suggestion(self.space, history, rng, unseen)
        return Suggestion(point, info)

    def _taken(self, point: Point, known: Lessons) -> bool:
        """Whether the point was handed out before, from a row that differs in the last digits."""
        return bool((known.taken == self.space.cube.encode([point])).all(axis=1).any())

    def _begins(self, known: Lessons) -> bool:
        """Whether points still fill the space: a few more than there are columns, within reason.

        With many agents the first runs are followed by more such points, until enough of them have ended: what a model
        of two or three runs asks for is worth less.
        """
        fill = min(max(4, len(self.space.cube.varying) + 2), 8)
        return known.measured < 2 or len(known.placed) < fill or len(known.rows) < min(fill, ENDED)
