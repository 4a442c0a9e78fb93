"""What a search method is."""

from dataclasses import replace
from typing import Protocol

import numpy as np

from besom.search.history import History, Suggestion


class Method(Protocol):
    """Chooses what to try next. Same history and same generator, same answer; nothing is remembered between calls."""

    @property
    def learns(self) -> bool:
        """Whether a result changes what comes next, so that suggestions made before it are stale."""

    def suggest(self, history: History, rng: np.random.Generator) -> Suggestion | None:
        """The next point to try, or None when nothing is left."""


def suggest_many(method: Method, history: History, seed: int, count: int) -> list[Suggestion]:
    """The next `count` suggestions, each made with the earlier ones in flight; fewer when the space is used up."""
    suggestions: list[Suggestion] = []
    history = replace(history, seed=seed)
    while len(suggestions) < count:
        suggestion = method.suggest(history, np.random.default_rng([seed, history.issued]))
        if suggestion is None:
            break
        suggestions.append(suggestion)
        history = history.with_pending(suggestion.point, suggestion.repeat)
    return suggestions
