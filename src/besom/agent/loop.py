"""The agent: workers that claim runs, start scripts and report their ends, and one beat for all of them.

All decisions are made on the thread that calls `run_agent`, by `besom.agent.step`; other threads do what may take long
(requests, waiting for a script) and put what came of it into the mailbox, as a function to be called there.
"""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from signal import SIGINT
from typing import Literal

from besom.agent import events
from besom.agent.beat import Beat
from besom.agent.interrupts import interrupts
from besom.agent.limits import Limits
from besom.agent.options import AgentOptions
from besom.agent.seat import Seat, Shared
from besom.agent.server import Membership, insist
from besom.agent.step import HURRIED, KILLED, Haste
from besom.client.http import Client
from besom.errors import BesomError
from besom.wire.agents import Orders, Register, Registered

LOOK = 0.5  # seconds between two looks at what scripts have logged
HOW: dict[Haste, Literal["finish", "give back", "kill"]] = {
    Haste.FINISH: "finish",
    Haste.GIVE_BACK: "give back",
    Haste.KILL: "kill",
}


def run_agent(
    options: AgentOptions,
    client: Client,
    observe: events.Observer,
    *,
    monotonic: Callable[[], float] = time.monotonic,
) -> int:
    """Run scripts until there is nothing left to run, or the agent is told to leave; returns the exit code.

    0: done, or sent away by the server; 1: gave up (GaveUp was told); 128 + n: ended by signal n. On the main thread
    SIGINT, SIGTERM and SIGHUP are understood meanwhile. The client should have no patience of its own: the agent tries
    again by itself, and stops trying when it is told to leave. `observe` is called on this thread.
    """
    return _Agent(options, client, observe, monotonic).run()


class _Agent:
    def __init__(
        self,
        options: AgentOptions,
        client: Client,
        observe: events.Observer,
        monotonic: Callable[[], float],
    ) -> None:
        self._options, self._client, self._observe, self._now = options, client, observe, monotonic
        self._mail: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._over = threading.Event()
        self._membership = Membership(self._register)
        self._beat = Beat(
            client,
            self._membership,
            self._over,
            hear=lambda orders: self._post(self._hear, orders),
            refused=lambda error: self._post(self._give_up, str(error), None),
            connection=lambda trouble: self._post(self._connection, trouble),
        )
        self._seats: list[Seat] = []
        self._look_at = monotonic()
        self._haste = Haste.NONE
        self._gave_up = False
        self._signal: int | None = None

    def run(self) -> int:
        with interrupts(lambda number: self._post(self._interrupt, number)):
            try:
                self._beat.start()
                self._open_seats()
                while not all(seat.empty for seat in self._seats):
                    self._turn()
            finally:
                self._over.set()
                for seat in self._seats:
                    seat.kill()
                self._say_goodbye()
        if self._signal is not None:
            return 128 + self._signal
        return 1 if self._gave_up else 0

    def _open_seats(self) -> None:
        shared = Shared(
            options=self._options,
            client=self._client,
            membership=self._membership,
            beat=self._beat,
            limits=Limits(self._options.count),
            over=self._over,
            now=self._now,
            observe=self._observe,
            post=self._mail.put,
            give_up=self._give_up,
        )
        self._seats.extend(Seat(index, shared) for index in range(self._options.workers))

    def _turn(self) -> None:
        """Do what is due: the next piece of mail, and what was to happen at some time."""
        due = min(self._look_at, *(seat.due for seat in self._seats))
        with suppress(queue.Empty):
            self._mail.get(timeout=max(0.0, due - self._now()))()
        now = self._now()
        if self._look_at <= now:
            self._look_at = now + LOOK
            for seat in self._seats:
                seat.look()
        for seat in self._seats:
            if seat.due <= now:
                seat.tick()

    def _post(self, call: Callable[..., None], *arguments: object) -> None:
        self._mail.put(partial(call, *arguments))

    def _register(self, request_id: str) -> Registered:
        options = self._options
        ask = Register(request_id=request_id, host=options.host, workers=options.workers)
        registered = self._client.register(options.entity, options.project, options.sweep, ask)
        self._post(self._observe, events.Joined(registered.agent, options.workers))
        return registered

    def _connection(self, trouble: BesomError | None) -> None:
        self._observe(events.Reconnecting(str(trouble)) if trouble is not None else events.Reconnected())

    def _hear(self, orders: Orders) -> None:
        for order in orders.orders:
            for seat in self._seats:
                if seat.holds(order.run, order.attempt):
                    seat.order(order.what, order.why)
        if orders.leave is not None:
            self._leave(Haste.FINISH if orders.leave == "drain" else Haste.GIVE_BACK)

    def _interrupt(self, number: int) -> None:
        """Each Ctrl-C makes more haste; whoever ends the process wants it gone at once."""
        self._signal = number
        least = Haste.FINISH if number == SIGINT else Haste.GIVE_BACK
        self._leave(max(least, Haste(min(self._haste + 1, Haste.KILL))))

    def _give_up(self, why: str, error: str | None) -> None:
        if not self._gave_up:
            self._gave_up = True
            self._observe(events.GaveUp(why, error))
            self._leave(Haste.FINISH)

    def _leave(self, haste: Haste) -> None:
        if haste <= self._haste:
            return
        self._haste = haste
        self._observe(events.Leaving(HOW[haste], sum(seat.busy for seat in self._seats)))
        for seat in self._seats:
            seat.leave(haste)

    def _say_goodbye(self) -> None:
        """Tell the server, which then gives back at once what the agent still holds; it may be away itself."""
        abandoned = threading.Event()

        def leave() -> None:
            agent = self._membership.end()
            if agent is not None:
                with suppress(BesomError):
                    insist(lambda: self._client.leave(agent), abandoned)

        thread = threading.Thread(target=leave, name="goodbye", daemon=True)
        thread.start()
        thread.join(KILLED if self._haste is Haste.KILL else HURRIED)
        abandoned.set()
