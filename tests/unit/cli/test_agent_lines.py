"""What a watched agent shows, event by event."""

import json

import pytest

from besom.agent import events
from besom.cli.watch import watch
from tests.unit.cli.fakeserver import sweep
from tests.unit.cli.terminal import Shown, Terminal, check_golden

POINT = {"lr": 0.00021, "batch_size": 64}
ARGV = ["/usr/bin/env", "python", "train.py", "--lr=0.00021", "--batch_size=64"]


def started(worker: int, number: int, attempt: int = 1) -> events.RunStarted:
    return events.RunStarted(worker, f"run{number:05}", number, attempt, POINT, ARGV, "http://besom.test/…")


def ended(
    worker: int,
    number: int,
    state: events.RunEnd,
    code: int | None = 0,
    value: float | None = None,
    error: str | None = None,
    why: str | None = None,
) -> events.RunEnded:
    return events.RunEnded(worker, f"run{number:05}", number, state, code, error, value, why, 128.4)


STORY: list[events.Event] = [
    events.Joined("gpu-box", 2),
    started(0, 8),
    started(1, 9),
    events.Progress(0, 8, 12.0, {"val_loss": 0.0402, "acc": 0.9}),
    events.Progress(1, 9, None, {"val_loss": 0.073}),
    ended(0, 8, "finished", value=0.0391),
    started(0, 10, attempt=2),
    events.RunStopping(1, 9, "stop", "envelope: 0.073 at report 6, limit 0.0512"),
    ended(1, 9, "stopped", -15, value=0.073, why="envelope: 0.073 at report 6, limit 0.0512"),
    events.Output(0, 10, ["epoch 1", "epoch 2"]),
    events.Reconnecting("no answer from http://besom.test (connection refused)"),
    events.Reconnected(),
    ended(0, 10, "failed", 1, error="Traceback (most recent call last):\n  …\nRuntimeError: CUDA out of memory\n"),
    started(0, 11),
    ended(0, 11, "failed", -11),
    started(1, 21),
    events.Progress(1, 21, None, {"val_los": 0.1}),
    ended(1, 21, "finished"),
    started(1, 12),
    started(0, 13),
    events.Leaving("give back", 2),
    ended(1, 12, "queued", None),
    ended(0, 13, "lost", None),
    started(0, 14),
    ended(0, 14, "undelivered", 0),
    events.Waiting(0, "sweep k3x9q7ab is paused"),
    events.Waiting(1, "sweep k3x9q7ab is paused"),
    events.SweepDone(0, "sweep k3x9q7ab is finished"),
    events.SweepDone(1, "sweep k3x9q7ab is finished"),
    events.GaveUp("3 runs in a row failed", "Traceback (most recent call last):\nKeyError: 'lr'"),
]


def told(terminal: Terminal, *, as_json: bool = False, quiet: bool = False) -> Shown:
    shell, transcript = terminal.shell()
    with watch(shell, shell.connect(), sweep(), as_json=as_json, quiet=quiet) as observe:
        for event in STORY:
            observe(event)
    return Shown(0, terminal.text(shell.out), terminal.text(shell.err), transcript)


def test_a_line_an_event(terminal: Terminal) -> None:
    shown = {}
    for terminal.width in (80, 40):
        shown[terminal.width] = told(terminal)
    check_golden("agent", shown)


def test_quiet_is_quiet(terminal: Terminal) -> None:
    assert told(terminal, quiet=True).transcript == []


def test_every_event_is_an_object_on_a_line_for_programs(terminal: Terminal) -> None:
    lines = [json.loads(line) for line in told(terminal, as_json=True).out.splitlines()]
    assert len(lines) == len(STORY)
    assert lines[1]["event"] == "run_started"
    assert lines[1]["argv"] == ARGV


def test_a_terminal_has_one_redrawn_line_for_each_worker(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    shell, _ = terminal.shell()
    monkeypatch.setattr(shell.out, "isatty", lambda: True)
    with watch(shell, shell.connect(), sweep(), as_json=False, quiet=False) as observe:
        for event in STORY[:5]:
            observe(event)
    drawn = terminal.text(shell.out)
    assert "▶ run 8  lr 0.00021 batch_size 64" in drawn
    assert "run 8  step 12  val_loss 0.0402  0s  lr 0.00021 batch_size 64" in drawn
    assert "mnist-lr-bs (k3x9q7ab)  37/100" in drawn
