"""Stands in for the embedded server: announces itself and answers for its health until it is told to end.

The number of starts is written, a byte each, to `starts` in the data folder. Run as a program.
"""

import json
import os
import secrets
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

DATA = Path(os.environ["BESOM_DATA_DIR"])
INSTANCE = secrets.token_hex(8)


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"status": "ok", "version": "0", "instance": INSTANCE}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with (DATA / "starts").open("ab") as starts:
        starts.write(b".")
    server = HTTPServer(("127.0.0.1", 0), Health)
    state = {"url": f"http://127.0.0.1:{server.server_port}", "pid": os.getpid(), "key": "k", "instance": INSTANCE}
    draft = DATA / "draft"
    draft.write_text(json.dumps(state | {"version": "0"}))
    draft.rename(DATA / "server.json")
    server.serve_forever()


if __name__ == "__main__":
    main()
