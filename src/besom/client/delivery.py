"""Sends what is in an outbox (`besom.client.outbox` says what lies there) until the server has all of it."""

import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from besom.client.files import write
from besom.client.http import Client, backoff
from besom.client.lines import LineReader
from besom.errors import (
    BesomError,
    Busy,
    Conflict,
    Forbidden,
    Gap,
    Invalid,
    LeaseLost,
    NotFound,
    TooLarge,
    Unauthorised,
    Unreachable,
)
from besom.wire.runs import CreateRun, Finish, Received, Report, Row

MOST = 1000  # records in one report
TOLD_AFTER = 3  # failures in a row: the first may be a restart
BEAT = 15.0  # seconds between signs of life of a run that has no agent: a quarter of its lease

REFUSALS = (NotFound, Conflict, Unauthorised, Forbidden, Invalid, TooLarge)
"""The server's last word; after any other error the same request may succeed later."""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    entity: str
    project: str
    run: str
    attempt: int


class NewRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run that its script has started by hand, and that the server is yet to make."""

    entity: str | None  # None: the key owner's
    project: str
    new: CreateRun


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    exit_code: int


class Sender:
    """The other side: sends what is in the outbox, in order; no two processes at once.

    `connect` is called again whenever the server has not answered, since it may have moved. `say` gets one sentence
    for a person about each thing that goes wrong.
    """

    def __init__(
        self,
        folder: Path,
        connect: Callable[[], Client],
        *,
        say: Callable[[str], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder = folder
        self.address: Address | None = None
        self.refused = False  # nothing of this outbox will ever be taken
        self.finished = False  # the server knows that the run has ended
        self._connect, self._say, self._monotonic = connect, say, monotonic
        self._client: Client | None = None
        self._decode = msgspec.json.Decoder(Row).decode
        self._most = MOST
        self._spoke = monotonic()
        self._by_hand = (folder / "create.json").exists()
        self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        self._history = LineReader(folder / "history.jsonl")
        self._history.seek(self._acked())

    def close(self) -> None:
        self._history.close()
        lock, self._lock = self._lock, -1
        if lock >= 0:
            os.close(lock)

    def try_lock(self) -> bool:
        """Whether this process is the one that sends, from now until it closes this or dies."""
        try:
            # A record lock: unlike flock it does not pass to a forked child, which would keep it after its parent.
            fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True

    def send(self, pause: Callable[[float], bool]) -> bool:
        """Send all there is, again after every failure while pause(seconds) lets it; True once the server has all."""
        failures = 0
        while not self.refused:
            try:
                if not self._step():
                    return True
                failures = 0
            except REFUSALS as refusal:
                self._refuse(refusal)
            except (BesomError, OSError) as error:
                if isinstance(error, Unreachable):
                    self._client = None
                failures += 1
                if failures == TOLD_AFTER:
                    self._say(f"{error}; records wait in {self.folder} until that is over")
                asked = float(error.details.get("retry_after", 0)) if isinstance(error, Busy) else 0.0
                if not pause(max(asked, backoff(failures))):
                    return False
        return False

    def _step(self) -> bool:
        """Do the next thing that is due; False when there is none."""
        if self.address is None:
            self.address = self._find_address()
        if self.address is None:
            return False
        lines = self._history.peek(self._most)
        if lines:
            self._send_rows(self.address, [self._row(line) for line in lines])
            return True
        if self._by_hand and not self.finished:
            return self._sign_of_life(self.address)
        return False

    def _find_address(self) -> Address | None:
        """From the folder; for a run started by hand that the server does not know yet, by having it made."""
        with suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode((self.folder / "address.json").read_bytes(), type=Address)
        if not self._by_hand:
            return None
        run = msgspec.json.decode((self.folder / "create.json").read_bytes(), type=NewRun)
        entity = run.entity or self._server().viewer().entity
        made = self._server().create_run(entity, run.project, run.new)
        address = Address(entity=entity, project=run.project, run=made.run, attempt=made.attempt)
        self._note("address.json", msgspec.json.encode(address).decode())
        self._say(f"run {made.url}")
        return address

    def _send_rows(self, address: Address, rows: list[Row | None]) -> None:
        try:
            received = self._report(address, rows)
        except Gap as gap:
            self._history.seek(gap.expected)
            return
        except (Invalid, TooLarge) as refusal:
            if len(rows) > 1:
                self._most = len(rows) // 2  # until the one that is not taken stands alone
                return
            if rows == [None]:
                raise
            self._say(f"the server does not take a record ({refusal}); it is left out")
            received = self._report(address, [None])
        self._most = MOST
        self._history.seek(received.next)
        if self._history.line < received.next:
            self._say("the server has more records of this run than its outbox; newer ones may be taken for old ones")
        self._note("acked", str(self._history.line))

    def _sign_of_life(self, address: Address) -> bool:
        """What an agent would tell about the script: that it has ended, or from time to time that it has not."""
        ending = self._ending()
        if ending is not None:
            finish = Finish(attempt=address.attempt, exit_code=ending.exit_code)
            self._server().finish(address.entity, address.project, address.run, finish)
            self.finished = True
            return True
        if self._monotonic() - self._spoke >= BEAT:
            self._report(address, [])
        return False

    def _report(self, address: Address, rows: list[Row | None]) -> Received:
        report = Report(attempt=address.attempt, first=self._history.line, rows=rows)
        received = self._server().report(address.entity, address.project, address.run, report)
        self._spoke = self._monotonic()
        return received

    def _row(self, line: bytes) -> Row | None:
        try:
            return self._decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def _server(self) -> Client:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _ending(self) -> Ending | None:
        try:
            return msgspec.json.decode((self.folder / "finish.json").read_bytes(), type=Ending)
        except (OSError, msgspec.DecodeError):
            return None

    def _acked(self) -> int:
        try:
            return int((self.folder / "acked").read_text())
        except (OSError, ValueError):
            return 0

    def _note(self, name: str, text: str) -> None:
        with suppress(OSError):  # the disk is full; what it says can be asked of the server again
            write(self.folder / name, text, private=True)

    def _refuse(self, refusal: BesomError) -> None:
        self.refused = True
        if isinstance(refusal, LeaseLost):
            self._say("another attempt of this run has begun; nothing more of this one is sent")
        else:
            self._say(f"the server refuses this run's records ({refusal}); they stay in {self.folder}")
