"""Where sweeps, runs and their history are kept. Stores keep rows and decide nothing."""

from besom.store.sqlite import SqliteStore

__all__ = ["SqliteStore"]
