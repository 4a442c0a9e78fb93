"""The page about the API says what the code does."""

import re
from pathlib import Path

from besom.domain.agent import Scope
from besom.server.asgi import STATUS
from besom.server.body import MAX_BODY
from besom.server.services import LONGEST_NAME, MOST_NAMES

PAGE = (Path(__file__).parents[3] / "docs/reference/http-api.md").read_text()


def test_every_code_is_there_with_its_status() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE, re.MULTILINE))
    assert told == {code: str(status) for code, status in STATUS.items()}


def test_every_scope_and_limit_is_there() -> None:
    assert {f"| `{scope}` |" for scope in Scope} <= set(re.findall(r"^\| `\w+` \|", PAGE, re.MULTILINE))
    for limit in (f"{MAX_BODY // 2**20} MiB", f"{LONGEST_NAME:,} bytes", f"({MOST_NAMES:,})"):
        assert limit in PAGE
