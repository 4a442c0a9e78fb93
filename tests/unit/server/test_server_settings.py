"""What a server is told about itself, and what it costs to import it."""

import subprocess
import sys
from pathlib import Path

import pytest

from besom.server.app import allowed_hosts
from besom.server.settings import Settings


def settings(**changes: object) -> Settings:
    return Settings(**({"data": Path("data"), "entity": "ana"} | changes))  # type: ignore[arg-type]


def test_a_server_is_called_by_the_names_of_its_machine_and_those_it_was_given() -> None:
    local = {"127.0.0.1:7878", "localhost:7878", "[::1]:7878"}
    assert allowed_hosts(settings(), "http://127.0.0.1:7878", 7878) == local
    assert allowed_hosts(settings(allowed_hosts=("gpu-box",)), "http://127.0.0.1:7878", 7878) == local | {"gpu-box"}
    behind_proxy = allowed_hosts(settings(), "https://sweeps.example.org/besom", 7878)
    assert behind_proxy == local | {"sweeps.example.org"}
    assert "localhost" in allowed_hosts(settings(), "http://localhost", 80)


@pytest.mark.parametrize("module", ["besom.server", "besom.server.pool"])
def test_importing_what_every_command_and_worker_imports_loads_nothing_heavy(module: str) -> None:
    heavy = {"numpy", "scipy", "litestar", "uvicorn", "apsw", "yaml", "msgspec"}
    program = f"import sys, {module}; print(*sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
