"""One real run of a sweep here, without a server: what it takes, logs and ends with."""

import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM

import msgspec

from besom.agent.interrupts import interrupts
from besom.agent.launch import arguments, environment
from besom.agent.output import Spool, text
from besom.agent.process import Process
from besom.client.delivery import Address, Sender
from besom.client.http import Client
from besom.client.lines import LineReader
from besom.config import Definition
from besom.errors import Invalid, Unreachable
from besom.space import Point
from besom.wire.runs import Row

LOOK_SECONDS = 0.2  # between two looks at what the script prints
GRACE = 10.0  # seconds from being asked to end to being killed, as an agent gives
CHECK = "check"  # stands for all that only a server could name
UNKNOWN = Address(entity=CHECK, project=CHECK, run=CHECK, attempt=1)
NOBODY = "http://127.0.0.1:9"  # where no server is; nothing is sent there, since the outbox is held


@dataclass(slots=True)
class Smoked:
    """How the run went."""

    argv: list[str]
    seconds: float
    code: int | None  # negative: ended by that signal; None: unknown
    tail: str  # the last lines that it printed
    interrupted: bool  # by a person
    timed_out: bool  # by the file's run_timeout
    logged: dict[str, int] = field(default_factory=dict)  # values of each metric
    last: dict[str, float] = field(default_factory=dict)


def smoke(
    definition: Definition,
    point: Point,
    *,
    folder: Path,
    environ: Mapping[str, str],
    python: str | None,
    now: Callable[[], float],
    listen: Callable[[str], None],
) -> Smoked:
    """Run the sweep's command on the point, as an agent in `folder` would, and wait for its end.

    The script's own reports go into an outbox that is read and thrown away. Ctrl-C asks it to end, a second one kills
    it. `listen` gets each line that it prints. Invalid where it cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="besom-check-") as place:
        outbox = Path(place)
        config = definition.deliver(point)
        argv = arguments(
            definition.command,
            definition.program,
            config,
            style=definition.args_style,
            python=python,
            environ=environ,
            outbox=outbox,
        )
        env = environment(environ, UNKNOWN, sweep=CHECK, server=NOBODY, key=CHECK, outbox=outbox, config=config)
        with closing(Sender(outbox, _nobody, say=listen)) as sender:
            sender.try_lock()  # the script's own courier then leaves the sending to us
            run = _Run(argv, outbox, now)
            smoked = run.to_its_end(env, folder, definition.run_timeout, listen)
        _read_history(outbox, smoked)
        return smoked


class _Run:
    def __init__(self, argv: list[str], outbox: Path, now: Callable[[], float]) -> None:
        self._argv, self._now = argv, now
        self._spool = Spool(outbox / "console.log")
        self._asked: float | None = None  # when it was asked to end
        self._ended = threading.Event()
        self._code: int | None = None

    def to_its_end(
        self, environ: Mapping[str, str], folder: Path, timeout: float | None, listen: Callable[[str], None]
    ) -> Smoked:
        with closing(LineReader(self._spool.path)) as output:
            started, timed_out, presses = self._now(), False, 0

            def pressed(_: int) -> None:
                nonlocal presses
                presses += 1
                self._ask(process, kill=presses > 1)

            try:
                process = Process(
                    self._argv, env=environ, folder=folder, spool=self._spool, grace=GRACE, ended=self._end
                )
            except OSError as error:
                self._spool.close()
                raise Invalid(f"{self._argv[0]} cannot be started: {error.strerror}") from None
            with interrupts(pressed):
                while not self._ended.wait(LOOK_SECONDS):
                    _tell(output, listen)
                    over = timeout is not None and self._now() - started > timeout
                    if over and not timed_out:
                        timed_out = True
                        self._ask(process, kill=False)
                    if self._asked is not None and self._now() - self._asked > GRACE:
                        process.signal(SIGKILL)
            _tell(output, listen)
        tail, seconds = self._spool.tail(), self._now() - started
        return Smoked(self._argv, seconds, self._code, tail, presses > 0, timed_out)

    def _ask(self, process: Process, *, kill: bool) -> None:
        process.signal(SIGKILL if kill else SIGTERM)
        self._asked = self._asked or self._now()

    def _end(self, code: int | None) -> None:
        self._code = code
        self._ended.set()


def _nobody() -> Client:
    raise Unreachable("nothing is sent from here")


def _tell(output: LineReader, listen: Callable[[str], None]) -> None:
    while lines := output.peek(1000):
        for line in lines:
            listen(text(line))
        output.seek(output.line + len(lines))


def _read_history(outbox: Path, smoked: Smoked) -> None:
    """Count what the script has logged."""
    with closing(LineReader(outbox / "history.jsonl")) as history:
        while lines := history.peek(1000):
            for line in lines:
                with suppress(msgspec.DecodeError, UnicodeDecodeError):
                    row = msgspec.json.decode(line, type=Row)
                    for name, value in row.metrics.items():
                        smoked.logged[name] = smoked.logged.get(name, 0) + 1
                        with suppress(ValueError, TypeError):
                            smoked.last[name] = float(value)
            history.seek(history.line + len(lines))
