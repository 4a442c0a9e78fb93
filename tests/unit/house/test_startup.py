"""Starting is cheap: nothing heavy is imported before it is needed."""

import subprocess
import sys

import pytest

HEAVY = frozenset(
    "apsw asyncio httpx litestar msgspec numpy rich scipy sklearn sqlite3 uvicorn yaml zstandard".split()  # noqa: SIM905
)
COMMAND = "import sys; sys.argv = ['besom', '{}']; from besom.cli.main import main; main()"
"""As the console script starts it."""


def imported_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded when it ends after `code`."""
    report = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    child = subprocess.run([sys.executable, "-c", report + code], capture_output=True, text=True, timeout=50)
    assert child.returncode == 0, child.stderr
    return {name.partition(".")[0] for name in child.stderr.split()}


@pytest.mark.parametrize("code", ["import besom", COMMAND.format("--help"), COMMAND.format("--version")])
def test_nothing_heavy_is_imported(code: str) -> None:
    assert imported_by(code) & HEAVY == set()


@pytest.mark.parametrize("module", ["besom.client.run", "besom.agent", "besom.client.http"])
def test_what_runs_beside_a_script_needs_no_numerics_and_no_web_framework(module: str) -> None:
    assert imported_by(f"import {module}") & {"apsw", "litestar", "numpy", "scipy", "uvicorn", "asyncio"} == set()


def test_a_server_scipy_is_not_imported_before_a_model_is_fitted() -> None:
    assert "scipy" not in imported_by("import besom.search, besom.config")
