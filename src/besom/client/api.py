"""besom from Python: create a sweep, run an agent, read what is there."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from besom.client import embedded
from besom.client.http import Client
from besom.client.notices import tell
from besom.client.project import named_after
from besom.client.results import Curves, Runs, Sweeps
from besom.client.settings import data_dir, resolve
from besom.errors import Invalid, NotFound
from besom.wire.runs import HistoryRow, Run, RunStateName
from besom.wire.sweeps import CreateSweep, Sweep, SweepAction


class Api:
    """Reads and steers sweeps and their runs. A path is "entity/project/id"; the folder's own entity and project may be
    left out.

    Uses the server that the folder or the environment names, and starts the embedded one where none is named.
    """

    def __init__(self) -> None:
        target = resolve(os.environ, Path.cwd())
        if target.embedded:
            embedded.start(data_dir(os.environ))
            target = resolve(os.environ, Path.cwd())
        self.client, self.key = Client(target.server_url or "", target.key), target.key
        self._target = target

    @property
    def entity(self) -> str:
        return self._target.entity or self.client.viewer().entity

    @property
    def project(self) -> str:
        return self._target.project or named_after(Path.cwd())

    def sweep(self, path: str) -> Sweep:
        """The sweep as it is now."""
        return self.client.sweep(*self._parts(path))

    def sweeps(self) -> Sweeps:
        """All of the folder's project, newest first."""
        return Sweeps(self.client.sweeps(self.entity, self.project).sweeps)

    def runs(
        self,
        sweep: str,
        *,
        sort: Literal["number", "value"] = "number",
        limit: int | None = None,
        state: RunStateName | None = None,
    ) -> Runs:
        """The sweep's runs by number, or the best first with sort="value"."""
        return Runs(self.client.runs(*self._parts(sweep), sort=sort, limit=limit, state=state).runs)

    def best(self, sweep: str) -> Run | None:
        """The best run, as the page and `besom best` name it; None while no run has a value."""
        found = self.sweep(sweep).best
        entity, project, _ = self._parts(sweep)
        return self.client.run(entity, project, found.run) if found else None

    def run(self, path: str) -> Run:
        return self.client.run(*self._parts(path))

    def curves(self, path: str, metrics: str | Iterable[str] = (), *, points: int | None = None) -> Curves:
        """The curves of all runs of a sweep, or of one run; of its own metric, or of those named.

        `points`: no more of each than about that many, thinned so that no spike disappears.
        """
        wanted = [metrics] if isinstance(metrics, str) else list(metrics)
        parts = self._parts(path)
        try:
            found = self.client.sweep_curves(*parts, metrics=wanted, points=points)
        except NotFound:
            found = self.client.curves(*parts, metrics=wanted, points=points)
        return Curves(found.curves)

    def history(self, run: str) -> list[HistoryRow]:
        """All that the run has logged, in order."""
        parts, rows = self._parts(run), list[HistoryRow]()
        while more := self.client.history(*parts, first=len(rows)).rows:
            rows += more
        return rows

    def pause(self, sweep: str) -> Sweep:
        """Hand out no new runs until resumed; running ones go on."""
        return self._act(sweep, "pause")

    def resume(self, sweep: str) -> Sweep:
        return self._act(sweep, "resume")

    def stop(self, sweep: str) -> Sweep:
        """Hand out no new runs; running ones may end first."""
        return self._act(sweep, "stop")

    def cancel(self, sweep: str) -> Sweep:
        """Hand out no new runs, and kill the running ones."""
        return self._act(sweep, "cancel")

    def _act(self, sweep: str, action: SweepAction) -> Sweep:
        return self.client.act_on_sweep(*self._parts(sweep), action)

    def _parts(self, path: str) -> tuple[str, str, str]:
        parts = path.split("/")
        if not all(parts) or len(parts) > 3:
            raise Invalid(f"{path!r} should be an id, project/id or entity/project/id")
        project = parts[-2] if len(parts) > 1 else self.project
        return parts[-3] if len(parts) > 2 else self.entity, project, parts[-1]


def sweep(
    definition: Mapping[str, Any] | str | os.PathLike[str],
    *,
    entity: str | None = None,
    project: str | None = None,
) -> str:
    """Create a sweep, from a mapping or from a sweep file, and return its id.

    It belongs to the project given, else to the one that the definition names, else to the folder's. Invalid with
    everything that is wrong with the definition.
    """
    if isinstance(definition, Mapping):
        new = CreateSweep(source=_json(definition), file="sweep")
    else:
        new = CreateSweep(source=_text(Path(definition)), file=os.fspath(definition))
    api = Api()
    made = api.client.create_sweep(entity or api.entity, project or api.project, new)
    tell(f"sweep {made.id}  {made.url}")
    return made.id


def _json(definition: Mapping[str, Any]) -> str:
    try:
        return json.dumps(dict(definition), indent=2)
    except (TypeError, ValueError) as error:
        raise Invalid(f"the sweep holds something that a sweep file cannot: {error}") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound(f"there is no file {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path} cannot be read: {error}") from None
