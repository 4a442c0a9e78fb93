"""What the judge remembers: the curves of the sweeps that it looked at last."""

import asyncio
from typing import Any, cast

from besom.server.curves import Curves
from besom.server.judge import KEPT_SWEEPS, Judge


class CountingStore:
    """Notes of which sweeps all curves are read anew."""

    def __init__(self) -> None:
        self.anew: list[str] = []

    async def read(self, _query: object, _project: int, sweep: str, known: Curves) -> Curves:
        if known.version < 0:
            self.anew.append(sweep)
        return Curves(version=1)


def test_the_curves_of_sweeps_that_nobody_looks_at_any_more_are_let_go() -> None:
    async def scenario() -> None:
        store = CountingStore()
        judge = Judge(cast(Any, store), cast(Any, None), cast(Any, None))
        others = [f"s{number}" for number in range(2 * KEPT_SWEEPS)]
        for other in others:
            await judge.curves(1, "first")
            await judge.curves(1, other)
        assert store.anew == ["first", *others]
        await judge.curves(1, others[0])
        await judge.curves(1, others[-1])
        assert store.anew == ["first", *others, others[0]]

    asyncio.run(scenario())
