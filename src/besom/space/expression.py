"""Small expressions over parameter names. They are parsed and computed here: no text of a file is ever run."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from besom.space.errors import ExpressionError
from besom.space.grammar import parse
from besom.space.nodes import Beside, Node
from besom.space.parameters import Value


@dataclass(frozen=True)
class Expression:
    """A parsed expression: its text, and the names of the parameters in it."""

    text: str
    names: frozenset[str]
    _root: Node = field(repr=False)

    @classmethod
    def parse(cls, text: str, names: Collection[str]) -> "Expression":
        """The expression that a text is, over these parameter names.

        Raises ExpressionError with the column for anything else.
        """
        root, used = parse(text, names)
        return cls(text, used, root)

    @classmethod
    def beside(cls, name: str, listed: Sequence[Value], values: Sequence[Value]) -> "Expression":
        """One of `values`: that in the place which the value of the parameter has among those that it lists."""
        return cls(f"the value beside {name}", frozenset({name}), Beside(name, tuple(listed), tuple(values)))

    def evaluate(self, values: Mapping[str, Value]) -> Value:
        """Its value where the parameters have these; ExpressionError where it has none, as of 1 / 0.

        It takes a time and a memory that are bounded by its length.
        """
        try:
            return self._root.value(values)
        except ExpressionError:
            raise
        except KeyError as missing:
            raise ExpressionError(f"{missing.args[0]} has no value") from None
        except ZeroDivisionError:
            raise ExpressionError("a number is divided by 0") from None
        except (ArithmeticError, ValueError):
            raise ExpressionError("a number is too large, or outside of what a function takes") from None
