"""A besom server's API as typed methods: records of `besom.wire` in and out, errors of `besom.errors`."""

import os
import random
import re
import time
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar, cast

import msgspec

from besom.client.transport import Answer, Http
from besom.errors import BY_CODE, BesomError, Invalid, Unreachable
from besom.wire.agents import AgentList, Claim, Claimed, Leave, Left, Nothing, Orders, Poll, Register, Registered
from besom.wire.errors import ErrorReply
from besom.wire.runs import (
    Created,
    CreateRun,
    Curves,
    EditRun,
    Ended,
    Finish,
    History,
    Log,
    LogLines,
    Received,
    Release,
    Report,
    Run,
    RunList,
    Why,
)
from besom.wire.server import Deleted, Health, Projects, Viewer
from besom.wire.session import Link, LoginLink
from besom.wire.sweeps import (
    Audit,
    CreateSweep,
    EditSource,
    EditSweep,
    Limits,
    Preview,
    Prioritise,
    Queued,
    Retry,
    Standings,
    Sweep,
    SweepAction,
    SweepList,
    TryPoint,
    Versions,
)

T = TypeVar("T")

READ_SECONDS = 30.0
POLL_MARGIN = 15.0  # seconds that an answer to a long poll may be late
LONGEST_WAIT = 5.0  # seconds between two tries, at most


class Send(Protocol):
    """One request and its answer; `besom.client.transport.Http.send`, or a stand-in of the same shape."""

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, seconds: float, *, fresh: bool
    ) -> Answer: ...


def backoff(failures: int, draw: Callable[[], float] = random.random) -> float:
    """Seconds to wait after that many failures in a row: up to 0.1, 0.2, 0.4... and at most 5, evenly drawn.

    Drawn from the whole range ("full jitter"), so that many clients of a server that comes back arrive spread out.
    """
    return float(min(LONGEST_WAIT, 0.1 * 2.0 ** min(failures - 1, 10)) * draw())


