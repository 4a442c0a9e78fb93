"""What a script prints becomes lines, whatever bytes it prints, and they are kept until there is no room."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from besom.agent.output import LINE_LIMIT, TAIL, Lines, Spool, text
from besom.client.lines import LineReader


def cut(*chunks: bytes) -> list[bytes]:
    lines = Lines()
    return [line for chunk in chunks for line in lines.feed(chunk)] + lines.end()


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([b"a\nb\n"], [b"a", b"b"]),
        ([b"a\nb"], [b"a", b"b"]),
        ([b"a", b"", b"b\n"], [b"ab"]),
        ([b"\n\n"], [b"", b""]),
        ([b""], []),
        ([b"windows\r\n", b"split\r", b"\nend\r\n"], [b"windows", b"split", b"end"]),
        ([b" 10%\r 20%\r 30%\n"], [b" 30%"]),
        ([b" 10%", b"\r 20%", b"\r 30%\r"], [b" 30%"]),
        ([b"loss 1\r", b"loss 2\r", b"\n"], [b"loss 2"]),
    ],
)
def test_lines(chunks: list[bytes], expected: list[bytes]) -> None:
    assert cut(*chunks) == expected


def test_a_progress_bar_that_never_ends_its_line_takes_no_memory() -> None:
    lines = Lines()
    for percent in range(100_000):
        assert lines.feed(b"\r%d of 100000 [%s]" % (percent, b"=" * 60)) == []
    assert lines.end() == [b"99999 of 100000 [" + b"=" * 60 + b"]"]


def test_a_long_line_is_cut() -> None:
    assert [len(line) for line in cut(b"x" * (2 * LINE_LIMIT + 5) + b"\ny\n")] == [LINE_LIMIT, LINE_LIMIT, 5, 1]


def test_a_long_line_is_not_cut_inside_a_character() -> None:
    shown = "".join(text(line) for line in cut(*[("€" * 999).encode()] * 200))
    assert shown == "€" * 999 * 200


@given(st.lists(st.binary(max_size=50).map(lambda b: b.replace(b"\r", b"")), max_size=20))
@example([b"\x80" * 40] * 3)
def test_without_carriage_returns_nothing_is_lost(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    assert b"\n".join(cut(*chunks)) == whole.removesuffix(b"\n")


@given(st.text("ab\r\né", max_size=60).map(str.encode), st.lists(st.integers(0, 60)))
def test_where_the_stream_is_cut_makes_no_difference(stream: bytes, places: list[int]) -> None:
    bounds = [0, *sorted(places), len(stream)]
    assert cut(*[stream[a:b] for a, b in pairwise(bounds)]) == cut(stream)


def test_garbage_becomes_text_that_any_json_can_carry() -> None:
    assert text(b"loss \xff\x00 \xe2\x82\xac") == "loss \ufffd\ufffd €"


def read(spool: Spool) -> list[bytes]:
    reader = LineReader(spool.path)
    lines = reader.peek(10**6)
    reader.close()
    return lines


def test_lines_can_be_read_while_they_are_written(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "log")
    spool.write([b"one", b"two"])
    assert read(spool) == [b"one", b"two"]
    assert spool.lines == 2
    spool.write([b""])
    spool.close()
    assert read(spool) == [b"one", b"two", b""]


def test_beyond_the_limit_output_is_counted_and_the_last_lines_are_kept(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "log", limit=10_000)
    for number in range(5000):
        spool.write([b"%09d" % number])
    spool.close()
    lines = read(spool)
    assert len(lines) == spool.lines
    assert lines[:1000] == [b"%09d" % number for number in range(1000)]
    assert lines[1000] == b"[besom: 3950 lines of output, 0.0 MB, were not kept]"
    assert lines[1001:] == [b"%09d" % number for number in range(5000 - TAIL, 5000)]
    assert spool.tail().splitlines()[-1] == "000004999"


def test_when_only_the_last_lines_did_not_fit_they_are_kept_all(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "log", limit=20)
    for number in range(4):
        spool.write([b"%09d" % number])
    spool.close()
    assert read(spool) == [b"%09d" % number for number in range(4)]


class FullDisk:
    """A file that takes so many bytes more."""

    def __init__(self, path: Path, room: int) -> None:
        self.room = room
        self._file = path.open("wb", buffering=0)

    def write(self, block: bytes) -> int:
        taken = block[: self.room]
        if not taken:
            raise OSError(28, "No space left on device")
        self.room -= len(taken)
        self._file.write(taken)
        return len(taken)

    def close(self) -> None:
        self._file.close()


def test_a_full_disk_does_not_stop_the_script_nor_mix_up_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path / "log")
    disk = FullDisk(spool.path, 12)
    spool._file.close()
    monkeypatch.setattr(spool, "_file", disk)
    for number in range(20):
        spool.write([b"line %02d" % number])
        assert spool.lines == len(read(spool))
    disk.room = 10**6
    spool.write([b"there is room again"])
    spool.close()
    lines = read(spool)
    assert lines[:2] == [b"line 00", b"line"]
    assert lines[-2:] == [b"[besom: 19 lines of output, 0.0 MB, were not kept]", b"there is room again"]
    assert spool.lines == len(lines)


def test_what_comes_after_the_end_is_passed_over(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "log")
    spool.close()
    spool.write([b"late"])
    assert read(spool) == []
