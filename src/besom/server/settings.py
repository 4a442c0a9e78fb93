"""How a server is to run, checked once."""

import getpass
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from besom.errors import Invalid

DEFAULT_PORT = 7878


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Raises Invalid, with a sentence, for settings that would not be safe or could not work."""

    data: Path  # the folder of the database, the owner's key and the state file
    entity: str  # the owner's name
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT  # 0: any free one
    search_port: bool = False  # take the next free port when `port` is taken
    base_url: str | None = None  # how callers reach the server, when it is not http://host:port
    allowed_hosts: tuple[str, ...] = ()  # further names in the Host header: `name` or `name:port`
    embedded: bool = False  # started by another command, for its user alone
    workers: int = 2  # processes that make suggestions
    lease: float = 60.0  # seconds that a run stays with an agent that says nothing
    beat: float = 15.0  # seconds between two signs of life; at least three of them make a lease

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise Invalid(f"port must be between 0 and 65535, got {self.port}")
        if self.workers < 1:
            raise Invalid(f"workers must be at least 1, got {self.workers}")
        if not 0 < 3 * self.beat <= self.lease:
            raise Invalid(f"a lease must be at least three beats long, got {self.lease} s and a beat of {self.beat} s")
        if self.base_url is not None and not self.base_url.startswith(("http://", "https://")):
            raise Invalid(f"base_url must begin with http:// or https://, got {self.base_url!r}")
        if not self.loopback and not (self.allowed_hosts or self.base_url):
            raise Invalid(
                f"listening on {self.host} needs the name by which callers reach the server: "
                "give --base-url, or --allowed-host for each name"
            )

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def user_name() -> str:
    """The OS user's name, which is the entity of an embedded server; `besom` where the user has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "besom"
