"""The server: HTTP in front of the engine's verbs. Importing this package loads nothing heavy."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from besom.server.settings import Settings, user_name

if TYPE_CHECKING:
    from besom.server.state import State

__all__ = ["Settings", "run", "user_name"]


def run(settings: Settings, ready: "Callable[[State, str], object] | None" = None) -> int:
    """Serve until told to end; the exit code.

    `ready` is called once the server listens, with where it does and a link that logs one browser in.
    """
    from besom.server.serve import serve

    return serve(settings, ready)
