"""What is wrong with a sweep file, and where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from besom.errors import Invalid
from besom.reading.excerpt import excerpt

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list indices from the top of the document to a value."""

Place: TypeAlias = tuple[int, int]
"""Line and column, both counted from 1, columns in characters."""

Severity: TypeAlias = Literal["error", "warning"]

MOST_PROBLEMS = 100  # a file with more is something else than a sweep file
DEEPEST = 60  # steps of a path: nested parameters take two each; far from the interpreter's limit


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. Line and column are 0 where there is a document but no text; `path` is always there.

    `excerpt`: the line of the file and below it a caret under the column, to be shown after the sentence; empty where
    there is nothing to show.
    """

    file: str
    line: int
    column: int
    message: str
    severity: Severity = "error"
    path: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.path or self.file
        return f"{place}: {'warning: ' if self.severity == 'warning' else ''}{self.message}"


class SweepFileError(Invalid):
    """The sweep file is not one. Its text, and `problems`, have a line for each thing that is wrong, in file order.

    `located` are the same as Problem records.
    """

    def __init__(self, located: Iterable[Problem]) -> None:
        self.located = in_order(located)
        lines = [str(problem) for problem in self.located]
        super().__init__("\n".join(lines), problems=lines, excerpts=[problem.excerpt for problem in self.located])


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the keys and values of a document stand in its text; empty for a document without a text."""

    file: str
    lines: Sequence[str] = ()
    keys: Mapping[Path, Place] = field(default_factory=dict)
    values: Mapping[Path, Place] = field(default_factory=dict)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where a value stands, or its key; the nearest thing around it that has a place, (0, 0) if there is none."""
        if key and path in self.keys:
            return self.keys[path]
        around = (path[:length] for length in range(len(path), -1, -1))
        return next((self.values[step] for step in around if step in self.values), (0, 0))

    def problem(
        self, path: Path, message: str, *, key: bool = False, place: Place | None = None, severity: Severity = "error"
    ) -> Problem:
        line, column = place or self.place(path, key=key)
        somewhere = place is not None or bool(path)  # what is said of the whole file is about none of its lines
        shown = excerpt(self.lines[line - 1], column) if somewhere and 0 < line <= len(self.lines) else ""
        return Problem(self.file, line, column, message, severity, dotted(path), shown)

    def inside(self, path: Path, text: str, column: int) -> Place:
        """The place of a column of a text (from 1), where the file has the text on one line just as it is."""
        line, start = self.place(path)
        rest = self.lines[line - 1][start - 1 :] if 0 < line <= len(self.lines) else ""
        quote = 1 if rest[:1] in ("'", '"') else 0
        return (line, start + quote + column - 1) if rest[quote:].startswith(text) else (line, start)


@dataclass(frozen=True, slots=True)
class Findings:
    """Collects everything that is wrong, so that a person hears of all of it at once."""

    marks: Marks
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)  # those of the warnings that a person should answer

    def error(self, path: Path, message: str, *, key: bool = False, place: Place | None = None) -> None:
        """Take note of it, and go on; SweepFileError at once when there are too many to be of use."""
        self.errors.append(self.marks.problem(path, message, key=key, place=place))
        if len(self.errors) >= MOST_PROBLEMS:
            raise self.failure()

    def warn(
        self, path: Path, message: str, *, key: bool = False, place: Place | None = None, doubt: bool = False
    ) -> None:
        """Take note of something that is allowed but may not be meant; of a `doubt` a person should be asked."""
        if len(self.warnings) < MOST_PROBLEMS:
            problem = self.marks.problem(path, message, key=key, place=place, severity="warning")
            self.warnings.append(problem)
            if doubt:
                self.doubts.append(problem)

    def failure(self) -> SweepFileError:
        """All of it as one error; warnings too, for they may be the reason (`strict_ties: yes`)."""
        return SweepFileError([*self.errors, *self.warnings])


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """As they stand in the file."""
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def dotted(path: Path) -> str:
    """A path for people: parameters.dropout.values[2]."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
