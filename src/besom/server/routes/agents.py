"""Agents: register, ask for runs, hear orders, leave."""

import json
from collections.abc import Sequence
from typing import Literal

from litestar import get, post
from litestar.params import JSONBody

from besom import engine
from besom.config import Definition
from besom.domain.agent import Agent
from besom.domain.run import Run
from besom.domain.states import RunState
from besom.domain.store import Reader
from besom.domain.sweep import Project, Sweep
from besom.errors import LeaseLost, NotFound
from besom.server.callers import Caller
from besom.server.keys import hash_key, id_of_request, new_id, new_key
from besom.server.present import document_of, page
from besom.server.routes.given import SWEEP, Name, Server, Who
from besom.server.routes.sweeps import find_sweep
from besom.server.services import Services
from besom.server.suggesting import definition_of
from besom.server.why import cause
from besom.wire import agents as wire


@get(f"{SWEEP}/agents")
async def agents(services: Server, entity: Name, project: Name, sweep: Name) -> wire.AgentList:
    """The agents that work or have worked on the sweep, where they are and what each is running."""
    found = await find_sweep(services, entity, project, sweep)
    every, running = await services.store.read(_agents_and_running, found)
    shown = [_presented(services, agent, running) for agent in every]
    return wire.AgentList(sorted(shown, key=lambda agent: (not agent.alive, -agent.created_at)))


@post(f"{SWEEP}/agents", status_code=200)
async def register(
    services: Server, entity: Name, project: Name, sweep: Name, data: JSONBody[wire.Register]
) -> wire.Registered:
    """Make an agent known; it is told how often to speak."""
    found = await find_sweep(services, entity, project, sweep)
    name = id_of_request(entity, project, sweep, data.request_id)
    command = engine.Register(found.project, found.id, name, data.host, data.workers)
    agent = await services.store.submit(engine.register, command)
    services.heard(agent)
    services.supply.ask(found.project, found.id)
    return wire.Registered(agent=agent.id, lease=services.settings.lease, beat=services.settings.beat)


@post(f"{SWEEP}/claim", status_code=200)
async def claim(
    services: Server, entity: Name, project: Name, sweep: Name, data: JSONBody[wire.Claim]
) -> wire.Claimed | wire.Nothing:
    """Give the agent a run to start. While there is none the request is held for up to a beat."""
    found = await find_sweep(services, entity, project, sweep)
    until = services.clock.monotonic() + services.settings.beat
    services.presence.heard_again(data.agent, services.clock.monotonic())
    await services.supply.better(found)
    with services.hub.listen(("work", found.project, found.id)) as bell:
        while True:
            key = new_key()
            ask = engine.Claim(found.project, found.id, data.agent, data.request_id, new_id(), hash_key(key))
            outcome = await services.store.submit(engine.claim, ask)
            services.supply.ask(found.project, found.id)
            services.changes.sweep(found.project, found.id)
            if isinstance(outcome, Run):
                services.spoke(outcome)
                owner = await services.project(entity, project)
                return _claimed(services, owner, await _definition(services, found, outcome), outcome, key)
            left = until - services.clock.monotonic()
            if outcome.done or left <= 0 or services.hub.closed:
                return _nothing(services, found, outcome)
            await bell.wait(left)


@post("/api/agents/{agent:str}/poll", status_code=200)
async def poll(services: Server, caller: Who, agent: Name, data: JSONBody[wire.Poll]) -> wire.Orders:
    """Renew the leases of the runs that the agent holds, and wait up to a beat for an order that it does not know."""
    known = await _agent(services, caller, agent)
    if known.ended_at is not None:
        raise NotFound(f"agent {agent} has left; register again")
    services.heard(known)
    until = services.clock.monotonic() + services.settings.beat
    with services.hub.listen(("orders", agent)) as bell:
        rung = False
        while True:
            orders = await _orders(services, known, data.runs)
            if rung:
                orders += await _orders_since(services, known, data.runs)
            left = until - services.clock.monotonic()
            if orders or left <= 0 or services.hub.closed:
                return wire.Orders(orders=orders)
            rung = await bell.wait(left)


@post("/api/agents/{agent:str}/leave", status_code=200)
async def leave(services: Server, caller: Who, agent: Name, data: JSONBody[wire.Leave]) -> wire.Left:  # noqa: ARG001
    """The agent goes; the runs that it still holds return to the queue at once."""
    known = await _agent(services, caller, agent)
    services.presence.left(agent)
    services.changes.sweep(known.project, known.sweep)
    released = await services.store.submit(engine.leave, engine.Leave(agent))
    services.left(released)
    return wire.Left(released=[run.id for run in released])


