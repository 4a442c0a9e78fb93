"""Watching an agent: redrawn lines on a terminal, else a line an event, or JSON for programs."""

import dataclasses
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from besom.agent.events import Event, Observer
from besom.cli import figures
from besom.cli.agentlines import Story
from besom.cli.layout import GAP, wrapped
from besom.cli.place import Place
from besom.cli.shell import Shell, painted
from besom.cli.wording import best, progress, title
from besom.client.results import ended
from besom.errors import BesomError
from besom.wire.sweeps import Sweep

LOOK_EVERY = 3.0  # seconds between two looks at the whole sweep
REDRAWS = 4  # a second


@contextmanager
def watch(shell: Shell, place: Place, sweep: Sweep, *, as_json: bool, quiet: bool) -> Iterator[Observer]:
    """An observer for the agent, for as long as the agent runs."""
    if as_json:
        yield _json_lines(shell)
    elif quiet:
        yield lambda _event: None
    elif shell.out.isatty() and shell.environ.get("TERM") != "dumb":
        with _live(shell, place, sweep) as observer:
            yield observer
    else:
        yield _plain_lines(shell, sweep)


def summary(sweep: Sweep) -> str:
    """`spirals (k3x9q7ab)  37/100 ▓▓▓▓░░░░░░  best val_loss 0.0312 (run 9)`."""
    parts = [title(sweep), progress(sweep)]
    if sweep.total:
        parts[-1] += f" {figures.bar(ended(sweep.counts), sweep.total)}"
    if found := best(sweep):
        parts.append(f"{'front' if sweep.front else 'best'} {found}")
    return "  ".join(parts)


def _json_lines(shell: Shell) -> Observer:
    def observe(event: Event) -> None:
        name = re.sub(r"(?<!^)([A-Z])", r"_\1", type(event).__name__).lower()
        shell.tell_json({"event": name, "at": shell.now()} | dataclasses.asdict(event))

    return observe


def _plain_lines(shell: Shell, sweep: Sweep) -> Observer:
    story = Story(sweep)

    def observe(event: Event) -> None:
        for where, line in story.tell(event, shell.now()):
            (shell.tell if where == "out" else shell.say)(line)

    return observe


@contextmanager
def _live(shell: Shell, place: Place, sweep: Sweep) -> Iterator[Observer]:
    """Events scroll by; below them a line for each worker, and one for the sweep, are redrawn in place."""
    from rich.console import Console, Group
    from rich.live import Live
    from rich.text import Text

    story, lock, over = Story(sweep), threading.Lock(), threading.Event()
    latest = sweep

    def drawn() -> Group:
        with lock:
            now = shell.now()
            lines = [story.worker_line(worker, now) for _, worker in sorted(story.workers.items())]
        return Group(*(Text(line, no_wrap=True, overflow="ellipsis") for line in [*lines, summary(latest)]))

    def observe(event: Event) -> None:
        with lock:
            lines = story.tell(event, shell.now())
        for _, line in lines:
            for piece in wrapped(line, console.width, rest=GAP):
                console.print(Text.from_ansi(painted(piece)))

    def look() -> None:
        nonlocal latest
        while not over.wait(LOOK_EVERY):
            with suppress(BesomError):  # the agent itself tells when the server is away
                latest = place.client.sweep(sweep.entity, sweep.project, sweep.id)

    console = Console(file=shell.out, highlight=False)
    with Live(console=console, get_renderable=drawn, refresh_per_second=REDRAWS, transient=True):
        threading.Thread(target=look, daemon=True).start()
        try:
            yield observe
        finally:
            over.set()
