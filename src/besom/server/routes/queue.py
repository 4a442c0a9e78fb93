"""What people put into a sweep's queue: points of their own, runs to be tried again, and in which order."""

import json
from collections.abc import Sequence

from litestar import post
from litestar.params import JSONBody

from besom import engine
from besom.config import Definition
from besom.domain.run import Run
from besom.domain.states import RunState
from besom.domain.store import Reader
from besom.domain.sweep import Sweep
from besom.errors import Invalid, NotFound
from besom.server.byhand import point_by_hand
from besom.server.keys import new_id
from besom.server.present import present_run, view_run
from besom.server.routes.given import SWEEP, Name, Server
from besom.server.routes.sweeps import find_sweep
from besom.server.services import Services
from besom.server.standing import leader
from besom.server.suggesting import definition_of
from besom.space import Value
from besom.wire import runs as wire_runs
from besom.wire import sweeps as wire


@post(f"{SWEEP}/try", status_code=200)
async def try_point(
    services: Server, entity: Name, project: Name, sweep: Name, data: JSONBody[wire.TryPoint]
) -> wire_runs.Run:
    """Queue a run on a point chosen by hand. Values that are not given are those of the best run, or of another."""
    found = await find_sweep(services, entity, project, sweep)
    made: Run | None = await services.store.read(
        lambda reader: reader.run_queued_by(found.project, found.id, data.request_id)
    )
    if made is None:
        base = await services.store.read(_base, found, data.from_run)
        made = await services.store.submit(engine.enqueue, _enqueue(found, data, base))
    return (await _queued(services, entity, project, found, [made])).runs[0]


@post(f"{SWEEP}/retry", status_code=200)
async def retry(services: Server, entity: Name, project: Name, sweep: Name, data: JSONBody[wire.Retry]) -> wire.Queued:
    """Put runs that failed, crashed or were killed back into the queue; those named that wait already stay there."""
    found = await find_sweep(services, entity, project, sweep)
    states = tuple(RunState(state) for state in data.states)
    command = engine.Retry(found.project, found.id, states, tuple(data.numbers), data.priority)
    return await _queued(services, entity, project, found, await services.store.submit(engine.retry, command))


@post(f"{SWEEP}/prioritise", status_code=200)
async def prioritise(
    services: Server, entity: Name, project: Name, sweep: Name, data: JSONBody[wire.Prioritise]
) -> wire.Queued:
    """Move runs within the queue: the highest priority goes first, of equal ones the lowest number."""
    found = await find_sweep(services, entity, project, sweep)
    command = engine.Prioritise(found.project, found.id, tuple(data.numbers), data.priority)
    return await _queued(services, entity, project, found, await services.store.submit(engine.prioritise, command))


async def _queued(services: Services, entity: str, project: str, sweep: Sweep, runs: Sequence[Run]) -> wire.Queued:
    """The runs as they are told to the caller, after all who wait for such have heard of them."""
    services.changes.sweep(sweep.project, sweep.id)
    for run in runs:
        services.changes.run(run)
    services.wake_claims(sweep.project, sweep.id)
    services.supply.ask(sweep.project, sweep.id)
    owner = await services.project(entity, project)

    def presented(reader: Reader) -> list[wire_runs.Run]:
        return [present_run(view_run(reader, owner, run), services.base_url) for run in runs]

    return wire.Queued(await services.store.read(presented))


def _enqueue(sweep: Sweep, data: wire.TryPoint, base: Run | None) -> engine.Enqueue:
    definition = definition_of(sweep.document)
    given = dict(data.values)
    repeat, seed = _repeat(definition, given, outside=data.outside)
    taken = {} if base is None else definition.point_of(json.loads(base.config))
    point = point_by_hand(definition.space, given, taken, outside=data.outside)
    return engine.Enqueue(
        project=sweep.project,
        sweep=sweep.id,
        run_id=new_id(),
        request_id=data.request_id,
        config=json.dumps(definition.deliver(point, repeat, seed)),
        priority=data.priority,
        info=json.dumps({"by": "hand"} | ({} if base is None else {"from": base.number})),
        repeat=repeat,
    )


def _repeat(definition: Definition, given: dict[str, Value], *, outside: bool) -> tuple[int, Value]:
    """Which of its repeats a point is tried under, or the seed that is none of them; it is taken out of `given`."""
    repeat = definition.repeat
    if repeat is None or repeat.parameter not in given:
        return 0, None
    seed = given.pop(repeat.parameter)
    if seed in repeat.seeds:
        return repeat.seeds.index(seed), None
    if not outside:
        raise Invalid(f"{repeat.parameter}: {seed!r} is none of the seeds {', '.join(map(str, repeat.seeds))}")
    return 0, seed


def _base(reader: Reader, sweep: Sweep, name: str | None) -> Run | None:
    """The run whose values are taken over: the one named, else the best; None where no run has a value yet."""
    if name is None:
        best = leader(reader, sweep)
        return None if best is None else reader.run(sweep.project, best.results[0].run)
    numbered = name.isdecimal() and len(name) < 16
    run = reader.run_numbered(sweep.project, sweep.id, int(name)) if numbered else None
    run = run or reader.run(sweep.project, name)
    if run is None:
        raise NotFound(f"there is no run {name} in sweep {sweep.id}, nor in its project")
    return run
