"""One run in the agent's hands: its script, what it prints and logs, and how the server hears of its end."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Literal

import msgspec

from besom.agent.call import Call
from besom.agent.events import RunEnd
from besom.agent.launch import Launch
from besom.agent.logsender import LogSender
from besom.agent.options import AgentOptions
from besom.agent.output import Spool, text
from besom.agent.process import Process
from besom.agent.server import insist
from besom.agent.step import Ending
from besom.client.http import Client
from besom.client.lines import LineReader
from besom.client.outbox import discard, drain
from besom.errors import BesomError, LeaseLost
from besom.wire.agents import Claimed
from besom.wire.numbers import unpack
from besom.wire.runs import Ended, Finish, LogLines, Received, Release, Row

What = Literal["stop", "kill", "lost"]

MOST = 10_000  # lines read at once
SHOWN = 500  # lines of output, or records, given to somebody who looks
ERROR_LIMIT = 16_000  # characters of a failed script's last lines


class Job:
    """Its methods but `deliver` are for the agent's own thread and return at once."""

    def __init__(
        self,
        claimed: Claimed,
        launch: Launch,
        options: AgentOptions,
        client: Client,
        *,
        started: float,
        ordered: Callable[[What], None],
        exited: Callable[[int | None], None],
        say: Callable[[str], None],
    ) -> None:
        """Starts the script; OSError when that cannot be done. The functions given are called from threads."""
        self.claimed = claimed
        self.started = started
        self.why: str | None = None  # the server's reason to end it
        self.value: float | None = None  # the best of the sweep's metric, as the server saw it in the end
        self.code: int | None = None  # the script's exit code, once it has exited
        self.on_its_own = False  # whether it exited before it was told to
        self._client = client
        self._say = say
        self._at = (options.entity, options.project, claimed.run)
        self._folder = launch.outbox
        self._abandoned = threading.Event()
        self._spool = Spool(self._folder / "console.log")
        self._output = LineReader(self._spool.path)
        self._history = LineReader(self._folder / "history.jsonl")
        try:
            self._script = _begin(launch, self._spool, options.grace, exited)
        except BaseException:
            self._spool.close()
            self.close()
            raise
        self._sender = LogSender(self._spool, self._log, ordered, say, self._abandoned)
        self._sender.start()
        self.signal = self._script.signal
        self.tail = self._spool.tail

    def close(self) -> None:
        self._output.close()
        self._history.close()

    def abandon(self) -> None:
        """Make `deliver` give up."""
        self._abandoned.set()

    def output(self) -> list[str]:
        """What the script has printed since the last call; of a flood the last lines."""
        return [text(line) for line in _newest(self._output)]

    def progress(self) -> tuple[float | None, Mapping[str, float]] | None:
        """Step and newest value of each metric that the script has logged since the last call; None if nothing."""
        step: float | None = None
        metrics: dict[str, float] = {}
        for line in _newest(self._history):
            with suppress(msgspec.DecodeError, UnicodeDecodeError, ValueError):
                row = msgspec.json.decode(line, type=Row)
                step = step if row.step is None else row.step
                metrics |= {name: unpack(value) for name, value in row.metrics.items()}
        return (step, metrics) if metrics else None

    def deliver(self, then: Ending) -> RunEnd:
        """Send what the script has left, then tell the server its end; returns when done, refused or abandoned."""
        self._sender.join()
        try:
            if then == "drop":
                raise LeaseLost("the run has gone to another agent")
            sent = self._drain()
            ended = self._end(then)
        except LeaseLost:
            self._clear()
            return "lost"
        except BesomError as error:
            self._say(f"the server was not told how the run ended: {error}")
            return "undelivered"
        self.value, self.why = ended.value, ended.why or self.why
        if sent:
            self._clear()
        return ended.state

    def _drain(self) -> bool:
        def now() -> float:  # a clock that stands still until there is no time left
            return 1.0 if self._abandoned.is_set() else 0.0

        try:
            return drain(self._folder, self._client, 1.0, say=self._say, monotonic=now, sleep=self._abandoned.wait)
        except OSError as error:  # the disk is full, or gone
            self._say(f"what the run has logged cannot be read ({error}); what is left of it stays in {self._folder}")
            return False

    def _end(self, then: Ending) -> Ended:
        attempt = self.claimed.attempt
        if then == "release":
            back = Release(attempt=attempt)
            return insist(lambda: self._client.release(*self._at, back), self._abandoned, self._say_trouble)
        error = self.tail()[-ERROR_LIMIT:] if self.code != 0 else None
        finish = Finish(
            attempt=attempt,
            exit_code=self.code,
            error=error,
            on_its_own=self.on_its_own,
            timed_out=self.claimed.timeout if then == "timeout" else None,
        )
        return insist(lambda: self._client.finish(*self._at, finish), self._abandoned, self._say_trouble)

    def _say_trouble(self, error: BesomError) -> None:
        self._say(f"the server cannot be told how the run ended, and is asked again: {error}")

    def _log(self, first: int, lines: list[str]) -> Received:
        return self._client.log(*self._at, LogLines(attempt=self.claimed.attempt, first=first, lines=lines))

    def _clear(self) -> None:
        """Delete what was left for the server."""
        with suppress(OSError):  # another attempt's folder may be beside it, or somebody has tidied up
            for name in ("console.log", "point.json"):
                (self._folder / name).unlink(missing_ok=True)
            if discard(self._folder):
                self._folder.parent.rmdir()


def _begin(launch: Launch, spool: Spool, grace: float, ended: Callable[[int | None], None]) -> Call | Process:
    if callable(launch.what):
        return Call(launch.what, env=launch.env, spool=spool, ended=ended)
    return Process(launch.what, env=launch.env, folder=launch.folder, spool=spool, grace=grace, ended=ended)


def _newest(reader: LineReader) -> Iterable[bytes]:
    """The last of the lines that have come; none of them is given again."""
    newest: deque[bytes] = deque(maxlen=SHOWN)
    while lines := reader.peek(MOST):
        newest.extend(lines)
        reader.seek(reader.line + len(lines))
    return newest
