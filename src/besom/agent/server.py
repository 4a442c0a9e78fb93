"""Calls to the server that are repeated until they come through, and the agent's name there."""

import threading
from collections.abc import Callable
from typing import TypeVar

from besom.client.delivery import REFUSALS
from besom.client.http import backoff, new_request_id
from besom.errors import BesomError, Conflict, NotFound, Unreachable
from besom.wire.agents import Registered

T = TypeVar("T")


def insist(
    call: Callable[[], T], abandoned: threading.Event, trouble: Callable[[BesomError], None] = lambda _: None
) -> T:
    """What `call` returns, however many tries it takes. Refusals are raised, and trouble once `abandoned` is set.

    `trouble` is told, once, what else is wrong than that no server answers; of that the beat tells.
    """
    failures, told = 0, False
    while True:
        try:
            return call()
        except REFUSALS:
            raise
        except BesomError as error:
            failures += 1
            if not (told or isinstance(error, Unreachable)):
                told = True
                trouble(error)
            if abandoned.wait(backoff(failures)):
                raise


class Membership:
    """The agent's registration: made when first needed, and made anew when the server has forgotten it."""

    def __init__(self, register: Callable[[str], Registered]) -> None:
        """`register` is given the request's id, the same one until it has worked."""
        self._register = register
        self._lock = threading.Lock()
        self._request_id = new_request_id()
        self._current: Registered | None = None
        self._over = False

    def call(self, verb: Callable[[Registered], T]) -> T:
        """What the verb returns for the agent as it is registered, or, if the server does not know it, anew."""
        me = self._get()
        try:
            return verb(me)
        except (NotFound, Conflict):
            with self._lock:
                if self._current is me:
                    self._current = None
            return verb(self._get())

    def end(self) -> str | None:
        """The id of the agent that is to take its leave; None if it was not registered. Nothing registers after it."""
        with self._lock:
            self._over = True
            return self._current.agent if self._current else None

    def _get(self) -> Registered:
        with self._lock:
            if self._over:
                raise Conflict("the agent has left")
            if self._current is None:
                self._current = self._register(self._request_id)
                self._request_id = new_request_id()
            return self._current
