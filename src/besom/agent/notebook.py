"""What an agent shows in a notebook: one piece of the page that is drawn anew as things happen."""

import sys
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from html import escape
from typing import Any

from besom.agent import events
from besom.client.results import cell, ended, table
from besom.errors import BesomError
from besom.wire.sweeps import Sweep

LAST = 8  # ended runs shown
Show = Callable[[str], None]


def notebook_display() -> Show | None:
    """Shows HTML in the cell that runs, each in place of the one before; None where this is no notebook."""
    shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if not hasattr(shell, "kernel"):
        return None
    from IPython.display import HTML, display

    handle: Any = display(HTML(""), display_id=True)
    return lambda html: handle.update(HTML(html))


class Board:
    """An observer of an agent: how far the sweep is, what runs now, and the last runs that ended."""

    def __init__(self, show: Show, look: Callable[[], Sweep]) -> None:
        """`look` gives the sweep as it is."""
        self._show, self._look = show, look
        self._sweep = look()
        self._running: dict[int, tuple[Mapping[str, Any], str]] = {}
        self._ended: deque[Mapping[str, Any]] = deque(maxlen=LAST)
        self._said = ""
        self._draw()

    def __call__(self, event: events.Event) -> None:
        match event:
            case events.RunStarted():
                self._running[event.number] = event.point, ""
            case events.Progress():
                point, _ = self._running.get(event.number, ({}, ""))
                latest = " ".join(f"{name} {value:.5g}" for name, value in event.metrics.items())
                self._running[event.number] = point, latest
            case events.RunEnded():
                point, _ = self._running.pop(event.number, ({}, ""))
                row = {"run": event.number, "state": event.state, "value": event.value, "seconds": event.seconds}
                self._ended.appendleft(row | {name: value for name, value in point.items() if name not in row})
                self._look_again()
                self._said = _last_line(event.error) if event.state == "failed" else ""
            case events.GaveUp() | events.Waiting() | events.SweepDone() | events.Reconnecting():
                self._said = event.why
                if isinstance(event, events.SweepDone):
                    self._look_again()
            case events.Warned():
                self._said = f"run {event.number}: {event.what}"
            case _:
                return
        self._draw()

    def _look_again(self) -> None:
        with suppress(BesomError):  # the agent goes on while the server is away, and so does what it shows
            self._sweep = self._look()

    def _draw(self) -> None:
        running = "".join(
            f"<p>run {number}: {escape(_assignments(point))} {escape(latest)}</p>"
            for number, (point, latest) in self._running.items()
        )
        said = f"<p>{escape(self._said)}</p>" if self._said else ""
        self._show(f"{progress(self._sweep)}{running}{table(list(self._ended)) if self._ended else ''}{said}")


def progress(sweep: Sweep) -> str:
    """A bar, and a line with the number of runs, the best one and the sweep's page."""
    done = ended(sweep.counts)
    of = f" of {sweep.total}" if sweep.total is not None else ""
    bar = f'<progress value="{done}" max="{sweep.total}"></progress> ' if sweep.total else ""
    failed = sweep.counts.failed + sweep.counts.crashed
    parts = [f"{done}{of} runs", f"{failed} failed" if failed else "", sweep.state]
    if sweep.front:
        parts.append(f"{len(sweep.front)} on the front")
    elif sweep.best is not None and sweep.metric is not None:
        half = "" if sweep.best.half_width is None else f" ± {cell(sweep.best.half_width)}"
        parts.append(f"best {escape(sweep.metric.name)} {cell(sweep.best.value)}{half} (run {sweep.best.number})")
    link = f'<a href="{escape(sweep.url)}">{escape(sweep.name)}</a>'
    return f"<p>{bar}{link}: {' · '.join(filter(None, parts))}</p>"


def _assignments(point: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={f'{value:.4g}' if isinstance(value, float) else value}" for name, value in point.items())


def _last_line(error: str | None) -> str:
    """That which names the exception."""
    return error.strip().splitlines()[-1] if error and error.strip() else ""
