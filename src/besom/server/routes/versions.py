"""Versions of a sweep: what they are, what an edit would change, and the edit."""

import json
from collections import Counter
from dataclasses import dataclass

from litestar import get, post
from litestar.params import JSONBody

from besom import engine
from besom.config import Definition, difference
from besom.domain.run import Run
from besom.domain.store import Reader
from besom.domain.sweep import Sweep
from besom.errors import Busy, Conflict, Invalid
from besom.server.callers import Caller
from besom.server.prior import Prior, gather_again
from besom.server.routes.given import SWEEP, Name, Server, Who
from besom.server.routes.sweeps import find_sweep, present, read_file
from besom.server.services import Services
from besom.server.suggesting import definition_of
from besom.server.survey import Survey, runs_after, survey
from besom.wire import sweeps as wire

TRIES = 20  # at counting the runs of a grid while agents go on taking more of them


@dataclass(frozen=True)
class Edit:
    """A file that is to be a sweep's next version."""

    definition: Definition
    document: str
    prior: Prior


@get(f"{SWEEP}/versions")
async def versions(services: Server, entity: Name, project: Name, sweep: Name) -> wire.Versions:
    """What the sweep was when it was made and after each edit."""
    found = await find_sweep(services, entity, project, sweep)
    return wire.Versions(await services.store.read(_versions, found))


@post(f"{SWEEP}/versions/preview", status_code=200)
async def preview_version(
    services: Server, caller: Who, entity: Name, project: Name, sweep: Name, data: JSONBody[wire.EditSource]
) -> wire.Preview:
    """What an edit would change, and how the sweep's runs lie in its space. Nothing is changed."""
    found = await find_sweep(services, entity, project, sweep)
    edit = await _read_edit(services, caller, entity, project, found, data)
    survey = await _survey(services, found, edit, Survey())
    return wire.Preview(
        changes=_changes(found.document, edit.document),
        inside=survey.inside,
        outside=survey.outside,
        fresh=_fresh(edit.definition, survey),
        warnings=[
            *(str(warning) for warning in edit.definition.warnings),
            *await services.store.read(_doubts, found, edit.definition, survey),
        ],
        notes=list(edit.prior.notes),
    )


@post(f"{SWEEP}/versions", status_code=200)
async def add_version(
    services: Server, caller: Who, entity: Name, project: Name, sweep: Name, data: JSONBody[wire.EditSource]
) -> wire.Sweep:
    """Let the sweep go on by another file. Its runs stay; what waited to be handed out is made anew."""
    found = await find_sweep(services, entity, project, sweep)
    if found.space_version == data.base_version + 1 and found.source == data.source:  # the answer was lost
        return await present(services, found)
    edit = await _read_edit(services, caller, entity, project, found, data)
    made = await _commit(services, found, edit, data)
    services.judge.edited(made)
    services.supply.ask(made.project, made.id)
    services.changes.sweep(made.project, made.id)
    services.wake_claims(made.project, made.id)
    return await present(services, made, edit.definition, edit.prior)


async def _read_edit(
    services: Services, caller: Caller, entity: str, project: str, sweep: Sweep, data: wire.EditSource
) -> Edit:
    definition = await read_file(data.source, data.file)
    old = definition_of(sweep.document)
    for what, given, before, there in (
        ("project", definition.project, old.project, project),
        ("entity", definition.entity, old.entity, entity),
    ):
        if given not in (None, before, there):
            raise Invalid(f"a sweep stays in its {what}, {there}; the file says {given}: leave {what} out of it")
    owner = await services.project(entity, project)
    prior = await services.store.read(gather_again, caller, owner, sweep, definition, data.prior)
    return Edit(definition, json.dumps(definition.document), prior)


async def _commit(services: Services, sweep: Sweep, edit: Edit, data: wire.EditSource) -> Sweep:
    """Make the edit; of a grid count its runs before, again and again while agents take more of them meanwhile."""
    definition, counted = edit.definition, Survey()
    for _ in range(TRIES):
        if definition.cells is not None:
            counted = await _survey(services, sweep, edit, counted)
        fresh = _fresh(definition, counted)
        old = definition_of(sweep.document)
        command = engine.EditSweep(
            project=sweep.project,
            sweep=sweep.id,
            source=data.source,
            document=edit.document,
            name=None if definition.name == old.name else definition.name,
            description=definition.description or "",
            method=definition.method,
            metric=definition.metric,
            run_cap=definition.run_cap,
            cells=None if fresh is None else counted.suggested + fresh,
            max_attempts=definition.max_attempts,
            budget_seconds=definition.budget_seconds,
            seed=sweep.seed if definition.seed is None else definition.seed,
            prior=edit.prior.observations,
            base_version=data.base_version,
            numbered=None if fresh is None else counted.numbered,
            limits=definition.limits,
        )
        try:
            return await services.store.submit(engine.edit, command)
        except Conflict as error:
            if "numbered" not in error.details:
                raise
    raise Busy(f"the runs of sweep {sweep.id} cannot be counted while so many are handed out; pause it", retry_after=1)


async def _survey(services: Services, sweep: Sweep, edit: Edit, known: Survey) -> Survey:
    """How all runs of the sweep lie in the space of the edit, when of the first ones that is known."""
    runs: list[Run] = await services.store.read(runs_after, sweep, known.numbered)
    configs, suggested = [run.config for run in runs], sum(run.ticket is not None for run in runs)
    return known.and_then(await services.pool.run(survey, edit.document, configs, suggested))


def _fresh(definition: Definition, counted: Survey) -> int | None:
    """How many runs of a grid are still to be made."""
    return None if definition.cells is None else definition.cells - len(counted.tried)


def _doubts(reader: Reader, sweep: Sweep, definition: Definition, counted: Survey) -> list[str]:
    """What a person should know before the edit."""
    doubts = [
        f"{count} of {counted.numbered} runs lack {name} and teach nothing: give {name} a default"
        for name, count in counted.without.items()
    ]
    known = {metric.name for metric in definition_of(sweep.document).measured}
    for metric in definition.measured if known and counted.numbered else ():
        if metric.name not in known:
            logged = len(reader.values_of_runs(sweep.project, sweep.id, metric))
            doubts.append(
                f"{logged} of {counted.numbered} runs have logged {metric.name}; the others have no value then"
            )
    if definition.run_cap is not None and counted.numbered >= definition.run_cap:
        doubts.append(f"run_cap is {definition.run_cap} and there are {counted.numbered} runs, so no new ones are made")
    return doubts


def _versions(reader: Reader, sweep: Sweep) -> list[wire.Version]:
    found = reader.versions(sweep.project, sweep.id)
    runs = Counter(run.space_version for run in reader.runs(sweep.project, sweep.id))
    before = [None, *found]
    return [
        wire.Version(
            version=each.version,
            source=each.source,
            method=each.method,
            runs=runs[each.version],
            changes=[] if earlier is None else _changes(earlier.document, each.document),
            created_at=each.created_at,
        )
        for earlier, each in zip(before, found, strict=False)
    ]


def _changes(old: str, new: str) -> list[wire.Change]:
    changes = difference(definition_of(old), definition_of(new))
    return [wire.Change(what=each.what, old=each.old, new=each.new) for each in changes]
