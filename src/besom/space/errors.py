"""What can be wrong with a space."""

import difflib
from collections.abc import Iterable


class SpaceError(ValueError):
    """A parameter, or a value for one, that makes no sense; the message is a sentence for people.

    `parameter` is the name of the parameter where it is known, else None.
    """

    def __init__(self, sentence: str, parameter: str | None = None) -> None:
        super().__init__(sentence)
        self.parameter = parameter


class ExpressionError(ValueError):
    """A text that is no expression, or an expression without a value; the message is a sentence for people.

    `column` is where in the text it went wrong, counted from 1; None where no place in it is to blame.
    """

    def __init__(self, sentence: str, column: int | None = None) -> None:
        super().__init__(sentence)
        self.column = column


class WrongKind(ExpressionError):
    """An operator or a function was given a value of a kind that it does not take, such as a text to multiply."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: the known one that it resembles, if there is one."""
    close = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""
