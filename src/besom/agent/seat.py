"""The place of one worker: carries out what `besom.agent.step` decides, and tells it what came of it."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from signal import SIGKILL

from besom.agent import events, step
from besom.agent.beat import Beat
from besom.agent.job import Job, What
from besom.agent.launch import prepare
from besom.agent.limits import Limits
from besom.agent.options import AgentOptions
from besom.agent.server import Membership, insist
from besom.client.http import Client, new_request_id
from besom.command import CommandError
from besom.errors import BesomError
from besom.wire.agents import Claim, Claimed, Nothing
from besom.wire.runs import Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the workers of one agent have in common."""

    options: AgentOptions
    client: Client
    membership: Membership
    beat: Beat
    limits: Limits
    over: threading.Event  # set when the agent goes
    now: Callable[[], float]
    observe: events.Observer
    post: Callable[[Callable[[], None]], None]  # have something called on the agent's own thread
    give_up: Callable[[str, str | None], None]  # why, and the last lines of a failed script


class Seat:
    """Its methods are called on the agent's own thread; those that end in `_aside` run on threads of their own."""

    def __init__(self, index: int, shared: Shared) -> None:
        self.index = index
        self._shared = shared
        self._worker, effects = step.begin(shared.options.grace)
        self._job: Job | None = None
        self._waiting_for: str | None = None
        self._do(effects)

    @property
    def empty(self) -> bool:
        """Whether the worker has left."""
        return isinstance(self._worker.phase, step.Left)

    @property
    def busy(self) -> bool:
        """Whether there is a run that is not over."""
        return self._job is not None

    @property
    def due(self) -> float:
        """When `tick` has something to do."""
        return step.deadline(self._worker)

    def holds(self, run: str, attempt: int) -> bool:
        return self._job is not None and (self._job.claimed.run, self._job.claimed.attempt) == (run, attempt)

    def tick(self) -> None:
        self._tell(step.Tick(self._shared.now()))

    def leave(self, haste: step.Haste) -> None:
        self._tell(step.Leave(haste, self._shared.now()))

    def order(self, what: What, why: str | None) -> None:
        """The server's word about the run that is held."""
        job = self._job
        if job is None:
            return
        job.why = job.why or why
        if isinstance(self._worker.phase, step.Running):
            self._shared.observe(events.RunStopping(self.index, job.claimed.number, what, job.why))
        self._tell(step.Ordered(what, self._shared.now()))

    def look(self) -> None:
        """Tell the observer what the script has logged and printed since the last look."""
        if self._job is None:
            return
        number = self._job.claimed.number
        if (progress := self._job.progress()) is not None:
            self._shared.observe(events.Progress(self.index, number, *progress))
        if self._shared.options.show_output and (lines := self._job.output()):
            self._shared.observe(events.Output(self.index, number, lines))

    def kill(self) -> None:
        """Leave no script behind, whatever has happened to the agent."""
        if self._job is not None:
            self._job.abandon()
            self._job.signal(SIGKILL)

    def _tell(self, event: step.Event) -> None:
        self._worker, effects = step.step(self._worker, event)
        self._do(effects)

    def _do(self, effects: Sequence[step.Effect]) -> None:
        for effect in effects:
            match effect, self._job:
                case step.Ask(), _:
                    self._ask()
                case step.Start(run), _:
                    self._start(run)
                case step.GiveBack(run), _:
                    self._aside(self._give_back_aside, run)
                case step.TimeOver(), Job() as job:
                    job.why = "its run_timeout is over"
                    self._shared.observe(events.RunStopping(self.index, job.claimed.number, "stop", job.why))
                case step.Signal(number), Job() as job:
                    job.signal(number)
                case step.Deliver(then), Job() as job:
                    self._aside(self._deliver_aside, job, then)
                case step.Abandon(), Job() as job:
                    job.abandon()
                    self._close(job, "undelivered")

    def _ask(self) -> None:
        if self._shared.limits.take():
            self._aside(self._ask_aside)
        else:
            self._tell(step.NothingLeft())

    def _ask_aside(self) -> None:
        shared, options, request_id = self._shared, self._shared.options, new_request_id()

        def claim() -> Claimed | Nothing:
            return shared.membership.call(
                lambda me: shared.client.claim(
                    options.entity, options.project, options.sweep, Claim(agent=me.agent, request_id=request_id)
                )
            )

        def trouble(error: BesomError) -> None:
            shared.post(partial(self._wait_for, str(error)))

        try:
            answer = insist(claim, shared.over, trouble)
        except BesomError as error:
            self._shared.post(partial(self._refused, str(error)))
        else:
            self._shared.post(partial(self._answered, answer))

    def _answered(self, answer: Claimed | Nothing) -> None:
        shared = self._shared
        if isinstance(answer, Claimed):
            self._waiting_for = None
            self._tell(step.Got(answer, shared.now()))
        elif answer.what == "wait":
            self._wait_for(answer.why)
            shared.limits.put_back()
            self._tell(step.NothingYet(shared.now() + answer.retry_after))
        else:
            shared.observe(events.SweepDone(self.index, answer.why))
            self._tell(step.NothingLeft())

    def _wait_for(self, why: str) -> None:
        if why != self._waiting_for:
            self._waiting_for = why
            self._shared.observe(events.Waiting(self.index, why))

    def _refused(self, why: str) -> None:
        self._tell(step.NothingLeft())
        self._shared.give_up(why, None)

    def _start(self, run: Claimed) -> None:
        shared = self._shared
        try:
            launch = prepare(run, shared.options, shared.client.url)
            job = Job(
                run,
                launch,
                shared.options,
                shared.client,
                started=shared.now(),
                ordered=lambda what: self._shared.post(partial(self._order_of, run, what)),
                exited=lambda code: self._shared.post(partial(self._exited, code)),
                say=lambda what: self._shared.post(partial(self._warn, run, what)),
            )
        except (BesomError, CommandError) as refusal:
            self._unable(run, str(refusal))
        except (OSError, ValueError) as error:  # no such interpreter, no room, a value that no command line can hold
            self._unable(run, f"run {run.number} cannot be started: {error}")
        else:
            self._job = job
            shared.beat.hold(run.run, run.attempt)
            argv = () if callable(launch.what) else launch.what
            shared.observe(events.RunStarted(self.index, run.run, run.number, run.attempt, run.point, argv, run.url))

    def _unable(self, run: Claimed, why: str) -> None:
        self._tell(step.Refused(run))
        self._shared.give_up(why, None)

    def _order_of(self, run: Claimed, what: What) -> None:
        """An order that came with the answer to a piece of the log; the beat brings its reason."""
        if self.holds(run.run, run.attempt):
            self.order(what, None)

    def _exited(self, code: int | None) -> None:
        job = self._job
        assert job is not None  # noqa: S101 (it is kept until its script has exited)
        self.look()
        job.code = code
        self._shared.observe(events.RunExited(self.index, job.claimed.number, code))
        job.on_its_own = isinstance(self._worker.phase, step.Running)
        self._tell(step.Exited(self._shared.now()))
        if job.on_its_own and self._shared.limits.ended(code):
            failures = self._shared.limits.failures
            self._shared.give_up(f"{failures} runs in a row have failed; the last with exit code {code}", job.tail())

    def _warn(self, run: Claimed, what: str) -> None:
        self._shared.observe(events.Warned(self.index, run.number, what))

    def _deliver_aside(self, job: Job, then: step.Ending) -> None:
        state = job.deliver(then)
        self._shared.post(partial(self._delivered, job, state))

    def _delivered(self, job: Job, state: events.RunEnd) -> None:
        if self._job is job:  # else it was abandoned meanwhile
            self._close(job, state)
            self._tell(step.Delivered())

    def _close(self, job: Job, state: events.RunEnd) -> None:
        run = job.claimed
        self._job = None
        self._shared.beat.drop(run.run, run.attempt)
        job.close()
        error = job.tail() if state in ("failed", "crashed", "undelivered") else None
        seconds = self._shared.now() - job.started
        self._shared.observe(
            events.RunEnded(self.index, run.run, run.number, state, job.code, error, job.value, job.why, seconds)
        )

    def _give_back_aside(self, run: Claimed) -> None:
        shared, options, back = self._shared, self._shared.options, Release(attempt=run.attempt)
        with suppress(BesomError):  # the agent's leaving, or the end of the lease, gives it back as well
            insist(lambda: shared.client.release(options.entity, options.project, run.run, back), shared.over)

    def _aside(self, work: Callable[..., None], *arguments: object) -> None:
        def run() -> None:
            try:
                work(*arguments)
            except Exception as bug:
                self._shared.post(partial(_raise, bug))

        threading.Thread(target=run, name=f"worker {self.index}", daemon=True).start()


def _raise(bug: Exception) -> None:
    raise bug
