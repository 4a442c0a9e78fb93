"""What commands do, beyond what they print."""

import io
import sys
from pathlib import Path

import msgspec
import pytest

from besom.cli import ls
from besom.cli.main import main
from besom.cli.sweepfile import override
from besom.client.project import ProjectFile
from besom.config import json_schema, parse
from besom.wire import runs
from tests.unit.cli.fakeserver import URL, FakeServer, run, sweep
from tests.unit.cli.terminal import Terminal

SOURCE = "# what we try\nmethod: random   # for now\nparameters:\n  a: {min: 0.0, max: 1.0}\nprogram: a.py\n# the end\n"


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (SOURCE, "name"),
        (SOURCE, "program"),
        (SOURCE.rstrip("\n"), "name"),
        ("---\n" + SOURCE + "...\n", "name"),
        ("  method: random\n  program: a.py\n  parameters: {a: {value: 1}}\n", "name"),
        ('{"method": "random", "program": "a.py", "parameters": {"a": {"value": 1}}}', "name"),
        ('{"method": "random", "program": "a.py", "parameters": {"a": {"value": 1}}}', "program"),
    ],
)
def test_an_option_replaces_a_key_and_leaves_the_rest_of_the_file_alone(source: str, key: str) -> None:
    text = 'odd: "text" # ü.py'
    changed = override(source, key, text)
    before, after = parse(source), parse(changed)
    assert after.document == {**before.document, key: text}
    assert [line for line in source.splitlines() if "#" in line] == [
        line for line in changed.splitlines() if "#" in line and "odd" not in line
    ]


@pytest.mark.parametrize("source", ["", "- a\n- b\n", "a: [", "just text"])
def test_what_is_no_sweep_file_is_left_to_the_check(source: str) -> None:
    assert override(source, "name", "x") == source


def test_options_reach_the_server_with_the_file(terminal: Terminal) -> None:
    (terminal.folder / "a.py").touch()
    (terminal.folder / "s.yaml").write_text(SOURCE)
    terminal.run("sweep", "s.yaml", "--name", "first", "--project", "other", "--entity", "bo")
    made = terminal.server.sweeps[-1]
    assert (made.entity, made.project, made.name) == ("bo", "other", "first")
    assert made.source.startswith("# what we try")


def test_the_file_names_the_project_before_the_folder_does(terminal: Terminal) -> None:
    (terminal.folder / "a.py").touch()
    (terminal.folder / "s.yaml").write_text(SOURCE + "project: of-the-file\n")
    terminal.run("sweep", "s.yaml")
    assert terminal.server.sweeps[-1].project == "of-the-file"


def test_outside_any_project_a_sweep_goes_to_one_named_like_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "my first (try)"
    folder.mkdir()
    (folder / "a.py").touch()
    (folder / "s.yaml").write_text(SOURCE)
    terminal = Terminal(folder)
    assert terminal.run("sweep", "s.yaml").code == 0
    assert (terminal.server.sweeps[-1].entity, terminal.server.sweeps[-1].project) == ("ana", "my-first-try")


def test_nothing_is_asked_of_a_server_for_a_file_that_is_wrong(terminal: Terminal) -> None:
    (terminal.folder / "s.yaml").write_text(SOURCE)
    assert terminal.run("sweep", "s.yaml").code == 1
    assert terminal.server.asked == []


def test_values_that_can_hardly_be_meant_need_a_yes(terminal: Terminal) -> None:
    (terminal.folder / "a.py").touch()
    (terminal.folder / "s.yaml").write_text(
        "method: random\nprogram: a.py\nparameters:\n  a: {distribution: log_uniform, min: 1, max: 64}\n"
    )
    shown = terminal.run("sweep", "s.yaml")
    assert shown.code == 1
    assert "line 4 can hardly be meant (see the warning); mend it, or add --yes" in " ".join(shown.err.split())
    assert terminal.server.asked == []
    assert terminal.run("check", "s.yaml").code == 0
    assert terminal.run("sweep", "s.yaml", "--yes").code == 0


def test_a_program_beside_the_sweep_file_is_pointed_at(terminal: Terminal) -> None:
    (terminal.folder / "sub").mkdir()
    (terminal.folder / "sub" / "a.py").touch()
    (terminal.folder / "sub" / "s.yaml").write_text(SOURCE)
    shown = terminal.run("sweep", "sub/s.yaml")
    assert "sub/s.yaml:5:10:" in shown.err
    assert "go there first" in " ".join(shown.err.split())


@pytest.mark.parametrize("typed", ["k3x9q7ab", "mnist/k3x9q7ab", "ana/mnist/k3x9q7ab"])
def test_a_sweep_is_found_by_each_form_of_its_name(terminal: Terminal, typed: str) -> None:
    assert terminal.run("pause", typed).code == 0


def test_a_bare_id_is_found_in_another_project(terminal: Terminal) -> None:
    terminal.server = FakeServer(sweeps=[sweep(project="elsewhere", best=None)])
    assert terminal.run("status", "k3x9q7ab").code == 0


