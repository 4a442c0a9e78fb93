"""The agent's long poll: the sign of life for all its runs, and the way on which orders come."""

import threading
from collections.abc import Callable, Iterable
from typing import Literal

from besom.agent.server import Membership, insist
from besom.client.delivery import REFUSALS
from besom.client.http import Client
from besom.errors import BesomError
from besom.wire.agents import Holding, Order, Orders, Poll

AGAIN = 0.2  # seconds before asking again after an answer, so that one repeated at once does no harm
REFUSED = 15.0  # seconds before asking again after a refusal


class Beat(threading.Thread):
    """Polls until `over` is set."""

    def __init__(
        self,
        client: Client,
        membership: Membership,
        over: threading.Event,
        *,
        hear: Callable[[Orders], None],
        refused: Callable[[BesomError], None],
        connection: Callable[[BesomError | None], None],
    ) -> None:
        """`hear` gets every answer, `refused` every refusal; `connection` the trouble when there is some, then None."""
        super().__init__(name="beat", daemon=True)
        self._client = client
        self._membership = membership
        self._over = over
        self._hear = hear
        self._refused = refused
        self._connection = connection
        self._down = False
        self._lock = threading.Lock()
        self._held: dict[tuple[str, int], Literal["stop", "kill", "lost"] | None] = {}

    def hold(self, run: str, attempt: int) -> None:
        """From now on the run is the agent's."""
        with self._lock:
            self._held[run, attempt] = None

    def drop(self, run: str, attempt: int) -> None:
        with self._lock:
            self._held.pop((run, attempt), None)

    def run(self) -> None:
        while not self._over.is_set():
            try:
                orders = insist(self._poll, self._over)
            except BesomError as refusal:
                if not self._over.is_set():
                    self._refused(refusal)
                self._over.wait(REFUSED)
            else:
                self._know(orders.orders)
                self._hear(orders)
                self._over.wait(AGAIN)

    def _poll(self) -> Orders:
        with self._lock:
            runs = [Holding(run=run, attempt=attempt, known=known) for (run, attempt), known in self._held.items()]
        try:
            orders = self._membership.call(lambda me: self._client.poll(me.agent, Poll(runs=runs), beat=me.beat))
        except REFUSALS:
            raise
        except BesomError as error:
            if not self._down:
                self._down = True
                self._connection(error)
            raise
        if self._down:
            self._down = False
            self._connection(None)
        return orders

    def _know(self, orders: Iterable[Order]) -> None:
        with self._lock:
            for order in orders:
                if (order.run, order.attempt) in self._held:
                    self._held[order.run, order.attempt] = order.what
