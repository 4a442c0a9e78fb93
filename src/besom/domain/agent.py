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


class PassKind(StrEnum):
    LINK = "link"  # logs one browser in, once
    SESSION = "session"  # of a browser that has logged in


@dataclass(frozen=True, slots=True)
class Pass:
    """What stands in for a key for a while: whoever shows it may do what the key may, as long as the key is there."""

    key_hash: bytes
    grant: Grant
    expires_at: float
