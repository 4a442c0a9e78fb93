"""Runs: look, edit, begin one of one's own, end."""

import json
from typing import Annotated, Any, Literal

from litestar import get, patch, post
from litestar.params import FromQuery, JSONBody, PathParameter, QueryParameter

from besom import engine
from besom.domain.run import Run
from besom.domain.states import RunState
from besom.domain.store import Reader
from besom.domain.sweep import Goal, Project, Sweep
from besom.errors import Forbidden, NotFound
from besom.server.chosen import chosen, predictions
from besom.server.keys import hash_key, new_id, new_key
from besom.server.outcomes import NONE, numbers_on_front, told, values_of_run, values_of_runs
from besom.server.present import (
    RunView,
    documents,
    page,
    present_attempts,
    present_prediction,
    present_run,
    present_stop,
    ranked,
    view_run,
)
from besom.server.routes.given import RUN, RUNS, SWEEP, Name, Server, Who
from besom.server.routes.sweeps import check_names, find_sweep
from besom.server.services import Services
from besom.server.suggesting import definition_of
from besom.server.why import cause
from besom.server.why import why as explain
from besom.wire import runs as wire

AtMost = Annotated[int | None, QueryParameter(ge=1)]
Number = Annotated[int, PathParameter(ge=1, le=2**53)]
InState = Annotated[wire.RunStateName | None, QueryParameter(name="state")]  # `state` itself is the framework's word


@post(RUNS, status_code=200)
async def create_run(services: Server, entity: Name, project: Name, data: JSONBody[wire.CreateRun]) -> wire.Created:
    """Begin a run outside any sweep, for a script that was started by hand."""
    check_names(entity, project)
    key = new_key()
    made = await services.store.submit(
        engine.create_run,
        engine.CreateRun(
            entity=entity,
            project=project,
            id=new_id(),
            request_id=data.request_id,
            key_hash=hash_key(key),
            config=json.dumps(data.config),
            display_name=data.display_name,
            group=data.group,
            tags=tuple(data.tags),
            notes=data.notes,
            host=data.host,
        ),
    )
    services.spoke(made)
    owner = await services.project(entity, project)
    return wire.Created(run=made.id, attempt=made.attempt, key=key, url=page(services.base_url, owner, "runs", made.id))


@get(f"{SWEEP}/runs")
async def runs(
    services: Server,
    entity: Name,
    project: Name,
    sweep: Name,
    sort: FromQuery[Literal["number", "value"]] = "number",
    limit: AtMost = None,
    in_state: InState = None,
) -> wire.RunList:
    """The sweep's runs: by number, or by value with the best first and those without one last."""
    found = await find_sweep(services, entity, project, sweep)
    owner = await services.project(entity, project)
    states = None if in_state is None else [RunState(in_state)]

    def listed(reader: Reader) -> list[wire.Run]:  # all of it off the event loop: there may be thousands
        views = _views(reader, owner, found, states)
        if sort == "value":
            views = ranked(found, views)
        return [present_run(view, services.base_url) for view in views[:limit]]

    return wire.RunList(await services.store.read(listed))


@get(SWEEP + "/runs/{number:int}")
async def run_numbered(services: Server, entity: Name, project: Name, sweep: Name, number: Number) -> wire.Run:
    """The run of that number in the sweep."""
    owner = await services.project(entity, project)
    found: Run | None = await services.store.read(lambda reader: reader.run_numbered(owner.key, sweep, number))
    if found is None:
        raise NotFound(f"there is no run {number} in sweep {sweep}")
    return await _present(services, owner, found)


@get(RUN)
async def run(services: Server, entity: Name, project: Name, run: Name) -> wire.Run:
    """The run with its metrics."""
    return await _present(services, *await find_run(services, entity, project, run))


@patch(RUN)
async def edit_run(
    services: Server, caller: Who, entity: Name, project: Name, run: Name, data: JSONBody[wire.EditRun]
) -> wire.Run:
    """Change what people and scripts say about the run. A run's own key may change its summary only."""
    owner, found = await find_run(services, entity, project, run)
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not None}
    if caller.grant.run is not None:
        caller.check_attempt(found.attempt)
        if given.keys() - {"summary"}:
            raise Forbidden("the key of a run may change its summary only")
    changes: dict[str, Any] = {
        name: json.dumps(value) if name in ("config", "summary") else tuple(value) if name == "tags" else value
        for name, value in given.items()
    }
    if changes:
        found = await services.store.submit(engine.edit_run, engine.EditRun(owner.key, run, changes))
        services.changes.run(found)
    return await _present(services, owner, found)


