"""The server: HTTP in front of the engine's verbs. Importing this package loads nothing heavy."""

from besom.server.settings import Settings, data_folder, user_name

__all__ = ["Settings", "data_folder", "run", "user_name"]


def run(settings: Settings) -> int:
    """Serve until told to end; the exit code."""
    from besom.server.serve import serve

    return serve(settings)
