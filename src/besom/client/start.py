"""How a script's run begins: as its agent says, or by hand in the folder's project."""

import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from besom.client import embedded
from besom.client.delivery import Address, NewRun
from besom.client.http import Client, new_request_id
from besom.client.notices import tell
from besom.client.outbox import attempt_folder, discard, drain, own_folder
from besom.client.project import named_after
from besom.client.settings import Target, data_dir, resolve
from besom.client.values import to_json
from besom.errors import Invalid, Unreachable
from besom.wire.runs import CreateRun

FROM_AGENT = ("BESOM_SERVER", "BESOM_ENTITY", "BESOM_PROJECT", "BESOM_RUN_ID", "BESOM_ATTEMPT")

Connect = Callable[[], Client]


@dataclass(frozen=True, slots=True)
class Start:
    run: Address | NewRun
    folder: Path  # of the outbox
    connect: Connect  # may start the embedded server and take its time; for the sending thread
    config: Mapping[str, Any]


def under_agent(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("BESOM_RUN_ID"))


def agents_run(environ: Mapping[str, str], config: Mapping[str, Any]) -> Start:
    """The run that the agent has started this script for; `config` fills in what its point does not say."""
    server, entity, project, run, attempt = (environ.get(name, "") for name in FROM_AGENT)
    if not (server and entity and project and attempt.isdecimal()):
        raise Invalid(f"BESOM_RUN_ID is set, so {', '.join(FROM_AGENT)} must be too; an agent sets all of them")
    address = Address(entity=entity, project=project, run=run, attempt=int(attempt))
    folder = environ.get("BESOM_OUTBOX") or attempt_folder(data_dir(environ), server, address)
    client = Client(server, environ.get("BESOM_API_KEY") or None, patience=0)
    return Start(address, Path(folder).absolute(), lambda: client, {**config, **_point(environ)})


def own_run(
    environ: Mapping[str, str],
    cwd: Path,
    config: Mapping[str, Any],
    entity: str | None,
    project: str | None,
    given: Mapping[str, Any],
) -> Start:
    """A new run in the project that is named here, or else by the folder's besom.toml, or else after the folder.

    `given`: what else CreateRun says about it.
    """
    target = resolve(environ, cwd)
    request_id = new_request_id()
    new = CreateRun(request_id=request_id, config=_kept(config), host=socket.gethostname(), **given)
    run = NewRun(entity=entity or target.entity, project=project or target.project or named_after(cwd), new=new)
    folder = own_folder(data_dir(environ), None if target.embedded else target.server_url)
    connect = _to_embedded(environ) if target.embedded else _to_server(target)
    return Start(run, folder / request_id, connect, config)


def send_leftovers(start: Start) -> None:
    """Send, beside everything else, what earlier scripts started by hand could not; agents see to their own."""
    left = [path.parent for path in start.folder.parent.glob("*/create.json") if path.parent != start.folder]

    def work() -> None:
        for folder in left:
            try:
                if drain(folder, start.connect(), 0, say=lambda _: None):
                    discard(folder)
            except (Unreachable, OSError):
                return

    if left:
        threading.Thread(target=work, name="besom leftovers", daemon=True).start()


def _to_server(target: Target) -> Connect:
    client = Client(target.server_url or "", target.key, patience=0)
    return lambda: client


def _to_embedded(environ: Mapping[str, str]) -> Connect:
    """Starts the server at the first call; later ones find it where it then is, and leave it stopped if it is."""
    data, started = data_dir(environ), threading.Event()

    def connect() -> Client:
        state = embedded.read(data)
        if not started.is_set():
            state = embedded.current(data)
            if state is None:
                state = embedded.start(data)
                tell(f"started a server on this machine, {state.url} (`besom server stop` ends it)")
            started.set()
        if state is None:
            raise Unreachable("the server on this machine does not run (`besom server` starts it)")
        return Client(state.url, environ.get("BESOM_API_KEY") or state.key, patience=0)

    return connect


def _point(environ: Mapping[str, str]) -> dict[str, Any]:
    try:
        return msgspec.json.decode(environ.get("BESOM_CONFIG", "{}"), type=dict[str, Any])
    except msgspec.DecodeError as error:
        tell(f"besom.config lacks the agent's parameters: BESOM_CONFIG is not the JSON of them ({error})")
        return {}


def _kept(config: Mapping[str, Any]) -> dict[str, Any]:
    """What of the config has a JSON form, with one sentence about all that has not."""
    kept, left_out = {}, []
    for name, value in config.items():
        try:
            kept[str(name)] = to_json(value)
        except Exception:  # a value of the script's own making may raise anything
            left_out.append(f"{name} ({type(value).__name__})")
    if left_out:
        tell(f"config values without a JSON form are not sent: {', '.join(left_out)}")
    return kept
