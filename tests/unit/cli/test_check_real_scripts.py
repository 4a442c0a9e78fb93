"""`besom check` and `besom init` on scripts in the shapes that people write, to the letter."""

import shutil
from pathlib import Path

import msgspec
import pytest

from tests.unit.cli.terminal import Terminal, check_golden

REAL = Path(__file__).parents[1] / "scripts" / "real"


@pytest.fixture(params=["images", "text", "forecast"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Terminal:
    shutil.copytree(REAL / request.param, tmp_path / request.param)
    return Terminal(tmp_path / request.param)


def test_check(project: Terminal) -> None:
    shown = {}
    for project.width in (80, 40):
        shown[project.width] = project.run("check", "sweep.yaml")
    check_golden(f"check-{project.folder.name}", shown)
    assert project.server.asked == []


def test_init_draws_up_a_file_that_fits(project: Terminal) -> None:
    (project.folder / "sweep.yaml").unlink()
    check_golden(f"init-{project.folder.name}", {80: project.run("init")})
    found = msgspec.json.decode(project.run("check", "--json", "sweep.yaml").out)
    assert (found["findings"], found["warnings"]) == ([], [])


def test_init_writes_for_another_script_beside_the_file_that_is_there(project: Terminal) -> None:
    before = (project.folder / "sweep.yaml").read_text()
    (project.folder / "other.py").write_text("import besom\nbesom.log({'loss': 1})\n")
    assert project.run("init", "--program", "other.py").code == 0
    assert "program: other.py" in (project.folder / "other.yaml").read_text()
    assert project.run("init", "--program", "other.py").code == 1
    assert (project.folder / "sweep.yaml").read_text() == before


def test_init_names_the_other_scripts(tmp_path: Path) -> None:
    folder = tmp_path / "several"
    folder.mkdir()
    for name in ("train", "finetune"):
        (folder / f"{name}.py").write_text(
            "import argparse\nargparse.ArgumentParser().add_argument('--lr')\nbesom.log({'a': 1})"
        )
    check_golden("init-several", {80: Terminal(folder).run("init")})


@pytest.mark.parametrize(("program", "sentence"), [("gone.py", "there is no gone.py"), ("run.sh", "is no Python")])
def test_init_says_when_the_program_is_none(program: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "run.sh").write_text("python train.py\n")
    terminal = Terminal(tmp_path)
    shown = terminal.run("init", "--program", program)
    assert shown.code == 1
    assert sentence in shown.err
    assert not (tmp_path / "besom.toml").exists()
