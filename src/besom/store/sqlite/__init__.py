"""The store on one SQLite file: one writer, many readers, and the reply after the commit."""

from besom.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
