from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.cli.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A fresh machine; its embedded server, if one was started, ends with the test."""
    made = Home(tmp_path / "home")
    yield made
    made.besom("server", "stop")
