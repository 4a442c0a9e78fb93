"""Sweeps: create, look, steer, delete."""

import asyncio
import json
import re
import secrets
from collections.abc import Callable, Iterable

from litestar import delete, get, patch, post
from litestar.params import JSONBody

from besom import engine
from besom.config import Definition, parse
from besom.domain.run import Run
from besom.domain.states import RunState
from besom.domain.store import Reader, Tx
from besom.domain.sweep import Sweep
from besom.errors import Invalid, NotFound
from besom.server.callers import Caller
from besom.server.keys import id_of_request, new_id
from besom.server.present import SweepView, present_standing, present_sweep, view_sweep
from besom.server.prior import Prior, addresses, gather
from besom.server.routes.given import SWEEP, SWEEPS, Name, Server, Who
from besom.server.services import Services
from besom.server.standing import places
from besom.wire import server as wire_server
from besom.wire import sweeps as wire

_NAME = re.compile(r"[^/\\#?%:\x00-\x1f\x7f]{1,128}")
ACTIVE = tuple(state for state in RunState if state.active)
MAX_SOURCE = 256 * 1024  # bytes of a sweep file; a person writes a few hundred


@get("/api/sweeps")
async def all_sweeps(services: Server, caller: Who) -> wire.SweepList:
    """Every sweep that the key may see, newest first."""
    return _listed(services, await services.store.read(_views, caller, lambda reader: reader.sweeps()))


@get("/api/find/sweeps/{sweep:str}")
async def find_sweeps(services: Server, caller: Who, sweep: Name) -> wire.SweepList:
    """The sweeps with that id that the key may see; usually one."""
    return _listed(services, await services.store.read(_views, caller, lambda reader: reader.sweeps_called(sweep)))


@get(SWEEPS)
async def sweeps(services: Server, caller: Who, entity: Name, project: Name) -> wire.SweepList:
    """The project's sweeps, newest first."""
    key = (await services.project(entity, project)).key
    return _listed(services, await services.store.read(_views, caller, lambda reader: reader.sweeps(key)))


@post(SWEEPS, status_code=200)
async def create_sweep(
    services: Server, caller: Who, entity: Name, project: Name, data: JSONBody[wire.CreateSweep]
) -> wire.Sweep:
    """Check the sweep file and create the sweep, with its project if that is new."""
    check_names(entity, project)
    definition = await read_file(data.source, data.file)
    named = addresses(definition, data.prior)
    prior: Prior = await services.store.read(gather, caller, entity, project, definition, named)
    name = new_id() if data.request_id is None else id_of_request(entity, project, data.request_id)
    made = await services.store.submit(
        engine.create_sweep,
        engine.CreateSweep(
            entity=entity,
            project=project,
            id=name,
            name=definition.name or name,
            description=definition.description or "",
            source=data.source,
            document=json.dumps(definition.document),
            method=definition.method,
            metric=definition.metric,
            run_cap=definition.run_cap,
            cells=definition.cells,
            seed=secrets.randbelow(2**32) if definition.seed is None else definition.seed,
            max_attempts=definition.max_attempts,
            budget_seconds=definition.budget_seconds,
            prior=prior.observations,
        ),
    )
    services.supply.ask(made.project, made.id)
    services.changes.sweep(made.project, made.id)
    return await present(services, made, definition, prior)


@get(SWEEP)
async def sweep(services: Server, entity: Name, project: Name, sweep: Name) -> wire.Sweep:
    """The sweep, with how many runs it has in each state and the best of them."""
    return await present(services, await find_sweep(services, entity, project, sweep))


@patch(SWEEP)
async def edit_sweep(
    services: Server, entity: Name, project: Name, sweep: Name, data: JSONBody[wire.EditSweep]
) -> wire.Sweep:
    """Give the sweep another name."""
    found = await find_sweep(services, entity, project, sweep)
    if data.name is not None:
        command = engine.Rename(found.project, found.id, data.name)
        found = await services.store.submit(engine.rename, command)
        services.changes.sweep(found.project, found.id)
    return await present(services, found)


@delete(SWEEP, status_code=200)
async def delete_sweep(services: Server, entity: Name, project: Name, sweep: Name) -> wire_server.Deleted:
    """Delete the sweep with all its runs; 409 while some are running."""
    owner = await services.project(entity, project)
    runs = await services.store.submit(engine.delete, engine.Delete(owner.key, sweep))
    services.wake_claims(owner.key, sweep)
    services.changes.deleted(owner, sweep)
    return wire_server.Deleted(deleted=sweep, runs=runs)


@get(f"{SWEEP}/standings")
async def standings(services: Server, entity: Name, project: Name, sweep: Name) -> wire.Standings:
    """How the sweep's points stand, the leader first; where points are not repeated, its runs by value."""
    found = await find_sweep(services, entity, project, sweep)

    def listed(reader: Reader) -> list[wire.Standing]:
        return [present_standing(place) for place in places(reader, found)]

    return wire.Standings(await services.store.read(listed))


