"""besom from Python: create a sweep, run an agent, read what is there."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from besom.client import embedded
from besom.client.http import Client
from besom.client.project import named_after
from besom.client.settings import data_dir, resolve
from besom.errors import Invalid
from besom.wire.runs import HistoryRow, Run
from besom.wire.sweeps import CreateSweep, Sweep


class Api:
    """Reads sweeps and runs. A path is "entity/project/id"; the folder's own entity and project may be left out.

    Uses the server that the folder or the environment names, and starts the embedded one where none is named.
    """

    def __init__(self) -> None:
        target = resolve(os.environ, Path.cwd())
        if target.embedded:
            embedded.start(data_dir(os.environ))
            target = resolve(os.environ, Path.cwd())
        self.client, self.key = Client(target.server_url or "", target.key), target.key
        self._target = target

    def sweep(self, path: str) -> Sweep:
        return self.client.sweep(*self._parts(path))

    def sweeps(self) -> list[Sweep]:
        """All of the folder's project, newest first."""
        return self.client.sweeps(self.entity, self.project).sweeps

    def runs(self, sweep: str, *, sort: str | None = None, limit: int | None = None) -> list[Run]:
        """The sweep's runs by number, or the best first with sort="value"."""
        return self.client.runs(*self._parts(sweep), sort=sort, limit=limit).runs

    def run(self, path: str) -> Run:
        return self.client.run(*self._parts(path))

    def history(self, run: str) -> list[HistoryRow]:
        """All that the run has logged, in order."""
        parts, rows = self._parts(run), list[HistoryRow]()
        while more := self.client.history(*parts, first=len(rows)).rows:
            rows += more
        return rows

    @property
    def entity(self) -> str:
        return self._target.entity or self.client.viewer().entity

    @property
    def project(self) -> str:
        return self._target.project or named_after(Path.cwd())

    def _parts(self, path: str) -> tuple[str, str, str]:
        parts = path.split("/")
        if not all(parts) or len(parts) > 3:
            raise Invalid(f"{path!r} should be an id, project/id or entity/project/id")
        project = parts[-2] if len(parts) > 1 else self.project
        return parts[-3] if len(parts) > 2 else self.entity, project, parts[-1]


def sweep(definition: Mapping[str, Any] | str | os.PathLike[str]) -> str:
    """Create a sweep, from a mapping or from a sweep file, and return its id."""
    if isinstance(definition, Mapping):
        new = CreateSweep(source=json.dumps(definition, indent=2), file="sweep.json")
    else:
        new = CreateSweep(source=Path(definition).read_text(encoding="utf-8"), file=os.fspath(definition))
    api = Api()
    return api.client.create_sweep(api.entity, api.project, new).id
