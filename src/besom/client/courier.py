"""The thread that sends a script's records while it runs."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from besom.client.delivery import Sender
from besom.client.http import Client
from besom.client.notices import tell

LOOK_SECONDS = 0.25  # between two looks for new records: a stop comes within two seconds of its report
LOCK_SECONDS = 0.5  # between two tries to become the process that sends
HURRY_SECONDS = 0.5  # the longest wait between two tries when the script is about to end


class Courier:
    """Sends from the outbox in `folder`, unless another process does. Also right in a child, after `forked`."""

    def __init__(self, folder: Path, connect: Callable[[], Client]) -> None:
        self._folder, self._connect = folder, connect
        self._begin()

    def _begin(self) -> None:
        self.thread: threading.Thread | None = None
        self.sender: Sender | None = None
        self._closing = threading.Event()
        self._tried = threading.Event()

    def start(self) -> None:
        self.thread = threading.Thread(target=self._work, name="besom", daemon=True)
        self.thread.start()

    def forked(self) -> None:
        """This is a child: the thread and its locks are the parent's."""
        if self.sender is not None:
            self.sender.close()
        self._begin()

    def wait_for_first_try(self, seconds: float) -> None:
        self._tried.wait(seconds)

    def close(self, seconds: float) -> bool:
        """Send the rest, where this is the process that sends; False when the time was too short."""
        if self.thread is None:
            return True
        self._closing.set()
        self.thread.join(seconds)
        return not self.thread.is_alive()

    def _work(self) -> None:
        try:
            self.sender = Sender(self._folder, self._connect, say=tell)
            if self._elected(self.sender):
                self._send(self.sender)
        except Exception as error:  # training goes on, whatever it is
            tell(f"records are no longer sent ({error!r}); they stay in {self._folder}")
        finally:
            self._tried.set()
            if self.sender is not None:
                self.sender.close()

    def _elected(self, sender: Sender) -> bool:
        while not sender.try_lock():
            if self._closing.wait(LOCK_SECONDS):
                return sender.try_lock()
        return True

    def _send(self, sender: Sender) -> None:
        while not sender.refused:
            closing = self._closing.is_set()
            if sender.send(self._pause) and closing:
                return
            self._tried.set()
            self._closing.wait(LOOK_SECONDS)

    def _pause(self, seconds: float) -> bool:
        self._tried.set()
        if self._closing.is_set():
            time.sleep(min(seconds, HURRY_SECONDS))
        else:
            self._closing.wait(seconds)
        return True
