"""What is read of the metrics that a script logs."""

from pathlib import Path

import pytest

from besom.scripts import read_script
from tests.unit.scripts.spell import expected, script

CASES = Path(__file__).parent / "cases" / "metrics"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.py")), ids=lambda path: path.stem)
def test_metrics(path: Path) -> None:
    found = read_script(path.name, path.parent)
    spelled = [
        f"{each.by} {each.name}{' open' if each.pattern else ''}{' each' if each.repeated else ''}"
        for each in found.logged
    ]
    assert spelled == expected(path)


def test_metrics_that_cannot_be_told_are_doubts(tmp_path: Path) -> None:
    found = script(tmp_path, "import besom\nbesom.log(elsewhere())\nbesom.log({**m, 'a': 1})\n")
    assert [str(doubt.where) for doubt in found.unread] == ["train.py:2", "train.py:3"]
    assert [each.name for each in found.logged] == ["a"]


def test_the_trackers_that_a_script_starts(tmp_path: Path) -> None:
    found = script(tmp_path, "import besom\nfrom wandb import init\nbesom.init()\ninit(project='x')\n")
    assert found.starts == {"besom", "wandb"}


def test_whether_a_script_is_for_running(tmp_path: Path) -> None:
    assert script(tmp_path, "if __name__ == '__main__':\n    main()\n").guarded
    assert not script(tmp_path, "def main(): ...\n").guarded


def test_every_name_and_text_of_the_files_can_be_looked_up(tmp_path: Path) -> None:
    found = script(tmp_path, "from other import x\nclass E:\n    val_loss: float\n", other_py="x = {'val_acc': 1}\n")
    assert {"val_loss", "val_acc"} <= found.words
