"""A server in memory, behind the real client: routes in, records of `besom.wire` out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec.structs import replace

from besom.client.http import Client
from besom.client.transport import Answer
from besom.config import SweepFileError, parse
from besom.errors import BesomError, Conflict, Invalid, NotFound, Unauthorised
from besom.wire.errors import Error, ErrorReply
from besom.wire.runs import Log, MetricSummary, Run, RunList, Why
from besom.wire.server import Deleted, Viewer
from besom.wire.session import Link, LoginLink
from besom.wire.sweeps import (
    Audit,
    Best,
    CreateSweep,
    EditSource,
    EditSweep,
    Metric,
    ParameterFacts,
    Preview,
    Prioritise,
    Queued,
    Retry,
    RunCounts,
    Standing,
    Standings,
    Sweep,
    SweepList,
    SweepStateName,
    TryPoint,
    Version,
    Versions,
)

URL = "http://besom.test"
KEY = "k" * 40
STATUS = {NotFound: 404, Conflict: 409, SweepFileError: 422, Invalid: 422, Unauthorised: 401}
AFTER: dict[str, SweepStateName] = {
    "pause": "paused",
    "resume": "running",
    "stop": "stopped",
    "cancel": "cancelled",
}


def sweep(**changes: Any) -> Sweep:
    """A sweep of two parameters in the middle of its work."""
    usual = Sweep(
        id="k3x9q7ab",
        entity="ana",
        project="mnist",
        name="mnist-lr-bs",
        description="",
        state="running",
        method="bayes",
        metric=Metric(name="val_loss", goal="minimize"),
        metrics=[Metric(name="val_loss", goal="minimize")],
        outcome_constraints=[],
        source="",
        document={"parameters": {"lr": {"min": 0.00001, "max": 0.1}, "batch_size": {"values": [32, 64, 128]}}},
        run_cap=100,
        cells=None,
        total=100,
        seed=0,
        budget_seconds=None,
        spent=0.0,
        closed=None,
        space_version=1,
        parameters=[
            _facts("lr", "log", None, "log-uniform 1e-5 … 0.1"),
            _facts("batch_size", "category", [32, 64, 128], "one of 32 64 128"),
        ],
        counts=RunCounts(queued=1, running=2, finished=28, failed=2, stopped=7),
        best=Best(run="run00009", number=9, value=0.0312),
        front=[],
        agents=3,
        url=f"{URL}/ana/mnist/sweeps/k3x9q7ab",
        warnings=[],
        notes=[],
        created_at=1000.0,
        ended_at=None,
    )
    return replace(usual, **changes)


def _facts(name: str, scale: Literal["log", "category"], values: list[Any] | None, text: str) -> ParameterFacts:
    ends = (1e-5, 0.1) if values is None else (None, None)
    kind = "log_uniform_values" if values is None else "categorical"
    return ParameterFacts(
        name=name, kind=kind, scale=scale, low=ends[0], high=ends[1], values=values, when=None, text=text
    )


def run(number: int, value: float | None, **changes: Any) -> Run:
    """A run of that sweep which has reported `value` twice as it came down to it."""
    point: dict[str, Any] = {"lr": 0.00021 * number, "batch_size": 64}
    logged = {}
    if value is not None:
        logged["val_loss"] = MetricSummary(
            count=13, last=value, min=value, max=2 * value, last_step=12.0, last_at=4000.0
        )
    usual = Run(
        id=f"run{number:05}",
        sweep="k3x9q7ab",
        number=number,
        space_version=1,
        repeat=0,
        priority=0,
        state="finished",
        order=None,
        stop=None,
        attempt=1,
        agent="a1",
        config={**point, "seed": 7},
        point=point,
        inside=True,
        summary={},
        metrics=logged,
        value=value,
        values={} if value is None else {"val_loss": value},
        broken=[],
        command=["python", "train.py", f"--lr={point['lr']}", "--batch_size=64"],
        info={},
        display_name=None,
        notes="",
        tags=[],
        group=None,
        host=None,
        exit_code=0,
        error=None,
        url=f"{URL}/ana/mnist/runs/run{number:05}",
        created_at=2000.0,
        started_at=3000.0,
        ended_at=None,
    )
    return replace(usual, **changes)


@dataclass(frozen=True)
class Call:
    path: Sequence[str]  # what the route leaves open
    query: Mapping[str, str]
    body: bytes


@dataclass
class FakeServer:
    """Knows some sweeps and runs, remembers what was asked of it, and lets one key in."""

    sweeps: list[Sweep] = field(default_factory=lambda: [sweep()])
    runs: list[Run] = field(default_factory=list)
    logs: Mapping[str, list[Log]] = field(default_factory=dict)  # of a run: one answer after the other
    why: Mapping[str, Why] = field(default_factory=dict)
    preview: Preview | None = None  # of any edit
    standings: list[Standing] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    audit: Audit | None = None
    tried: Mapping[str, Any] = field(default_factory=dict)  # the values of the last point
    asked: list[str] = field(default_factory=list)

    def open(self, url: str, key: str, *, patience: float = 10.0) -> Client:
        """A client of this server, whatever the address."""
        del patience
        return Client(url, key, patience=0, send=self._send)

    def _send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, seconds: float, *, fresh: bool
    ) -> Answer:
        del seconds, fresh
        self.asked.append(f"{method} {path}")
        try:
            if headers.get("Authorization") != f"Bearer {KEY}":
                raise Unauthorised("the key is not known here")
            return Answer(200, {}, msgspec.json.encode(self._answer(method, path, body or b"")))
        except BesomError as error:
            reply = ErrorReply(Error(code=error.code, message=error.message, details=error.details))
            return Answer(STATUS[type(error)], {}, msgspec.json.encode(reply))

    def _answer(self, method: str, path: str, body: bytes) -> Any:
        url = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        for route, handler in self._routes().items():
            if (found := re.fullmatch(route, f"{method} {url.path}")) is not None:
                return handler(Call(found.groups(), query, body))
        raise NotFound(f"no route {method} {path}")

    def _routes(self) -> dict[str, Callable[[Call], Any]]:
        project = "/api/projects/([^/]+)/([^/]+)"
        sweep_ = f"{project}/sweeps/([^/]+)"
        run_ = f"{project}/runs/([^/]+)"
        return {
            "GET /api/viewer": lambda _: Viewer(entity="ana", scope="write", project=None, version="0"),
            "POST /api/login-links": self._login_link,
            "GET /api/sweeps": lambda _: SweepList(self.sweeps),
            "GET /api/find/sweeps/([^/]+)": lambda call: SweepList([s for s in self.sweeps if s.id == call.path[0]]),
            f"GET {project}/sweeps": lambda call: SweepList(
                [s for s in self.sweeps if (s.entity, s.project) == call.path]
            ),
            f"POST {project}/sweeps": self._create,
            f"GET {sweep_}": lambda call: self._sweep(call.path),
            f"PATCH {sweep_}": self._rename,
            f"DELETE {sweep_}": self._delete,
            f"POST {sweep_}/(pause|resume|stop|cancel)": self._act,
            f"GET {sweep_}/runs": self._runs,
            f"GET {sweep_}/runs/([0-9]+)": lambda call: self._run(f"run{int(call.path[3]):05}"),
            f"GET {sweep_}/standings": lambda _: Standings(self.standings),
            f"GET {sweep_}/versions": lambda _: Versions(self.versions),
            f"POST {sweep_}/versions/preview": lambda _: self.preview,
            f"POST {sweep_}/versions": self._edit,
            f"POST {sweep_}/try": self._try,
            f"POST {sweep_}/retry": self._retry,
            f"POST {sweep_}/prioritise": self._prioritise,
            f"GET {sweep_}/audit": lambda _: self.audit,
            f"GET {run_}": lambda call: self._run(call.path[2]),
            f"GET {run_}/why": lambda call: self.why[call.path[2]],
            f"GET {run_}/log": lambda call: self.logs[call.path[2]].pop(0),
        }

    def _sweep(self, path: Sequence[str]) -> Sweep:
        for each in self.sweeps:
            if [each.entity, each.project, each.id] == list(path):
                return each
        raise NotFound(f"there is no sweep {path[2]} in this project")

    def _run(self, name: str) -> Run:
        for each in self.runs:
            if each.id == name:
                return each
        raise NotFound(f"there is no run {name} in this project")

    def _runs(self, call: Call) -> RunList:
        found = [each for each in self.runs if call.query.get("state") in (None, each.state)]
        if call.query.get("sort") == "value":
            front = {number: place for sweep in self.sweeps for place, number in enumerate(sweep.front)}
            last = len(front)
            found.sort(
                key=lambda each: (front.get(each.number or 0, last), each.value is None, bool(each.broken), each.value)
            )
        return RunList(found[: int(call.query.get("limit", 1000))])

    def _create(self, call: Call) -> Sweep:
        sent = msgspec.json.decode(call.body, type=CreateSweep)
        definition = parse(sent.source, file=sent.file)
        entity, project = call.path
        made = sweep(
            id="newsweep",
            entity=entity,
            project=project,
            name=definition.name or "",
            source=sent.source,
            document=dict(definition.document),
            url=f"{URL}/{entity}/{project}/sweeps/newsweep",
            counts=RunCounts(),
            best=None,
            agents=0,
            notes=[f"sweep {address}: 40 runs" for address in sent.prior],
        )
        self.sweeps.append(made)
        return made

    def _login_link(self, call: Call) -> Link:
        path = msgspec.json.decode(call.body, type=LoginLink).next
        return Link(url=f"{URL}/login#token={'t' * 40}&next={path}", expires_at=5200.0)

    def _rename(self, call: Call) -> Sweep:
        return self._change(call.path, name=msgspec.json.decode(call.body, type=EditSweep).name)

    def _delete(self, call: Call) -> Deleted:
        gone = self._sweep(call.path)
        self.sweeps.remove(gone)
        return Deleted(deleted=gone.id, runs=40)

    def _act(self, call: Call) -> Sweep:
        *path, action = call.path
        counts = self._sweep(path).counts
        kept = counts if action in ("pause", "resume") else replace(counts, queued=0, killed=counts.queued)
        return self._change(path, state=AFTER[action], counts=kept)

    def _edit(self, call: Call) -> Sweep:
        sent = msgspec.json.decode(call.body, type=EditSource)
        return self._change(call.path, source=sent.source, space_version=sent.base_version + 1)

    def _try(self, call: Call) -> Run:
        sent = msgspec.json.decode(call.body, type=TryPoint)
        self.tried = sent.values
        best = self._run("run00009")
        return run(
            41,
            None,
            state="queued",
            point=best.point | sent.values,
            priority=sent.priority,
            info={"by": "hand", "from": 9},
        )

    def _retry(self, call: Call) -> Queued:
        sent = msgspec.json.decode(call.body, type=Retry)
        chosen = [each for each in self.runs if each.number in sent.numbers or each.state in sent.states]
        waiting = [each for each in chosen if each.state == "queued"]
        again = [replace(each, state="queued", priority=sent.priority) for each in chosen if each not in waiting]
        return Queued([*waiting, *again])

    def _prioritise(self, call: Call) -> Queued:
        sent = msgspec.json.decode(call.body, type=Prioritise)
        return Queued([replace(each, priority=sent.priority) for each in self.runs if each.number in sent.numbers])

    def _change(self, path: Sequence[str], **changes: Any) -> Sweep:
        place = self.sweeps.index(self._sweep(path))
        self.sweeps[place] = replace(self.sweeps[place], **changes)
        return self.sweeps[place]
