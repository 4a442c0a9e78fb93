"""Lines that fit the terminal. Nothing is ever cut off: what does not fit beside stands below."""

import textwrap
from collections.abc import Sequence

GAP = "  "
SEPARATOR = " · "


def fields(pairs: Sequence[tuple[str, str]], width: int) -> list[str]:
    """A label and its text a line, the texts aligned and wrapped."""
    column = max((len(label) for label, _ in pairs), default=0) + len(GAP)
    lines = []
    for label, text in pairs:
        lines += wrapped(text, width, first=label.ljust(column), rest=" " * column)
    return lines


def wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """The text broken between words; a word longer than a line (an address, a path) stays whole."""
    if len(first) + len(text) <= width:
        return [(first + text).rstrip()]
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Columns under a head where they fit; else a block a row, its first cell as title and the others named."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    if sum(widths) + len(GAP) * (len(widths) - 1) <= width:
        return [
            GAP.join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
        ]
    lines = []
    for row in rows:
        named = [f"{name} {cell}" for name, cell in zip(head[1:], row[1:], strict=True) if cell]
        lines += [row[0], *_packed(named, width)]
    return lines


def _packed(texts: Sequence[str], width: int) -> list[str]:
    """As many texts a line as fit, indented."""
    lines: list[str] = []
    for text in texts:
        if lines and len(lines[-1]) + len(SEPARATOR) + len(text) <= width:
            lines[-1] += SEPARATOR + text
        else:
            lines += wrapped(text, width, first=GAP, rest=GAP * 2)
    return lines
