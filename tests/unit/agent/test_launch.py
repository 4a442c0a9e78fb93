"""What the operating system is told for a run."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from besom.agent.launch import Launch, interpreter, prepare
from besom.agent.options import AgentOptions
from besom.agent.trust import Refused
from besom.command import DEFAULT, CommandError
from besom.wire.agents import Claimed

ENVIRON = {"PATH": "/bin", "BESOM_API_KEY": "agents-own-key", "VIRTUAL_ENV": "/no/such/folder"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "project"
    place.mkdir()
    (place / "train.py").touch()
    return place


def launched(folder: Path, *, python: str | None = "py", trust: bool = False, **changes: Any) -> Launch:
    fields: dict[str, Any] = {"run": "k3x9q7ab", "number": 12, "attempt": 2, "key": "runs-key", "url": ""}
    fields |= {"point": {"lr": 0.1, "layers": 3}, "command": list(DEFAULT), "program": "train.py"}
    options = AgentOptions(
        entity="ana",
        project="mnist",
        sweep="sweep001",
        folder=folder,
        data=folder.parent / "data",
        accepted=folder.parent / "accepted",
        environ=ENVIRON,
        host="box",
        python=python,
        trust=trust,
    )
    return prepare(Claimed(**{**fields, **changes}), options, "http://server")


def test_the_script_is_told_who_it_is(folder: Path) -> None:
    launch = launched(folder)
    assert launch.what == ["/usr/bin/env", "py", "train.py", "--lr=0.1", "--layers=3"]
    assert launch.folder == folder
    assert launch.env == {
        "PATH": "/bin",
        "VIRTUAL_ENV": "/no/such/folder",
        "PYTHONUNBUFFERED": "1",
        "BESOM_SERVER": "http://server",
        "BESOM_API_KEY": "runs-key",
        "BESOM_ENTITY": "ana",
        "BESOM_PROJECT": "mnist",
        "BESOM_SWEEP_ID": "sweep001",
        "BESOM_RUN_ID": "k3x9q7ab",
        "BESOM_ATTEMPT": "2",
        "BESOM_OUTBOX": str(launch.outbox),
        "BESOM_CONFIG": '{"lr": 0.1, "layers": 3}',
    }
    assert "agents-own-key" not in str(launch)


def test_each_attempt_has_an_outbox_of_its_own(folder: Path) -> None:
    first, second = launched(folder, attempt=1), launched(folder, attempt=2)
    assert first.outbox != second.outbox
    assert first.outbox.is_dir()
    assert first.outbox.stat().st_mode & 0o777 == 0o700


def test_values_in_a_file_are_written_to_the_outbox(folder: Path) -> None:
    launch = launched(folder, command=["${interpreter}", "${program}", "${args_json_file}"])
    assert not callable(launch.what)
    file = Path(launch.what[-1])
    assert file.parent == launch.outbox
    assert json.loads(file.read_text()) == {"lr": 0.1, "layers": 3}


@pytest.mark.parametrize("name", ["..", ".", "a/b", "../../../home", "", "a\0b", "a\nb"])
def test_a_run_whose_name_is_no_folder_is_refused(name: str, folder: Path) -> None:
    with pytest.raises(Refused):
        launched(folder, run=name)
    assert not (folder.parent / "data").exists()


def test_a_command_that_this_machine_does_not_trust_leaves_nothing_behind(folder: Path) -> None:
    with pytest.raises(Refused):
        launched(folder, command=["rm", "-rf", "/"])
    assert not (folder.parent / "data").exists()


def test_a_command_that_lacks_its_program_is_a_sentence(folder: Path) -> None:
    with pytest.raises(CommandError, match="names no program"):
        launched(folder, program=None, trust=True)


def test_which_python(tmp_path: Path) -> None:
    for name in ("venv", "conda"):
        (tmp_path / name / "bin").mkdir(parents=True)
        (tmp_path / name / "bin" / "python").touch()
    venv, conda = {"VIRTUAL_ENV": str(tmp_path / "venv")}, {"CONDA_PREFIX": str(tmp_path / "conda")}
    assert interpreter("/opt/py", venv) == "/opt/py"
    assert interpreter(None, venv | conda) == str(tmp_path / "venv" / "bin" / "python")
    assert interpreter(None, conda) == str(tmp_path / "conda" / "bin" / "python")
    assert interpreter(None, {"VIRTUAL_ENV": str(tmp_path / "gone")}) == sys.executable
    assert interpreter(None, {"VIRTUAL_ENV": ""}) == sys.executable
