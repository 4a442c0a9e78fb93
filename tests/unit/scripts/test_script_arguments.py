"""What is read of a script's arguments. A case says in lines `# read: …` what is expected of it."""

import argparse
from pathlib import Path
from textwrap import dedent
from typing import Any

import click
import pytest

from besom.scripts import read_script
from tests.unit.scripts.spell import arguments, expected, script

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize(
    "path", sorted([*CASES.glob("arguments/*.py"), *CASES.glob("projects/*/train.py")]), ids=lambda path: path.stem
)
def test_arguments(path: Path) -> None:
    found = read_script(path.name, path.parent)
    assert arguments(found) == expected(path)
    assert found.certain


@pytest.mark.parametrize("path", sorted(CASES.glob("doubts/*.py")), ids=lambda path: path.stem)
def test_a_script_may_take_more_than_was_read(path: Path) -> None:
    found = read_script(path.name, path.parent)
    assert not found.certain
    assert found.doubts[0].where.file == path.name


def test_an_argument_tells_where_it_is_written() -> None:
    found = read_script("train.py", CASES / "projects" / "imports")
    assert [str(argument.where) for argument in found.arguments] == ["lib/options.py:8", "lib/options.py:13"]
    assert set(found.files) == {"train.py", "lib/options.py", "lib/defaults.py", "evaluate.py"}
    hydra = read_script("train.py", CASES / "projects" / "hydra")
    assert {str(argument.where) for argument in hydra.arguments} >= {"conf/config.yaml:9", "conf/model/mlp.yaml:1"}


def test_files_outside_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("import argparse\nargparse.ArgumentParser().add_argument('--lr')\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.py").symlink_to(tmp_path / "secret.py")
    assert script(inside, "from .. import secret\nimport link\n").arguments == ()


def test_the_reading_of_argparse_agrees_with_argparse(tmp_path: Path) -> None:
    source = dedent("""
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument("--lr", "-l", type=float, default=0.1)
        parser.add_argument("--n", type=int, required=True)
        parser.add_argument("--kind", choices=("a", "b"), default="a")
        parser.add_argument("--amp", action="store_true")
        parser.add_argument("data")
        parser.add_argument("more", nargs="*")
        for name in ("x", "y"):
            parser.add_argument(f"--{name}", nargs=2)
    """)
    made: dict[str, Any] = {}
    exec(source, made)  # noqa: S102 (the text above)
    real = [action for action in made["parser"]._actions if not isinstance(action, argparse._HelpAction)]
    read = script(tmp_path, source).arguments
    assert [set(argument.flags) for argument in read] == [set(each.option_strings or [each.dest]) for each in real]
    assert [argument.required for argument in read] == [each.required and each.nargs != "*" for each in real]
    assert [argument.takes == "nothing" for argument in read] == [each.nargs == 0 for each in real]
    assert [argument.choices for argument in read] == [tuple(each.choices or ()) for each in real]


def test_the_reading_of_click_agrees_with_click(tmp_path: Path) -> None:
    source = dedent("""
        import click
        @click.command()
        @click.option("--lr", "-l", default=0.1)
        @click.option("--n", type=int, required=True)
        @click.option("--kind", type=click.Choice(["a", "b"]))
        @click.option("--fast/--slow")
        @click.option("--amp", is_flag=True)
        @click.argument("data")
        @click.argument("more", default="x")
        def main(**_): ...
    """)
    made: dict[str, Any] = {}
    exec(source, made)  # noqa: S102 (the text above)
    real = made["main"].params
    read = script(tmp_path, source).arguments
    assert [set(argument.flags) for argument in read] == [set(each.opts) for each in real]
    assert [set(argument.off) for argument in read] == [set(each.secondary_opts) for each in real]
    assert [argument.required for argument in read] == [each.required for each in real]
    assert [argument.takes == "nothing" for argument in read] == [
        bool(getattr(each, "is_flag", False)) for each in real
    ]
    assert [argument.type == "float" for argument in read] == [each.type is click.FLOAT for each in real]


def test_what_is_no_python_is_told(tmp_path: Path) -> None:
    (tmp_path / "run.sh").write_text("python train.py\n")
    assert read_script("run.sh", tmp_path).problem == "run.sh is no Python script"
    assert script(tmp_path, "x = (\n").problem == "train.py:1 is no Python that besom can read: '(' was never closed"
    assert read_script("gone.py", tmp_path).problem == "gone.py cannot be read: No such file or directory"
