"""From the text of an expression to its nodes."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from besom.space.errors import ExpressionError, nearest
from besom.space.nodes import (
    FUNCTIONS,
    MOST_BITS,
    Called,
    Compared,
    Either,
    Folded,
    Inverted,
    Joined,
    Known,
    Listing,
    Named,
    Node,
)
from besom.space.parameters import Value

LONGEST = 1000  # characters
DEEPEST = 50  # brackets, signs and powers within each other

WORDS = frozenset({"and", "or", "not", "in", "if", "else"})
LITERALS: Mapping[str, Value] = {
    "true": True,
    "false": False,
    "null": None,
    "True": True,
    "False": False,
    "None": None,
}
OR, AND, COMPARISON, SUM, PRODUCT, POWER = range(1, 7)  # the higher, the closer an operator binds
RANKS: Mapping[str, int] = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in", "not in"), COMPARISON),
    **dict.fromkeys(("+", "-"), SUM),
    **dict.fromkeys(("*", "/", "//", "%"), PRODUCT),
    "**": POWER,
}
MEANT = {"=": "==", "&&": "and", "||": "or", "&": "and", "|": "or", "!": "not", "^": "**", "≤": "<=", "≥": ">="}

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<word>[A-Za-z_][A-Za-z0-9_.-]*)
      | (?P<symbol>\*\*|//|[=!<>]=|[-+*/%<>()\[\],])
      | (?P<end>\Z)
      | (?P<odd>&&|\|\||['"]|.)
    )""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: Literal["number", "text", "name", "function", "literal", "symbol", "end"]
    text: str
    column: int  # from 1


def parse(text: str, names: Collection[str]) -> tuple[Node, frozenset[str]]:
    """The node that a text is, and the parameters in it. Raises ExpressionError with the column."""
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression may have at most {LONGEST} characters, this one has {len(text)}", 1)
    parser = _Parser(_tokens(text, names))
    return parser.whole(), frozenset(parser.names)


def _tokens(text: str, names: Collection[str]) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    while match := _TOKEN.match(text, place):
        kind = match.lastgroup or "end"
        found, column = match[kind], match.start(kind) + 1
        match kind:
            case "word":
                token = _word(found, names, column, called=text[place + len(match[0]) :].lstrip().startswith("("))
            case "number" | "text" | "symbol" | "end":
                token = Token(kind, found, column)
            case _:
                raise _odd(found, column)
        tokens.append(token)
        place = column - 1 + len(token.text)
        if kind == "end":
            break
    return tokens


def _word(run: str, names: Collection[str], column: int, *, called: bool) -> Token:
    """The longest known word at the beginning of a run of letters, digits and signs; `called`: a bracket follows it.

    A sign within a name is part of it where there is such a parameter, and a difference where there is none.
    """
    pieces = run.split("-")
    for count in range(len(pieces), 0, -1):
        word = "-".join(pieces[:count])
        if word in WORDS:
            return Token("symbol", word, column)
        if word in FUNCTIONS and called and word == run:
            return Token("function", word, column)
        if word in names:
            return Token("name", word, column)
        if word in LITERALS:
            return Token("literal", word, column)
    raise ExpressionError(_unknown(run, names, called=called), column)


def _unknown(run: str, names: Collection[str], *, called: bool) -> str:
    first, *others = run.split("-")
    if called and not others:
        return f"there is no function {run}{nearest(run, FUNCTIONS) or '; there are ' + ', '.join(FUNCTIONS)}"
    for word in (run, first):
        if told := nearest(word, names):
            return f"there is no parameter {word}{told}"
    known = f"; the parameters are {', '.join(list(names)[:12])}" if names else ""
    return f"there is no parameter {first}; a text stands in quotes{known}"


def _odd(found: str, column: int) -> ExpressionError:
    """What to say of a character that is no part of an expression."""
    if found in MEANT:
        return ExpressionError(f"{found} means nothing here; did you mean {MEANT[found]}?", column)
    if found in "'\"":
        return ExpressionError(f"the text that begins with {found} does not end", column)
    return ExpressionError(f"{found!r} means nothing here", column)


class _Parser:
    """Takes tokens from left to right. The nodes it makes are never deeper than the brackets of the text."""

    def __init__(self, tokens: list[Token]) -> None:
        self.names: set[str] = set()
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._choice()
        if self._token.kind != "end":
            raise self._expected("an operator")
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    @property
    def _operator(self) -> str:
        """The operator that comes next, if it is one."""
        token = self._token
        if token.kind != "symbol":
            return ""
        return "not in" if token.text == "not" and self._tokens[self._next + 1].text == "in" else token.text

    def _take_operator(self) -> str:
        symbol = self._operator
        self._next += 2 if symbol == "not in" else 1
        return symbol

    def _accept(self, symbol: str) -> bool:
        there = self._token.kind == "symbol" and self._token.text == symbol
        self._next += there
        return there

    def _expect(self, symbol: str) -> None:
        if not self._accept(symbol):
            raise self._expected(symbol)

    def _expected(self, what: str) -> ExpressionError:
        token = self._token
        got = "the end" if token.kind == "end" else token.text
        return ExpressionError(f"expected {what}; got {got}", token.column)

    def _within(self, parse: Callable[[], Node]) -> Node:
        """What stands one level deeper."""
        if self._depth == DEEPEST:
            raise ExpressionError(f"an expression may be at most {DEEPEST} levels deep", self._token.column)
        self._depth += 1
        node = parse()
        self._depth -= 1
        return node

    def _choice(self) -> Node:
        """a if b else c, or just a."""
        then = self._operation(OR)
        if not self._accept("if"):
            return then
        condition = self._operation(OR)
        self._expect("else")
        return Either(condition, then, self._within(self._choice))

    def _operation(self, least: int) -> Node:
        """Operands and the operators between them that bind at least so closely."""
        left = self._operand()
        while (rank := RANKS.get(self._operator, 0)) >= least:
            rest: list[tuple[str, Node]] = []
            while RANKS.get(self._operator) == rank:
                symbol = self._take_operator()
                # The right side of a power takes a further power with it: 2 ** 3 ** 2 is 2 ** 9.
                right = self._within(self._power) if rank == POWER else self._operation(rank + 1)
                rest.append((symbol, right))
            left = _joined(rank, left, rest)
        return left

    def _power(self) -> Node:
        return self._operation(POWER)

    def _operand(self) -> Node:
        token = self._token
        self._next += 1
        match token.kind, token.text:
            case "number", _:
                return Known(_number(token))
            case "text", _:
                return Known(token.text[1:-1])
            case "literal", word:
                return Known(LITERALS[word])
            case "name", name:
                self.names.add(name)
                return Named(name)
            case "function", name:
                return self._call(name)
            case "symbol", "(":
                node = self._within(self._choice)
                self._expect(")")
                return node
            case "symbol", "[":
                return Listing(self._items("]"))
            case "symbol", ("-" | "+") as sign:
                return Folded(Known(0), ((sign, self._within(self._power)),))
            case "symbol", "not":
                return Inverted(self._within(lambda: self._operation(COMPARISON)))
            case _:
                self._next -= 1
                raise self._expected("a value")

    def _call(self, name: str) -> Node:
        column = self._token.column
        self._expect("(")
        arguments = self._items(")")
        function = FUNCTIONS[name]
        if not function.least <= len(arguments) <= function.most:
            more = "" if function.most == function.least else f" to {function.most}"
            wanted = f"{function.least} or more" if function.most > LONGEST else f"{function.least}{more}"
            raise ExpressionError(f"{name} takes {wanted} values, got {len(arguments)}", column)
        return Called(name, arguments)

    def _items(self, closing: str) -> tuple[Node, ...]:
        """Nodes with commas between them, up to the closing bracket."""
        items: list[Node] = []
        while not self._accept(closing):
            if items and not self._accept(","):
                raise self._expected(f"a comma or {closing}")
            items.append(self._within(self._choice))
        return tuple(items)


def _joined(rank: int, first: Node, rest: list[tuple[str, Node]]) -> Node:
    if rank in (OR, AND):
        return Joined(rest[0][0], (first, *(operand for _, operand in rest)))
    return Compared(first, tuple(rest)) if rank == COMPARISON else Folded(first, tuple(rest))


def _number(token: Token) -> float:
    number = int(token.text) if token.text.isdigit() else float(token.text)
    if number.bit_length() > MOST_BITS if isinstance(number, int) else math.isinf(number):
        raise ExpressionError("this number is too large", token.column)
    return number
