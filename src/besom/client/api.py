"""besom from Python: create a sweep, run an agent, read what is there."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias

from besom.client import embedded
from besom.client.http import Client, new_request_id
from besom.client.notices import tell
from besom.client.project import named_after
from besom.client.results import Curves, Runs, Sweeps
from besom.client.settings import data_dir, resolve
from besom.errors import Invalid, NotFound
from besom.wire.runs import HistoryRow, Run, RunStateName
from besom.wire.sweeps import (
    Audit,
    CreateSweep,
    EditSource,
    RetriedState,
    Retry,
    Sweep,
    SweepAction,
    TryPoint,
)

Definition: TypeAlias = Mapping[str, Any] | str | os.PathLike[str]
"""Of a sweep: the keys of a sweep file, or the path of one."""


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
        """The best run that keeps the outcome constraints, as the page and `besom best` name it; None while none does.

        Of several objectives the best by the first; see `front`.
        """
        found = self.sweep(sweep).best
        entity, project, _ = self._parts(sweep)
        return self.client.run(entity, project, found.run) if found else None

    def front(self, sweep: str) -> Runs:
        """The runs that no other beats in all objectives, the best by the first one first; none with one objective."""
        numbers = self.sweep(sweep).front
        return Runs([run for run in self.runs(sweep, sort="value", limit=len(numbers) or 1) if run.number in numbers])

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

    def edit(self, sweep: str, definition: Definition, *, prior: Iterable[str] = ()) -> Sweep:
        """Let the sweep go on by another definition; runs that are there stay, and the search goes on using them."""
        source, file = _source(definition)
        version = self.sweep(sweep).space_version
        new = EditSource(source=source, file=file, base_version=version, prior=list(prior))
        return self.client.add_version(*self._parts(sweep), new)

    def try_point(
        self,
        sweep: str,
        values: Mapping[str, Any],
        *,
        from_run: int | str | None = None,
        priority: int = 0,
        outside: bool = False,
    ) -> Run:
        """Queue a run with values of your own; those not given are of the best run, or of `from_run`.

        Invalid for values outside the space, unless they may be `outside`.
        """
        point = TryPoint(
            request_id=new_request_id(),
            values=dict(values),
            from_run=None if from_run is None else str(from_run),
            priority=priority,
            outside=outside,
        )
        return self.client.try_point(*self._parts(sweep), point)

    def retry(
        self,
        sweep: str,
        states: Iterable[RetriedState] = ("failed",),
        *,
        numbers: Iterable[int] = (),
        priority: int = 0,
    ) -> Runs:
        """Return runs that ended in one of the states to the queue: all such, or those with these numbers."""
        which = Retry(states=list(states), numbers=list(numbers), priority=priority)
        return Runs(self.client.retry(*self._parts(sweep), which).runs)

    def audit(self, sweep: str) -> Audit:
        """The counts of the sweep, each made in two ways."""
        return self.client.audit(*self._parts(sweep))

    def _act(self, sweep: str, action: SweepAction) -> Sweep:
        return self.client.act_on_sweep(*self._parts(sweep), action)

    def _parts(self, path: str) -> tuple[str, str, str]:
        parts = path.split("/")
        if not all(parts) or len(parts) > 3:
            raise Invalid(f"{path!r} should be an id, project/id or entity/project/id")
        project = parts[-2] if len(parts) > 1 else self.project
        return parts[-3] if len(parts) > 2 else self.entity, project, parts[-1]


def sweep(
    definition: Definition,
    *,
    entity: str | None = None,
    project: str | None = None,
    prior: Iterable[str] = (),
) -> str:
    """Create a sweep, from a mapping or from a sweep file, and return its id.

    It belongs to the project given, else to the one that the definition names, else to the folder's. `prior`: runs and
    sweeps to learn from. Invalid with everything that is wrong with the definition.
    """
    source, file = _source(definition)
    api, named = Api(), _named(source)
    made = api.client.create_sweep(
        entity or named.get("entity") or api.entity,
        project or named.get("project") or api.project,
        CreateSweep(source=source, file=file, prior=list(prior)),
    )
    tell(f"sweep {made.id}  {made.url}")
    for note in (*made.notes, *made.warnings):
        tell(note)
    return made.id


def _source(definition: Definition) -> tuple[str, str]:
    """The text of the definition, and what problems call it."""
    if isinstance(definition, Mapping):
        return _json(definition), "sweep"
    return _text(Path(definition)), os.fspath(definition)


def _named(source: str) -> Mapping[str, str]:
    """The entity and the project that the definition names; what else it holds, the server checks."""
    import yaml

    try:
        found = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError):
        return {}
    keys = ("entity", "project")
    return {key: found[key] for key in keys if isinstance(found.get(key), str)} if isinstance(found, dict) else {}


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