class Client:
    """Speaks to the server at `url` with `key`; safe for threads.

    What fails for want of an answer, or because the server cannot just now, is tried again for `patience` seconds, and
    then raises Unreachable or the server's own error. Every request may arrive twice without harm, but for
    `delete_sweep`, which is sent once. Invalid for what is no server's address or no key.
    """

    def __init__(
        self,
        url: str,
        key: str | None,
        *,
        patience: float = 10.0,
        send: Send | None = None,
        sleep: Callable[[float], object] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        draw: Callable[[], float] = random.random,
    ) -> None:
        http = Http(url)
        if key is not None and not re.fullmatch(r"[!-~]+", key):  # the HTTP library's own complaint would show it
            raise Invalid("the key holds characters that no key has; was something else pasted with it?")
        self.url = http.url
        self._send = send or http.send
        self._headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._patience, self._sleep, self._monotonic, self._draw = patience, sleep, monotonic, draw

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    # The server and its caller.

    def health(self, *, seconds: float = READ_SECONDS) -> Health:
        return self._call("GET", "/api/health", Health, seconds=seconds)

    def viewer(self) -> Viewer:
        return self._get("/api/viewer", Viewer)

    def projects(self) -> Projects:
        return self._get("/api/projects", Projects)

    def login_link(self, path: str = "/") -> Link:
        """A link that logs one browser in, and then opens the path."""
        return self._post("/api/login-links", LoginLink(next=path), Link)

    # Sweeps.

    def create_sweep(self, entity: str, project: str, new: CreateSweep) -> Sweep:
        if new.request_id is None:
            new = msgspec.structs.replace(new, request_id=new_request_id())
        return self._post(_path(entity, project, "sweeps"), new, Sweep)

    def sweeps(self, entity: str, project: str) -> SweepList:
        return self._get(_path(entity, project, "sweeps"), SweepList)

    def all_sweeps(self) -> SweepList:
        return self._get("/api/sweeps", SweepList)

    def find_sweeps(self, sweep: str) -> SweepList:
        return self._get(f"/api/find/sweeps/{_quoted(sweep)}", SweepList)

    def sweep(self, entity: str, project: str, sweep: str) -> Sweep:
        return self._get(_path(entity, project, "sweeps", sweep), Sweep)

    def edit_sweep(self, entity: str, project: str, sweep: str, changes: EditSweep) -> Sweep:
        return self._call("PATCH", _path(entity, project, "sweeps", sweep), Sweep, changes)

    def delete_sweep(self, entity: str, project: str, sweep: str) -> Deleted:
        return self._call("DELETE", _path(entity, project, "sweeps", sweep), Deleted, once=True)

    def act_on_sweep(self, entity: str, project: str, sweep: str, action: SweepAction) -> Sweep:
        return self._post(_path(entity, project, "sweeps", sweep, action), None, Sweep)

    def versions(self, entity: str, project: str, sweep: str) -> Versions:
        return self._get(_path(entity, project, "sweeps", sweep, "versions"), Versions)

    def preview_version(self, entity: str, project: str, sweep: str, edit: EditSource) -> Preview:
        """What the edit would change; nothing is changed."""
        return self._post(_path(entity, project, "sweeps", sweep, "versions", "preview"), edit, Preview)

    def add_version(self, entity: str, project: str, sweep: str, edit: EditSource) -> Sweep:
        return self._post(_path(entity, project, "sweeps", sweep, "versions"), edit, Sweep)

    def try_point(self, entity: str, project: str, sweep: str, point: TryPoint) -> Run:
        return self._post(_path(entity, project, "sweeps", sweep, "try"), point, Run)

    def retry(self, entity: str, project: str, sweep: str, which: Retry) -> Queued:
        return self._post(_path(entity, project, "sweeps", sweep, "retry"), which, Queued)

    def prioritise(self, entity: str, project: str, sweep: str, which: Prioritise) -> Queued:
        return self._post(_path(entity, project, "sweeps", sweep, "prioritise"), which, Queued)

    def standings(self, entity: str, project: str, sweep: str) -> Standings:
        return self._get(_path(entity, project, "sweeps", sweep, "standings"), Standings)

    def audit(self, entity: str, project: str, sweep: str) -> Audit:
        return self._get(_path(entity, project, "sweeps", sweep, "audit"), Audit)

    def limits(self, entity: str, project: str, sweep: str) -> Limits:
        return self._get(_path(entity, project, "sweeps", sweep, "limits"), Limits)

    # Runs.

    def runs(
        self,
        entity: str,
        project: str,
        sweep: str,
        *,
        sort: str | None = None,
        limit: int | None = None,
        state: str | None = None,
    ) -> RunList:
        query = {"sort": sort, "limit": limit, "state": state}
        return self._get(_path(entity, project, "sweeps", sweep, "runs"), RunList, query)

    def run(self, entity: str, project: str, run: str) -> Run:
        return self._get(_path(entity, project, "runs", run), Run)

    def run_numbered(self, entity: str, project: str, sweep: str, number: int) -> Run:
        return self._get(_path(entity, project, "sweeps", sweep, "runs", str(number)), Run)

    def create_run(self, entity: str, project: str, new: CreateRun) -> Created:
        return self._post(_path(entity, project, "runs"), new, Created)

    def edit_run(self, entity: str, project: str, run: str, changes: EditRun) -> Run:
        return self._call("PATCH", _path(entity, project, "runs", run), Run, changes)

    def report(self, entity: str, project: str, run: str, rows: Report) -> Received:
        return self._post(_path(entity, project, "runs", run, "report"), rows, Received)

    def log(self, entity: str, project: str, run: str, lines: LogLines) -> Received:
        return self._post(_path(entity, project, "runs", run, "log"), lines, Received)

    def finish(self, entity: str, project: str, run: str, finish: Finish) -> Ended:
        return self._post(_path(entity, project, "runs", run, "finish"), finish, Ended)

    def release(self, entity: str, project: str, run: str, release: Release) -> Ended:
        return self._post(_path(entity, project, "runs", run, "release"), release, Ended)

    def kill(self, entity: str, project: str, run: str) -> Run:
        return self._post(_path(entity, project, "runs", run, "kill"), None, Run)

    def curves(
        self, entity: str, project: str, run: str, metrics: Iterable[str] = (), points: int | None = None
    ) -> Curves:
        query = {"metric": list(metrics), "points": points}
        return self._get(_path(entity, project, "runs", run, "curves"), Curves, query)

    def sweep_curves(
        self, entity: str, project: str, sweep: str, metrics: Iterable[str] = (), points: int | None = None
    ) -> Curves:
        query = {"metric": list(metrics), "points": points}
        return self._get(_path(entity, project, "sweeps", sweep, "curves"), Curves, query)

    def history(self, entity: str, project: str, run: str, *, first: int = 0, limit: int = 1000) -> History:
        return self._get(_path(entity, project, "runs", run, "history"), History, {"first": first, "limit": limit})

    def run_log(self, entity: str, project: str, run: str, *, first: int = -100, limit: int = 100) -> Log:
        return self._get(_path(entity, project, "runs", run, "log"), Log, {"first": first, "limit": limit})

    def why(self, entity: str, project: str, run: str) -> Why:
        return self._get(_path(entity, project, "runs", run, "why"), Why)

    # Agents.

    def agents(self, entity: str, project: str, sweep: str) -> AgentList:
        return self._get(_path(entity, project, "sweeps", sweep, "agents"), AgentList)

    def register(self, entity: str, project: str, sweep: str, agent: Register) -> Registered:
        return self._post(_path(entity, project, "sweeps", sweep, "agents"), agent, Registered)

    def claim(self, entity: str, project: str, sweep: str, claim: Claim) -> Claimed | Nothing:
        either = cast("type[Claimed | Nothing]", Claimed | Nothing)
        return self._post(_path(entity, project, "sweeps", sweep, "claim"), claim, either)

    def poll(self, agent: str, holding: Poll, *, beat: float) -> Orders:
        """Waits on the server for up to `beat` seconds (what `register` said)."""
        return self._call("POST", f"/api/agents/{_quoted(agent)}/poll", Orders, holding, seconds=beat + POLL_MARGIN)

    def leave(self, agent: str) -> Left:
        return self._post(f"/api/agents/{_quoted(agent)}/leave", Leave(), Left)

    # How all of them go out and come back.

    def _get(self, path: str, reply: type[T], query: Mapping[str, Any] | None = None) -> T:
        given = {name: value for name, value in (query or {}).items() if value is not None and value != []}
        return self._call("GET", f"{path}?{urllib.parse.urlencode(given, doseq=True)}" if given else path, reply)

    def _post(self, path: str, record: msgspec.Struct | None, reply: type[T]) -> T:
        return self._call("POST", path, reply, record)

    def _call(
        self,
        method: str,
        path: str,
        reply: type[T],
        record: msgspec.Struct | None = None,
        *,
        seconds: float = READ_SECONDS,
        once: bool = False,
    ) -> T:
        body = b"" if method == "POST" else None
        headers = dict(self._headers)
        if record is not None:
            body = msgspec.json.encode(record)
            headers["Content-Type"] = "application/json"
        deadline = self._monotonic() + self._patience
        failures = 0
        while True:
            wait = 0.0
            try:
                answer = self._send(method, path, headers, body, seconds, fresh=once)
                if answer.status < 300:
                    return self._decoded(answer, reply)
                error = self._error(answer)
                if answer.status < 500 and answer.status != 429:
                    raise error
                wait = _retry_after(answer)
            except Unreachable as unreachable:
                error = unreachable
            failures += 1
            wait = max(wait, backoff(failures, self._draw))
            if once or self._monotonic() + wait > deadline:
                raise error
            self._sleep(wait)

    def _decoded(self, answer: Answer, reply: type[T]) -> T:
        try:
            return msgspec.json.decode(answer.body, type=reply)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BesomError(f"{self.url} answered something that is not besom's; is the address right?") from error

    def _error(self, answer: Answer) -> BesomError:
        """The error that the server raised; where another program answered, what its status tells."""
        try:
            told = msgspec.json.decode(answer.body, type=ErrorReply).error
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self._foreign(answer)
        return BY_CODE.get(told.code, BesomError)(told.message, **told.details)

    def _foreign(self, answer: Answer) -> BesomError:
        if answer.status >= 500:
            return Unreachable(f"no answer from {self.url} (status {answer.status})")
        if answer.status < 400:
            return BesomError(f"{self.url} sends its callers on to {answer.headers.get('location')}; use that address")
        return BesomError(
            f"{self.url} answered with status {answer.status} and not as besom does; is the address right?"
        )


def new_request_id() -> str:
    """A name for one request, the same on every try of it."""
    return os.urandom(16).hex()


def _path(entity: str, project: str, *rest: str) -> str:
    return "/api/projects/" + "/".join(map(_quoted, (entity, project, *rest)))


def _quoted(name: str) -> str:
    return urllib.parse.quote(name, safe="")


def _retry_after(answer: Answer) -> float:
    """The wait that a busy server asked for, in seconds; 0 where it did not."""
    try:
        return max(0.0, float(answer.headers.get("retry-after", "0")))
    except ValueError:
        return 0.0
