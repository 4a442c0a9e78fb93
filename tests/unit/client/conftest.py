from collections.abc import Iterator

import pytest

from tests.unit.client.fakeserver import FakeServer


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer().running() as fake:
        yield fake
