"""Agents, and the keys by which callers are known."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Agent:
    """A process that asks for runs. Its id is random a process: a host that restarts is another agent."""

    project: int
    id: str
    sweep: str
    host: str
    workers: int
    created_at: float
    ended_at: float | None


class Scope(StrEnum):
    ADMIN = "admin"
    WRITE = "write"
    READ = "read"
    AGENT = "agent"
    RUN = "run"  # one run's reports at one attempt


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key allows."""

    scope: Scope
    entity: str  # the owner's name
    project: int | None = None  # None: every project
    run: str | None = None
    attempt: int | None = None
