"""Real scripts: what they print, how they end, and that nothing of them is left."""

import os
import queue
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from besom.agent.output import LINE_LIMIT, Spool, text
from besom.agent.process import Process
from besom.client.lines import LineReader
from tests.service.agent.processes import gone, pid_in, until


class Scripts:
    """Starts Python scripts; their children write files into the folder to be seen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ended: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self.started: list[Process] = []
        self.spool = Spool(folder / "console.log")

    def start(self, script: str, *, grace: float = 10.0, env: dict[str, str] | None = None) -> Process:
        process = Process(
            [sys.executable, "-c", script],
            env={"PYTHONUNBUFFERED": "1", **(env or {})},
            folder=self.folder,
            spool=self.spool,
            grace=grace,
            ended=self.ended.put,
        )
        self.started.append(process)
        return process

    def code(self) -> int | None:
        return self.ended.get(timeout=30)

    def lines(self) -> list[str]:
        reader = LineReader(self.spool.path)
        lines: list[str] = []
        while block := reader.peek(10**6):
            lines += map(text, block)
            reader.seek(reader.line + len(block))
        reader.close()
        return lines

    def output(self, script: str) -> list[str]:
        self.start(script)
        self.code()
        return self.lines()

    def said(self, word: str) -> None:
        """Return once the script has printed the word on a line of its own."""
        with self.spool.changed:
            assert self.spool.changed.wait_for(lambda: word in self.lines(), 30), self.lines()

    def pid(self, name: str) -> int:
        """What a child of the script has written to a file."""
        return pid_in(self.folder / name)


@pytest.fixture
def scripts(tmp_path: Path) -> Iterator[Scripts]:
    made = Scripts(tmp_path)
    yield made
    for process in made.started:
        process.signal(signal.SIGKILL)
    made.spool.close()


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("pass", 0),
        ("raise SystemExit(3)", 3),
        ("raise RuntimeError", 1),
        ("import os; os._exit(255)", 255),
        ("import os; os.kill(os.getpid(), 9)", -signal.SIGKILL),
        ("import os; os.abort()", -signal.SIGABRT),
    ],
)
def test_exit_codes(script: str, code: int, scripts: Scripts) -> None:
    scripts.start(script)
    assert scripts.code() == code


def test_both_streams_come_as_one_in_order(scripts: Scripts) -> None:
    script = "import sys\nfor n in range(3): print('out', n); print('err', n, file=sys.stderr)"
    assert scripts.output(script) == ["out 0", "err 0", "out 1", "err 1", "out 2", "err 2"]


def test_standard_input_is_empty_and_the_script_has_a_session_of_its_own(scripts: Scripts) -> None:
    script = "import os, sys; print(sys.stdin.read() == '', os.getsid(0) == os.getpid() == os.getpgrp(), os.getcwd())"
    assert scripts.output(script) == [f"True True {scripts.folder}"]


def test_output_without_a_newline_at_the_end(scripts: Scripts) -> None:
    assert scripts.output("import sys; sys.stdout.write('a\\nlast words')") == ["a", "last words"]


def test_a_progress_bar_becomes_the_last_thing_it_showed(scripts: Scripts) -> None:
    script = "import sys\nfor n in range(500): sys.stdout.write(f'\\r{n}/500')\nprint('\\ndone')"
    assert scripts.output(script) == ["499/500", "done"]


def test_binary_garbage_neither_stops_the_script_nor_is_lost(scripts: Scripts) -> None:
    script = (
        "import os, random\nr = random.Random(1)\nfor _ in range(300): os.write(1, r.randbytes(4096))\nprint('\\nend')"
    )
    lines = scripts.output(script)
    assert lines[-1] == "end"
    assert sum(map(len, lines)) > 100_000
    assert scripts.ended.empty()


def test_a_line_of_megabytes_is_cut(scripts: Scripts) -> None:
    lines = scripts.output("import os\nfor _ in range(64): os.write(1, b'x' * 65536)")
    assert [len(line) for line in lines] == [LINE_LIMIT] * 64


def test_a_flood_of_output_does_not_hold_the_script_up(scripts: Scripts) -> None:
    """Thirty megabytes, more than any buffer between, from the script and its child at once."""
    script = """
