from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.stores import STORES, Opened


@pytest.fixture(params=STORES)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    store = Opened(request.param, tmp_path)
    yield store
    store.close()
