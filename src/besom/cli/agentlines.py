"""What an agent does, in words: events in, lines out."""

import contextlib
import signal
from dataclasses import dataclass, field
from typing import Literal

from besom.agent import events
from besom.cli import figures
from besom.cli.wording import instead, title
from besom.wire.sweeps import Sweep

CTRL_C = "ctrl-c: finish the runs and leave · twice: stop them and give them back · thrice: kill"

Where = Literal["out", "err"]
Line = tuple[Where, str]  # results for `out`; texts may be longer than a line of the terminal


@dataclass
class WorkerLine:
    """What one worker is doing now."""

    number: int
    started: float
    values: str
    step: float | None = None
    metrics: dict[str, float] = field(default_factory=dict)
    stopping: bool = False  # the server has ordered its end


class Story:
    """Keeps what the lines need to know of earlier events."""

    def __init__(self, sweep: Sweep) -> None:
        self._sweep = sweep
        self._metric = sweep.metric.name if sweep.metric else None
        self.workers: dict[int, WorkerLine] = {}
        self._said: str | None = None  # the last word on why a worker has no run; the others' are the same

    def tell(self, event: events.Event, now: float) -> list[Line]:
        """The lines that the event is worth; most progress is worth none."""
        match event:
            case events.Joined():
                return [("out", f"agent {event.agent} → {title(self._sweep)}"), ("err", CTRL_C)]
            case events.RunStarted():
                return self._started(event, now)
            case events.Progress():
                return self._progress(event)
            case events.RunStopping():
                if (line := self.workers.get(event.worker)) is not None:
                    line.stopping = True
                return []
            case events.RunEnded():
                return self._ended(event)
            case events.Warned():
                return [("err", f"! run {event.number}  {event.what}")]
            case events.Output():
                return [("out", f"run {event.number}│ {text}") for text in event.lines]
            case _:
                return self._about_agent(event)

    def worker_line(self, worker: WorkerLine, now: float) -> str:
        """`run 12  step 13  val_loss 0.0418  1m04  learning-rate 0.0021`: what changes stands first."""
        parts = [f"run {worker.number}"]
        if worker.step is not None:
            parts.append(f"step {figures.number(worker.step)}")
        if value := self._value(worker):
            parts.append(value)
        parts.append(figures.duration(now - worker.started))
        parts.append("stopping" if worker.stopping else worker.values)
        return "  ".join(parts)

    def _started(self, event: events.RunStarted, now: float) -> list[Line]:
        self._said = None
        self.workers[event.worker] = WorkerLine(event.number, now, figures.point(event.point))
        again = f"  attempt {event.attempt}" if event.attempt > 1 else ""
        return [("out", f"▶ run {event.number}{again}  {figures.point(event.point)}")]

    def _progress(self, event: events.Progress) -> list[Line]:
        if (line := self.workers.get(event.worker)) is not None:
            line.step = event.step if event.step is not None else line.step
            line.metrics.update(event.metrics)
        return []

    def _ended(self, event: events.RunEnded) -> list[Line]:
        worker = self.workers.pop(event.worker, None)
        took = figures.duration(event.seconds)
        value = None if event.value is None else f"{self._metric} {figures.number(event.value)}"
        run = f"run {event.number}"
        match event.state:
            case "finished":
                return [("out", _joined("✓", run, value, took)), *self._silent(event, worker)]
            case "stopped":
                return [("out", _joined("◼", run, took, event.why or value))]
            case "failed" | "crashed" | "killed":
                why = _exit(event.exit_code) if event.state == "failed" else event.state
                log = f"log: besom logs {self._sweep.id}/{event.number}"
                return [("out", _joined("✗", run, why, took, _last_line(event.error), log))]
            case "queued":
                return [("out", _joined("↩", run, "given back to the queue"))]
            case "lost":
                return [("out", _joined("↩", run, "another agent has it now"))]
            case _:
                return [("err", f"! {run}  ended, but the server could not be told; another agent will get it")]

    def _silent(self, event: events.RunEnded, worker: WorkerLine | None) -> list[Line]:
        """What to say of a run that has finished without the metric that the sweep is about."""
        if self._metric is None or event.value is not None:
            return []
        logged = worker.metrics if worker else ()
        return [("err", f"! run {event.number}  has not logged {self._metric} ({instead(logged, self._metric)})")]

    def _about_agent(self, event: events.Event) -> list[Line]:
        match event:
            case events.Waiting(why=why) if why != self._said:
                self._said = why
                return [("err", f"  waiting: {why}")]
            case events.SweepDone(why=why) if why != self._said:
                self._said = why
                return [("err", f"  {why}")]
            case events.Reconnecting(why=why):
                return [("err", f"! {why}; the scripts go on, and what they log is sent later")]
            case events.Reconnected():
                return [("err", "  the server is back")]
            case events.Leaving(how=how, running=running):
                return [("err", f"  {_LEAVING[how]}: {figures.counted(running, 'run')}")] if running else []
            case events.GaveUp(why=why, error=error):
                return [("err", f"✗ {why}"), *(("err", f"  {line}") for line in (error or "").splitlines())]
            case _:
                return []

    def _value(self, worker: WorkerLine) -> str | None:
        """The newest value of the sweep's metric; of whatever is logged, where there is none."""
        name = self._metric or next(iter(worker.metrics), None)
        return None if name not in worker.metrics else f"{name} {figures.number(worker.metrics[name])}"


_LEAVING = {
    "finish": "finishing, then leaving",
    "give back": "stopping and giving back",
    "kill": "killing",
}


def _joined(mark: str, *parts: str | None) -> str:
    return f"{mark} " + "  ".join(part for part in parts if part)


def _exit(code: int | None) -> str:
    """`exit 1`, or the name of the signal that ended it."""
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return "gone without an exit code" if code is None else f"exit {code}"


def _last_line(error: str | None) -> str | None:
    """Where Python's tracebacks say what happened."""
    lines = [line.strip() for line in (error or "").splitlines() if line.strip()]
    return lines[-1] if lines else None
