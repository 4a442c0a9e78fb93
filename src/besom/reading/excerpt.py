"""A line of the sweep file with a caret below it, as a terminal shows them."""

import unicodedata

WIDTH = 80  # columns of the narrowest terminal that people still use
INDENT = "  "
_TAB = "    "
_DOTS = "…"
_NEAR = 300  # characters to either side of the caret that may come into sight; lines may have a quarter of a million
_BEFORE = 20  # columns that stay in sight before the caret where a line has to be cut


def excerpt(line: str, column: int) -> str:
    """The line and, under its column (in characters, from 1), a caret; empty for a line with nothing on it.

    Fits WIDTH: a longer line is cut around the caret. Tabs become spaces, what cannot be shown becomes a sign of its
    own; both rows are indented alike.
    """
    if not line.strip():
        return ""
    first = max(0, column - _NEAR)
    cells = [_shown(character) for character in line[first : column + _NEAR].rstrip()]
    at = sum(map(_width, cells[: column - 1 - first]))
    row = "".join(cells)
    room = WIDTH - len(INDENT)
    if first or _width(row) > room:
        row, at = _cut(cells, at, room, cut=bool(first))
    return f"{INDENT}{row}\n{INDENT}{' ' * at}^"


def _cut(cells: list[str], at: int, room: int, *, cut: bool) -> tuple[str, int]:
    """The part of a row around a column that fits the room, with dots where something is left out; the column in it.

    `cut`: something before the row is left out already.
    """
    room -= 2 * len(_DOTS)
    start = max(0, min(at - _BEFORE, _width("".join(cells)) - room))
    kept, passed = "", 0
    for cell in cells:
        if passed >= start and _width(kept + cell) <= room:
            kept += cell
        elif kept:
            kept += _DOTS
            break
        else:
            passed += _width(cell)
    dots = _DOTS if passed or cut else ""
    return dots + kept, at - passed + len(dots)


def _shown(character: str) -> str:
    if character == "\t":
        return _TAB
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _width(text: str) -> int:
    """Columns that a text takes: two for a wide character, none for a mark on the one before it."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
