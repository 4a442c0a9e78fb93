"""What every commit keeps to."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# In halves, so that this file does not hold what it looks for.
UNWANTED = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry" + ".npmjs",
    "index" + "-url",
    "/work" + "/",
    "tmp" + "/besom",
    "../" + "shared",
]


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("text", UNWANTED)
def test_no_tracked_file_names_a_registry_or_a_place_on_one_machine(tracked: list[Path], text: str) -> None:
    found = [path.relative_to(ROOT) for path in tracked if text in path.read_text(errors="replace")]
    assert found == []


def test_versions_are_pinned_without_addresses(tracked: list[Path]) -> None:
    constraints = (ROOT / "constraints.txt").read_text()
    assert "://" not in constraints
    assert all(re.match(r"[\w.-]+==\S+( ; .+)?$", line) for line in constraints.splitlines())
    assert '"resolved"' not in (ROOT / "web" / "package-lock.json").read_text()
    assert not [path for path in tracked if path.name == "uv.lock"]


def test_the_changelog_begins_with_what_is_not_released_yet() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased"


def test_names_of_test_files_are_unique() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
