"""What agents and servers say to each other. Paths begin with /api/projects/{entity}/{project}/sweeps/{id}."""

from typing import Any, Literal

import msgspec

from besom.wire.numbers import Count


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/agents -> Registered."""

    request_id: str
    host: str
    workers: Count


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    agent: str
    lease: float  # seconds a run stays with its agent without a sign of life
    beat: float  # seconds between two beats; the poll returns within it


class HeldRun(msgspec.Struct, frozen=True, kw_only=True):
    run: str
    number: int


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    host: str
    workers: int
    alive: bool
    last_seen: float | None  # None: not since the server started
    runs: list[HeldRun]  # running with it, by number
    created_at: float
    ended_at: float | None  # when it took its leave


class AgentList(msgspec.Struct, frozen=True):
    """GET …/agents: every agent that the sweep has had; those that are alive first, then the latest first."""

    agents: list[Agent]


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """POST …/claim -> Claimed | Nothing. The same request_id again gives the same run (an answer may get lost)."""

    agent: str
    request_id: str


class Claimed(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="run"):
    run: str
    number: int
    attempt: int
    key: str  # BESOM_API_KEY of the script: this run's reports at this attempt
    point: dict[str, Any]
    command: list[str]  # with its macros; the agent decides whether it trusts it
    program: str | None
    url: str
    args_style: str = "wandb"  # what ${args} means, one of besom.command.STYLES
    timeout: float | None = None  # seconds after which the agent is to end the run


class Nothing(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="nothing"):
    """`wait`: ask again after `retry_after` seconds (held back on the server meanwhile); `done`: leave with code 0."""

    what: Literal["wait", "done"]
    why: str  # one sentence
    retry_after: float = 1.0


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    run: str
    attempt: int
    known: Literal["stop", "kill", "lost"] | None = None  # the order that the agent has already


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """POST /api/agents/{agent}/poll -> Orders: renews the leases of `runs`.

    Returns at once when there is an order that the agent does not know yet, else with none after `beat` seconds.
    """

    runs: list[Holding]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    run: str
    attempt: int
    what: Literal["stop", "kill", "lost"]  # lost: another attempt has begun, end the script and report nothing
    why: str


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    orders: list[Order]
    leave: Literal["drain", "exit"] | None = None  # the agent itself: take no more runs | stop all and go


class Leave(msgspec.Struct, frozen=True, kw_only=True):
    """POST /api/agents/{agent}/leave -> Left: the agent goes; runs it still holds return to the queue at once."""


class Left(msgspec.Struct, frozen=True, kw_only=True):
    released: list[str]
