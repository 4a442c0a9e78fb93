"""The server about itself and its callers."""

from typing import Literal

import msgspec


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """GET /api/health, public."""

    status: Literal["ok"]
    version: str
    instance: str  # random a process start, so that a client knows which server it found


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """GET /api/viewer: who the key belongs to."""

    entity: str
    scope: Literal["admin", "write", "read", "agent", "run"]
    project: str | None
    version: str


class Projects(msgspec.Struct, frozen=True):
    """GET /api/projects: `entity/project` paths."""

    projects: list[str]


class Deleted(msgspec.Struct, frozen=True, kw_only=True):
    deleted: str
    runs: int