def _presented(services: Services, agent: Agent, running: Sequence[Run]) -> wire.Agent:
    now = services.clock.monotonic()
    word = services.presence.last_word(agent.id)
    return wire.Agent(
        id=agent.id,
        host=agent.host,
        workers=agent.workers,
        alive=services.presence.is_alive(agent.id, now),
        last_seen=None if word is None else services.clock.now() - (now - word),
        runs=[wire.HeldRun(run=run.id, number=run.number or 0) for run in running if run.agent == agent.id],
        created_at=agent.created_at,
        ended_at=agent.ended_at,
    )


async def _agent(services: Services, caller: Caller, name: str) -> Agent:
    """The agent, if the caller may see it."""
    found: Agent | None
    owner: Project | None
    found, owner = await services.store.read(_agent_and_owner, name)
    if found is None or owner is None or not caller.sees(owner):
        raise NotFound(f"there is no agent {name}; register again")
    return found


async def _orders(services: Services, agent: Agent, held: Sequence[wire.Holding]) -> list[wire.Order]:
    """Renew the leases of what the agent holds, and return the orders that it does not know yet."""
    runs: list[Run | None] = await services.store.read(_runs, agent.project, [holding.run for holding in held])
    orders = [await _order(services, agent, holding, run) for holding, run in zip(held, runs, strict=True)]
    return [order for order, holding in zip(orders, held, strict=True) if order and order.what != holding.known]


async def _order(services: Services, agent: Agent, held: wire.Holding, run: Run | None) -> wire.Order | None:
    if run is None or run.attempt != held.attempt or run.agent != agent.id:
        return _told(held, "lost", "the run is no longer this agent's")
    if run.state is not RunState.RUNNING:
        try:
            run = await services.store.submit(engine.beat, engine.Beat(run.project, run.id, run.attempt))
        except LeaseLost as error:
            return _told(held, "lost", error.message)
    services.spoke(run)
    return _order_of(held, run)


async def _orders_since(services: Services, agent: Agent, held: Sequence[wire.Holding]) -> list[wire.Order]:
    """Orders for runs that the agent was given after it began to wait.

    Their leases are left alone: it has not said that it has them.
    """
    named = {(holding.run, holding.attempt) for holding in held}
    running: list[Run] = await services.store.read(lambda reader: reader.running())
    orders = [
        _order_of(wire.Holding(run=run.id, attempt=run.attempt), run)
        for run in running
        if run.agent == agent.id and run.project == agent.project and (run.id, run.attempt) not in named
    ]
    return [order for order in orders if order is not None]


def _order_of(held: wire.Holding, run: Run) -> wire.Order | None:
    return None if run.order is None else _told(held, run.order.value, cause(run) or "")


def _told(held: wire.Holding, what: Literal["stop", "kill", "lost"], why: str) -> wire.Order:
    return wire.Order(run=held.run, attempt=held.attempt, what=what, why=why)


async def _definition(services: Services, sweep: Sweep, run: Run) -> Definition:
    """What the sweep was when the run was made: it may have been edited before, or since the agent asked."""
    return definition_of(await services.store.read(document_of, run, sweep))


def _claimed(services: Services, owner: Project, definition: Definition, run: Run, key: str) -> wire.Claimed:
    return wire.Claimed(
        run=run.id,
        number=run.number or 0,
        attempt=run.attempt,
        key=key,
        point=definition.given(json.loads(run.config)),
        command=list(definition.command),
        program=definition.program,
        args_style=definition.args_style,
        timeout=definition.run_timeout,
        url=page(services.base_url, owner, "runs", run.id),
    )


def _nothing(services: Services, sweep: Sweep, outcome: engine.Nothing) -> wire.Nothing:
    if outcome.done:
        return wire.Nothing(what="done", why=outcome.why)
    trouble = services.supply.trouble(sweep.project, sweep.id)
    return wire.Nothing(what="wait", why=trouble or outcome.why)


def _agents_and_running(reader: Reader, sweep: Sweep) -> tuple[list[Agent], list[Run]]:
    running = reader.runs(sweep.project, sweep.id, [RunState.RUNNING])
    return reader.agents(sweep.project, sweep.id), running


def _agent_and_owner(reader: Reader, name: str) -> tuple[Agent | None, Project | None]:
    agent = reader.agent(name)
    return agent, None if agent is None else reader.project_by_key(agent.project)


def _runs(reader: Reader, project: int, names: list[str]) -> list[Run | None]:
    return [reader.run(project, name) for name in names]
