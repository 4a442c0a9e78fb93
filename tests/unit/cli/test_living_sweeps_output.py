"""What the commands that change a sweep say, to the letter: edit, versions, try, retry, audit.

BESOM_UPDATE_GOLDEN=1 writes the files anew; read the difference before committing it.
"""

import io
import sys
from collections.abc import Callable

import click
import pytest
from msgspec.structs import replace

from besom.wire import runs, sweeps
from tests.unit.cli.fakeserver import FakeServer, run, sweep
from tests.unit.cli.terminal import Terminal, check_golden

OLD = "program: cnn.py\nmethod: random\nmetric: {name: val_loss}\nparameters:\n  lr: {min: 0.001, max: 0.1}\n"
NEW = OLD.replace("random", "bayes").replace("max: 0.1", "max: 1.0") + "  momentum: {min: 0.5, max: 0.99}\n"
CHANGES = [
    sweeps.Change(what="method", old="random", new="bayes"),
    sweeps.Change(what="parameters.lr", old="uniform 0.001 … 0.1", new="uniform 0.001 … 1"),
    sweeps.Change(what="parameters.momentum", old=None, new="uniform 0.5 … 0.99"),
]
PREVIEW = sweeps.Preview(
    changes=CHANGES,
    inside=30,
    outside=8,
    fresh=None,
    warnings=["8 of 38 runs lack momentum and teach nothing: give momentum a default"],
    notes=[],
)


def editable() -> FakeServer:
    return FakeServer(sweeps=[sweep(source=OLD)], preview=PREVIEW)


def of_a_grid() -> FakeServer:
    return FakeServer(preview=replace(PREVIEW, fresh=12, warnings=[], notes=["sweep old00000: 40 runs"]))


def unchanged() -> FakeServer:
    return FakeServer(preview=replace(PREVIEW, changes=[], warnings=[]))


def edited() -> FakeServer:
    first = sweeps.Version(version=1, source=OLD, method="random", runs=38, changes=[], created_at=1000.0)
    second = sweeps.Version(version=2, source=NEW, method="bayes", runs=1, changes=CHANGES, created_at=4000.0)
    return FakeServer(versions=[first, second])


def with_failures() -> FakeServer:
    failed = {"state": "failed", "exit_code": 1}
    return FakeServer(runs=[run(9, 0.0312), run(20, None, **failed), run(31, None, **failed)])


def audited(*, closes: bool) -> FakeServer:
    lines = [
        sweeps.AuditLine(what="suggestions handed out", left=40, right=40, parts={"became runs": 39, "passed over": 1}),
        sweeps.AuditLine(
            what="runs numbered", left=41, right=41 if closes else 40, parts={"from suggestions": 39, "by hand": 2}
        ),
    ]
    problems = [] if closes else ["there is no run 7, though 41 runs were numbered"]
    return FakeServer(audit=sweeps.Audit(lines=lines, closes=closes, problems=problems))


def handed_out_twice() -> FakeServer:
    attempts = [
        runs.Attempt(attempt=1, agent="a1b2c3d4", host="gpu-box", started_at=1000.0, ended_at=1090.0, outcome="lost"),
        runs.Attempt(attempt=2, agent="e5f6a7b8", host="lab-2", started_at=3000.0, ended_at=None, outcome="running"),
    ]
    why = runs.Why(
        run="run00009", number=9, state="running", sentences=["run 9 is running"], stop=None, attempts=attempts
    )
    return FakeServer(runs=[run(9, 0.0312)], why={"run00009": why})


CASES: dict[str, tuple[Callable[[], FakeServer], list[str]]] = {
    "edit": (editable, ["edit", "k3x9q7ab", "new.yaml"]),
    "edit-grid": (of_a_grid, ["edit", "k3x9q7ab", "new.yaml", "--yes"]),
    "edit-unchanged": (unchanged, ["edit", "k3x9q7ab", "new.yaml"]),
    "edit-json": (editable, ["edit", "k3x9q7ab", "new.yaml", "--json"]),
    "edit-no-editor": (editable, ["edit", "k3x9q7ab"]),
    "sweep-update": (editable, ["sweep", "new.yaml", "--update", "k3x9q7ab"]),
    "sweep-update-quiet": (editable, ["sweep", "new.yaml", "--update", "k3x9q7ab", "-q"]),
    "sweep-prior": (FakeServer, ["sweep", "new.yaml", "-R", "old00000", "-R", "old00000/7"]),
    "versions": (edited, ["versions", "k3x9q7ab"]),
    "versions-diff": (edited, ["versions", "k3x9q7ab", "--diff", "2", "1"]),
    "versions-source": (edited, ["versions", "k3x9q7ab", "--source", "2"]),
    "versions-unknown": (edited, ["versions", "k3x9q7ab", "--diff", "1", "5"]),
    "versions-json": (edited, ["versions", "k3x9q7ab", "--json"]),
    "try": (with_failures, ["try", "k3x9q7ab", "lr=1e-3", "batch_size=32", "--priority", "5"]),
    "try-json": (with_failures, ["try", "k3x9q7ab", "lr=1e-3", "--json"]),
    "try-no-value": (with_failures, ["try", "k3x9q7ab", "lr"]),
    "retry": (with_failures, ["retry", "k3x9q7ab", "--failed"]),
    "retry-numbers": (with_failures, ["retry", "k3x9q7ab", "31", "--priority", "2"]),
    "retry-none": (with_failures, ["retry", "k3x9q7ab", "--crashed", "--killed"]),
    "retry-which": (with_failures, ["retry", "k3x9q7ab"]),
    "retry-json": (with_failures, ["retry", "k3x9q7ab", "--failed", "--json"]),
    "audit": (lambda: audited(closes=True), ["audit", "k3x9q7ab"]),
    "audit-open": (lambda: audited(closes=False), ["audit", "k3x9q7ab"]),
    "audit-json": (lambda: audited(closes=False), ["audit", "k3x9q7ab", "--json"]),
    "why-attempts": (handed_out_twice, ["why", "k3x9q7ab/9"]),
}


