"""The machine's clocks."""

import time


class SystemClock:
    """What `besom.domain.store.Clock` asks for."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()