@post(f"{RUN}/finish", status_code=200)
async def finish(services: Server, entity: Name, project: Name, run: Name, data: JSONBody[wire.Finish]) -> wire.Ended:
    """Say how the script ended. Said again it changes nothing; said late it corrects a run believed to have crashed."""
    key = (await services.project(entity, project)).key
    command = engine.Finish(key, run, data.attempt, data.exit_code, data.error, data.on_its_own, data.timed_out)
    ended = await services.store.submit(engine.finish, command)
    services.left([ended])
    return await _ended(services, ended)


@post(f"{RUN}/release", status_code=200)
async def release(services: Server, entity: Name, project: Name, run: Name, data: JSONBody[wire.Release]) -> wire.Ended:
    """Give a running run back to the queue at once."""
    key = (await services.project(entity, project)).key
    released = await services.store.submit(engine.release, engine.Release(key, run, data.attempt))
    services.left([released])
    return await _ended(services, released)


@post(f"{RUN}/kill", status_code=200)
async def kill(services: Server, entity: Name, project: Name, run: Name) -> wire.Run:
    """Have the run's agent end its script; a run that waits in the queue leaves it."""
    owner = await services.project(entity, project)
    killed = await services.store.submit(engine.kill, engine.Kill(owner.key, run))
    services.ordered([killed])
    if not killed.state.active:
        services.left([killed])
    return await _present(services, owner, killed)


@get(f"{RUN}/why")
async def why(services: Server, entity: Name, project: Name, run: Name) -> wire.Why:
    """Why the run is in the state it is in, and how its point was chosen, in sentences; and the numbers behind them."""
    owner, found = await find_run(services, entity, project, run)
    view: RunView = await services.store.read(view_run, owner, found)
    before: list[int] = await services.store.read(runs_before, found)
    outcomes: dict[str, float] = await services.store.read(outcomes_of, view)
    stands: list[str] = await services.store.read(_stands, view)
    goals, info = _goals(view), json.loads(found.info)
    return wire.Why(
        run=found.id,
        number=found.number,
        state=found.state.value,
        sentences=[*explain(found, view.sweep, before), *stands],
        stop=present_stop(found.stop),
        attempts=present_attempts(view.attempts),
        chosen=chosen(found, goals, outcomes),
        predictions=[present_prediction(each) for each in predictions(info, goals, outcomes)],
        info=info,
    )


def runs_before(reader: Reader, run: Run) -> list[int]:
    """The numbers of the earlier runs on the run's point."""
    if run.sweep is None or run.number is None or run.point_key is None or run.space_version is None:
        return []
    numbers = reader.runs_of_point(run.project, run.sweep, run.space_version, run.point_key)
    return [number for number in numbers if number < run.number]


def outcomes_of(reader: Reader, view: RunView) -> dict[str, float]:
    """What the run has come to by each metric that its sweep looked at when it was made."""
    return values_of_run(reader, view.run, () if view.document is None else definition_of(view.document).measured)


def _stands(reader: Reader, view: RunView) -> list[str]:
    """What the run's present sweep makes of its values."""
    if view.sweep is None:
        return []
    front = view.run.number in numbers_on_front(reader, view.sweep)
    return told(definition_of(view.sweep.document), view.values, front=front)


def _goals(view: RunView) -> dict[str, Goal]:
    metrics = () if view.document is None else definition_of(view.document).metrics
    return {metric.name: metric.goal for metric in metrics}


async def find_run(services: Services, entity: str, project: str, name: str) -> tuple[Project, Run]:
    owner = await services.project(entity, project)
    found: Run | None = await services.store.read(lambda reader: reader.run(owner.key, name))
    if found is None:
        raise NotFound(f"there is no run {name} in {entity}/{project}")
    return owner, found


async def _ended(services: Services, run: Run) -> wire.Ended:
    value = await services.store.read(_value, run)
    return wire.Ended(state=run.state.value, value=value, why=cause(run))


def _value(reader: Reader, run: Run) -> float | None:
    sweep = None if run.sweep is None else reader.sweep(run.project, run.sweep)
    return None if sweep is None or sweep.metric is None else reader.value_of_run(run.project, run.id, sweep.metric)


async def _present(services: Services, owner: Project, run: Run) -> wire.Run:
    return present_run(await services.store.read(view_run, owner, run), services.base_url)


def _views(reader: Reader, owner: Project, sweep: Sweep, states: list[RunState] | None) -> list[RunView]:
    metrics = reader.metrics_of_runs(owner.key, sweep.id)
    values = values_of_runs(reader, sweep, definition_of(sweep.document).measured)
    texts = documents(reader, sweep)
    return [
        RunView(run, owner, sweep, texts[run.space_version or 1], metrics.get(run.id, ()), values.get(run.id, NONE))
        for run in reader.runs(owner.key, sweep.id, states)
    ]
