"""One worker's decisions: what follows what, and that no sequence of events leaves a script or a run behind."""

from dataclasses import dataclass, field
from signal import SIGKILL, SIGTERM
from typing import Literal

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from besom.agent.step import (
    FOREVER,
    HURRIED,
    KILLED,
    Abandon,
    Ask,
    Asking,
    Deliver,
    Delivered,
    Delivering,
    Effect,
    Event,
    Exited,
    GiveBack,
    Got,
    Haste,
    Killing,
    Leave,
    Left,
    NothingLeft,
    NothingYet,
    Ordered,
    Phase,
    Refused,
    Resting,
    Running,
    Signal,
    Start,
    Stopping,
    Tick,
    TimeOver,
    Worker,
    begin,
    deadline,
    step,
)
from besom.wire.agents import Claimed

GRACE = 10.0
RUN = Claimed(run="r1", number=1, attempt=1, key="k", point={}, command=[], program=None, url="")
LIMITED = msgspec.structs.replace(RUN, timeout=7.5)

TABLE: list[tuple[str, Phase, Event, Phase, list[Effect]]] = [
    ("a run is started", Asking(), Got(RUN, 5), Running(), [Start(RUN)]),
    ("and may take its time", Asking(), Got(LIMITED, 5), Running(12.5), [Start(LIMITED)]),
    ("no run yet: ask later", Asking(), NothingYet(7), Resting(7), []),
    ("not too early", Resting(7), Tick(6.9), Resting(7), []),
    ("asks again", Resting(7), Tick(7), Asking(), [Ask()]),
    ("no run left: leave", Asking(), NothingLeft(), Left(), []),
    ("what cannot be started is given back", Running(), Refused(RUN), Left(), [GiveBack(RUN)]),
    ("a run that comes after the worker has left is given back", Left(), Got(RUN, 5), Left(), [GiveBack(RUN)]),
    ("a script ends by itself", Running(), Exited(5), Delivering(FOREVER), [Deliver("finish")]),
    ("and the next run is asked for", Delivering(FOREVER), Delivered(), Asking(), [Ask()]),
    ("stop: asked to end", Running(), Ordered("stop", 5), Stopping(15, "finish"), [Signal(SIGTERM)]),
    ("kill: asked to end", Running(), Ordered("kill", 5), Stopping(15, "finish"), [Signal(SIGTERM)]),
    ("lost: asked to end", Running(), Ordered("lost", 5), Stopping(15, "drop"), [Signal(SIGTERM)]),
    ("within its time nothing happens", Running(12.5), Tick(12.4), Running(12.5), []),
    (
        "its time is over: asked to end",
        Running(12.5),
        Tick(12.5),
        Stopping(22.5, "timeout"),
        [TimeOver(), Signal(SIGTERM)],
    ),
    ("and killed after the grace time", Stopping(22.5, "timeout"), Tick(22.5), Killing("timeout"), [Signal(SIGKILL)]),
    (
        "it is told that its time was over",
        Stopping(22.5, "timeout"),
        Exited(13),
        Delivering(FOREVER),
        [Deliver("timeout")],
    ),
    ("an order changes nothing then", Stopping(22.5, "timeout"), Ordered("kill", 13), Stopping(22.5, "timeout"), []),
    ("unless the run is lost", Stopping(22.5, "timeout"), Ordered("lost", 13), Stopping(22.5, "drop"), []),
    ("a script that ends in time is on its own", Running(12.5), Exited(12), Delivering(FOREVER), [Deliver("finish")]),
    ("within the grace time nothing happens", Stopping(15, "finish"), Tick(14.9), Stopping(15, "finish"), []),
    ("after it the script is killed", Stopping(15, "finish"), Tick(15), Killing("finish"), [Signal(SIGKILL)]),
    ("once", Killing("finish"), Tick(99), Killing("finish"), []),
    ("a second order does not prolong it", Stopping(15, "finish"), Ordered("kill", 9), Stopping(15, "finish"), []),
    ("a run lost while it stops is dropped", Stopping(15, "finish"), Ordered("lost", 9), Stopping(15, "drop"), []),
    ("a run once lost stays lost", Stopping(15, "drop"), Ordered("stop", 9), Stopping(15, "drop"), []),
    (
        "a run to be given back is ended if so ordered",
        Stopping(15, "release"),
        Ordered("stop", 9),
        Stopping(15, "finish"),
        [],
    ),
    ("it ends as it stops", Stopping(15, "finish"), Exited(9), Delivering(FOREVER), [Deliver("finish")]),
    ("it ends as it is killed", Killing("release"), Exited(16), Delivering(FOREVER), [Deliver("release")]),
    (
        "lost when it is over: the server will say so itself",
        Delivering(FOREVER),
        Ordered("lost", 9),
        Delivering(FOREVER),
        [],
    ),
    ("an order without a script", Asking(), Ordered("stop", 9), Asking(), []),
]


