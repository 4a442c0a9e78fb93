"""A server for agents, in memory: it hands out points one by one and keeps besom's rules on attempts and lines."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

import msgspec

from besom.client.http import Client
from besom.client.transport import Answer
from besom.command import DEFAULT
from besom.errors import Unreachable
from besom.wire import agents, runs
from besom.wire.errors import Error, ErrorReply

STATUS = {"not_found": 404, "conflict": 409, "lease_lost": 409, "gap": 409, "unauthorised": 401, "forbidden": 403}
URL = "http://sweeps.invalid"
PREFIX = "/api/projects/ana/mnist"

What = Literal["stop", "kill", "lost"]


class Refusal(Exception):
    def __init__(self, code: str, message: str, **details: Any) -> None:
        self.error = Error(code=code, message=message, details=details)


@dataclass
class FakeRun:
    id: str
    number: int
    point: Mapping[str, Any]
    attempt: int = 0
    agent: str | None = None
    state: runs.RunStateName = "queued"
    order: Literal["stop", "kill"] | None = None
    rows: list[runs.Row | None] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    exit_code: int | None = None
    error: str | None = None


@dataclass
class FakeServer:
    points: Sequence[Mapping[str, Any]] = ({},)
    program: str | None = "train.py"
    command: Sequence[str] = DEFAULT
    key: str = "a" * 40
    down: bool = False  # nobody answers
    refusal: Refusal | None = None  # the answer to every claim
    beat: float = 0.3
    mute: bool = False  # polls bring no orders
    full: bool = False  # reports and logs are refused for want of room
    leave: Literal["drain", "exit"] | None = None
    registered: dict[str, agents.Register] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)  # agents that have left
    claims: list[agents.Claim] = field(default_factory=list)
    polls: list[agents.Poll] = field(default_factory=list)
    losing: int = 0  # so many answers to claims still get lost
    most_log: int = 10**9  # lines of log beyond this are forgotten, once

    def __post_init__(self) -> None:
        self.changed = threading.Condition()
        self.runs = [FakeRun(f"run{n:05}", n, point) for n, point in enumerate(self.points, 1)]

    def client(self) -> Client:
        return Client(URL, self.key, patience=0, send=self.send)

    def wait_until(self, true: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(true, 30), "it did not come to that"

    def change(self, **fields: Any) -> None:
        with self.changed:
            for name, value in fields.items():
                setattr(self, name, value)
            self.changed.notify_all()

    def order(self, run: FakeRun, what: Literal["stop", "kill"]) -> None:
        with self.changed:
            run.order = what
            self.changed.notify_all()

    def take_away(self, run: FakeRun) -> None:
        """As if the lease had ended and another agent had claimed the run."""
        with self.changed:
            run.attempt += 1
            run.agent = "another"
            self.changed.notify_all()

    def running(self) -> list[FakeRun]:
        return [run for run in self.runs if run.state == "running"]

    # What callers see.

    def send(
        self,
        method: str,  # noqa: ARG002 (the shape of a transport)
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
        seconds: float,  # noqa: ARG002
        *,
        fresh: bool,  # noqa: ARG002
    ) -> Answer:
        with self.changed:
            if self.down:
                raise Unreachable(f"no answer from {URL}")
            try:
                if headers.get("Authorization") != f"Bearer {self.key}":
                    raise Refusal("unauthorised", "this key is not known")
                answer, status = self._answer(path, body or b""), 200
            except Refusal as refusal:
                answer, status = ErrorReply(refusal.error), STATUS.get(refusal.error.code, 503)
            self.changed.notify_all()
            if path.endswith("/claim") and self.losing:
                self.losing -= 1
                raise Unreachable(f"no answer from {URL}")
            return Answer(status, {}, msgspec.json.encode(answer))

    def _answer(self, path: str, body: bytes) -> msgspec.Struct:
        match path.removeprefix(PREFIX).removeprefix("/api").strip("/").split("/"):
            case ["sweeps", "sweep001", "agents"]:
                return self._register(msgspec.json.decode(body, type=agents.Register))
            case ["sweeps", "sweep001", "claim"]:
                return self._claim(msgspec.json.decode(body, type=agents.Claim))
            case ["agents", agent, "poll"]:
                return self._poll(agent, msgspec.json.decode(body, type=agents.Poll))
            case ["agents", agent, "leave"]:
                return self._leave(agent)
            case ["runs", name, verb]:
                return self._run_verb(next(run for run in self.runs if run.id == name), verb, body)
        raise Refusal("not_found", f"there is nothing at {path}")

    def _register(self, ask: agents.Register) -> agents.Registered:
        agent = f"agent-{ask.request_id[:8]}"
        self.registered[agent] = ask
        return agents.Registered(agent=agent, lease=60, beat=self.beat)

    def _claim(self, ask: agents.Claim) -> agents.Claimed | agents.Nothing:
        before = [claim.request_id for claim in self.claims]
        self.claims.append(ask)
        if self.refusal is not None:
            raise self.refusal
        if ask.agent not in self.registered or ask.agent in self.gone:
            raise Refusal("conflict", f"agent {ask.agent} is not registered, or has left; register again")
        if ask.request_id in before:
            held = [run for run in self.running() if run.agent == f"{ask.agent}/{ask.request_id}"]
            if held:
                return self._claimed(held[0])
        for run in self.runs:
            if run.state == "queued":
                run.state, run.agent, run.attempt = "running", f"{ask.agent}/{ask.request_id}", run.attempt + 1
                run.rows, run.log = [], []
                return self._claimed(run)
        if self.running():
            return agents.Nothing(what="wait", why="all runs are handed out", retry_after=0.05)
        return agents.Nothing(what="done", why="the sweep is finished")

    def _claimed(self, run: FakeRun) -> agents.Claimed:
        return agents.Claimed(
            run=run.id,
            number=run.number,
            attempt=run.attempt,
            key=f"key-of-{run.id}",
            point=dict(run.point),
            command=list(self.command),
            program=self.program,
            url=f"{URL}/ana/mnist/runs/{run.id}",
        )

    def _poll(self, agent: str, ask: agents.Poll) -> agents.Orders:
        if agent not in self.registered or agent in self.gone:
            raise Refusal("not_found", f"there is no agent {agent}")
        self.polls.append(ask)
        told = self.leave

        def news() -> list[agents.Order]:
            if self.mute:
                return []
            found = []
            named = {(held.run, held.attempt) for held in ask.runs}
            given_since = [
                agents.Holding(run=run.id, attempt=run.attempt)
                for run in self.running()
                if (run.id, run.attempt) not in named and (run.agent or "").startswith(f"{agent}/")
            ]
            for held in (*ask.runs, *given_since):
                run = next(run for run in self.runs if run.id == held.run)
                what: What | None = run.order if run.attempt == held.attempt and run.state == "running" else "lost"
                if what is not None and what != held.known:
                    found.append(agents.Order(run=run.id, attempt=held.attempt, what=what, why=f"because of {what}"))
            return found

        self.changed.wait_for(lambda: news() or self.leave != told or self.down, self.beat)
        if self.down:
            raise Unreachable(f"no answer from {URL}")
        return agents.Orders(orders=news(), leave=self.leave)

    def _leave(self, agent: str) -> agents.Left:
        self.gone.append(agent)
        held = [run for run in self.running() if (run.agent or "").startswith(f"{agent}/")]
        for run in held:
            run.state = "queued"
        return agents.Left(released=[run.id for run in held])

    def _run_verb(self, run: FakeRun, verb: str, body: bytes) -> msgspec.Struct:
        attempt = msgspec.json.decode(body)["attempt"]
        if attempt != run.attempt:
            raise Refusal("lease_lost", f"run {run.id} is at attempt {run.attempt}")
        if verb in ("report", "log") and self.full:
            raise Refusal("disk_full", "there is no room left")
        match verb:
            case "report":
                report = msgspec.json.decode(body, type=runs.Report)
                return self._keep(run, run.rows, report.first, report.rows)
            case "log":
                lines = msgspec.json.decode(body, type=runs.LogLines)
                if len(run.log) > self.most_log:
                    del run.log[self.most_log :]
                    self.most_log = 10**9
                return self._keep(run, run.log, lines.first, lines.lines)
            case "finish":
                finish = msgspec.json.decode(body, type=runs.Finish)
                run.exit_code, run.error = finish.exit_code, finish.error
                ends: dict[str, runs.RunStateName] = {"stop": "stopped", "kill": "killed"}
                run.state = ends[run.order] if run.order else "failed" if finish.exit_code else "finished"
                return runs.Ended(state=run.state)
            case "release":
                run.state = "queued"
                return runs.Ended(state=run.state)
        raise Refusal("not_found", f"a run cannot {verb}")

    def _keep(self, run: FakeRun, kept: list[Any], first: int, new: Sequence[Any]) -> runs.Received:
        if first > len(kept):
            raise Refusal("gap", "lines are missing", expected=len(kept))
        kept += new[len(kept) - first :]
        return runs.Received(next=len(kept), order=run.order)


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Callers that are killed in the middle of a request are what the tests are about."""


def over_http(server: FakeServer) -> ThreadingHTTPServer:
    """The same server for other processes, on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            try:
                answer = server.send("POST", self.path, dict(self.headers), body, 30, fresh=False)
            except Unreachable:
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    return QuietServer(("127.0.0.1", 0), Handler)
