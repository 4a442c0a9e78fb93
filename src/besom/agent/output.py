"""A script's output: bytes in, lines out, and the file that keeps them until the server has them."""

import sys
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path

LINE_LIMIT = 64 * 1024  # bytes; a longer line is cut into lines of this length
TAIL = 50  # lines shown of a run that failed
KEPT = 50 * 1024 * 1024  # bytes of output kept of one run


class Lines:
    """Cuts a stream of bytes into lines, none with its newline, none longer than LINE_LIMIT.

    A carriage return starts the line over, as on a terminal, so a progress bar becomes the last thing it showed.
    """

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that the chunk completes."""
        *lines, rest = (self._rest + chunk).split(b"\n")
        if b"\r" in chunk or b"\r" in self._rest:
            lines = [_shown(line) for line in lines]
            rest = _shown_so_far(rest)
        if len(rest) > LINE_LIMIT or any(len(line) > LINE_LIMIT for line in lines):
            lines = [piece for line in lines for piece in _pieces(line)]
            *full, rest = _pieces(rest)
            lines += full
        self._rest = rest
        return lines

    def end(self) -> list[bytes]:
        """The last line, where the stream ended without a newline."""
        rest, self._rest = _shown(self._rest), b""
        return [rest] if rest else []


def _shown(line: bytes) -> bytes:
    return line.rstrip(b"\r").rpartition(b"\r")[2]


def _shown_so_far(rest: bytes) -> bytes:
    """The unfinished line; a carriage return at its end may yet turn out to be half of a line break."""
    body = rest.rstrip(b"\r")
    return body.rpartition(b"\r")[2] + rest[len(body) :][:1]


def _pieces(line: bytes) -> list[bytes]:
    """The line cut at LINE_LIMIT, never inside a character of UTF-8; at least one piece, the last may be empty."""
    pieces = []
    start = 0
    while len(line) - start > LINE_LIMIT:
        end = start + LINE_LIMIT
        for back in range(4):  # a character has at most three bytes after its first
            if line[end - back] & 0xC0 != 0x80:
                end -= back
                break
        pieces.append(line[start:end])
        start = end
    return [*pieces, line[start:]]


class Spool:
    """The output of one attempt in a file of lines; one thread writes, any may read.

    At most `limit` bytes are kept. What does not fit, or finds no room on the disk, is counted and named in a line of
    its own; the last lines are kept in any case.
    """

    def __init__(self, path: Path, limit: int = KEPT) -> None:
        self.path = path
        self.lines = 0  # in the file
        self.closed = False
        self.changed = threading.Condition()  # notified when `lines` grows, and at the end
        self._file = path.open("wb", buffering=0)
        self._room = limit
        self._torn = False  # the disk took a part of a line
        self._tail: deque[bytes] = deque(maxlen=TAIL)
        self._dropped = 0
        self._dropped_bytes = 0

    def write(self, lines: list[bytes]) -> None:
        """Keep the lines; never raises for lack of room. After `close` they are passed over."""
        with self.changed:
            if not lines or self.closed:
                return
            self._tail.extend(lines[-TAIL:])
            if self._append([*self._note(0, 0), *lines]):
                self._dropped = self._dropped_bytes = 0
            else:
                self._dropped += len(lines)
                self._dropped_bytes += sum(map(len, lines))

    def close(self) -> None:
        """Nothing more will be written."""
        with self.changed:
            if self.closed:
                return
            if self._dropped:
                last = list(self._tail)[-self._dropped :]
                self._room = sys.maxsize
                self._append([*self._note(len(last), sum(map(len, last))), *last])
            self.closed = True
            self._file.close()
            self.changed.notify_all()

    def tail(self) -> str:
        """The last lines, for the error of a run that failed."""
        return "\n".join(text(line) for line in self._tail)

    def _note(self, kept: int, kept_bytes: int) -> list[bytes]:
        dropped, megabytes = self._dropped - kept, (self._dropped_bytes - kept_bytes) / 1e6
        note = f"[besom: {dropped} lines of output, {megabytes:.1f} MB, were not kept]"
        return [note.encode()] if dropped else []

    def _append(self, lines: list[bytes]) -> bool:
        block = b"\n" * self._torn + b"\n".join(lines) + b"\n"
        if len(block) > self._room:
            return False
        written = 0
        with suppress(OSError):
            while written < len(block):  # a disk that is nearly full takes less than all of it
                written += self._file.write(block[written:])
        if written:
            self._torn = block[written - 1 : written] != b"\n"
        self._room -= written
        self.lines += block.count(b"\n", 0, written)
        self.changed.notify_all()
        return written == len(block)


def text(line: bytes) -> str:
    """A line for people and JSON; what is not UTF-8 shows as the replacement character, and so do NULs."""
    return line.decode("utf-8", "replace").replace("\0", "\ufffd")
