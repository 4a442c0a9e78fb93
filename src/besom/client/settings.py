"""Which server, key and project a command or a script means, from its environment and its folder."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from besom.client import embedded
from besom.client.files import toml_string, write
from besom.client.project import ProjectFile, find
from besom.client.transport import clean_url
from besom.errors import Invalid


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go; None where nothing says so. No `server_url`: the embedded server is meant, and has never run."""

    server_url: str | None
    key: str | None = field(repr=False)
    entity: str | None  # None: the key owner's
    project: str | None
    embedded: bool  # whether the server is the one that besom starts by itself


def data_dir(environ: Mapping[str, str]) -> Path:
    """The folder of the embedded server and of the outboxes."""
    return Path(environ.get("BESOM_DATA_DIR") or platformdirs.user_data_dir("besom")).absolute()


def resolve(environ: Mapping[str, str], cwd: Path) -> Target:
    """BESOM_SERVER, BESOM_API_KEY, BESOM_ENTITY and BESOM_PROJECT win, then besom.toml, then the embedded server.

    Invalid when one of them cannot be understood. Whether the server answers is not looked at.
    """
    path = find(cwd)
    said = ProjectFile.load(path) if path else ProjectFile()
    local = embedded.read(data_dir(environ))
    url = clean_url(environ["BESOM_SERVER"]) if environ.get("BESOM_SERVER") else said.server
    if url is None and local is not None:
        url = local.url
    own = url is None or (local is not None and url == local.url)
    stored = local.key if local is not None and own else load_servers(environ).get(url or "")
    return Target(
        server_url=url,
        key=environ.get("BESOM_API_KEY") or stored,
        entity=environ.get("BESOM_ENTITY") or said.entity,
        project=environ.get("BESOM_PROJECT") or said.project,
        embedded=own,
    )


def load_servers(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The key of every server that this user has logged in to, by its address."""
    path = _servers(environ)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return {url: str(entry["key"]) for url, entry in content.items()}
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise Invalid(f"{path} cannot be read as a list of servers; mend it, or delete it and log in again") from error


def save_key(url: str, key: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Keep the server's key in a file that only its owner can read; returns that file."""
    servers = load_servers(environ) | {clean_url(url): key}
    path = _servers(environ)
    tables = (f"[{toml_string(url)}]\nkey = {toml_string(key)}\n" for url, key in sorted(servers.items()))
    write(path, "\n".join(tables), private=True)
    return path


def _servers(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("BESOM_CONFIG_DIR") or platformdirs.user_config_dir("besom")) / "servers.toml"
