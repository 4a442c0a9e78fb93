"""besom server"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from besom.cli.layout import fields
from besom.cli.options import json_option
from besom.cli.shell import Shell
from besom.client import embedded
from besom.client.settings import data_dir

if TYPE_CHECKING:
    from besom.server.state import State


@click.group(invoke_without_command=True)
@click.option("--host", default="127.0.0.1", help="Address to listen on; this machine alone by default.")
@click.option("--port", type=click.IntRange(0, 65535), default=7878, help="0 takes any free one.  [7878]")
@click.option("--data", metavar="FOLDER", help="Where the database is; else the user's data folder.")
@click.option("--base-url", metavar="URL", help="How callers reach the server, where that is not http://host:port.")
@click.option("--allowed-host", "allowed_hosts", multiple=True, metavar="NAME", help="A name callers may use; repeat.")
@click.option("--embedded", "as_embedded", is_flag=True, hidden=True)
@json_option
@click.pass_context
def server(
    context: click.Context,
    host: str,
    port: int,
    data: str | None,
    base_url: str | None,
    allowed_hosts: tuple[str, ...],
    as_embedded: bool,
    as_json: bool,
) -> int:
    """Run a server in the foreground until ctrl-c; or look after the one that besom starts by itself.

    Its own key, made at the first start, is in the data folder.
    """
    if context.invoked_subcommand is not None:
        return 0
    from besom.server import Settings, run
    from besom.server.settings import user_name

    shell: Shell = context.obj
    settings = Settings(
        data=Path(data) if data else data_dir(shell.environ),
        entity=user_name(),
        host=host,
        port=port,
        search_port=as_embedded,
        base_url=base_url,
        allowed_hosts=allowed_hosts,
        embedded=as_embedded,
    )

    def listening(state: "State", link: str) -> None:
        _listening(shell, state, link, settings.data, as_json)

    return run(settings, None if as_embedded else listening)


def _listening(shell: Shell, state: "State", link: str, data: Path, as_json: bool) -> None:
    if as_json:
        shell.tell_json({"url": state.url, "pid": state.pid, "data": str(data)})
        return
    shell.tell(f"serving {state.url}; data in {data}; ctrl-c ends it")
    if shell.out.isatty():
        shell.copy(f"Follow  {link}")
    shell.say(f"on another machine: besom login {state.url}, with the key in {data / 'key'}")
    shell.next("besom init")


@server.command()
@json_option
@click.pass_obj
def status(shell: Shell, as_json: bool) -> None:
    """Whether the embedded server runs, and where."""
    folder = data_dir(shell.environ)
    state = embedded.current(folder)
    if as_json:
        found = {"url": state.url, "pid": state.pid, "version": state.version} if state else {}
        shell.tell_json({"running": state is not None, "data": str(folder), **found})
    elif state is None:
        shell.tell(f"not running; data in {folder}")
        shell.next("any command that needs it starts it, such as besom ls")
    else:
        pairs = [("running", state.url), ("process", str(state.pid)), ("version", state.version), ("data", str(folder))]
        shell.tell(*fields(pairs, shell.width))
        shell.next("besom server stop")


@server.command()
@json_option
@click.pass_obj
def stop(shell: Shell, as_json: bool) -> None:
    """End the embedded server. Running agents wait for it to come back."""
    stopped = embedded.stop(data_dir(shell.environ))
    if as_json:
        shell.tell_json({"stopped": stopped})
        return
    shell.tell("stopped" if stopped else "it was not running")
    shell.next("any command that needs it starts it again, such as besom ls")
