"""What an agent is asked to do, and where it lives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ACCEPTED = "accepted-commands"  # the file in the data folder


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOptions:
    entity: str
    project: str
    sweep: str
    folder: Path  # where scripts are started, and the only place whose programs are trusted unasked
    data: Path  # where outboxes lie
    accepted: Path  # the file of the commands that a person has accepted on this machine
    environ: Mapping[str, str]  # what scripts inherit
    host: str  # a label for people
    workers: int = 1  # runs at the same time
    count: int | None = None  # runs in all; None: as many as there are
    python: str | None = None  # the interpreter; None: the active environment's
    trust: bool = False  # accept whatever command the sweep has, now and in future
    grace: float = 10.0  # seconds between SIGTERM and SIGKILL
    show_output: bool = False  # tell what scripts print, too
    # In place of the sweep's command: a function to call in this process, or the caller's own command.
    instead: Callable[[], object] | Sequence[str] | None = None
