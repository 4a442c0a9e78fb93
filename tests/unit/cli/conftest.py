from pathlib import Path

import pytest

from tests.unit.cli.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """In a folder of the project ana/mnist."""
    folder = tmp_path / "mnist"
    folder.mkdir()
    (folder / "besom.toml").write_text('entity = "ana"\nproject = "mnist"\n')
    return Terminal(folder)