@pytest.fixture
def folder(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in a folder with the script and the new file, and nobody at the keyboard."""
    (terminal.folder / "cnn.py").touch()
    (terminal.folder / "new.yaml").write_text(NEW)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return terminal


@pytest.mark.parametrize("name", CASES)
def test_output(name: str, folder: Terminal) -> None:
    make, argv = CASES[name]
    shown = {}
    for folder.width in (80, 40):
        folder.server = make()
        shown[folder.width] = folder.run(*argv)
    check_golden(name, shown)


class Keyboard(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "made"), [("y\n", True), ("n\n", False)])
def test_on_a_terminal_an_edit_asks(folder: Terminal, monkeypatch: pytest.MonkeyPatch, answer: str, made: bool) -> None:
    folder.server = editable()
    monkeypatch.setattr(sys, "stdin", Keyboard(answer))
    shown = folder.run("edit", "k3x9q7ab", "new.yaml")
    assert shown.code == (0 if made else 1)
    assert folder.server.sweeps[0].space_version == (2 if made else 1)


def test_an_edit_that_can_hardly_be_meant_asks_for_yes(folder: Terminal) -> None:
    folder.server = editable()
    doubtful = OLD.replace("{min: 0.001, max: 0.1}", "{distribution: log_uniform, min: 0, max: 100}")
    (folder.folder / "new.yaml").write_text(doubtful)
    refused = folder.run("edit", "k3x9q7ab", "new.yaml")
    assert refused.code == 1
    assert "can hardly be meant" in refused.err
    assert folder.server.sweeps[0].space_version == 1
    assert folder.run("edit", "k3x9q7ab", "new.yaml", "--yes").code == 0
    assert folder.server.sweeps[0].space_version == 2


def test_without_a_file_the_present_one_is_edited_until_it_is_in_order(
    folder: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.server = editable()
    seen = []

    def editor(text: str, extension: str) -> str:
        seen.append(text)
        assert extension == ".yaml"
        return OLD.replace("random", "bayess") if len(seen) == 1 else NEW

    monkeypatch.setattr(click, "edit", editor)
    monkeypatch.setattr(sys, "stdin", Keyboard("y\ny\n"))
    shown = folder.run("edit", "k3x9q7ab")
    assert shown.code == 0
    assert seen == [OLD, OLD.replace("random", "bayess")]
    assert "did you mean bayes?" in shown.err
    assert folder.server.sweeps[0].source == NEW


def test_an_editor_that_is_left_without_saving_changes_nothing(
    folder: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.server = editable()
    monkeypatch.setattr(click, "edit", lambda text, extension: None)  # noqa: ARG005 (click's signature)
    monkeypatch.setattr(sys, "stdin", Keyboard())
    assert folder.run("edit", "k3x9q7ab").code == 1
    assert not any(asked.startswith("POST") for asked in folder.server.asked)


def test_the_priority_of_a_run_that_waits_already_is_changed(folder: Terminal) -> None:
    folder.server = FakeServer(runs=[run(7, None, state="queued", priority=0)])
    assert folder.run("retry", "k3x9q7ab", "7", "--priority", "5").code == 0
    assert folder.server.asked[-1].endswith("/prioritise")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1e-3", 0.001), ("32", 32), ("adam", "adam"), ("true", True), ("[1, 2]", [1, 2]), ('"32"', "32"), ("", None)],
)
def test_a_value_is_read_as_in_a_sweep_file(folder: Terminal, typed: str, value: object) -> None:
    folder.server = with_failures()
    assert folder.run("try", "k3x9q7ab", f"lr={typed}").code == 0
    assert folder.server.tried == {"lr": value}


def test_text_that_looks_like_a_number_is_the_text_where_only_that_is_listed(folder: Terminal) -> None:
    folder.server = with_failures()
    facts = replace(sweep().parameters[1], values=["32", "64"])
    folder.server.sweeps = [sweep(parameters=[facts])]
    assert folder.run("try", "k3x9q7ab", "batch_size=64").code == 0
    assert folder.server.tried == {"batch_size": "64"}
