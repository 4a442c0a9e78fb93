"""Which of a folder's scripts trains something."""

from pathlib import Path

from besom.scripts import candidates

TRAINS = "import argparse, besom\np = argparse.ArgumentParser()\np.add_argument('--lr')\nbesom.log({'loss': 1})\n"
GUARD = "if __name__ == '__main__':\n    main()\n"


def folder(path: Path, **files: str) -> list[str]:
    for name, text in files.items():
        place = path / f"{name.replace('_in_', '/')}.py"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return [each.script.program for each in candidates(path)]


def test_the_one_that_looks_most_like_training_goes_first(tmp_path: Path) -> None:
    found = folder(
        tmp_path,
        train=TRAINS + GUARD,
        finetune=TRAINS,
        evaluate=TRAINS + GUARD,
        plot="import argparse\nargparse.ArgumentParser().add_argument('--out')\n" + GUARD,
    )
    assert found == ["train.py", "finetune.py", "evaluate.py"]


def test_tests_setup_packages_and_environments_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "env2").mkdir()
    (tmp_path / "env2" / "pyvenv.cfg").touch()
    found = folder(
        tmp_path,
        test_train=TRAINS,
        setup=TRAINS,
        conftest=TRAINS,
        tests_in_train=TRAINS,
        package_in___init__="",
        package_in_train=TRAINS,
        env2_in_train=TRAINS,
        scripts_in_train=TRAINS,
    )
    assert found == ["scripts/train.py"]


def test_what_the_script_imports_is_no_script(tmp_path: Path) -> None:
    assert folder(tmp_path, run="import options\n" + TRAINS, options=TRAINS) == ["run.py"]


def test_a_lone_script_counts_whatever_it_looks_like(tmp_path: Path) -> None:
    assert folder(tmp_path, x="print(1)") == ["x.py"]


def test_of_several_that_look_like_nothing_none_is_taken(tmp_path: Path) -> None:
    assert folder(tmp_path, x="print(1)", y="print(2)") == []


def test_what_is_no_python_is_passed_over(tmp_path: Path) -> None:
    assert folder(tmp_path, x="(", train=TRAINS) == ["train.py"]
