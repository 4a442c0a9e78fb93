"""A file of lines that several processes append to and one reads, line by line and by number."""

import errno
import os
from pathlib import Path

CHUNK = 512 * 1024  # bytes read at a time, and so about the most that a report carries


class Appender:
    """Adds lines to the file, each in one write, so that it stays whole beside other threads' and processes' lines.

    A line that got only part of the way (the disk is full) stays in the file as one damaged line.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab+", buffering=0)
        size = os.fstat(self._file.fileno()).st_size
        self._torn = size > 0 and os.pread(self._file.fileno(), 1, size - 1) != b"\n"

    def append(self, line: bytes) -> None:
        """`line` has no newline in it. OSError when it could not be written whole."""
        text = b"\n" + line + b"\n" if self._torn else line + b"\n"
        written = self._file.write(text)
        if written:
            self._torn = text[written - 1 : written] != b"\n"
        if written != len(text):
            raise OSError(errno.ENOSPC, "no room for a whole record")

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()


class LineReader:
    """Reads complete lines; what follows the last newline is not there yet. `line` is the number of the next one."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY | os.O_CREAT, 0o600)
        self._offset = 0
        self.line = 0

    def peek(self, most: int) -> list[bytes]:
        """Up to `most` lines from here on, fewer when they are long; none only at the end."""
        size = CHUNK
        while True:
            chunk = os.pread(self._file, size, self._offset)
            lines = chunk.split(b"\n", most)[:-1]
            if lines or len(chunk) < size:
                return lines
            size *= 2

    def seek(self, line: int) -> None:
        """Go to the line of that number, or to the end if there are not so many."""
        if line < self.line:
            self._offset = self.line = 0
        while self.line < line:
            lines = self.peek(line - self.line)
            if not lines:
                return
            self._offset += sum(map(len, lines)) + len(lines)
            self.line += len(lines)

    def close(self) -> None:
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)
