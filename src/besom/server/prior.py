"""What a sweep knows before its first run: the runs of other sweeps, read once and kept with it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from besom.config import Definition
from besom.domain.run import Run
from besom.domain.store import Reader
from besom.domain.sweep import Metric, Project, Sweep
from besom.errors import Invalid, NotFound
from besom.server.callers import Caller
from besom.server.outcomes import NONE, Values, values_of_run, values_of_runs
from besom.server.suggesting import definition_of
from besom.server.survey import lacking

MOST = 1_000  # observations kept with a sweep: they are read whenever it is, and a model looks at a few hundred

NOTHING = "[]"


@dataclass(frozen=True)
class Address:
    """One sweep or run that is named: `ID`, `project/ID`, `entity/project/ID`, a run also as `SWEEP/NUMBER`."""

    text: str
    sweep: bool = True  # whether it may be a sweep
    run: bool = True  # whether it may be a run


@dataclass(frozen=True)
class Prior:
    observations: str  # as in Sweep.prior; of each also the address it was found under, and which run it is
    notes: tuple[str, ...]  # a sentence for each address, and for what of it is left out


@dataclass(frozen=True)
class _Source:
    name: str  # in sentences
    sweep: Sweep | None
    runs: Sequence[Run]


def addresses(definition: Definition, more: Iterable[str] = ()) -> list[Address]:
    """All that the file names, and more."""
    prior = definition.prior
    named = [] if prior is None else [Address(text, run=False) for text in prior.sweeps]
    named += [] if prior is None else [Address(text, sweep=False) for text in prior.runs]
    return list(dict.fromkeys([*named, *(Address(text) for text in more)]))


def gather(
    reader: Reader,
    caller: Caller,
    entity: str,
    project: str,
    definition: Definition,
    named: Sequence[Address],
    kept: Sequence[dict[str, Any]] = (),
) -> Prior:
    """The ended runs that are named, as far as the caller may see them, with their values of the sweep's metrics.

    `entity` and `project` are where the sweep is, and where a bare id is looked for first. `kept` are observations that
    were gathered before. NotFound for an address that leads nowhere, Invalid where nothing can be learned from what it
    leads to.
    """
    if not named:
        return Prior(json.dumps(kept), ())
    if definition.metric is None:
        raise Invalid("prior runs teach by the sweep's metric, and it has none; add metric")
    look = _Look(reader, caller, entity, project)
    known = {each["run"]: each for each in kept}
    notes: list[str] = []
    for address in named:
        source = look.find(address)
        learned = _learned(reader, source, definition, definition.metric)
        known |= {each["run"]: {"of": address.text, **each} for each in learned}
        notes += _notes(source, learned, definition)
    if not definition.build_method().learns:
        notes.append(f"{definition.method} learns nothing from them")
    observations = _best_and_others(list(known.values()), definition.metric)
    if len(observations) < len(known):
        notes.append(f"of {len(known)} runs {MOST} are kept: the best half, and as many of the others")
    return Prior(json.dumps(observations), tuple(notes))


def gather_again(
    reader: Reader,
    caller: Caller,
    owner: Project,
    sweep: Sweep,
    definition: Definition,
    more: Sequence[str],
) -> Prior:
    """What an edited sweep knows: what it knew, without what its file no longer names, and what is named anew.

    Where its metric is another one, all of it is read again.
    """
    old, observations = definition_of(sweep.document), json.loads(sweep.prior)
    in_old_file = {address.text for address in addresses(old)}
    by_hand = [each["of"] for each in observations if each["of"] not in in_old_file]
    wanted = addresses(definition, (*by_hand, *more))
    if definition.measured != old.measured:
        return gather(reader, caller, owner.entity, owner.name, definition, wanted)
    names = {address.text for address in wanted} - set(more)
    kept = [each for each in observations if each["of"] in names]
    known = {each["of"] for each in kept}
    new = [address for address in wanted if address.text not in known]
    return gather(reader, caller, owner.entity, owner.name, definition, new, kept)


class _Look:
    """Finds what addresses stand for, where the caller may look."""

    def __init__(self, reader: Reader, caller: Caller, entity: str, project: str) -> None:
        self._reader, self._caller, self._entity, self._project = reader, caller, entity, project

    def find(self, address: Address) -> _Source:
        """NotFound where there is nothing of that name, Invalid where several projects have it."""
        *path, name = address.text.split("/")
        runs = list(self._runs(path, name)) if address.run else []
        if runs:
            return _Source(f"run {address.text}", self._sweep_of(runs[0]), runs[:1])
        sweeps = list(self._sweeps(path, name)) if address.sweep else []
        if len(sweeps) > 1:
            raise Invalid(f"several projects have a sweep {name}; give entity/project/{name}")
        if sweeps:
            return _Source(f"sweep {address.text}", sweeps[0], self._reader.runs(sweeps[0].project, sweeps[0].id))
        what = " or ".join(kind for kind, may in (("run", address.run), ("sweep", address.sweep)) if may)
        raise NotFound(f"there is no {what} {address.text} to learn from, or this key may not see it")

    def _runs(self, path: Sequence[str], name: str) -> Iterator[Run]:
        if path and name.isdecimal() and len(name) < 16:
            for sweep in self._sweeps(path[:-1], path[-1]):
                if (run := self._reader.run_numbered(sweep.project, sweep.id, int(name))) is not None:
                    yield run
        project = self._project_at(path)
        if project is not None and (run := self._reader.run(project.key, name)) is not None:
            yield run

    def _sweeps(self, path: Sequence[str], name: str) -> Iterator[Sweep]:
        project = self._project_at(path)
        if project is not None and (sweep := self._reader.sweep(project.key, name)) is not None:
            yield sweep
        elif not path:
            for sweep in self._reader.sweeps_called(name):
                owner = self._reader.project_by_key(sweep.project)
                if owner is not None and self._caller.sees(owner):
                    yield sweep

    def _project_at(self, path: Sequence[str]) -> Project | None:
        """The project that a path names, if the caller may see it."""
        if len(path) > 2:
            return None
        entity = path[0] if len(path) == 2 else self._entity
        project = self._reader.project(entity, path[-1] if path else self._project)
        return project if project is not None and self._caller.sees(project) else None

    def _sweep_of(self, run: Run) -> Sweep | None:
        return None if run.sweep is None else self._reader.sweep(run.project, run.sweep)


def _learned(reader: Reader, source: _Source, definition: Definition, metric: Metric) -> list[dict[str, Any]]:
    """What is kept of each of the source's ended runs; Invalid where they say nothing of the metric."""
    if source.sweep is not None and len(source.runs) > 1:
        values = values_of_runs(reader, source.sweep, definition.measured)
    else:
        values = {run.id: values_of_run(reader, run, definition.measured) for run in source.runs}
    ended = [run for run in source.runs if not run.state.active]
    if not ended:
        raise Invalid(f"{source.name} has not ended, so there is nothing to learn from it yet")
    if not any(metric.name in values.get(run.id, NONE) for run in ended):
        theirs = source.sweep.metric if source.sweep else None
        instead = f"; its metric is {theirs.name}" if theirs is not None and theirs.name != metric.name else ""
        raise Invalid(f"{source.name} has logged no {metric.name}, so there is nothing to learn from it{instead}")
    roots = {path[0] for path in definition.paths.values()}
    if source.sweep is not None:
        roots |= {path[0] for path in definition_of(source.sweep.document).paths.values()}
    return [_told(run, values.get(run.id, NONE), roots) for run in ended]


