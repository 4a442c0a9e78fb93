"""Agents come and go."""

from dataclasses import dataclass

from besom.domain.agent import Agent
from besom.domain.run import Run
from besom.domain.states import Outcome
from besom.domain.store import Tx
from besom.engine.endings import give_back
from besom.engine.lookup import need_sweep
from besom.errors import NotFound


@dataclass(frozen=True, slots=True)
class Register:
    project: int
    sweep: str
    agent: str  # the same id again gives the same agent
    host: str
    workers: int


@dataclass(frozen=True, slots=True)
class Leave:
    agent: str


def register(tx: Tx, now: float, command: Register) -> Agent:
    need_sweep(tx, command.project, command.sweep)
    if (old := tx.agent(command.agent)) is not None:
        return old
    agent = Agent(command.project, command.agent, command.sweep, command.host, command.workers, now, None)
    tx.add_agent(agent)
    return agent


def leave(tx: Tx, now: float, command: Leave) -> list[Run]:
    """Note that the agent has gone; the runs that it still held go back to the queue and are returned."""
    agent = tx.agent(command.agent)
    if agent is None:
        raise NotFound(f"there is no agent {command.agent}")
    held = [run for run in tx.running() if run.agent == agent.id and run.project == agent.project]
    if agent.ended_at is None:
        tx.end_agent(agent.id, now)
    return [give_back(tx, now, run, Outcome.RETURNED) for run in held]
