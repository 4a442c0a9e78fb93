"""Small expressions over parameter names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from besom.space.parameters import Value


@dataclass(frozen=True)
class Expression:
    """A parsed expression: its text, and the names of the parameters in it."""

    text: str
    names: frozenset[str]

    @classmethod
    def parse(cls, text: str, names: Collection[str]) -> "Expression":
        """The expression that a text is, over these parameter names.

        Raises ExpressionError with the column for anything else.
        """
        raise NotImplementedError

    def evaluate(self, values: Mapping[str, Value]) -> Value:
        """Its value where the parameters have these; ExpressionError where it has none, as of 1 / 0."""
        raise NotImplementedError