@pytest.mark.parametrize(
    ("phase", "event", "after", "effects"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_what_follows_what(phase: Phase, event: Event, after: Phase, effects: list[Effect]) -> None:
    worker, done = step(Worker(phase, GRACE), event)
    assert worker.phase == after
    assert done == effects


LEAVING: list[tuple[str, Phase, Haste, Phase, list[Effect]]] = [
    ("idle: at once", Resting(7), Haste.FINISH, Left(), []),
    ("asking: at once", Asking(), Haste.FINISH, Left(), []),
    ("once: the script goes on", Running(), Haste.FINISH, Running(), []),
    ("twice: it is asked to end", Running(), Haste.GIVE_BACK, Stopping(15, "release"), [Signal(SIGTERM)]),
    ("thrice: it is killed", Stopping(12, "release"), Haste.KILL, Killing("release"), [Signal(SIGKILL)]),
    ("thrice, when the server has ended it", Stopping(12, "finish"), Haste.KILL, Killing("finish"), [Signal(SIGKILL)]),
    ("killed at once", Running(), Haste.KILL, Killing("release"), [Signal(SIGKILL)]),
    ("once: what is left is sent, however long it takes", Delivering(FOREVER), Haste.FINISH, Delivering(FOREVER), []),
    ("twice: for a little while", Delivering(FOREVER), Haste.GIVE_BACK, Delivering(5 + HURRIED), []),
    ("thrice: for less", Delivering(9), Haste.KILL, Delivering(5 + KILLED), []),
    ("haste never prolongs", Delivering(5.5), Haste.KILL, Delivering(5.5), []),
]


@pytest.mark.parametrize(
    ("phase", "haste", "after", "effects"), [row[1:] for row in LEAVING], ids=[row[0] for row in LEAVING]
)
def test_leaving(phase: Phase, haste: Haste, after: Phase, effects: list[Effect]) -> None:
    worker, done = step(Worker(phase, GRACE), Leave(haste, 5))
    assert worker.phase == after
    assert done == effects
    assert isinstance(after, Left) or worker.haste is haste


def test_a_worker_told_to_finish_takes_no_further_run() -> None:
    worker, _ = step(Worker(Running(), GRACE), Leave(Haste.FINISH, 1))
    worker, _ = step(worker, Exited(2))
    assert step(worker, Delivered()) == (Worker(Left(), GRACE, Haste.FINISH), [])


def test_delivery_in_haste_is_given_up_in_time() -> None:
    worker, effects = step(Worker(Stopping(12, "release"), GRACE, Haste.GIVE_BACK), Exited(5))
    assert (worker.phase, effects) == (Delivering(5 + HURRIED), [Deliver("release")])
    worker, effects = step(worker, Tick(5 + HURRIED))
    assert (worker.phase, effects) == (Left(), [Abandon()])


@dataclass
class Script:
    """What the outside world knows of one started run."""

    until: float  # may run so long
    alive: bool = True
    terms: list[float] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)
    delivered: list[str] = field(default_factory=list)


class OneWorker(RuleBasedStateMachine):
    """Any sequence of events that the driver can send."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.scripts: list[Script] = []
        self.claims = 0  # on their way
        self.given_back = 0
        self.came = 0
        self.delivering = 0
        self.told = Haste.NONE
        self.ordered = False
        self.worker, effects = begin(GRACE)
        self.carry_out(effects)

    def carry_out(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Ask():
                    assert self.told is Haste.NONE, "a worker that has to leave asks for another run"
                    assert self.claims == 0
                    self.claims += 1
                case Start(run):
                    assert not any(script.alive for script in self.scripts), "two scripts at once"
                    self.scripts.append(Script(FOREVER if run.timeout is None else self.now + run.timeout))
                    self.ordered = False
                case Signal(number):
                    assert self.scripts[-1].alive, "a signal to a script that is gone"
                    (self.scripts[-1].terms if number == SIGTERM else self.scripts[-1].kills).append(self.now)
                case TimeOver():
                    assert self.now >= self.scripts[-1].until, "its time was not over"
                case Deliver(then):
                    assert then != "timeout" or self.now >= self.scripts[-1].until
                    assert not self.scripts[-1].alive, "the end of a script is told while it runs"
                    self.scripts[-1].delivered.append(then)
                    self.delivering += 1
                case Abandon():
                    assert self.told >= Haste.GIVE_BACK, "results are given up though there is no haste"
                    self.delivering -= 1
                case GiveBack():
                    self.given_back += 1

    def send(self, event: Event) -> None:
        self.worker, effects = step(self.worker, event)
        self.carry_out(effects)

    @precondition(lambda self: self.claims)
    @rule(run=st.sampled_from([RUN, LIMITED]))
    def a_run_comes(self, run: Claimed) -> None:
        self.claims -= 1
        self.came += 1
        self.send(Got(run, self.now))

    @precondition(lambda self: self.claims)
    @rule(left=st.booleans())
    def no_run_comes(self, left: bool) -> None:
        self.claims -= 1
        self.send(NothingLeft() if left else NothingYet(self.now + 1))

    @precondition(lambda self: any(script.alive for script in self.scripts))
    @rule()
    def the_script_exits(self) -> None:
        self.scripts[-1].alive = False
        self.send(Exited(self.now))

    @rule(what=st.sampled_from(["stop", "kill", "lost"]))
    def an_order_comes(self, what: Literal["stop", "kill", "lost"]) -> None:
        self.ordered = True
        self.send(Ordered(what, self.now))

    @rule(haste=st.sampled_from([Haste.FINISH, Haste.GIVE_BACK, Haste.KILL]))
    def it_is_told_to_leave(self, haste: Haste) -> None:
        self.told = max(self.told, haste)
        self.send(Leave(haste, self.now))

    @precondition(lambda self: self.delivering)
    @rule()
    def the_end_is_delivered(self) -> None:
        self.delivering -= 1
        self.send(Delivered())

    @rule(seconds=st.sampled_from([0.5, 1.0, 3.0, 12.0]))
    def time_passes(self, seconds: float) -> None:
        """The driver ticks when something is due, not before and not much later."""
        until = self.now + seconds
        while (due := deadline(self.worker)) <= until:
            self.now = max(self.now, due)
            self.send(Tick(self.now))
        self.now = until

    @invariant()
    def every_run_is_in_hand_or_told_to_the_server(self) -> None:
        assert self.came == len(self.scripts) + self.given_back
        for script in self.scripts:
            assert len(script.delivered) == (0 if script.alive else 1)

    @invariant()
    def a_script_that_has_to_go_is_killed_after_the_grace_time(self) -> None:
        for script in self.scripts:
            assert len(script.terms) <= 1
            assert len(script.kills) <= 1
            if script.alive and script.terms and self.now >= script.terms[0] + GRACE:
                assert script.kills
        over = bool(self.scripts) and self.now >= self.scripts[-1].until
        if self.scripts and self.scripts[-1].alive and (self.told >= Haste.GIVE_BACK or self.ordered or over):
            assert self.scripts[-1].terms or self.scripts[-1].kills, "a script that has to go was told nothing"
        if self.scripts and self.scripts[-1].alive and self.told is Haste.KILL:
            assert self.scripts[-1].kills

    @invariant()
    def a_worker_that_has_left_leaves_nothing(self) -> None:
        if isinstance(self.worker.phase, Left):
            assert not any(script.alive for script in self.scripts)
            assert self.delivering == 0
            assert deadline(self.worker) == FOREVER


TestOneWorker = OneWorker.TestCase
