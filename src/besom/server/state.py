"""The file by which a server on this machine is found."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from besom.server.keys import write_private


@dataclass(frozen=True, slots=True)
class State:
    url: str
    pid: int
    key: str
    instance: str  # as in /api/health: whoever reads this knows by it whether the server is still the same
    version: str
    embedded: bool


class StateFile:
    """`server.json` in the data folder: there while the server listens."""

    def __init__(self, data: Path) -> None:
        self._path = data / "server.json"

    def write(self, state: State) -> None:
        write_private(self._path, json.dumps(asdict(state)) + "\n")

    def remove(self, instance: str) -> None:
        """Remove the file, if it is still that of this instance."""
        try:
            ours = json.loads(self._path.read_text())["instance"] == instance
        except (OSError, ValueError, KeyError, TypeError):
            return
        if ours:
            self._path.unlink(missing_ok=True)
