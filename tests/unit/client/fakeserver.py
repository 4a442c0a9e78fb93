"""A server of few words: it keeps runs and rows in memory by besom's rules, and fails on demand."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

import msgspec

from besom.wire.errors import Error, ErrorReply
from besom.wire.runs import Created, CreateRun, Ended, Finish, Received, Report, Row
from besom.wire.server import Health, Viewer

Fault = Literal["", "cut", "lost", "twice", "500", "503"]
"""What becomes of a request: all is well, the connection ends before it is read or after it is done, it arrives twice
(as when a proxy repeats it), or it is refused for now."""

STATUS = {"not_found": 404, "lease_lost": 409, "gap": 409, "unauthorised": 401, "forbidden": 403, "invalid": 422}


class Refused(Exception):
    def __init__(self, code: str, message: str, **details: Any) -> None:
        self.error = Error(code=code, message=message, details=details)


class FakeServer:
    def __init__(self) -> None:
        self.instance = "fake-1"
        self.key = "k" * 40
        self.attempt = 1
        self.rows: dict[str, list[Row | None]] = {"r1": []}  # by run
        self.made: dict[str, str] = {}  # request id -> run
        self.created: list[CreateRun] = []
        self.finishes: list[tuple[str, int | None]] = []
        self.requests: list[tuple[str, str]] = []
        self.next_fault: Callable[[], Fault] = lambda: ""
        self.refuses: Callable[[Row], bool] = lambda _: False
        self.changed = threading.Condition()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"fake": self}))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    @contextmanager
    def running(self) -> Iterator["FakeServer"]:
        thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            thread.join()
            self._http.server_close()

    def wait_until(self, true: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(true, 30), "it did not come to that"

    def answer(self, method: str, path: str, body: bytes) -> msgspec.Struct:
        with self.changed:
            self.requests.append((method, path))
            try:
                return self._answer(method, path.removeprefix("/prefix"), body)
            finally:
                self.changed.notify_all()

    def _answer(self, method: str, path: str, body: bytes) -> msgspec.Struct:
        match method, path.removeprefix("/api/").split("/"):
            case "GET", ["health"]:
                return Health(status="ok", version="0", instance=self.instance)
            case "GET", ["viewer"]:
                return Viewer(entity="ana", scope="write", project=None, version="0")
            case "POST", ["projects", "ana", project, "runs"]:
                return self._create(project, msgspec.json.decode(body, type=CreateRun))
            case "POST", ["projects", "ana", _, "runs", run, "report"] if run in self.rows:
                return self._report(run, msgspec.json.decode(body, type=Report))
            case "POST", ["projects", "ana", _, "runs", run, "finish"] if run in self.rows:
                self.finishes.append((run, msgspec.json.decode(body, type=Finish).exit_code))
                return Ended(state="finished")
        raise Refused("not_found", f"there is nothing at {path}")

    def _create(self, project: str, new: CreateRun) -> Created:
        run = self.made.setdefault(new.request_id, f"own{len(self.made)}")
        if run not in self.rows:
            self.rows[run] = []
            self.created.append(new)
        return Created(run=run, attempt=1, key="run-key", url=f"{self.url}/ana/{project}/runs/{run}")

    def _report(self, run: str, report: Report) -> Received:
        kept = self.rows[run]
        if report.attempt != self.attempt:
            raise Refused("lease_lost", "another attempt has begun")
        if report.first > len(kept):
            raise Refused("gap", "rows are missing", expected=len(kept))
        if any(row is not None and self.refuses(row) for row in report.rows):
            raise Refused("invalid", "a row does not fit")
        kept += report.rows[len(kept) - report.first :]
        return Received(next=len(kept))


class Handler(BaseHTTPRequestHandler):
    fake: FakeServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        fault = self.fake.next_fault()
        if fault == "cut":
            self.close_connection = True
        elif fault in ("500", "503"):
            self._reply(int(fault), b"<html>not besom's words</html>", {"Retry-After": "0"})
        else:
            self._serve(body, fault)

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 (the names that http.server calls)

    def _serve(self, body: bytes, fault: Fault) -> None:
        answer: msgspec.Struct
        try:
            if self.headers.get("Authorization") != f"Bearer {self.fake.key}" and self.path != "/api/health":
                raise Refused("unauthorised", "this key is not known")
            if fault == "twice":
                self.fake.answer(self.command, self.path, body)
            answer = self.fake.answer(self.command, self.path, body)
            status = 200
        except Refused as refused:
            answer, status = ErrorReply(refused.error), STATUS[refused.error.code]
        if fault == "lost":
            self.close_connection = True
        else:
            self._reply(status, msgspec.json.encode(answer), {})

    def _reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