def test_this_folders_project_goes_first(terminal: Terminal) -> None:
    terminal.server = FakeServer(sweeps=[sweep(project="elsewhere"), sweep()])
    terminal.run("rename", "k3x9q7ab", "ours")
    assert [each.name for each in terminal.server.sweeps] == ["mnist-lr-bs", "ours"]


def test_an_id_that_several_projects_have_must_be_named_in_full(terminal: Terminal) -> None:
    terminal.server = FakeServer(sweeps=[sweep(project="a"), sweep(project="b")])
    shown = terminal.run("status", "k3x9q7ab")
    assert shown.code == 1
    assert "ana/a/k3x9q7ab, ana/b/k3x9q7ab" in " ".join(shown.err.split())


@pytest.mark.parametrize("typed", ["k3x9q7ab/9", "ana/mnist/k3x9q7ab/9", "run00009", "mnist/run00009"])
def test_a_run_is_found_by_each_form_of_its_name(terminal: Terminal, typed: str) -> None:
    terminal.server.runs = [run(9, 0.03)]
    terminal.server.logs = {"run00009": [runs.Log(attempt=1, first=0, lines=["hello"], ended=True)]}
    assert terminal.run("logs", typed).out == "hello\n"


def test_following_a_log_goes_on_until_the_run_ends_and_starts_over_with_a_new_attempt(terminal: Terminal) -> None:
    terminal.server.runs = [run(9, 0.03)]
    terminal.server.logs = {
        "run00009": [
            runs.Log(attempt=1, first=0, lines=["a", "b"], ended=False),
            runs.Log(attempt=1, first=2, lines=[], ended=False),
            runs.Log(attempt=2, first=2, lines=[], ended=False),
            runs.Log(attempt=2, first=0, lines=["c"], ended=False),
            runs.Log(attempt=2, first=1, lines=["d"], ended=True),
        ]
    }
    shown = terminal.run("logs", "-f", "k3x9q7ab/9")
    assert shown.out == "a\nb\nc\nd\n"
    assert "attempt 2" in shown.err
    assert terminal.waited == 3


def test_a_key_that_the_server_refuses_is_not_stored(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("wrong\n"))
    assert terminal.run("login", URL, "--key-stdin").code == 1
    assert not (terminal.folder / ".config" / "servers.toml").exists()


def test_a_server_without_a_key_names_the_command_that_stores_one(terminal: Terminal) -> None:
    del terminal.environ["BESOM_API_KEY"]
    shown = terminal.run("ls")
    assert shown.code == 1
    assert f"besom login {URL}" in " ".join(shown.err.split())


def test_init_again_changes_what_is_given_and_keeps_the_rest(terminal: Terminal) -> None:
    terminal.run("init", "--entity", "bo")
    assert ProjectFile.load(terminal.folder / "besom.toml") == ProjectFile(URL, "bo", "mnist")


def test_init_goes_on_with_the_sweep_file_that_is_there(terminal: Terminal) -> None:
    (terminal.folder / "compose.yaml").write_text("services: {}\n")
    (terminal.folder / "grid.yaml").write_text("method: grid\nparameters:\n  x: {values: [1]}\n")
    assert "next  besom check grid.yaml" in terminal.run("init").err


def test_init_never_overwrites_a_sweep_file(terminal: Terminal) -> None:
    (terminal.folder / "train.py").touch()
    (terminal.folder / "mine.yml").write_text("method: grid\n")
    terminal.run("init")
    assert not (terminal.folder / "sweep.yaml").exists()


def test_colours_are_for_terminals_that_want_them(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    shell, _ = terminal.shell()
    monkeypatch.setattr(shell.err, "isatty", lambda: True)
    main(["status", "nosuchid"], shell)
    assert "\x1b[31merror\x1b[0m" in terminal.text(shell.err)
    terminal.environ["NO_COLOR"] = "1"
    shell, _ = terminal.shell()
    monkeypatch.setattr(shell.err, "isatty", lambda: True)
    main(["status", "nosuchid"], shell)
    assert "\x1b" not in terminal.text(shell.err)


def test_ctrl_c_is_130(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ls, "_sweeps", interrupted)
    assert terminal.run("ls").code == 130


def test_the_schema_of_sweep_files_can_be_printed(terminal: Terminal) -> None:
    for argv in (["schema"], ["schema", "--json"]):
        assert msgspec.json.decode(terminal.run(*argv).out) == json_schema()
    assert terminal.server.asked == []


def test_json_is_one_document_that_reads_back(terminal: Terminal) -> None:
    assert len(msgspec.json.decode(terminal.run("ls", "--json").out)) == 1


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: ProjectFile, path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(ProjectFile, "save", refuse)
    shown = terminal.run("init")
    assert shown.code == 1
    assert "besom.toml cannot be read or written" in " ".join(shown.err.split())
