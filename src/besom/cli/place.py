"""The server and the project that a command works with."""

from dataclasses import dataclass, field
from functools import cached_property

from besom.cli.shell import Shell
from besom.client import embedded, settings
from besom.client.http import Client
from besom.errors import Unauthorised


@dataclass(frozen=True)
class Place:
    client: Client
    key: str = field(repr=False)
    said_entity: str | None  # None: the key owner's
    project: str | None  # None: this folder belongs to no project
    embedded: bool

    @property
    def url(self) -> str:
        return self.client.url

    @cached_property
    def entity(self) -> str:
        return self.said_entity or self.client.viewer().entity


def connect(shell: Shell) -> Place:
    """Where the environment and the folder say; starts the embedded server, and says so, where that is meant."""
    target = settings.resolve(shell.environ, shell.cwd)
    url, key = target.server_url, target.key
    if target.embedded:
        data = settings.data_dir(shell.environ)
        server = embedded.current(data)
        if server is None:
            server = embedded.start(data)
            shell.say(f"server  {server.url}  started, data in {data}; `besom server stop` ends it")
        url, key = server.url, shell.environ.get("BESOM_API_KEY") or server.key
    if not url or not key:
        raise Unauthorised(f"there is no key for {url} here; `besom login {url}` stores one")
    return Place(shell.open(url, key), key, target.entity, target.project, target.embedded)