@post(f"{SWEEP}/pause", status_code=200)
async def pause(services: Server, entity: Name, project: Name, sweep: Name) -> wire.Sweep:
    """Hand out no new runs until resume; running ones go on."""
    return await _act(services, engine.pause, entity, project, sweep)


@post(f"{SWEEP}/resume", status_code=200)
async def resume(services: Server, entity: Name, project: Name, sweep: Name) -> wire.Sweep:
    """Go on with a paused, stopped or cancelled sweep."""
    return await _act(services, engine.resume, entity, project, sweep)


@post(f"{SWEEP}/stop", status_code=200)
async def stop(services: Server, entity: Name, project: Name, sweep: Name) -> wire.Sweep:
    """Hand out no new runs; running ones may end first."""
    return await _act(services, engine.stop, entity, project, sweep)


@post(f"{SWEEP}/cancel", status_code=200)
async def cancel(services: Server, entity: Name, project: Name, sweep: Name) -> wire.Sweep:
    """Hand out no new runs, and kill the running ones."""
    return await _act(services, engine.cancel, entity, project, sweep)


@get(f"{SWEEP}/audit")
async def audit(services: Server, entity: Name, project: Name, sweep: Name) -> wire.Audit:
    """Every count of the sweep taken in two ways, and what does not add up."""
    key = (await services.project(entity, project)).key
    told: engine.Audit = await services.store.read(engine.audit, key, sweep)
    return wire.Audit(
        lines=[
            wire.AuditLine(what=line.what, left=line.left, right=line.right, parts=dict(line.parts))
            for line in told.lines
        ],
        closes=told.closes,
        problems=list(told.problems),
    )


async def read_file(source: str, file: str) -> Definition:
    """The definition in a sweep file; Invalid with everything that is wrong with it."""
    if len(source.encode("utf-8", "replace")) > MAX_SOURCE:
        raise Invalid(f"a sweep file has at most {MAX_SOURCE} bytes")
    return await asyncio.to_thread(parse, source, file=file)


def check_names(entity: str, project: str) -> None:
    """Raise Invalid if a new project cannot be called so."""
    for what, name in (("entity", entity), ("project", project)):
        if not _NAME.fullmatch(name):
            raise Invalid(f"{name!r} cannot be the name of a {what}: 1 to 128 characters, none of / \\ # ? % :")


async def find_sweep(services: Services, entity: str, project: str, name: str) -> Sweep:
    key = (await services.project(entity, project)).key
    found: Sweep | None = await services.store.read(lambda reader: reader.sweep(key, name))
    if found is None:
        raise NotFound(f"there is no sweep {name} in {entity}/{project}")
    return found


async def _act(
    services: Services,
    verb: Callable[[Tx, float, engine.SweepRef], Sweep],
    entity: str,
    project: str,
    name: str,
) -> wire.Sweep:
    key = (await services.project(entity, project)).key
    active: list[Run] = await services.store.read(lambda reader: reader.runs(key, name, ACTIVE))
    changed = await services.store.submit(verb, engine.SweepRef(key, name))
    services.changes.sweep(key, name)
    for run in active:
        services.changes.run(run)
    for agent in services.presence.alive(key, name, services.clock.monotonic()):
        services.hub.ring(("orders", agent.id))
    services.wake_claims(key, name)
    services.supply.ask(key, name)
    return await present(services, changed)


async def present(
    services: Services, sweep: Sweep, definition: Definition | None = None, prior: Prior | None = None
) -> wire.Sweep:
    """The sweep as it is told to callers; to who has just sent its file, with what there is to say about that."""
    view: SweepView = await services.store.read(_view, sweep)
    warnings = [] if definition is None else [str(warning) for warning in definition.warnings]
    notes = [] if prior is None else prior.notes
    return present_sweep(view, services.base_url, services.agents_alive(sweep), warnings, notes)


def _listed(services: Services, views: Iterable[SweepView]) -> wire.SweepList:
    return wire.SweepList([present_sweep(view, services.base_url, services.agents_alive(view.sweep)) for view in views])


def _view(reader: Reader, sweep: Sweep) -> SweepView:
    project = reader.project_by_key(sweep.project)
    assert project is not None  # noqa: S101 (a sweep belongs to a project, and projects are never deleted)
    return view_sweep(reader, project, sweep)


def _views(reader: Reader, caller: Caller, wanted: Callable[[Reader], list[Sweep]]) -> list[SweepView]:
    projects = {project.key: project for project in reader.projects()}
    return [
        view_sweep(reader, projects[sweep.project], sweep)
        for sweep in wanted(reader)
        if caller.sees(projects[sweep.project])
    ]
