from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.engine.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "besom.db")
    yield made
    made.close()
