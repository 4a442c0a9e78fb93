"""Calls that are repeated, the agent's name at the server, and what bounds an agent."""

import threading

import pytest

from besom.agent.limits import Limits
from besom.agent.server import Membership, insist
from besom.errors import BesomError, Busy, Conflict, DiskFull, LeaseLost, NotFound, Unauthorised, Unreachable
from besom.wire.agents import Registered


class Answers:
    """A call that gives one answer after the other; errors are raised."""

    def __init__(self, *answers: BesomError | str) -> None:
        self.left = list(answers)

    def __call__(self) -> str:
        answer = self.left.pop(0)
        if isinstance(answer, BesomError):
            raise answer
        return answer


class NoWaiting(threading.Event):
    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 (as it is called)
        return self.is_set()


@pytest.fixture
def patient() -> threading.Event:
    return NoWaiting()


def test_trouble_is_told_once_and_waited_out(patient: threading.Event) -> None:
    told: list[BesomError] = []
    call = Answers(Unreachable("no answer"), first := Busy("full"), DiskFull("no room"), BesomError("oh"), "yes")
    assert insist(call, patient, told.append) == "yes"
    assert told == [first]


@pytest.mark.parametrize("refusal", [NotFound("gone"), LeaseLost("lost"), Unauthorised("who?")])
def test_a_refusal_is_not_repeated(refusal: BesomError, patient: threading.Event) -> None:
    with pytest.raises(type(refusal)):
        insist(Answers(Unreachable("no answer"), refusal, "yes"), patient)


def test_one_try_is_made_even_when_it_is_too_late(patient: threading.Event) -> None:
    patient.set()
    assert insist(Answers("yes"), patient) == "yes"
    with pytest.raises(Unreachable):
        insist(Answers(Unreachable("no answer"), "yes"), patient)


class Registry:
    def __init__(self) -> None:
        self.requests: list[str] = []
        self.answers = Answers()

    def __call__(self, request_id: str) -> Registered:
        self.requests.append(request_id)
        return Registered(agent=self.answers(), lease=60, beat=15)


def test_an_agent_registers_once_with_one_request_for_all_its_tries() -> None:
    registry = Registry()
    registry.answers = Answers(Unreachable("no answer"), "first", "second")
    membership = Membership(registry)
    with pytest.raises(Unreachable):
        membership.call(lambda me: me.agent)
    assert Membership(registry).end() is None
    assert membership.call(lambda me: me.agent) == "first"
    assert membership.call(lambda me: me.agent) == "first"
    assert membership.end() == "first"
    assert len(registry.requests) == 2
    assert len(set(registry.requests)) == 1


@pytest.mark.parametrize("answer", [NotFound("there is no agent first"), Conflict("first has left")])
def test_an_agent_that_the_server_has_forgotten_registers_anew(answer: BesomError) -> None:
    registry = Registry()
    registry.answers = Answers("first", "second")
    membership = Membership(registry)

    def verb(me: Registered) -> str:
        if me.agent == "first":
            raise answer
        return me.agent

    assert membership.call(verb) == "second"
    assert membership.call(verb) == "second"
    assert len(set(registry.requests)) == 2


def test_a_refusal_that_a_new_registration_does_not_cure_is_raised() -> None:
    registry = Registry()
    registry.answers = Answers("first", "second", "third")

    def verb(_: Registered) -> str:
        raise NotFound("there is no such sweep")

    with pytest.raises(NotFound):
        Membership(registry).call(verb)
    assert len(registry.requests) == 2


def test_an_agent_that_has_left_does_not_register_again() -> None:
    """A claim that was on its way when the agent left is told that it has; it must not come back under a new name."""
    registry = Registry()
    registry.answers = Answers("first", "second")
    membership = Membership(registry)

    def claim(_: Registered) -> str:
        assert membership.end() == "first"
        raise Conflict("first has left")

    with pytest.raises(Conflict):
        membership.call(claim)
    assert len(registry.requests) == 1


def test_a_count_is_used_up_by_runs_and_not_by_waiting() -> None:
    limits = Limits(2)
    assert limits.take()
    limits.put_back()
    assert limits.take()
    assert limits.take()
    assert not limits.take()
    endless = Limits(None)
    assert all(endless.take() for _ in range(1000))


@pytest.mark.parametrize(
    ("codes", "too_many"),
    [([1, 1, 1], True), ([1, 1, 0, 1, 1], False), ([1, -9, None], True), ([0, 0, 2], False)],
)
def test_three_failures_in_a_row_are_too_many(codes: list[int | None], too_many: bool) -> None:
    limits = Limits(None)
    assert [limits.ended(code) for code in codes][-1] is too_many
