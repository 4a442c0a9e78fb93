"""Sweeps over the wire. Paths begin with /api/projects/{entity}/{project}."""

from typing import Any, Literal

import msgspec

from besom.wire.numbers import Number

SweepStateName = Literal["running", "paused", "stopped", "cancelled", "finished"]
SweepAction = Literal["pause", "resume", "stop", "cancel"]


class CreateSweep(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/sweeps -> Sweep. The server reads the file itself; 422 `invalid` lists all in `details.problems`."""

    source: str
    file: str = "sweep.yaml"
    request_id: str | None = None  # the same id again gives the same sweep


class EditSweep(msgspec.Struct, frozen=True, kw_only=True):
    """PATCH …/sweeps/{id} -> Sweep."""

    name: str | None = None


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    goal: Literal["minimize", "maximize"]


class RunCounts(msgspec.Struct, frozen=True, kw_only=True):
    queued: int = 0
    running: int = 0
    finished: int = 0
    failed: int = 0
    stopped: int = 0
    killed: int = 0
    crashed: int = 0


class Best(msgspec.Struct, frozen=True, kw_only=True):
    run: str
    number: int
    value: float


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    entity: str
    project: str
    name: str
    description: str
    state: SweepStateName
    method: str
    metric: Metric | None
    source: str
    document: dict[str, Any]
    run_cap: int | None
    cells: int | None
    total: int | None  # how many runs there will be, where known
    seed: int
    space_version: int
    counts: RunCounts
    best: Best | None
    agents: int  # alive now
    url: str  # of its page
    warnings: list[str]
    created_at: float
    ended_at: float | None


class SweepList(msgspec.Struct, frozen=True):
    sweeps: list[Sweep]


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """GET …/sweeps/{id}/envelope: what a run must beat after its 1st, 2nd... value, in the metric's own sign."""

    limits: list[Number]  # empty: nobody is stopped yet
    by: list[int]  # numbers of the runs that set it
