"""The one form of every error reply."""

from typing import Any

import msgspec


class Error(msgspec.Struct, frozen=True, kw_only=True):
    code: str  # of besom.errors
    message: str  # one sentence for a person
    details: dict[str, Any] = {}


class ErrorReply(msgspec.Struct, frozen=True):
    error: Error
