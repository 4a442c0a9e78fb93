"""Every error that besom raises on purpose, and the code under which it crosses the network.

BesomError
├── NotFound        not_found       no such project, sweep, run or agent
├── Invalid         invalid         what was sent does not fit; `problems` may list every place
├── Conflict        conflict        the state does not allow it (resuming a finished sweep)
│   ├── LeaseLost   lease_lost      another attempt of the run has begun; stop the script
│   └── Gap         gap             lines before the first one sent are missing; `expected` says where to go on
├── Unauthorised    unauthorised    no key, or one that is not known
├── Forbidden       forbidden       the key's scope does not reach this
├── TooLarge        too_large       a body, a name or a number of names over its limit
├── Busy            busy            the server's queue is full; try again after `retry_after` seconds
├── DiskFull        disk_full       reports are refused until there is room again
└── Unreachable     unreachable     no server answered (client side only)
"""

from collections.abc import Sequence
from typing import Any, ClassVar


class BesomError(Exception):
    """Something that a person can mend; `str()` of it is one sentence for them."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class NotFound(BesomError):
    code = "not_found"


class Invalid(BesomError):
    code = "invalid"

    @property
    def problems(self) -> Sequence[str]:
        """One line for each thing that is wrong; the message alone where nothing finer is known."""
        return self.details.get("problems") or (self.message,)


class Conflict(BesomError):
    code = "conflict"


class LeaseLost(Conflict):
    code = "lease_lost"


class Gap(Conflict):
    code = "gap"

    @property
    def expected(self) -> int:
        """The number of the first line that is missing."""
        return int(self.details["expected"])


class Unauthorised(BesomError):
    code = "unauthorised"


class Forbidden(BesomError):
    code = "forbidden"


class TooLarge(BesomError):
    code = "too_large"


class Busy(BesomError):
    code = "busy"


class DiskFull(BesomError):
    code = "disk_full"


class Unreachable(BesomError):
    code = "unreachable"


BY_CODE: dict[str, type[BesomError]] = {
    kind.code: kind
    for kind in (
        NotFound,
        Invalid,
        Conflict,
        LeaseLost,
        Gap,
        Unauthorised,
        Forbidden,
        TooLarge,
        Busy,
        DiskFull,
        Unreachable,
    )
}
