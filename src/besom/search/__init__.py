"""Search: what to try next, as a pure function of what was tried before."""

from besom.search.errors import SearchError
from besom.search.front import front
from besom.search.history import Aim, History, Limit, Objective, Observation, Suggestion
from besom.search.method import Method, suggest_many
from besom.search.optimizer import Optimizer
from besom.search.racing import Racing
from besom.search.registry import METHODS, MethodKind
from besom.search.standings import Standing, standings

__all__ = [
    "METHODS",
    "Aim",
    "History",
    "Limit",
    "Method",
    "MethodKind",
    "Objective",
    "Observation",
    "Optimizer",
    "Racing",
    "SearchError",
    "Standing",
    "Suggestion",
    "front",
    "standings",
    "suggest_many",
]
