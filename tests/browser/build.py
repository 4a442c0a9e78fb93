"""The page as the wheel carries it, built anew when its source is newer."""

import os
import subprocess
from pathlib import Path

from besom.server.page import BUILT

ROOT = Path(__file__).parents[2]
NOT_SOURCE = frozenset({"node_modules", "dist"})


def build_page() -> None:
    if _stale():
        (BUILT / ".stamp").unlink(missing_ok=True)  # it names what an install has built
        command = ["bash", str(ROOT / "scripts" / "web.sh"), "run", "build"]
        subprocess.run(command, env=os.environ | {"BESOM_WEB_OUT": str(BUILT)}, check=True, capture_output=True)


def _stale() -> bool:
    shell = BUILT / "index.html"
    if not shell.is_file():
        return True
    built = shell.stat().st_mtime
    web = ROOT / "web"
    kept = (path for path in web.iterdir() if path.name not in NOT_SOURCE)
    sources = (each for path in kept for each in (path.rglob("*") if path.is_dir() else [path]))
    return any(source.is_file() and source.stat().st_mtime > built for source in sources)