import os, subprocess, sys
line = b"epoch 12 of 30, val_loss 0.31415926535, learning rate 0.001, still going on and on\\n"
block = line * (1_000_000 // len(line))
child = subprocess.Popen([sys.executable, "-c", "import os\\nfor _ in range(50000): os.write(2, b'child\\\\n' * 10)"])
for _ in range(30):
    os.write(1, block)
child.wait()
print("done")
"""
    lines = scripts.output(script)
    assert lines[-1] == "done"
    assert scripts.spool.tail().endswith("done")
    assert sum(line == "child" for line in lines) > 400_000
    assert sum(line.startswith("epoch 12") for line in lines) > 300_000


def test_a_signal_reaches_the_script_and_its_children(scripts: Scripts) -> None:
    script = """
import subprocess, sys
child = "import os, time; print(os.getpid(), file=open('child', 'w')); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", child])
print("ready")
import time; time.sleep(600)
"""
    process = scripts.start(script)
    scripts.said("ready")
    child = scripts.pid("child")
    process.signal(signal.SIGTERM)
    assert scripts.code() == -signal.SIGTERM
    until(lambda: gone(child))


def test_a_script_may_say_goodbye_on_sigterm(scripts: Scripts) -> None:
    script = """
import signal, sys, time
def goodbye(*_):
    print("saved")
    sys.exit(7)
signal.signal(signal.SIGTERM, goodbye)
print("ready")
time.sleep(600)
"""
    process = scripts.start(script)
    scripts.said("ready")
    process.signal(signal.SIGTERM)
    assert scripts.code() == 7
    assert scripts.lines() == ["ready", "saved"]


GRANDCHILD = """
import os, signal, subprocess, sys, time
grandchild = '''
import os, signal, time
signal.signal(signal.SIGTERM, {reaction})
print(os.getpid(), file=open("grandchild", "w"))
print("grandchild ready")
time.sleep(600)
'''
subprocess.Popen([sys.executable, "-c", grandchild])
while not (os.path.exists("grandchild") and open("grandchild").read().endswith("\\n")):
    time.sleep(0.01)
"""


def test_children_that_outlive_a_script_are_ended_with_it(scripts: Scripts) -> None:
    scripts.start(GRANDCHILD.replace("{reaction}", "signal.SIG_DFL"))
    grandchild = scripts.pid("grandchild")
    assert scripts.code() == 0
    until(lambda: gone(grandchild))


def test_children_that_ignore_sigterm_are_killed_after_the_grace_time(scripts: Scripts) -> None:
    scripts.start(GRANDCHILD.replace("{reaction}", "signal.SIG_IGN"), grace=0.2)
    grandchild = scripts.pid("grandchild")
    assert scripts.code() == 0
    until(lambda: gone(grandchild))


def test_children_have_the_grace_time_to_end_when_their_parent_dies_of_the_signal(scripts: Scripts) -> None:
    """As under a shell, which goes at once and leaves the training to save its state."""
    reaction = "lambda *_: (print('grandchild saved'), os._exit(0))"
    process = scripts.start(GRANDCHILD.replace("{reaction}", reaction) + "time.sleep(600)")
    scripts.said("grandchild ready")
    process.signal(signal.SIGTERM)
    assert scripts.code() == -signal.SIGTERM
    assert scripts.lines() == ["grandchild ready", "grandchild saved"]


def test_a_child_that_has_left_the_group_does_not_hold_the_run_up(scripts: Scripts) -> None:
    script = """
import subprocess, sys, time, os
child = "import os, time; print(os.getpid(), file=open('child', 'w')); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", child], start_new_session=True)
while not (os.path.exists("child") and open("child").read().endswith("\\n")):
    time.sleep(0.01)
print("done")
"""
    scripts.start(script, grace=0.2)
    try:
        assert scripts.code() == 0
        assert scripts.lines() == ["done"]
        assert not gone(scripts.pid("child"))
    finally:
        os.kill(scripts.pid("child"), signal.SIGKILL)


def test_signals_after_the_end_reach_nobody(scripts: Scripts) -> None:
    process = scripts.start("pass")
    assert scripts.code() == 0
    process.signal(signal.SIGKILL)
    process.signal(signal.SIGTERM)
    assert scripts.ended.empty()


def test_no_zombie_and_no_open_pipe_is_left(scripts: Scripts) -> None:
    def pipes() -> int:
        return sum("pipe:" in str(fd.readlink()) for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink())

    before = pipes()
    (pid,) = scripts.output("import os; print(os.getpid())")
    assert not Path("/proc", pid).exists()
    assert pipes() == before


def test_a_program_that_is_not_there(scripts: Scripts) -> None:
    with pytest.raises(FileNotFoundError, match="no-such-python"):
        Process(
            ["no-such-python"], env={}, folder=scripts.folder, spool=scripts.spool, grace=1, ended=scripts.ended.put
        )
