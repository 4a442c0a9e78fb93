"""Ctrl-C during a smoke run."""

import os
import signal

from tests.e2e.cli.home import Home

SWEEP = "program: train.py\nmethod: random\nmetric: {name: loss}\nparameters: {lr: {min: 0.1, max: 1.0}}\n"
POLITE = """
import signal, sys
import besom
besom.log({"loss": 1.0})
signal.signal(signal.SIGTERM, lambda *_: sys.exit("saved a checkpoint"))
open("ready", "w").close()
signal.pause()
"""
STUBBORN = """
import signal
signal.signal(signal.SIGTERM, lambda *_: open("asked", "w").close())
open("ready", "w").close()
while True:
    signal.pause()
"""


def smoke(home: Home, script: str, *signs: str) -> tuple[int, str]:
    """The exit code, and what was shown, of a smoke run in which ctrl-c is pressed at each sign of the script."""
    (home.work / "train.py").write_text(script)
    (home.work / "sweep.yaml").write_text(SWEEP)
    for sign in signs:
        os.mkfifo(home.work / sign)
    with home.start("check", "sweep.yaml", "--smoke") as command:
        for sign in signs:
            (home.work / sign).read_bytes()  # waits until the script has opened it
            command.send_signal(signal.SIGINT)
        out, _ = command.communicate(timeout=50)
    return command.returncode, out


def test_ctrl_c_asks_the_script_to_end_and_still_tells_what_it_logged(home: Home) -> None:
    code, out = smoke(home, POLITE, "ready")
    assert code == 130
    assert "interrupted after" in out
    assert "loss once" in out


def test_a_second_ctrl_c_kills_a_script_that_does_not_end(home: Home) -> None:
    code, out = smoke(home, STUBBORN, "ready", "asked")
    assert code == 130
    assert "interrupted after" in out