def _told(run: Run, values: Values, roots: Iterable[str]) -> dict[str, Any]:
    config = json.loads(run.config)
    kept = {name: config[name] for name in roots if name in config}  # what else its script wrote there is no parameter
    return {"run": f"{run.project}/{run.id}", "config": kept, "values": values, "state": str(run.state)}


def _notes(source: _Source, learned: Sequence[dict[str, Any]], definition: Definition) -> Iterator[str]:
    without = Counter(lacking(definition.space, definition.point_of(each["config"])) for each in learned)
    yield f"{source.name}: {_runs(without.pop(None, 0))}"
    for name, count in without.items():
        yield f"{_runs(count)} of {source.name} left out, without {name}: give {name} a default"
    if going := len(source.runs) - len(learned):
        yield f"{_runs(going)} of {source.name} left out, not ended yet"


def _runs(count: int) -> str:
    return f"{count} run" if count == 1 else f"{count} runs"


def _best_and_others(observations: list[dict[str, Any]], metric: Metric) -> list[dict[str, Any]]:
    """At most MOST of them, in their order: the better half of that number, and others evenly over the rest."""
    if len(observations) <= MOST:
        return observations
    values = [each["values"].get(metric.name) for each in observations]
    ranked = sorted(range(len(observations)), key=lambda at: (values[at] is None, metric.sign * (values[at] or 0.0)))
    best, rest = ranked[: MOST // 2], ranked[MOST // 2 :]
    others = [rest[place * len(rest) // (MOST - len(best))] for place in range(MOST - len(best))]
    return [observations[at] for at in sorted((*best, *others))]
