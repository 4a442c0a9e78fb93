"""What the server says on standard error: one line an event."""

import logging
from datetime import UTC, datetime


class Lines(logging.Formatter):
    """`2026-01-31T12:00:00Z INFO text`; control characters are escaped, so that no value can fake a line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 (logging's)
        return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's)
        return escaped(super().formatMessage(record))

    def formatException(self, ei: object) -> str:  # noqa: N802 (logging's)
        return "\n".join(escaped(line) for line in super().formatException(ei).splitlines())  # type: ignore[arg-type]


def escaped(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def set_up_logs() -> None:
    """Send the server's own log, what uvicorn and the framework warn of, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    for name, level in (("besom", logging.INFO), ("uvicorn.error", logging.WARNING), ("litestar", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(level)
